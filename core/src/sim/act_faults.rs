//! What actions do to links, disks, clocks and the clients' work.

use super::action::{Direction, DiskFault, Shares, Work};
use super::action_error::{ActionError, quantity};
use super::client::{Keys, Workload};
use super::disk::DiskMode;
use super::event::{Address, Event};
use super::link::{Link, Shape};
use super::network::client_position;
use super::world::{Status, World};
use crate::kv::{ClerkConfig, ClerkInput};
use crate::sentence::Word;
use crate::types::{ClientId, NodeId};
use std::ops::Range;

/// Longest delay of messages and disks, in ticks: a minute.
pub const DELAY_MAX: u64 = 60_000;
/// Longest patience of a client, in ticks: an hour.
const PATIENCE_MAX: u64 = 3_600_000;
/// Most keys that a client uses by itself.
const KEYS_MAX: u32 = 1000;
/// The fastest clock, in percent of true time.
const CLOCK_MAX: u32 = 1000;

/// Cuts.
impl World {
    pub(super) fn cut(&mut self, from: Address, to: Address) -> Result<(), ActionError> {
        self.check_link(from, to)?;
        self.network.set_cut(from, to, true);
        self.emit(Event::Cut { from, to });
        Ok(())
    }

    pub(super) fn mend(&mut self, from: Address, to: Address) -> Result<(), ActionError> {
        self.check_link(from, to)?;
        self.network.set_cut(from, to, false);
        self.emit(Event::Mended { from, to });
        Ok(())
    }

    pub(super) fn isolate(&mut self, server: NodeId) -> Result<(), ActionError> {
        self.split(&[vec![server]])
    }

    pub(super) fn split(&mut self, sides: &[Vec<NodeId>]) -> Result<(), ActionError> {
        self.check_servers(sides)?;
        if let Some(server) = repeated(sides.iter().flatten()) {
            return Err(ActionError::RepeatedServer(server));
        }
        let sides = self.complete(sides);
        self.cut_between(&sides);
        self.emit(Event::Partitioned { sides });
        Ok(())
    }

    pub(super) fn bridge(&mut self, sides: &[Vec<NodeId>]) -> Result<(), ActionError> {
        self.check_servers(sides)?;
        if let Some(server) = sides.iter().find_map(|side| repeated(side.iter())) {
            return Err(ActionError::TwiceOnOneSide(server));
        }
        if repeated(sides.iter().flatten()).is_none() {
            return Err(ActionError::NoBridge);
        }
        let sides = self.complete(sides);
        self.cut_between(&sides);
        self.emit(Event::Bridged { sides });
        Ok(())
    }

    pub(super) fn cut_one_way(
        &mut self,
        heard: &[NodeId],
        unheard: &[NodeId],
    ) -> Result<(), ActionError> {
        let sides = [heard.to_vec(), unheard.to_vec()];
        self.check_servers(&sides)?;
        if let Some(server) = sides.iter().find_map(|side| repeated(side.iter())) {
            return Err(ActionError::TwiceOnOneSide(server));
        }
        if let Some(server) = repeated(sides.iter().flatten()) {
            return Err(ActionError::RepeatedServer(server));
        }
        self.cut_where(|from, to| unheard.contains(&from) && heard.contains(&to));
        let [from, to] = sides;
        self.emit(Event::CutOneWay { from, to });
        Ok(())
    }

    /// Servers that share no side do not reach each other.
    fn cut_between(&mut self, sides: &[Vec<NodeId>]) {
        let share = |from, to| sides.iter().any(|side| side.contains(&from) && side.contains(&to));
        self.cut_where(|from, to| !share(from, to));
    }

    fn cut_where(&mut self, is_cut: impl Fn(NodeId, NodeId) -> bool) {
        for &from in &self.servers {
            for &to in self.servers.iter().filter(|&&to| to != from) {
                self.network.set_cut(from.into(), to.into(), is_cut(from, to));
            }
        }
    }

    /// Adds the servers not named as a last side.
    fn complete(&self, sides: &[Vec<NodeId>]) -> Vec<Vec<NodeId>> {
        let is_named = |server: &NodeId| sides.iter().any(|side| side.contains(server));
        let servers = self.servers.iter().copied();
        let rest: Vec<NodeId> = servers.filter(|server| !is_named(server)).collect();
        let mut complete = sides.to_vec();
        if !rest.is_empty() {
            complete.push(rest);
        }
        complete
    }

    fn check_servers(&self, sides: &[Vec<NodeId>]) -> Result<(), ActionError> {
        for &server in sides.iter().flatten() {
            self.server_at(server)?;
        }
        let has_empty = sides.is_empty() || sides.iter().any(Vec::is_empty);
        if has_empty { Err(ActionError::EmptySide) } else { Ok(()) }
    }

