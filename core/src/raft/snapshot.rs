//! Log compaction (paper §7): a snapshot of the state machine stands for the log up to its last entry,
//! and is sent in chunks to a follower that needs entries the leader no longer has (Figure 13).

use super::effects::{Effect, Event, Ignored, Sink};
use super::log::Batch;
use super::membership::{Membership, Memberships};
use super::message::Message;
use super::progress::Pace;
use super::rules;
use super::server::{Role, Server};
use crate::types::{EntryId, LogIndex, NodeId, Term};
use std::sync::Arc;

/// The state machine's state after an entry, and what Raft must know of that entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// The last entry it covers (`lastIncludedIndex`, `lastIncludedTerm`).
    pub last: EntryId,
    /// The members as of that entry.
    pub membership: Arc<Membership>,
    /// The state, opaque to Raft.
    pub data: Arc<[u8]>,
}

/// A snapshot that is arriving.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Incoming {
    /// The term of the leader that sends it: another leader's may be encoded differently.
    pub(super) term: Term,
    pub(super) last: EntryId,
    pub(super) bytes: Vec<u8>,
}

/// A chunk that has come.
pub(super) struct Part<'a> {
    pub(super) last: EntryId,
    pub(super) membership: &'a Arc<Membership>,
    pub(super) offset: u64,
    pub(super) chunk: &'a [u8],
    pub(super) done: bool,
}

impl<C: Clone> Server<C> {
    /// The state machine has a snapshot of its state after entry `up_to`: the log up to there may go.
    /// Ignored unless that entry is applied and still in the log.
    pub(super) fn compact(&mut self, up_to: LogIndex, data: Arc<[u8]>, effects: &mut impl Sink<C>) {
        if up_to <= self.log.base().index || up_to > self.last_applied {
            return;
        }
        let Some(last) = self.log.id_at(up_to) else { return };
        self.log.compact(last);
        let membership = self.memberships.at(up_to).clone();
        self.memberships.compact(up_to);
        self.keep_snapshot(Arc::new(Snapshot { last, membership, data }));
        effects.event(Event::Compacted { last });
    }

    /// Sends the next chunk of the snapshot this follower is getting, the one it has not acknowledged.
    pub(super) fn send_chunk(&mut self, at: usize, effects: &mut impl Sink<C>) {
        let Some(progress) = self.follower(at) else { return };
        let Pace::Snapshot { snapshot, offset } = &progress.pace else { return };
        let start = usize::try_from(*offset).unwrap_or(usize::MAX).min(snapshot.data.len());
        let end = start.saturating_add(self.config.chunk_max.max(1)).min(snapshot.data.len());
        let message = Message::InstallSnapshot {
            last: snapshot.last,
            membership: snapshot.membership.clone(),
            offset: start as u64,
            chunk: snapshot.data[start..end].into(),
            done: end == snapshot.data.len(),
        };
        let to = progress.server;
        self.send_as_leader(to, message, effects);
    }

    /// The leader of the current term sends a chunk of its snapshot.
    pub(super) fn handle_install_snapshot(
        &mut self,
        leader: NodeId,
        part: &Part<'_>,
        effects: &mut impl Sink<C>,
    ) {
        if !self.follow(leader, effects) {
            return;
        }
        let Part { last, membership, offset, chunk, done } = *part;
        if !rules::is_news(self.bugs, last.index, self.commit_index) {
            // It is not behind, or has caught up by entries meanwhile: what is committed here is
            // what the snapshot covers.
            self.incoming = None;
            let answer = Message::AppendEntriesResponse { outcome: Ok(last.index), round: 0 };
            return self.send(leader, answer, effects);
        }
        let term = self.current_term;
        let continues =
            self.incoming.as_ref().is_some_and(|one| (one.term, one.last) == (term, last));
        if !continues {
            self.incoming = Some(Incoming { term, last, bytes: Vec::new() });
        }
        let Some(incoming) = &mut self.incoming else { return };
        let expected = offset == incoming.bytes.len() as u64;
        if expected {
            incoming.bytes.extend_from_slice(chunk);
        }
        if expected && done {
            let data = std::mem::take(&mut incoming.bytes).into();
            self.incoming = None;
            self.install(
                Arc::new(Snapshot { last, membership: membership.clone(), data }),
                effects,
            );
            let answer = Message::AppendEntriesResponse { outcome: Ok(last.index), round: 0 };
            return self.send(leader, answer, effects);
        }
        // A chunk that came before its turn, or twice, tells nothing; the answer says what is missing.
        let next_offset = incoming.bytes.len() as u64;
        self.send(leader, Message::InstallSnapshotResponse { last, next_offset }, effects);
    }

    /// Replaces what the snapshot covers. Entries behind it stay if the log holds its last entry;
    /// otherwise nothing in the log can be trusted to follow it (Figure 13, rules 6 and 7).
    fn install(&mut self, snapshot: Arc<Snapshot>, effects: &mut impl Sink<C>) {
        let last = snapshot.last;
        let is_longer = self.log.last_index() > last.index;
        if rules::keeps_tail(self.bugs, self.log.contains(last), is_longer) {
            self.log.compact(last);
            self.memberships.compact(last.index);
        } else {
            self.supersede_writes(LogIndex::ZERO);
            self.log.reset(last);
            self.batch = Batch::default();
            if rules::takes_membership(self.bugs) {
                self.memberships = Memberships::new(snapshot.membership.clone(), last.index);
            }
        }
        self.commit_index = last.index;
        self.last_applied = last.index;
        effects.event(Event::SnapshotInstalled { last });
        effects.push(Effect::Restore(snapshot.clone()));
        self.keep_snapshot(snapshot);
    }

    /// A follower says which chunk it needs next.
    pub(super) fn handle_install_snapshot_response(
        &mut self,
        follower: NodeId,
        last: EntryId,
        next_offset: u64,
        effects: &mut impl Sink<C>,
    ) {
        let Role::Leader(leader) = &mut self.role else {
            return effects.event(Event::Ignored { from: follower, reason: Ignored::OldAnswer });
        };
        let Some(at) = leader.progress.iter().position(|one| one.server == follower) else {
            return effects.event(Event::Ignored { from: follower, reason: Ignored::Stranger });
        };
        let one = &mut leader.progress[at];
        one.heard = true;
        match &mut one.pace {
            Pace::Snapshot { snapshot, offset }
                if snapshot.last == last && next_offset <= snapshot.data.len() as u64 =>
            {
                // The same offset again answers a chunk sent twice; anything else is progress, or a
                // follower that begins anew after a restart.
                if *offset != next_offset {
                    *offset = next_offset;
                    self.send_to(follower, effects);
                }
            }
            Pace::Probe { .. } | Pace::Replicate | Pace::Snapshot { .. } => {
                effects.event(Event::Ignored { from: follower, reason: Ignored::OldAnswer });
            }
        }
    }
}
