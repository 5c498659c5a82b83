//! Random clusters in random trouble. A seed determines everything: the size of the cluster and its
//! options, how its network, disks and clocks are, what its clients do, what goes wrong and when.
//!
//! First comes trouble; whatever happens, no judge may object. Then everything is mended, and the
//! cluster must come to rest: one leader, every call answered, all replicas equal, no more elections,
//! and nothing on the wire but heartbeats. Some seeds have disks that lie, which Raft does not claim to
//! survive: of those one demands only that the programs do.
//!
//! Each seed has but some of the faults (Groce et al., "Swarm Testing", 2012): what all faults together
//! keep a cluster from reaching is reached by the seeds that lack some of them.
//!
//! All that is done is recorded by the [`Session`], so that a seed's run can be exported and looked at.

mod finding;

mod rest;

mod setup;

mod trouble;

pub use finding::{Finding, Kind, Objection};
pub use trouble::{Fault, LinkFault};

use crate::check::linearizability::{self, Standing, Verdict};
use crate::hash::fingerprint;
use crate::raft::BugSet;
use crate::rng::Rng;
use crate::scenario::{Scenario, Texts};
use crate::session::Session;
use crate::sim::{Action, Status};
use crate::types::{ClientId, NodeId};
use std::ops::Range;

/// Streams of chance, by purpose; the world has its own.
const SETUP_STREAM: u64 = 1;
const TROUBLE_STREAM: u64 = 2;

/// How many configurations the search for a linearization may visit. A verdict of Unknown is a finding,
/// so this is never too low in silence.
const LINEARIZABILITY_STEPS: u64 = 20_000_000;

/// A cluster in trouble.
#[derive(Clone, Debug)]
pub struct Nemesis {
    seed: u64,
    session: Session,
    rng: Rng,
    faults: Vec<Fault>,
    /// How long the trouble of this seed lasts, in ticks.
    length: u64,
    /// Longest pause between two of its deeds, in ticks.
    pause: u64,
    /// Whether its own calls are Puts at versions. Then there are no Deletes, and the network makes no
    /// copies: the protocol of versions is not made for them, see [`crate::kv::Command::PutAt`].
    versions: bool,
    /// Numbers the values of these calls.
    values: u64,
}

/// What a seed led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// The trace hash of the whole run.
    pub hash: u64,
    /// How long it took, in ticks.
    pub ticks: u64,
    /// How many events it had.
    pub events: u64,
    /// What was found wrong, if anything.
    pub finding: Option<Finding>,
}

/// What a seed leads to.
pub fn explore(seed: u64) -> Outcome {
    Nemesis::new(seed, BugSet::NONE).run()
}

/// The trace hashes of a range of seeds as one number: equal where all runs are equal. It is the sum of
/// the seeds' own, so that of a range is that of its parts.
pub fn digest(seeds: Range<u64>) -> u64 {
    seeds.fold(0, |digest, seed| digest.wrapping_add(explore(seed).digest()))
}

impl Outcome {
    /// The seed and its trace hash as one number.
    pub fn digest(&self) -> u64 {
        fingerprint(&(self.seed, self.hash))
    }
}

impl Nemesis {
    /// The cluster of a seed, its servers with these bugs.
    pub fn new(seed: u64, bugs: BugSet) -> Self {
        let root = Rng::new(seed);
        let mut rng = root.fork(SETUP_STREAM);
        let setup = setup::random(seed, bugs, &mut rng);
        let works = setup::random_works(&setup, &mut rng);
        let mut faults = trouble::some_faults(&setup, &mut rng);
        let mut session = Session::new(setup);
        session.keep_events(0);
        session.keep_memory(0);
        let length = rng.between(3, 9) * 1000;
        let pause = *rng.pick(&[50, 200, 400, 800]).expect("there are four");
        let versions = rng.chance(500);
        if versions {
            faults.retain(|fault| *fault != Fault::Link(LinkFault::Duplicate));
        }
        let rng = root.fork(TROUBLE_STREAM);
        let mut nemesis = Self { seed, session, rng, faults, length, pause, versions, values: 0 };
        for (client, work) in (1..).map(ClientId).zip(works) {
            nemesis.attempt(Action::Work { client: Some(client), work });
        }
        nemesis
    }