    fn check_link(&self, from: Address, to: Address) -> Result<(), ActionError> {
        for end in [from, to] {
            match end {
                Address::Server(server) => self.server_at(server)?,
                Address::Client(client) => self.client_at(client)?,
            };
        }
        match (from, to) {
            (Address::Server(one), Address::Server(other)) if one == other => {
                Err(ActionError::SameServer(one))
            }
            (Address::Client(_), Address::Client(_)) => Err(ActionError::NoLink(from, to)),
            (Address::Server(_), _) | (_, Address::Server(_)) => Ok(()),
        }
    }
}

/// How links, disks and clocks behave.
impl World {
    pub(super) fn set_delay(
        &mut self,
        link: Direction,
        (min, max): (u64, u64),
        shape: Shape,
    ) -> Result<(), ActionError> {
        check_range(quantity::DELAY, min, max)?;
        self.tune(link, |link| (link.delay_min, link.delay_max, link.shape) = (min, max, shape))
    }

    pub(super) fn set_share(
        &mut self,
        what: &'static Word,
        permille: u32,
        link: Direction,
        field: impl Fn(&mut Link) -> &mut u32,
    ) -> Result<(), ActionError> {
        if permille > 1000 {
            return Err(ActionError::MoreThanAll { what });
        }
        self.tune(link, |link| *field(link) = permille)
    }

    pub(super) fn set_bandwidth(
        &mut self,
        link: Direction,
        bytes: Option<u32>,
    ) -> Result<(), ActionError> {
        if bytes == Some(0) {
            return Err(ActionError::TooSmall { what: quantity::BANDWIDTH, value: 0, min: 1 });
        }
        self.tune(link, |link| link.bandwidth = bytes)
    }

    pub(super) fn tune(
        &mut self,
        link: Direction,
        change: impl Fn(&mut Link),
    ) -> Result<(), ActionError> {
        if let Some((from, to)) = link {
            self.check_link(from, to)?;
        }
        self.network.tune(link, change);
        Ok(())
    }

    pub(super) fn set_disk_latency(
        &mut self,
        server: Option<NodeId>,
        (min, max): (u64, u64),
    ) -> Result<(), ActionError> {
        check_range(quantity::DISK_LATENCY, min, max)?;
        let chosen = match server {
            Some(server) => {
                let at = self.server_at(server)?;
                at..at + 1
            }
            None => 0..self.nodes.len(),
        };
        for node in &mut self.nodes[chosen] {
            node.disk.set_mode(DiskMode { latency: (min, max), ..node.disk.mode() });
        }
        Ok(())
    }

    pub(super) fn set_disk_fault(
        &mut self,
        server: NodeId,
        fault: DiskFault,
        on: bool,
    ) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        let disk = &mut self.nodes[at].disk;
        let mut mode = disk.mode();
        match fault {
            DiskFault::Lie => mode.lies = on,
            DiskFault::Disorder => mode.disorder = on,
            DiskFault::Full => mode.full = on,
        }
        disk.set_mode(mode);
        self.start_sync(at);
        Ok(())
    }

    pub(super) fn set_clock(&mut self, server: NodeId, percent: u32) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        let (what, value) = (quantity::CLOCK_SPEED, percent.into());
        if percent == 0 {
            return Err(ActionError::TooSmall { what, value, min: 1 });
        }
        if percent > CLOCK_MAX {
            return Err(ActionError::OutOfRange { what, value, max: CLOCK_MAX.into() });
        }
        let node = &mut self.nodes[at];
        // What has passed until now counts at the old speed.
        node.clock_rest += self.now.since(node.clock) * u64::from(node.clock_percent);
        (node.clock, node.clock_percent) = (self.now, percent);
        if node.status == Status::Up {
            self.sync_clock(at);
            self.set_alarm(at);
        }
        Ok(())
    }

    pub(super) fn calm(&mut self) {
        self.emit(Event::Calmed);
        self.network.reset(self.setup.link);
        let latency = self.setup.disk;
        for node in &mut self.nodes {
            let mode = DiskMode { latency, lies: false, disorder: false, full: false };
            node.disk.set_mode(mode);
            node.effects_until_crash = None;
        }
        self.release_all();
        for server in self.servers.clone() {
            // They exist, and this speed is in range.
            let _ = self.set_clock(server, 100);
        }
    }
}

/// Clients.
impl World {
    pub(super) fn set_reach(
        &mut self,
        client: Option<ClientId>,
        server: NodeId,
        reachable: bool,
    ) -> Result<(), ActionError> {
        let chosen = self.clients_at(client)?;
        self.server_at(server)?;
        for at in chosen {
            let client = self.clients[at].clerk.id();
            self.network.set_cut(client.into(), server.into(), !reachable);
            self.network.set_cut(server.into(), client.into(), !reachable);
        }
        Ok(())
    }

