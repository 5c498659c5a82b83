//! When a cluster owes progress: since when has nobody disturbed it, with a majority of every membership
//! anybody goes by up, and good links, disks and clocks between those that are up. The judges of
//! liveness look now and then, and only then say anything.

use crate::raft::Config;
use crate::sim::{Address, Link, Node, Order, Status, World};
use crate::types::{NodeId, Tick};

/// Heartbeats from one look to the next.
const LOOK_AFTER: u64 = 10;

/// History variables: when to look next, and what was found since the last disturbance.
#[derive(Clone, Debug, Default)]
pub(super) struct Calm {
    next_look: Tick,
    disturbances: Option<u64>,
    since: Tick,
    is_whole: bool,
}

/// What the judges of liveness go by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Since when nobody has disturbed the cluster.
    pub since: Tick,
    /// Whether this is the first look since then.
    pub is_first: bool,
    /// The greatest election timeout of a server.
    pub timeout: u64,
}

impl Calm {
    /// Whether it is time to look.
    #[inline]
    pub(super) fn is_due(&self, world: &World) -> bool {
        world.now() >= self.next_look
    }

    /// What to go by now; none while the cluster owes nothing.
    pub(super) fn look(&mut self, world: &World) -> Option<Look> {
        let heartbeat = world.setup().raft.heartbeat_interval.max(1);
        self.next_look = world.now().plus(LOOK_AFTER * heartbeat);
        let (disturbances, when) = world.disturbances();
        let is_first = self.disturbances != Some(disturbances);
        if is_first {
            self.disturbances = Some(disturbances);
            self.since = when;
            self.is_whole = is_whole(world);
        }
        let timeouts =
            world.nodes().iter().map(|node| node.server().raft().config().election_timeout_max);
        let timeout = timeouts.max().unwrap_or_default();
        self.is_whole.then_some(Look { since: self.since, is_first, timeout })
    }
}

/// Whether nothing stands in the way of progress.
fn is_whole(world: &World) -> bool {
    let up: Vec<&Node> = world.nodes().iter().filter(|node| is_good(node)).collect();
    let ids: Vec<NodeId> = up.iter().map(|node| node.id()).collect();
    let rest_is_down = world
        .nodes()
        .iter()
        .all(|node| ids.contains(&node.id()) || node.status() == Status::Crashed);
    // Whoever of those that are up has the most complete log can win, if a majority of the members it
    // goes by is up: all of them would vote for it.
    let standing = up.iter().map(|node| node.server().raft()).filter(|raft| raft.may_lead());
    let best = standing.max_by_key(|raft| raft.log().last());
    let has_majority = best.is_some_and(|raft| raft.membership().is_majority(&ids));
    let clients = world.clients().iter().map(|client| Address::Client(client.clerk().id()));
    let ends: Vec<Address> = ids.iter().map(|&id| Address::Server(id)).chain(clients).collect();
    rest_is_down
        && has_majority
        && world.messages().all(|message| message.held.is_none())
        && up.iter().all(|node| has_time(world, node, &ends))
}

fn is_good(node: &Node) -> bool {
    let mode = node.disk().mode();
    node.status() == Status::Up
        && node.clock_percent() == 100
        && !node.is_doomed()
        && !mode.full
        && !mode.lies
}

/// Whether `node` hears from everybody soon enough for its timeouts, and is heard.
fn has_time(world: &World, node: &Node, ends: &[Address]) -> bool {
    let own = Address::Server(node.id());
    let Config {
        election_timeout_min: least, election_timeout_max: most, heartbeat_interval, ..
    } = *node.server().raft().config();
    let (_, sync) = node.disk().mode().latency;
    ends.iter().filter(|&&other| other != own).all(|&other| {
        [(own, other), (other, own)].into_iter().all(|(from, to)| {
            let Some(link) = world.network().link(from, to) else { return false };
            let hop = link.delay_max + sync;
            let has_time = 4 * hop <= least && 2 * hop <= most - least;
            is_good_link(link)
                && !world.network().is_cut(from, to)
                && has_time
                && heartbeat_interval + 2 * hop <= least
        })
    })
}

fn is_good_link(link: Link) -> bool {
    link.loss == 0
        && link.late == 0
        && link.reorder == 0
        && link.duplicate == 0
        && link.order == Order::Any
        && link.bandwidth.is_none()
}
