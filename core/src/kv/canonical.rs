//! The canonical form of a KV server, see [`canon`](crate::canon).

use super::command::{Answer, Reply, Request};
use super::server::{KvServer, Waiting};
use crate::canon::{Canonical, Writer};
use crate::hash::fingerprint;
use crate::raft::WriteId;
use crate::types::{ClientId, RequestNumber};

impl KvServer {
    /// Writes the canonical form of this server, as
    /// [`raft::Server::write_canonical`](crate::raft::Server::write_canonical). Requests stand for their
    /// commands: those of one client with one number must be the same.
    pub fn write_canonical(&self, durable: WriteId, out: &mut Writer<'_>) {
        self.raft.write_canonical(durable, out);
        let service = &self.service;
        out.number(service.store.digest());
        out.length(service.sessions.iter().count());
        for (client, number, answer) in service.sessions.iter() {
            write_call(client, number, out);
            answer.write(out);
            service.sessions.last_used(client).write(out);
        }
        out.list(&service.waiting, |out, (index, waiting)| {
            let Waiting { term, client, number } = *waiting;
            index.write(out);
            term.write(out);
            write_call(client, number, out);
        });
        out.list(service.under_way.sorted(), |out, &(client, number)| {
            write_call(client, number, out);
        });
        if out.has_rounds {
            out.list(&service.reads, |out, (id, read)| {
                out.number(id.0);
                read.request.write(out);
                read.index.write(out);
            });
            out.number(self.last_read.0);
        }
        out.number(service.applied_bytes);
        self.led.write(out);
    }
}

fn write_call(client: ClientId, number: RequestNumber, out: &mut Writer<'_>) {
    out.number(client.0.into());
    out.number(number.0);
}

impl Canonical for Request {
    fn write(&self, out: &mut Writer<'_>) {
        write_call(self.client, self.number, out);
    }
}

impl Canonical for Answer {
    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Ok => out.tag(0),
            Self::NoKey => out.tag(1),
            Self::Value(_)
            | Self::Versioned { .. }
            | Self::WrongVersion { .. }
            | Self::Maybe
            | Self::CasFailed { .. }
            | Self::ValueTooLong => {
                out.tag(2);
                out.number(fingerprint(self));
            }
        }
    }
}

impl Canonical for Reply {
    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Executed(answer) => {
                out.tag(0);
                answer.write(out);
            }
            Self::WrongLeader { hint } => {
                out.tag(1);
                hint.write(out);
            }
            Self::Outdated => out.tag(2),
            Self::NoSession => out.tag(3),
        }
    }
}