    /// The run so far.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The run, to go on with: it can be gone back in from here on.
    pub fn into_session(self) -> Session {
        self.session
    }

    /// What goes wrong in this run.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Whether disks tell the truth in this run, and so safety is demanded.
    pub fn is_honest(&self) -> bool {
        !self.faults.contains(&Fault::LIE)
    }

    /// The whole story: trouble for as long as the seed says, then rest.
    pub fn run(&mut self) -> Outcome {
        self.run_for(self.length)
    }

    /// The whole story, with trouble for about `ticks`.
    pub fn run_for(&mut self, ticks: u64) -> Outcome {
        let finding = self.live_through(ticks).err();
        let world = self.session.world();
        Outcome {
            seed: self.seed,
            hash: world.trace_hash(),
            ticks: world.now().0,
            events: self.session.event_count(),
            finding,
        }
    }

    fn live_through(&mut self, ticks: u64) -> Result<(), Finding> {
        let end = self.session.world().now().plus(ticks);
        // What follows upon an objection explains it no better.
        while self.session.world().now() < end && !self.has_objection() {
            self.deed();
        }
        self.judge()?;
        if self.is_honest() {
            self.rest()?;
        } else {
            self.mend()?;
            self.session.advance(3_000, u64::MAX);
        }
        self.judge()
    }

    fn has_objection(&self) -> bool {
        self.is_honest() && !self.session.report().is_clean()
    }

    /// What was done and came of it, as a scenario that has the same trace hash at its end.
    pub fn export(&self) -> Scenario {
        let title = format!("Seed {}", self.seed);
        Scenario { title: Texts::from([("en".to_owned(), title)]), ..self.session.export() }
    }

    /// What the judges say.
    fn judge(&self) -> Result<(), Finding> {
        if !self.is_honest() {
            return Ok(());
        }
        if let Some(violation) = self.session.report().violations().first() {
            return Err(Finding::of_judge(self.seed, violation));
        }
        // The judge who watched all along knows nearly always.
        if self.session.linearizability() == Standing::Linearizable {
            return Ok(());
        }
        match linearizability::check(self.session.world().history(), LINEARIZABILITY_STEPS) {
            Verdict::Linearizable => Ok(()),
            Verdict::Illegal { key } => self.object(&Objection::NotLinearizable { key }),
            Verdict::Unknown { key, steps } => self.object(&Objection::Undecided { key, steps }),
        }
    }

    fn object(&self, objection: &Objection) -> Result<(), Finding> {
        let (kind, at) = (objection.kind(), self.session.world().now());
        let (code, sentence) = (objection.code(), objection.sentence());
        Err(Finding { seed: self.seed, kind, at, code, sentence })
    }

    /// Does something that may be impossible now.
    fn attempt(&mut self, action: Action) {
        let before = (self.session.world().trace_hash(), self.session.event_count());
        let line = action.to_string();
        // A change is refused while another is under way, a restart to who runs: that is their right.
        if self.session.act(action).is_err() {
            let after = (self.session.world().trace_hash(), self.session.event_count());
            debug_assert_eq!(before, after, "`{line}` was refused, and changed something");
        }
    }

    /// Does something that must be possible.
    fn must(&mut self, action: Action) -> Result<(), Finding> {
        let line = action.to_string();
        match self.session.act(action) {
            Ok(_) => Ok(()),
            Err(reason) => self.object(&Objection::Refused { line, reason }),
        }
    }

    /// Starts what is down, lets go on what is paused, and makes links, disks and clocks good again.
    pub fn mend(&mut self) -> Result<(), Finding> {
        self.must(Action::Heal)?;
        self.must(Action::Calm)?;
        for server in self.servers() {
            match self.status(server) {
                Status::Up => {}
                Status::Crashed => self.must(Action::Restart(server))?,
                Status::Paused => self.must(Action::Resume(server))?,
            }
        }
        Ok(())
    }

    fn servers(&self) -> Vec<NodeId> {
        self.session.world().nodes().iter().map(crate::sim::Node::id).collect()
    }

    fn clients(&self) -> impl Iterator<Item = ClientId> + use<> {
        (1..=self.session.world().setup().clients).map(ClientId)
    }

    fn status(&self, server: NodeId) -> Status {
        self.session.world().node(server).expect("the servers are the world's").status()
    }
}
