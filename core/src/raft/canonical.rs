//! The canonical form of a server and of its messages, see [`canon`](crate::canon): all that its future
//! depends on while no time goes by. Timers, ages and dice are left out, and of options and bugs,
//! which stay as they are, nothing is said.

use super::effects::{ReadId, Write, WriteId};
use super::leadership::Leader;
use super::log::{Conflict, Entry, Log, Payload};
use super::membership::Membership;
use super::message::{Campaign, Envelope, Message, Mismatch};
use super::progress::{Pace, Progress};
use super::server::{Durable, Role, Server, Unsaved};
use super::snapshot::{Incoming, Snapshot};
use crate::canon::{Canonical, Writer};
use crate::types::NodeId;

impl<C: Clone + Canonical> Server<C> {
    /// Writes the canonical form of this server. `durable` is the last write that its disk has reported
    /// durable: how many there were before it does not matter.
    pub fn write_canonical(&self, durable: WriteId, out: &mut Writer<'_>) {
        let since = |write: WriteId| write.0.saturating_sub(durable.0);
        self.current_term.write(out);
        self.voted_for.write(out);
        self.log.write(out);
        self.snapshot.write(out);
        self.commit_index.write(out);
        self.last_applied.write(out);
        self.write_role(out);
        out.list(&self.memberships.list, |out, (index, membership)| {
            index.write(out);
            membership.write(out);
        });
        // Time stands still: what was heard is heard of late.
        out.tag(self.silence.is_some());
        out.tag(self.embargo > 0);
        out.list(&self.forwarded, |out, read| out.number(read.0));
        if out.has_rounds {
            out.number(self.answered_round);
        }
        out.tag(self.incoming.is_some());
        if let Some(Incoming { term, last, bytes }) = &self.incoming {
            term.write(out);
            last.write(out);
            out.bytes(bytes);
        }
        out.number(self.pre_vote_round);
        let Unsaved { hard_state, snapshot, log_from } = self.unsaved;
        out.tag(u8::from(hard_state) | u8::from(snapshot) << 1);
        log_from.write(out);
        out.number(since(self.last_write));
        out.number(since(self.last_hard_state_write));
        out.list(&self.writing, |out, (write, index)| {
            out.number(since(*write));
            index.write(out);
        });
        self.durable_index.write(out);
    }

    fn write_role(&self, out: &mut Writer<'_>) {
        match &self.role {
            Role::Follower { leader } => {
                out.tag(0);
                leader.write(out);
            }
            Role::PreCandidate { round, votes } => {
                out.tag(1);
                out.number(*round);
                servers(votes, out);
            }
            Role::Candidate { votes } => {
                out.tag(2);
                servers(votes, out);
            }
            Role::Leader(leader) => {
                out.tag(3);
                leader.write(out);
            }
        }
    }
}

/// Servers in no particular order.
fn servers(list: &[NodeId], out: &mut Writer<'_>) {
    out.set(list, |out, server| server.write(out));
}

impl Canonical for Leader {
    fn write(&self, out: &mut Writer<'_>) {
        out.set(&self.progress, |out, progress| progress.write(out));
        self.transfer_to().write(out);
        out.tag(self.goal.is_some());
        if let Some(goal) = &self.goal {
            goal.target.write(out);
            goal.round_target.write(out);
            out.number(goal.rounds.into());
        }
        if out.has_rounds {
            out.number(self.round);
            out.list(&self.reads, |out, read| {
                out.number(read.id.0);
                read.asker.write(out);
                out.number(read.round);
                read.index.write(out);
            });
            out.tag(self.gave_up_lease);
        }
    }
}

impl Canonical for Progress {
    fn write(&self, out: &mut Writer<'_>) {
        self.server.write(out);
        self.match_index.write(out);
        self.next_index.write(out);
        match &self.pace {
            Pace::Probe { waiting } => out.tag(u8::from(*waiting)),
            Pace::Replicate => out.tag(2),
            Pace::Snapshot { snapshot, offset } => {
                out.tag(3);
                snapshot.write(out);
                out.number(*offset);
            }
        }
        out.tag(self.leaves);
        if out.has_rounds {
            out.number(self.round);
            self.told.write(out);
        }
        out.list(&self.in_flight, |out, last| last.write(out));
    }
}

