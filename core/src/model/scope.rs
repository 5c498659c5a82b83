//! What is searched: a small cluster, and the bounds of what may happen to it.

use super::step::PACE;
use crate::canon::Naming;
use crate::kv::{ClerkConfig, Command, ReadMode};
use crate::raft::{Bug, Change, Config};
use crate::sim::{CLIENTS_MAX, DELAY_MAX, Link, Setup};
use crate::types::{ClientId, NodeId};

/// What is searched.
#[derive(Clone, Debug)]
pub struct Scope {
    /// How the cluster begins. Its times are replaced by ones that never come.
    pub setup: Setup,
    /// The calls of its clients, in the order in which each makes its own.
    pub calls: Vec<Call>,
    /// Whether clients get answers, wait for them, and may ask again. If not, a call is just a command
    /// that comes to a leader, the first of those left at any time.
    pub answers: bool,
    /// Changes of membership that may be asked of a leader, one after the other.
    pub changes: Vec<Change>,
    /// What may happen.
    pub bounds: Bounds,
    /// Whether states that differ by the servers' names count as one.
    pub symmetry: bool,
}

/// A call of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Whose.
    pub client: ClientId,
    /// For what.
    pub command: Command,
}

/// How far things may go, and how often what nobody needs may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The highest term.
    pub term: u64,
    /// The longest log, in entries.
    pub log: u64,
    /// Election timeouts, all servers' together; any number within the terms, if none.
    pub timeouts: Option<u8>,
    /// Crashes. Any crashed server may restart at any time.
    pub crashes: u8,
    /// Messages delivered twice.
    pub copies: u8,
    /// Heartbeats, all leaders' together.
    pub heartbeats: u8,
    /// Times a client asks again.
    pub repeats: u8,
    /// Disks that stall: what is written from then on is not durable before the next crash.
    pub stalls: u8,
    /// Snapshots taken.
    pub snapshots: u8,
    /// Wishes to hand leadership over.
    pub transfers: u8,
    /// Messages on their way that may still arrive, though some never do; any number, if none.
    pub messages: Option<usize>,
}

impl Default for Bounds {
    /// Nothing but elections and what comes of them, up to term 1.
    fn default() -> Self {
        Self {
            term: 1,
            log: 8,
            timeouts: None,
            crashes: 0,
            copies: 0,
            heartbeats: 0,
            repeats: 0,
            stalls: 0,
            snapshots: 0,
            transfers: 0,
            messages: None,
        }
    }
}

/// Most servers of a search: 120 names for each state.
pub const SERVERS_MAX: u32 = 5;
/// Most calls.
const CALLS_MAX: usize = 64;

/// A time that never comes: the longest that a scenario can set.
const NEVER: u64 = 3_600_000;

impl Scope {
    /// So many servers with default options, and nothing to happen to them yet.
    pub fn new(servers: u32) -> Self {
        let setup = Setup { servers, clients: 0, ..Setup::default() };
        Self {
            setup,
            calls: Vec::new(),
            answers: false,
            changes: Vec::new(),
            bounds: Bounds::default(),
            symmetry: true,
        }
    }

    /// Whether a search can make sense of it; if not, why.
    pub fn check(&self) -> Result<(), String> {
        let servers = self.setup.servers;
        if !(1..=SERVERS_MAX).contains(&servers) {
            return Err(format!("a search takes 1 to {SERVERS_MAX} servers, not {servers}"));
        }
        if self.setup.members.is_some_and(|members| members > servers) {
            return Err("members are servers".to_owned());
        }
        if self.calls.len() > CALLS_MAX {
            return Err(format!("at most {CALLS_MAX} calls, not {}", self.calls.len()));
        }
        if let Some(call) = self.calls.iter().find(|call| call.client.0 > CLIENTS_MAX) {
            return Err(format!("there is no {}; at most {CLIENTS_MAX} clients", call.client));
        }
        // Without answers a client's second call would wait for ever.
        let mut clients: Vec<ClientId> = self.calls.iter().map(|call| call.client).collect();
        clients.sort_unstable();
        if !self.answers && clients.windows(2).any(|two| two[0] == two[1]) {
            return Err("where nobody gets answers, each client makes one call".to_owned());
        }
        let mut named = self.changes.iter().flat_map(|one| one.voters.iter().chain(&one.learners));
        match named.find(|server| !(1..=servers).contains(&server.0)) {
            Some(server) => Err(format!("there is no {server}")),
            None => Ok(()),
        }
    }

