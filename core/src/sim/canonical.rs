//! The canonical form of a world's servers, disks and messages, see [`canon`](crate::canon). Of the clients
//! nothing is written: what matters of them is for their user to say.

use super::disk::{Disk, Progress};
use super::event::{Address, Parcel};
use super::mail::InFlight;
use super::world::{Node, Status, World};
use crate::canon::{Canonical, Writer};

impl World {
    /// Writes the canonical form of all servers with their disks, and of those messages on their way that
    /// `concern` anybody still. When they are due does not matter.
    pub fn write_canonical(&self, concern: impl Fn(&InFlight) -> bool, out: &mut Writer<'_>) {
        for &server in out.servers() {
            if let Some(node) = self.node(server) {
                node.write(out);
            }
        }
        out.set(self.messages().filter(|message| concern(message)), |out, message| {
            message.parcel.write(out);
            // Raft's envelopes say it themselves.
            if !matches!(message.parcel, Parcel::Raft(_)) {
                message.from.write(out);
                message.to.write(out);
            }
        });
    }
}

impl Canonical for Node {
    fn write(&self, out: &mut Writer<'_>) {
        out.tag(match self.status {
            Status::Up => 0,
            Status::Crashed => 1,
            Status::Paused => 2,
        });
        self.disk.write(out);
        // Whoever is down will be what the disk makes of it.
        if self.status == Status::Crashed {
            return;
        }
        let durable = self.disk.durable_write();
        self.server.write_canonical(durable, out);
        // Those that wait for one write leave together.
        out.set(&self.outbox, |out, (after, to, parcel)| {
            out.number(after.0.saturating_sub(durable.0));
            to.write(out);
            parcel.write(out);
        });
        out.list(&self.inbox, |out, (from, parcel)| {
            from.write(out);
            parcel.write(out);
        });
    }
}

impl Canonical for Disk {
    fn write(&self, out: &mut Writer<'_>) {
        self.durable().write(out);
        let (mode, writes) = (self.mode(), self.pending_writes());
        let flags = [mode.latency.1 > 0, mode.lies, mode.disorder, mode.full];
        out.tag(flags.iter().fold(0, |bits, &flag| bits << 1 | u8::from(flag)));
        out.list(writes, |out, (id, write, progress)| {
            out.number(id.0 - self.durable_write().0);
            write.write(out);
            out.tag(match progress {
                Progress::Queued => 0,
                Progress::Syncing(_) => 1,
                Progress::Written => 2,
            });
        });
    }
}

impl Canonical for Address {
    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Server(server) => {
                out.tag(0);
                server.write(out);
            }
            Self::Client(client) => {
                out.tag(1);
                out.number(client.0.into());
            }
        }
    }
}

impl Canonical for Parcel {
    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Raft(envelope) => {
                out.tag(0);
                envelope.write(out);
            }
            Self::Request(request) => {
                out.tag(1);
                request.write(out);
            }
            Self::Reply { number, reply } => {
                out.tag(2);
                out.number(number.0);
                reply.write(out);
            }
        }
    }
}
