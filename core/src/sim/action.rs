//! The only influence on a run from outside: what a person, a script or a fault schedule does. Each
//! prints as a line of the action language (see [`console`](crate::console)) and is recorded at its tick.

use super::event::{Address, MessageId};
use super::link::{Order, Shape};
use crate::kv::{Command, ReadMode};
use crate::types::{ClientId, NodeId, RequestNumber};

/// One direction of a link: from, to. None means every link, clients' too, in both directions.
pub type Direction = Option<(Address, Address)>;

/// Something done to the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Let a client make a call, after those it still has to make.
    Submit {
        /// Which client.
        client: ClientId,
        /// What to ask for.
        command: Command,
        /// The server to ask first, if not the one the Clerk takes for the leader.
        first: Option<NodeId>,
    },
    /// Crash a server.
    Crash(NodeId),
    /// Crash a server once it has written or sent so many more things: amid a step, perhaps.
    CrashAfter {
        /// Which.
        server: NodeId,
        /// How many writes, messages and replies it still carries out.
        effects: u64,
    },
    /// Start a crashed server from its disk.
    Restart(NodeId),
    /// Stop a server's process for a while.
    Pause(NodeId),
    /// Let it go on.
    Resume(NodeId),
    /// Fire a server's election timer.
    Timeout(NodeId),
    /// Change the members of the cluster.
    Members {
        /// With a vote.
        voters: Vec<NodeId>,
        /// Without one.
        learners: Vec<NodeId>,
    },
    /// Let a server take a snapshot now.
    Compact(NodeId),
    /// Let a server lead instead of the leader.
    Transfer(NodeId),
    /// Cut a server off from all others, in both directions.
    Isolate(NodeId),
    /// Cut one direction.
    Cut(Address, Address),
    /// Mend one direction.
    Mend(Address, Address),
    /// Split the cluster; servers not named form a further side. Replaces earlier cuts.
    Partition(Vec<Vec<NodeId>>),
    /// Split it, but for servers on two sides, which hear both. Servers not named form a further side.
    /// Replaces earlier cuts.
    Bridge(Vec<Vec<NodeId>>),
    /// Let pass what some servers send others, and nothing that those send back. Replaces earlier cuts.
    OneWay {
        /// Those that are heard.
        from: Vec<NodeId>,
        /// Those that hear, and are not heard.
        to: Vec<NodeId>,
    },
    /// Mend all links.
    Heal,
    /// Make links, disks and clocks again what they were at the start: no more loss, lies or haste.
    /// Messages held are released, crash points forgotten. Cuts, crashes and pauses stay.
    Calm,
    /// Cut or mend a client's way to a server, and the way back.
    Reach {
        /// Which client, or all.
        client: Option<ClientId>,
        /// Which server.
        server: NodeId,
        /// Whether they reach each other from now on.
        reachable: bool,
    },
    /// Let a client make random calls by itself, in addition to those submitted.
    Work {
        /// Which client, or all.
        client: Option<ClientId>,
        /// What kind of calls.
        work: Work,
    },
    /// Let it stop making calls by itself.
    Rest(Option<ClientId>),
    /// Set how long after a call a client gives up.
    Patience {
        /// Which client, or all.
        client: Option<ClientId>,
        /// In ticks; none: it never gives up.
        ticks: Option<u64>,
    },
    /// Set how long a client waits for a reply before it asks another server.
    Retry {
        /// Which client, or all.
        client: Option<ClientId>,
        /// In ticks.
        ticks: u64,
    },
    /// Set the delay, in ticks, of one direction or of all links.
    Delay {
        /// The direction, or all.
        link: Direction,
        /// Least.
        min: u64,
        /// Greatest.
        max: u64,
        /// How delays are spread between them.
        shape: Shape,
    },
    /// Set how many of a thousand messages are lost.
    Loss {
        /// The direction, or all.
        link: Direction,
        /// How many.
        permille: u32,
    },
    /// Set how many of a thousand messages arrive twice.
    Duplicate {
        /// The direction, or all.
        link: Direction,
        /// How many.
        permille: u32,
    },
    /// Set how many of a thousand answers are held up for long.
    Late {
        /// The direction, or all.
        link: Direction,
        /// How many.
        permille: u32,
    },
    /// Set how many of a thousand messages are held back, so that later ones overtake them.
    Reorder {
        /// The direction, or all.
        link: Direction,
        /// How many.
        permille: u32,
    },
    /// Set whether messages may overtake each other.
    Order {
        /// The direction, or all.
        link: Direction,
        /// Whether they may.
        order: Order,
    },
    /// Set how much a link carries.
    Bandwidth {
        /// The direction, or all.
        link: Direction,
        /// In bytes for each tick; none: any amount at once.
        bytes: Option<u32>,
    },
    /// Set the time a sync of a disk takes, in ticks.
    DiskLatency {
        /// Whose disk, or all.
        server: Option<NodeId>,
        /// Least.
        min: u64,
        /// Greatest.
        max: u64,
    },
    /// Let a disk begin, or stop, to misbehave.
    Disk {
        /// Whose disk.
        server: NodeId,
        /// In which way.
        fault: DiskFault,
        /// Whether it does from now on.
        on: bool,
    },
    /// Set how fast a server's clock runs.
    Clock {
        /// Whose clock.
        server: NodeId,
        /// In percent of true time.
        percent: u32,
    },
    /// Do something to one message on its way.
    Message {
        /// Which.
        message: MessageId,
        /// What.
        deed: Deed,
    },
    // Behind the others, for their places are part of trace hashes.
    /// Fire a leader's timer: it sends heartbeats.
    Heartbeat(NodeId),
    /// Let a client ask again now for the call it has under way.
    AskAgain {
        /// Which client.
        client: ClientId,
        /// Whom to ask; another server than before, if none.
        server: Option<NodeId>,
    },
}

