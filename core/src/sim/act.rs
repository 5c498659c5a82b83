//! What actions do to the world, and when they are impossible.

use super::action::{Action, ActionError, Outcome};
use super::client::Workload;
use super::event::Event;
use super::network::{Link, client_position, position};
use super::world::{QUEUE_MAX, Status, World};
use crate::kv::{Command, KEY_MAX, KvInput, Request, VALUE_MAX};
use crate::raft::{Change, Input};
use crate::types::{ClientId, EntryId, NodeId, RequestNumber};
use std::sync::Arc;

/// Longest delay of messages and disks, in ticks: a minute.
pub const DELAY_MAX: u64 = 60_000;

type Direction = Option<(NodeId, NodeId)>;

impl World {
    /// Does something to the world at this moment. On an error nothing has changed.
    pub fn act(&mut self, action: &Action) -> Result<Outcome, ActionError> {
        match action {
            Action::Submit { client, command, first } => {
                return self.submit(*client, command, *first);
            }
            Action::Crash(server) => self.act_crash(*server)?,
            Action::CrashAfter { server, effects } => self.crash_after(*server, *effects)?,
            Action::Restart(server) => self.act_restart(*server)?,
            Action::Pause(server) => self.act_pause(*server)?,
            Action::Resume(server) => self.act_resume(*server)?,
            Action::Timeout(server) => self.fire_timer(*server)?,
            Action::Members { voters, learners } => self.change_members(voters, learners)?,
            Action::Compact(server) => self.compact(*server)?,
            Action::Transfer(server) => self.transfer(*server)?,
            Action::Isolate(server) => self.isolate(*server)?,
            Action::Cut(from, to) => {
                self.set_cut(*from, *to, true)?;
                self.emit(Event::Cut { from: *from, to: *to });
            }
            Action::Mend(from, to) => {
                self.set_cut(*from, *to, false)?;
                self.emit(Event::Mended { from: *from, to: *to });
            }
            Action::Partition(sides) => {
                let sides = self.complete_sides(sides)?;
                self.partition(sides);
            }
            Action::Heal => {
                self.network.heal();
                self.emit(Event::Healed);
            }
            Action::Reach { client, server, reachable } => {
                self.set_reach(*client, *server, *reachable)?;
            }
            Action::Work { client, think } => self.work(*client, *think)?,
            Action::Rest(client) => self.rest(*client)?,
            Action::Delay { link, min, max } => self.set_delay(*link, *min, *max)?,
            Action::Loss { link, permille } => {
                self.set_share("loss", *permille, *link, |link| &mut link.loss)?;
            }
            Action::Duplicate { link, permille } => {
                self.set_share("duplication", *permille, *link, |link| &mut link.duplicate)?;
            }
            Action::Late { link, permille } => {
                self.set_share("share held up", *permille, *link, |link| &mut link.late)?;
            }
            Action::DiskLatency { min, max } => self.set_disk_latency(*min, *max)?,
        }
        Ok(Outcome::Done)
    }

    fn submit(
        &mut self,
        client: ClientId,
        command: &Command,
        first: Option<NodeId>,
    ) -> Result<Outcome, ActionError> {
        check_command(command)?;
        let at = self.client_at(client)?;
        first.map_or(Ok(0), |server| self.server_at(server))?;
        let caller = &mut self.clients[at];
        if caller.queue.len() >= QUEUE_MAX {
            return Err(ActionError::QueueFull(client));
        }
        if let Some(server) = first {
            caller.clerk.prefer(server);
        }
        caller.queue.push_back(command.clone());
        let number = RequestNumber(caller.clerk.last_number().0 + caller.queue.len() as u64);
        self.call_next(at);
        self.set_client_alarm(at);
        Ok(Outcome::Submitted(client, number))
    }