impl Canonical for Membership {
    fn write(&self, out: &mut Writer<'_>) {
        servers(self.voters(), out);
        servers(self.outgoing(), out);
        servers(self.learners(), out);
    }
}

impl Canonical for Snapshot {
    fn write(&self, out: &mut Writer<'_>) {
        self.last.write(out);
        self.membership.write(out);
        out.bytes(&self.data);
    }
}

impl<C: Canonical> Canonical for Payload<C> {
    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Noop => out.tag(0),
            Self::Command(command) => {
                out.tag(1);
                command.write(out);
            }
            Self::Membership(membership) => {
                out.tag(2);
                membership.write(out);
            }
        }
    }
}

impl<C: Canonical> Canonical for Entry<C> {
    fn write(&self, out: &mut Writer<'_>) {
        self.term.write(out);
        self.payload.write(out);
    }
}

impl<C: Clone + Canonical> Canonical for Log<C> {
    fn write(&self, out: &mut Writer<'_>) {
        self.base().write(out);
        let entries = self.after(self.base().index, usize::MAX);
        out.list(entries.iter(), |out, entry| entry.write(out));
    }
}

impl<C: Clone + Canonical> Canonical for Durable<C> {
    fn write(&self, out: &mut Writer<'_>) {
        self.current_term.write(out);
        self.voted_for.write(out);
        self.snapshot.write(out);
        out.list(self.log.iter(), |out, entry| entry.write(out));
    }
}

impl<C: Canonical> Canonical for Write<C> {
    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::HardState { current_term, voted_for } => {
                out.tag(0);
                current_term.write(out);
                voted_for.write(out);
            }
            Self::Snapshot(snapshot) => {
                out.tag(1);
                snapshot.write(out);
            }
            Self::Log { first, entries } => {
                out.tag(2);
                first.write(out);
                out.list(entries.iter(), |out, entry| entry.write(out));
            }
        }
    }
}

impl Canonical for Conflict {
    fn write(&self, out: &mut Writer<'_>) {
        self.term.write(out);
        self.index.write(out);
    }
}

impl Canonical for Mismatch {
    fn write(&self, out: &mut Writer<'_>) {
        self.prev_index.write(out);
        self.conflict.write(out);
    }
}

impl<C: Canonical> Canonical for Envelope<C> {
    fn write(&self, out: &mut Writer<'_>) {
        self.from.write(out);
        self.to.write(out);
        self.term.write(out);
        self.message.write(out);
    }
}

impl<C: Canonical> Canonical for Message<C> {
    fn write(&self, out: &mut Writer<'_>) {
        let read = |id: &ReadId, out: &mut Writer<'_>| out.number(id.0);
        match self {
            Self::RequestVote { last, campaign } => {
                out.tag(*campaign == Campaign::Transfer);
                last.write(out);
            }
            Self::RequestVoteResponse { granted } => out.tag(2 + u8::from(*granted)),
            Self::RequestPreVote { last, round } => {
                out.tag(4);
                last.write(out);
                out.number(*round);
            }
            Self::RequestPreVoteResponse { round, granted } => {
                out.tag(5 + u8::from(*granted));
                out.number(*round);
            }
            Self::TimeoutNow => out.tag(7),
            Self::AppendEntries { prev, entries, leader_commit, round } => {
                out.tag(8);
                prev.write(out);
                out.list(entries.iter(), |out, entry| entry.write(out));
                leader_commit.write(out);
                if out.has_rounds {
                    out.number(*round);
                }
            }
            Self::AppendEntriesResponse { outcome, round } => {
                out.tag(9 + u8::from(outcome.is_ok()));
                match outcome {
                    Ok(index) => index.write(out),
                    Err(mismatch) => mismatch.write(out),
                }
                if out.has_rounds {
                    out.number(*round);
                }
            }
            Self::InstallSnapshot { last, membership, offset, chunk, done } => {
                out.tag(11 + u8::from(*done));
                last.write(out);
                membership.write(out);
                out.number(*offset);
                out.bytes(chunk);
            }
            Self::InstallSnapshotResponse { last, next_offset } => {
                out.tag(13);
                last.write(out);
                out.number(*next_offset);
            }
            Self::ReadIndex { id } => {
                out.tag(14);
                read(id, out);
            }
            Self::ReadIndexResponse { id, index } => {
                out.tag(15);
                read(id, out);
                index.write(out);
            }
        }
    }
}