impl Action {
    /// Whether it only changes how things behave from now on.
    pub fn is_setting(&self) -> bool {
        matches!(
            self,
            Self::Reach { .. }
                | Self::Work { .. }
                | Self::Rest(_)
                | Self::Patience { .. }
                | Self::Retry { .. }
                | Self::Delay { .. }
                | Self::Loss { .. }
                | Self::Duplicate { .. }
                | Self::Late { .. }
                | Self::Reorder { .. }
                | Self::Order { .. }
                | Self::Bandwidth { .. }
                | Self::DiskLatency { .. }
                | Self::Disk { .. }
                | Self::Clock { .. }
        )
    }
}

impl Action {
    /// Whether it may keep servers from their work, or gives them work that no client asked for.
    pub fn disturbs(&self) -> bool {
        !matches!(
            self,
            Self::Submit { .. }
                | Self::Heartbeat(_)
                | Self::AskAgain { .. }
                | Self::Work { .. }
                | Self::Rest(_)
                | Self::Patience { .. }
                | Self::Retry { .. }
        )
    }
}

/// What kind of calls a client makes by itself. Where nothing is said it goes on as before; at first it
/// uses the keys k1 to k5, and makes four Appends, two Puts and four Gets of ten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Work {
    /// Its pause between two calls, in ticks: least and greatest.
    pub think: (u64, u64),
    /// On how many keys, from k1 on.
    pub keys: Option<u32>,
    /// How many of a thousand calls are Gets, Puts and Appends; a thousand together.
    pub shares: Option<Shares>,
    /// How its Gets are kept from being old.
    pub via: Option<ReadMode>,
}

/// How many of a thousand calls are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Shares {
    pub gets: u32,
    pub puts: u32,
    pub appends: u32,
}

/// A way in which a disk misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DiskFault {
    /// It reports writes durable that a crash would lose. Once it stops lying it writes them out.
    Lie,
    /// It syncs each write by itself, several at a time, and so finishes them out of order.
    Disorder,
    /// It refuses writes; a server that cannot write stops.
    Full,
}

impl DiskFault {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Lie, Self::Disorder, Self::Full];

    /// The word used in the action language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lie => "lie",
            Self::Disorder => "disorder",
            Self::Full => "full",
        }
    }
}

/// Something done to a message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// It arrives now, whatever the network had in store for it; only a receiver that is down misses it.
    Deliver,
    /// It is lost now.
    Drop,
    /// The network makes a copy, which leaves now.
    Copy,
    /// It stays where it is until it is released.
    Hold,
    /// It goes on.
    Release,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Deliver, Self::Drop, Self::Copy, Self::Hold, Self::Release];

    /// The word used in the action language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deliver => "deliver",
            Self::Drop => "drop",
            Self::Copy => "copy",
            Self::Hold => "hold",
            Self::Release => "release",
        }
    }
}

/// What an action led to at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took effect.
    Done,
    /// The call will have this number.
    Submitted(ClientId, RequestNumber),
}
