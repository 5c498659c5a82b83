//! What actions do to the world, and when they are impossible: those on servers and calls here, faults of
//! links, disks, clocks and the work of clients in `act_faults`.

use super::action::{Action, Outcome};
use super::action_error::{ActionError, quantity};
use super::event::Event;
use super::network::{client_position, position};
use super::world::{QUEUE_MAX, Status, World};
use crate::kv::{ClerkInput, Command, KEY_MAX, KvInput, Request, VALUE_MAX};
use crate::raft::{Change, Input};
use crate::types::{ClientId, EntryId, NodeId, RequestNumber};
use std::sync::Arc;

impl World {
    /// Does something to the world at this moment. On an error nothing has changed.
    pub fn act(&mut self, action: &Action) -> Result<Outcome, ActionError> {
        if action.disturbs() {
            self.disturbances.0 += 1;
            self.disturbances.1 = self.now;
        }
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
            Action::Heartbeat(server) => self.fire_heartbeat(*server)?,
            Action::AskAgain { client, server } => self.ask_again(*client, *server)?,
            Action::Members { voters, learners } => self.change_members(voters, learners)?,
            Action::Compact(server) => self.compact(*server)?,
            Action::Transfer(server) => self.transfer(*server)?,
            Action::Isolate(server) => self.isolate(*server)?,
            Action::Cut(from, to) => self.cut(*from, *to)?,
            Action::Mend(from, to) => self.mend(*from, *to)?,
            Action::Partition(sides) => self.split(sides)?,
            Action::Bridge(sides) => self.bridge(sides)?,
            Action::OneWay { from, to } => self.cut_one_way(from, to)?,
            Action::Heal => {
                self.network.heal();
                self.emit(Event::Healed);
            }
            Action::Calm => self.calm(),
            Action::Message { message, deed } => self.handle_message(*message, *deed)?,
            Action::Reach { client, server, reachable } => {
                self.set_reach(*client, *server, *reachable)?;
            }
            Action::Work { client, work } => self.work(*client, work)?,
            Action::Rest(client) => self.rest(*client)?,
            Action::Patience { client, ticks } => self.set_patience(*client, *ticks)?,
            Action::Retry { client, ticks } => self.set_retry(*client, *ticks)?,
            Action::Delay { link, min, max, shape } => {
                self.set_delay(*link, (*min, *max), *shape)?;
            }
            Action::Loss { link, permille } => {
                self.set_share(quantity::LOSS, *permille, *link, |link| &mut link.loss)?;
            }
            Action::Duplicate { link, permille } => {
                self.set_share(quantity::DUPLICATION, *permille, *link, |link| {
                    &mut link.duplicate
                })?;
            }
            Action::Late { link, permille } => {
                self.set_share(quantity::HELD_UP, *permille, *link, |link| &mut link.late)?;
            }
            Action::Reorder { link, permille } => {
                self.set_share(quantity::HELD_BACK, *permille, *link, |link| &mut link.reorder)?;
            }
            Action::Order { link, order } => self.tune(*link, |link| link.order = *order)?,
            Action::Bandwidth { link, bytes } => self.set_bandwidth(*link, *bytes)?,
            Action::DiskLatency { server, min, max } => {
                self.set_disk_latency(*server, (*min, *max))?;
            }
            Action::Disk { server, fault, on } => self.set_disk_fault(*server, *fault, *on)?,
            Action::Clock { server, percent } => self.set_clock(*server, *percent)?,
        }
        if action.is_setting() {
            self.emit(Event::Tuned { by: Box::new(action.clone()) });
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
            Status::Crashed if self.nodes[at].disk.mode().full => {
                Err(ActionError::DiskFull(server))
            }
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

    fn fire_heartbeat(&mut self, server: NodeId) -> Result<(), ActionError> {
        let at = self.server_at(server)?;
        let node = &self.nodes[at];
        if node.status != Status::Up {
            return Err(ActionError::NotRunning(server));
        }
        if !node.server.raft().is_leader() {
            return Err(ActionError::NotLeading(server));
        }
        self.step_server(at, KvInput::Raft(Input::Heartbeat));
        Ok(())
    }

    fn ask_again(&mut self, client: ClientId, server: Option<NodeId>) -> Result<(), ActionError> {
        let at = self.client_at(client)?;
        server.map_or(Ok(0), |server| self.server_at(server))?;
        if self.clients[at].clerk.request().is_none() {
            return Err(ActionError::NotCalling(client));
        }
        self.step_client(at, ClerkInput::AskAgain { server });
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
        // To ask, one tells the leader the time: it may then send heartbeats, or give up. Of what is
        // refused, and so not recorded, nothing may stay.
        let before = self.clone();
        let input = KvInput::Raft(Input::ChangeMembership(change));
        self.step_server(position(leader), input);
        match self.change_outcome.take() {
            Some(Err(refused)) => {
                *self = before;
                Err(ActionError::ChangeRefused(refused))
            }
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

    pub(super) fn server_at(&self, server: NodeId) -> Result<usize, ActionError> {
        if self.servers.contains(&server) {
            Ok(position(server))
        } else {
            let servers = self.setup.servers;
            Err(ActionError::NoSuchServer { server: server.0.into(), servers })
        }
    }

    pub(super) fn client_at(&self, client: ClientId) -> Result<usize, ActionError> {
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
