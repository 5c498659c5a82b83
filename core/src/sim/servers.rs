//! How the world runs its servers: clocks, disks, crashes.

use super::disk::Disk;
use super::event::{Address, Event, Parcel};
use super::rules;
use super::world::{Due, Status, World};
use crate::kv::{KvEffect, KvInput, KvServer};
use crate::raft::{self, Input, Membership, WriteId};
use crate::rng::Rng;
use crate::types::NodeId;

/// Streams of chance for the servers, one for each incarnation.
const SERVER_STREAMS: u64 = 1 << 32;

impl World {
    pub(super) fn boot(&self, id: NodeId, incarnation: u64, disk: &Disk) -> KvServer {
        let stream = SERVER_STREAMS + (u64::from(id.0) << 40) + incarnation;
        let members = self.setup.members.unwrap_or(self.setup.servers);
        let membership = Membership::new((1..=members).filter(|_| id.0 <= members).map(NodeId));
        let raft = raft::Server::new(
            id,
            membership,
            self.setup.deviations.get(&id).unwrap_or(&self.setup.raft).clone(),
            self.setup.bugs,
            disk.durable().clone(),
            Rng::new(self.setup.seed).fork(stream),
        );
        KvServer::new(raft, self.setup.kv.clone())
    }

    /// Tells the server's clock the time, which may fire its timer.
    pub(super) fn sync_clock(&mut self, at: usize) {
        let elapsed = self.nodes[at].tick_to(self.now);
        if elapsed > 0 {
            self.run_server(at, KvInput::Raft(Input::Tick { elapsed }));
        }
    }

    /// Gives a running server an input at this moment, and sees to its timer.
    pub(super) fn step_server(&mut self, at: usize, input: KvInput) {
        self.sync_clock(at);
        self.run_server(at, input);
        self.set_alarm(at);
    }

    fn run_server(&mut self, at: usize, input: KvInput) {
        // It may have crashed while its clock was told the time, or amid the effects before.
        if self.nodes[at].status == Status::Crashed {
            return;
        }
        let mut effects = std::mem::take(&mut self.kv_effects);
        let node = &mut self.nodes[at];
        let before = node.server.raft().timer();
        let ticked = match input {
            KvInput::Raft(Input::Tick { elapsed }) => before.saturating_sub(elapsed),
            KvInput::Raft(_) | KvInput::Request(_) | KvInput::Compact => before,
        };
        node.server.step(input, &mut effects);
        if node.server.raft().timer() != ticked {
            node.timer_started = self.now;
        }
        for effect in effects.drain(..) {
            if self.is_at_crash_point(at, &effect) || self.is_refused(at, &effect) {
                self.crash(at);
                break;
            }
            self.carry_out(at, effect);
        }
        self.kv_effects = effects;
        self.start_sync(at);
    }

    /// Whether the server is to crash instead of doing this. What it wrote before may be durable: on a
    /// disk that takes no time it is.
    fn is_at_crash_point(&mut self, at: usize, effect: &KvEffect) -> bool {
        let node = &mut self.nodes[at];
        let (Some(left), false) = (&mut node.effects_until_crash, effect.is_report()) else {
            return false;
        };
        if *left > 0 {
            *left -= 1;
            return false;
        }
        while node.disk.mode().latency == (0, 0) && node.disk.wants_sync() {
            node.disk.start_sync(self.now);
            node.disk.finish_sync(self.now);
        }
        true
    }

    /// Whether the disk is full and this should be written. A server that cannot write must stop: it
    /// could keep no promise.
    fn is_refused(&mut self, at: usize, effect: &KvEffect) -> bool {
        let node = &self.nodes[at];
        let KvEffect::Persist { id, .. } = *effect else { return false };
        if !node.disk.mode().full {
            return false;
        }
        let server = node.id;
        self.emit(Event::DiskFull { server, write: id });
        true
    }