    fn crash_after(&mut self, server: NodeId, effects: u64) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        if self.nodes[at].status == Status::Crashed {
            return Err(ActionError::AlreadyCrashed(server));
        }
        self.nodes[at].effects_until_crash = Some(effects);
        Ok(())
    }

    fn set_reach(
        &mut self,
        client: ClientId,
        server: NodeId,
        reachable: bool,
    ) -> Result<(), ActionError> {
        self.client_at(client)?;
        self.server_at(server)?;
        self.network.set_client_cut(client, server, !reachable);
        self.emit(Event::Tuned);
        Ok(())
    }

    fn work(&mut self, client: ClientId, think: (u64, u64)) -> Result<(), ActionError> {
        check_range("pause between calls", think.0, think.1)?;
        let at = self.client_at(client)?;
        let rng = self.workload_rng(client);
        let workload = self.clients[at].workload.take();
        let workload = workload.unwrap_or_else(|| Workload::any_of_five_keys(rng));
        self.set_workload(client, Workload { think, until: None, ..workload });
        self.emit(Event::Tuned);
        Ok(())
    }

    fn rest(&mut self, client: ClientId) -> Result<(), ActionError> {
        let at = self.client_at(client)?;
        if let Some(workload) = &mut self.clients[at].workload {
            workload.until = Some(self.now);
        }
        self.emit(Event::Tuned);
        Ok(())
    }

    fn set_delay(&mut self, link: Direction, min: u64, max: u64) -> Result<(), ActionError> {
        check_range("delay", min, max)?;
        self.tune(link, |link| (link.delay_min, link.delay_max) = (min, max))
    }

    fn set_share(
        &mut self,
        what: &'static str,
        permille: u32,
        link: Direction,
        field: impl Fn(&mut Link) -> &mut u32,
    ) -> Result<(), ActionError> {
        check_permille(what, permille)?;
        self.tune(link, |link| *field(link) = permille)
    }

    fn set_disk_latency(&mut self, min: u64, max: u64) -> Result<(), ActionError> {
        check_range("disk latency", min, max)?;
        self.setup.disk = (min, max);
        self.emit(Event::Tuned);
        Ok(())
    }

    /// Proposes a command to one server, as the lab's `Start` does: no client waits for it. Returns where
    /// it stands in that server's log, or none if the server does not lead.
    pub fn start(&mut self, server: NodeId, command: Command) -> Option<EntryId> {
        let at = self.server_at(server).ok()?;
        let node = &self.nodes[at];
        if node.status != Status::Up || !node.server.raft().is_leader() {
            return None;
        }
        let (client, number) = (ClientId(1), RequestNumber(u64::MAX));
        let request = Arc::new(Request { client, number, command });
        let before = node.server.raft().log().last();
        self.step_server(at, KvInput::Request(request));
        let after = self.nodes[at].server.raft().log().last();
        (after != before).then_some(after)
    }

    fn act_crash(&mut self, server: NodeId) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        match self.nodes[at].status {
            Status::Crashed => Err(ActionError::AlreadyCrashed(server)),
            Status::Up | Status::Paused => {
                self.crash(at);
                Ok(())
            }
        }
    }

    fn act_restart(&mut self, server: NodeId) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        match self.nodes[at].status {
            Status::Up | Status::Paused => Err(ActionError::NotCrashed(server)),
            Status::Crashed => {
                self.restart(at);
                Ok(())
            }
        }
    }

    fn act_pause(&mut self, server: NodeId) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        match self.nodes[at].status {
            Status::Crashed => Err(ActionError::NotRunning(server)),
            Status::Paused => Err(ActionError::AlreadyPaused(server)),
            Status::Up => {
                self.nodes[at].status = Status::Paused;
                self.emit(Event::Paused { server });
                Ok(())
            }
        }
    }

    fn act_resume(&mut self, server: NodeId) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        match self.nodes[at].status {
            Status::Up | Status::Crashed => Err(ActionError::NotPaused(server)),
            Status::Paused => {
                self.resume(at);
                Ok(())
            }
        }
    }

    fn fire_timer(&mut self, server: NodeId) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        let node = &self.nodes[at];
        if node.status != Status::Up {
            return Err(ActionError::NotRunning(server));
        }
        if node.server.raft().is_leader() {
            return Err(ActionError::IsLeader(server));
        }
        self.step_server(at, KvInput::Raft(Input::ElectionTimeout));
        Ok(())
    }

    fn change_members(
        &mut self,
        voters: &[NodeId],
        learners: &[NodeId],
    ) -> Result<(), ActionError> {
        for &server in voters.iter().chain(learners) {
            self.server_at(server)?;
        }
        let leader = self.leader().ok_or(ActionError::NoLeader)?;
        let change = Change { voters: voters.to_vec(), learners: learners.to_vec() };
        self.change_outcome = None;
        let input = KvInput::Raft(Input::ChangeMembership(change));
        self.step_server(position(leader), input);
        match self.change_outcome.take() {
            Some(Err(refused)) => Err(ActionError::ChangeRefused(refused)),
            Some(Ok(())) | None => Ok(()),
        }
    }

    fn compact(&mut self, server: NodeId) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        if self.nodes[at].status != Status::Up {
            return Err(ActionError::NotRunning(server));
        }
        self.step_server(at, KvInput::Compact);
        Ok(())
    }

    fn transfer(&mut self, to: NodeId) -> Result<(), ActionError> {
        self.server_at(to)?;
        match self.leader() {
            None => Err(ActionError::NoLeader),
            Some(leader) if leader == to => Err(ActionError::LeadsAlready(to)),
            Some(leader) => {
                let input = KvInput::Raft(Input::TransferLeadership { to });
                self.step_server(position(leader), input);
                Ok(())
            }
        }
    }

    fn isolate(&mut self, server: NodeId) -> Result<(), ActionError> {
        let sides = self.complete_sides(&[vec![server]])?;
        self.partition(sides);
        Ok(())
    }

    /// Checks the sides of a partition and adds the servers not named as a last side.
    fn complete_sides(&self, sides: &[Vec<NodeId>]) -> Result<Vec<Vec<NodeId>>, ActionError> {
        let mut named = Vec::new();
        for &server in sides.iter().flatten() {
            self.server_at(server)?;
            if named.contains(&server) {
                return Err(ActionError::RepeatedServer(server));
            }
            named.push(server);
        }
        if sides.is_empty() || sides.iter().any(Vec::is_empty) {
            return Err(ActionError::EmptySide);
        }
        let servers = self.servers.iter().copied();
        let rest: Vec<NodeId> = servers.filter(|server| !named.contains(server)).collect();
        let mut complete = sides.to_vec();
        if !rest.is_empty() {
            complete.push(rest);
        }
        Ok(complete)
    }

    fn partition(&mut self, sides: Vec<Vec<NodeId>>) {
        let side_of = |server: NodeId| sides.iter().position(|side| side.contains(&server));
        for &from in &self.servers {
            for &to in self.servers.iter().filter(|&&to| to != from) {
                self.network.set_cut(from, to, side_of(from) != side_of(to));
            }
        }
        self.emit(Event::Partitioned { sides });
    }

    fn set_cut(&mut self, from: NodeId, to: NodeId, cut: bool) -> Result<(), ActionError> {
        self.check_direction(from, to)?;
        self.network.set_cut(from, to, cut);
        Ok(())
    }

    fn tune(&mut self, link: Direction, change: impl Fn(&mut Link)) -> Result<(), ActionError> {
        if let Some((from, to)) = link {
            self.check_direction(from, to)?;
        }
        self.network.tune(link, change);
        self.emit(Event::Tuned);
        Ok(())
    }

    fn check_direction(&self, from: NodeId, to: NodeId) -> Result<(), ActionError> {
        self.server_at(from)?;
        self.server_at(to)?;
        if from == to { Err(ActionError::SameServer(from)) } else { Ok(()) }
    }

    fn server_at(&self, server: NodeId) -> Result<usize, ActionError> {
        if self.servers.contains(&server) {
            Ok(position(server))
        } else {
            let servers = self.setup.servers;
            Err(ActionError::NoSuchServer { server: server.0.into(), servers })
        }
    }

    fn client_at(&self, client: ClientId) -> Result<usize, ActionError> {
        let clients = self.setup.clients;
        if (1..=clients).contains(&client.0) {
            Ok(client_position(client))
        } else {
            Err(ActionError::NoSuchClient { client: client.0.into(), clients })
        }
    }
}

fn check_command(command: &Command) -> Result<(), ActionError> {
    match command.key().len() {
        0 => return Err(ActionError::KeyEmpty),
        bytes if bytes > KEY_MAX => return Err(ActionError::KeyTooLong { bytes }),
        _ => {}
    }
    match command.values().map(|value| value.len()).find(|&bytes| bytes > VALUE_MAX) {
        Some(bytes) => Err(ActionError::ValueTooLong { bytes }),
        None => Ok(()),
    }
}

fn check_permille(what: &'static str, permille: u32) -> Result<(), ActionError> {
    match permille {
        0..=1000 => Ok(()),
        _ => Err(ActionError::MoreThanAll { what }),
    }
}

fn check_range(what: &'static str, min: u64, max: u64) -> Result<(), ActionError> {
    if min.max(max) > DELAY_MAX {
        return Err(ActionError::OutOfRange { what, value: min.max(max), max: DELAY_MAX });
    }
    if min > max { Err(ActionError::Reversed { what, min, max }) } else { Ok(()) }
}