    /// How a run within this scope begins: no timer is ever due, messages take longer than any run, and
    /// disks no time at all.
    pub(super) fn frozen_setup(&self) -> Setup {
        let mut setup = self.setup.clone();
        for config in setup.deviations.values_mut().chain([&mut setup.raft]) {
            let frozen = Config {
                election_timeout_min: NEVER,
                election_timeout_max: NEVER,
                heartbeat_interval: NEVER,
                ..config.clone()
            };
            *config = frozen;
        }
        let clients = self.calls.iter().map(|call| call.client.0).max();
        setup.clients = setup.clients.max(clients.unwrap_or_default());
        setup.clerk = ClerkConfig { retry_after: NEVER, pause: NEVER, give_up_after: None };
        setup.link = Link { delay_min: DELAY_MAX, delay_max: DELAY_MAX, ..Link::default() };
        setup.disk = (0, 0);
        setup
    }

    /// How many steps a run can have before the first message would arrive by itself.
    pub(super) fn steps_max() -> usize {
        usize::try_from(DELAY_MAX / PACE).unwrap_or(usize::MAX) - 1
    }

    /// Whether its servers have a bug.
    pub(super) fn has_bug(&self, bug: Bug) -> bool {
        self.setup.bugs.iter().any(|one| one == bug)
    }

    /// The namings under which this scope is the same.
    pub(super) fn namings(&self) -> Vec<Naming> {
        let servers = u8::try_from(self.setup.servers).expect("a world has few servers");
        // The median of an unsorted list depends on who stands in its middle.
        if !self.symmetry || self.has_bug(Bug::UnsortedQuorum) {
            return vec![Naming::new(&(1..=servers).collect::<Vec<u8>>())];
        }
        let all = Naming::all(servers);
        all.into_iter().filter(|naming| self.is_same_under(naming)).collect()
    }

    fn is_same_under(&self, naming: &Naming) -> bool {
        let Setup { servers, members, deviations, disks, .. } = &self.setup;
        let members = members.unwrap_or(*servers);
        let named = |list: &[NodeId]| {
            let mut names: Vec<u32> = list.iter().map(|&server| naming.name(server)).collect();
            names.sort_unstable();
            names
        };
        let numbers = |list: &[NodeId]| {
            let mut numbers: Vec<u32> = list.iter().map(|server| server.0).collect();
            numbers.sort_unstable();
            numbers
        };
        let is_fixed = |list: &[NodeId]| named(list) == numbers(list);
        let keeps = |server: &NodeId| naming.name(*server) == server.0;
        (1..=*servers).all(|id| (id <= members) == (naming.name(NodeId(id)) <= members))
            && self.changes.iter().all(|one| is_fixed(&one.voters) && is_fixed(&one.learners))
            && deviations.keys().chain(disks.keys()).all(keeps)
    }

    /// Whether it matters how many rounds a leader has begun.
    pub(super) fn has_rounds(&self) -> bool {
        let is_beside =
            |call: &Call| matches!(call.command.read_mode(), ReadMode::Index | ReadMode::Lease);
        let notices = |config: &Config| config.commit_notice;
        let Setup { raft, deviations, .. } = &self.setup;
        self.calls.iter().any(is_beside) || deviations.values().chain([raft]).any(notices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn namings(change: impl FnOnce(&mut Scope)) -> usize {
        let mut scope = Scope::new(4);
        change(&mut scope);
        scope.namings().len()
    }

    #[test]
    fn servers_that_the_scope_tells_apart_are_not_renamed() {
        let change = |voters: &[u32]| Change {
            voters: voters.iter().copied().map(NodeId).collect(),
            learners: Vec::new(),
        };
        assert_eq!(namings(|_| {}), 24);
        assert_eq!(namings(|scope| scope.symmetry = false), 1);
        assert_eq!(namings(|scope| scope.setup.members = Some(3)), 6);
        assert_eq!(namings(|scope| scope.changes = vec![change(&[1, 2])]), 4);
        assert_eq!(namings(|scope| scope.changes = vec![change(&[1, 2]), change(&[2, 3])]), 1);
        let other = Config { pre_vote: true, ..Config::default() };
        assert_eq!(namings(|scope| scope.setup.deviations = [(NodeId(2), other)].into()), 6);
    }
}