    fn carry_out(&mut self, at: usize, effect: KvEffect) {
        let server = self.nodes[at].id;
        match effect {
            KvEffect::Persist { id, write } => self.nodes[at].disk.write(id, write),
            KvEffect::Send { after, envelope } => {
                let to = Address::Server(envelope.to);
                self.send_after(at, after, to, Parcel::Raft(envelope));
            }
            KvEffect::Reply { client, number, reply } => {
                let to = Address::Client(client);
                self.transmit(Address::Server(server), to, Parcel::Reply { number, reply });
            }
            KvEffect::RaftEvent(event) => self.emit(Event::Raft { server, event }),
            KvEffect::ChangeAccepted(outcome) => self.change_outcome = Some(outcome),
            KvEffect::Restored { last, digest } => {
                self.emit(Event::Restored { server, last, digest });
            }
            KvEffect::Applied(applied) => self.emit(Event::Applied { server, applied }),
        }
    }

    /// Sends a message once the write it relies on is durable.
    fn send_after(&mut self, at: usize, after: WriteId, to: Address, parcel: Parcel) {
        let node = &mut self.nodes[at];
        if rules::may_leave(self.setup.bugs, after, node.disk.durable_write()) {
            let from = Address::Server(node.id);
            self.transmit(from, to, parcel);
        } else {
            node.outbox.push_back((after, to, parcel));
        }
    }

    pub(super) fn start_sync(&mut self, at: usize) {
        while self.nodes[at].disk.wants_sync() {
            let (min, max) = self.nodes[at].disk.mode().latency;
            let end = self.now.plus(self.disk_rng.between(min, max));
            let node = &mut self.nodes[at];
            node.disk.start_sync(end);
            let incarnation = node.incarnation;
            if end > self.now {
                self.schedule(end, Due::Disk { server: at, incarnation });
            } else {
                self.finish_sync(at, incarnation);
            }
        }
    }

    /// Releases what waited for the disk, and lets the server know.
    pub(super) fn tell_persisted(&mut self, at: usize) {
        let durable = self.nodes[at].disk.durable_write();
        let from = Address::Server(self.nodes[at].id);
        while let Some((_, to, parcel)) =
            self.nodes[at].outbox.pop_front_if(|(after, ..)| *after <= durable)
        {
            self.transmit(from, to, parcel);
        }
        self.step_server(at, KvInput::Raft(Input::Persisted(durable)));
    }

    /// Makes sure the queue wakes the server no later than its timer is due.
    pub(super) fn set_alarm(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        if node.status != Status::Up {
            return;
        }
        let due = node.timer_due();
        // An alarm that rings too early is set anew then: cheaper than moving it at each heartbeat.
        if node.alarm.is_none_or(|alarm| due < alarm) {
            node.alarm = Some(due);
            let incarnation = node.incarnation;
            self.schedule(due, Due::Timer { server: at, incarnation });
        }
    }

    pub(super) fn crash(&mut self, at: usize) {
        let id = self.nodes[at].id;
        let node = &mut self.nodes[at];
        node.incarnation += 1;
        let lost = node.disk.crash() as u64;
        node.status = Status::Crashed;
        node.effects_until_crash = None;
        node.outbox.clear();
        node.inbox.clear();
        node.alarm = None;
        let incarnation = node.incarnation;
        let server = self.boot(id, incarnation, &self.nodes[at].disk);
        self.nodes[at].server = server;
        // Also of itself: amid a step, or for want of room on its disk.
        self.disturbances.0 += 1;
        self.disturbances.1 = self.now;
        self.emit(Event::Crashed { server: id });
        if lost > 0 {
            self.emit(Event::WritesLost { server: id, count: lost });
        }
    }

    pub(super) fn restart(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        node.status = Status::Up;
        (node.clock, node.clock_rest) = (self.now, 0);
        node.timer_started = self.now;
        let server = node.id;
        self.emit(Event::Restarted { server });
        self.set_alarm(at);
    }

    pub(super) fn resume(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        node.status = Status::Up;
        let server = node.id;
        let (incarnation, piled_up) = (node.incarnation, node.inbox.len());
        self.emit(Event::Resumed { server });
        // The process finds its timer expired before it reads what has piled up.
        self.sync_clock(at);
        self.tell_persisted(at);
        for _ in 0..piled_up {
            self.schedule(self.now, Due::Inbox { server: at, incarnation });
        }
        self.set_alarm(at);
    }
}