    pub(super) fn work(
        &mut self,
        client: Option<ClientId>,
        work: &Work,
    ) -> Result<(), ActionError> {
        let chosen = self.clients_at(client)?;
        check_work(work)?;
        for at in chosen {
            let client = self.clients[at].clerk.id();
            let rng = self.workload_rng(client);
            let before = self.clients[at].workload.take();
            let mut workload = before.unwrap_or_else(|| Workload::any_of_five_keys(rng));
            workload.think = work.think;
            workload.until = None;
            if let Some(keys) = work.keys {
                workload.keys = Keys::first(keys);
            }
            if let Some(Shares { puts, appends, .. }) = work.shares {
                (workload.puts, workload.appends) = (puts, appends);
            }
            workload.reads = work.via.unwrap_or(workload.reads);
            self.set_workload(client, workload);
        }
        Ok(())
    }

    pub(super) fn rest(&mut self, client: Option<ClientId>) -> Result<(), ActionError> {
        for at in self.clients_at(client)? {
            if let Some(workload) = &mut self.clients[at].workload {
                workload.until = Some(self.now);
            }
        }
        Ok(())
    }

    pub(super) fn set_patience(
        &mut self,
        client: Option<ClientId>,
        ticks: Option<u64>,
    ) -> Result<(), ActionError> {
        let chosen = self.clients_at(client)?;
        check_patience(quantity::PATIENCE, ticks.unwrap_or(1))?;
        for at in chosen {
            self.configure(at, |config| config.give_up_after = ticks);
        }
        Ok(())
    }

    pub(super) fn set_retry(
        &mut self,
        client: Option<ClientId>,
        ticks: u64,
    ) -> Result<(), ActionError> {
        let chosen = self.clients_at(client)?;
        check_patience(quantity::WAIT, ticks)?;
        for at in chosen {
            self.configure(at, |config| config.retry_after = ticks);
        }
        Ok(())
    }

    fn configure(&mut self, at: usize, change: impl FnOnce(&mut ClerkConfig)) {
        // Its age decides when it gives up, so its clock must be right.
        let elapsed = self.now.since(self.clients[at].clock);
        if elapsed > 0 {
            self.step_client(at, ClerkInput::Tick { elapsed });
        }
        change(self.clients[at].clerk.config_mut());
        self.set_client_alarm(at);
    }

    fn clients_at(&self, client: Option<ClientId>) -> Result<Range<usize>, ActionError> {
        // Where there are none, "all" cannot mean anybody.
        self.client_at(client.unwrap_or(ClientId(1)))?;
        Ok(match client.map(client_position) {
            Some(at) => at..at + 1,
            None => 0..self.clients.len(),
        })
    }
}

/// A server that is named twice.
fn repeated<'a>(servers: impl Iterator<Item = &'a NodeId>) -> Option<NodeId> {
    let mut seen = Vec::new();
    for server in servers {
        if seen.contains(&server) {
            return Some(*server);
        }
        seen.push(server);
    }
    None
}

fn check_work(work: &Work) -> Result<(), ActionError> {
    check_range(quantity::PAUSE, work.think.0, work.think.1)?;
    if let Some(keys) = work.keys {
        let (what, value) = (quantity::KEYS, keys.into());
        if keys == 0 {
            return Err(ActionError::TooSmall { what, value, min: 1 });
        }
        if keys > KEYS_MAX {
            return Err(ActionError::OutOfRange { what, value, max: KEYS_MAX.into() });
        }
    }
    if let Some(Shares { gets, puts, appends }) = work.shares {
        let permille = u64::from(gets) + u64::from(puts) + u64::from(appends);
        if permille != 1000 {
            return Err(ActionError::SharesNotAll { permille });
        }
    }
    Ok(())
}

fn check_patience(what: &'static Word, ticks: u64) -> Result<(), ActionError> {
    match ticks {
        0 => Err(ActionError::TooSmall { what, value: 0, min: 1 }),
        1..=PATIENCE_MAX => Ok(()),
        value => Err(ActionError::OutOfRange { what, value, max: PATIENCE_MAX }),
    }
}

fn check_range(what: &'static Word, min: u64, max: u64) -> Result<(), ActionError> {
    if min.max(max) > DELAY_MAX {
        return Err(ActionError::OutOfRange { what, value: min.max(max), max: DELAY_MAX });
    }
    if min > max { Err(ActionError::Reversed { what, min, max }) } else { Ok(()) }
}
