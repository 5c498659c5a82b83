//! Reads without an entry in the log (diss. §6.4). A leader that is still one may answer from its own store;
//! these are two ways to be sure. *ReadIndex*: a majority acknowledges a round of messages that began
//! after the read came. *Lease*: a majority acknowledged one so lately that it cannot have elected
//! anybody else yet, provided no clock runs too differently (§6.4.1).

use super::effects::{Effect, NotLeader, ReadId, ReadKind, Sink};
use super::leadership::Leader;
use super::message::Message;
use super::rules;
use super::server::{Role, Server};
use crate::types::{LogIndex, NodeId};

/// A read that waits for its round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PendingRead {
    pub(super) id: ReadId,
    /// The server that asked, if it is another.
    pub(super) asker: Option<NodeId>,
    /// The round that must be acknowledged. It began after the read came: an acknowledgement of an
    /// earlier one may be older than a new leader (etcd-io/etcd#20418).
    pub(super) round: u64,
    /// The commit index when the read came; none until the leader has committed an entry of its own
    /// term, for before it may not know what its predecessor committed (§6.4, step 1).
    pub(super) index: Option<LogIndex>,
}

/// Reads a follower has passed on. More than these are forgotten; their clients ask again.
const FORWARDED_MAX: usize = 1024;

impl<C: Clone> Server<C> {
    /// Somebody wants to read from the state machine beside this server.
    pub(super) fn read(&mut self, id: ReadId, kind: ReadKind, effects: &mut impl Sink<C>) {
        match (&self.role, kind) {
            (Role::Leader(_), ReadKind::Lease) if self.holds_lease() => {
                effects.push(Effect::ReadReady { id, index: self.commit_index });
            }
            (Role::Leader(_), ReadKind::Lease | ReadKind::Index) => {
                self.queue_read(id, None, effects);
            }
            (Role::Follower { leader: Some(leader) }, ReadKind::Index) => {
                let leader = *leader;
                if self.forwarded.len() >= FORWARDED_MAX {
                    let oldest = self.forwarded.remove(0);
                    self.refuse_read(oldest, effects);
                }
                self.forwarded.push(id);
                self.send(leader, Message::ReadIndex { id }, effects);
            }
            (Role::Follower { .. } | Role::PreCandidate { .. } | Role::Candidate { .. }, _) => {
                self.refuse_read(id, effects);
            }
        }
    }

    fn refuse_read(&mut self, id: ReadId, effects: &mut impl Sink<C>) {
        let refusal = NotLeader { leader: self.leader() };
        effects.push(Effect::ReadRefused { id, refusal });
    }

    /// A follower passes a read on. If this server does not lead, the follower will hear of who does.
    pub(super) fn handle_read_index(
        &mut self,
        asker: NodeId,
        id: ReadId,
        effects: &mut impl Sink<C>,
    ) {
        if self.is_leader() {
            self.queue_read(id, Some(asker), effects);
        }
    }

    /// The leader has answered a read that this server passed on.
    pub(super) fn handle_read_index_response(
        &mut self,
        id: ReadId,
        index: LogIndex,
        effects: &mut impl Sink<C>,
    ) {
        if let Some(at) = self.forwarded.iter().position(|&forwarded| forwarded == id) {
            self.forwarded.remove(at);
            effects.push(Effect::ReadReady { id, index });
        }
    }

    /// Puts a read into the next round, and begins that round unless one is out: then all reads
    /// that come meanwhile share the one after it.
    fn queue_read(&mut self, id: ReadId, asker: Option<NodeId>, effects: &mut impl Sink<C>) {
        let index = self.readable_index();
        let Role::Leader(leader) = &mut self.role else { return };
        let is_idle = leader.reads.is_empty();
        let round = rules::round_for_read(self.bugs, leader.round);
        leader.reads.push(PendingRead { id, asker, round, index });
        if is_idle {
            self.send_heartbeats(effects);
            self.serve_reads(effects);
        }
    }

    /// The index a read must wait for; none while the leader cannot know it.
    fn readable_index(&self) -> Option<LogIndex> {
        let committed = self.log.term_at(self.commit_index);
        rules::knows_what_is_committed(self.bugs, committed, self.current_term)
            .then_some(self.commit_index)
    }

    /// Answers the reads whose round a majority has acknowledged; begins the next round if others wait.
    #[inline]
    pub(super) fn serve_reads(&mut self, effects: &mut impl Sink<C>) {
        if matches!(&self.role, Role::Leader(leader) if !leader.reads.is_empty()) {
            self.serve_waiting_reads(effects);
        }
    }

    fn serve_waiting_reads(&mut self, effects: &mut impl Sink<C>) {
        let acknowledged = self.acknowledged_round();
        let readable = self.readable_index();
        let Role::Leader(leader) = &mut self.role else { return };
        let mut ready = Vec::new();
        leader.reads.retain_mut(|read| {
            // What came before the no-op was committed waits for it, and reads after it.
            read.index = read.index.or(readable);
            match read.index {
                Some(index) if read.round <= acknowledged => {
                    ready.push((*read, index));
                    false
                }
                _ => true,
            }
        });
        let wants_round = leader.reads.iter().any(|read| read.round > leader.round);
        let is_out = acknowledged < leader.round;
        for (PendingRead { id, asker, .. }, index) in ready {
            match asker {
                None => effects.push(Effect::ReadReady { id, index }),
                Some(asker) => {
                    self.send_as_leader(asker, Message::ReadIndexResponse { id, index }, effects);
                }
            }
        }
        if wants_round && !is_out {
            self.send_heartbeats(effects);
        }
    }

    /// The latest round that a majority has acknowledged, this leader included.
    fn acknowledged_round(&self) -> u64 {
        let Role::Leader(leader) = &self.role else { return 0 };
        let reached = |server: NodeId| {
            if server == self.id {
                return LogIndex(leader.round);
            }
            LogIndex(leader.progress_of(server).map_or(0, |one| one.round))
        };
        self.membership().majority_index(reached).0
    }

    /// Whether nobody else can have been elected since the last round a majority acknowledged: those
    /// who did give their vote to nobody for the least election timeout after they heard it (leader
    /// stickiness), however fast their clocks run within the drift allowed.
    fn holds_lease(&self) -> bool {
        let Role::Leader(leader) = &self.role else { return false };
        let Some(drift) = self.config.lease_drift else { return false };
        if !self.config.leader_stickiness || leader.gave_up_lease {
            return false;
        }
        let acknowledged = self.acknowledged_round();
        let Some(began) = leader.round_began(acknowledged) else { return false };
        let kept = u64::from(1000u32.saturating_sub(drift));
        let lease = rules::lease(self.bugs, self.config.election_timeout_min, kept);
        self.readable_index().is_some() && leader.age.saturating_sub(began) < lease
    }

    /// Takes out the reads that came to this server: it no longer leads, or follows somebody else.
    pub(super) fn take_reads(&mut self) -> Vec<ReadId> {
        let mut orphans = std::mem::take(&mut self.forwarded);
        if let Role::Leader(leader) = &mut self.role {
            let own = leader.reads.drain(..).filter(|read| read.asker.is_none());
            orphans.extend(own.map(|read| read.id));
        }
        orphans
    }

    /// Sends reads elsewhere: to whom this server now takes for the leader, if to anybody.
    pub(super) fn refuse_reads(&mut self, orphans: Vec<ReadId>, effects: &mut impl Sink<C>) {
        for id in orphans {
            self.refuse_read(id, effects);
        }
    }
}

/// How many rounds a leader remembers the beginning of: older acknowledgements prove nothing lately.
const ROUNDS_KEPT: usize = 64;

impl Leader {
    /// Begins a round: what is sent from now on asks for acknowledgements of it.
    pub(super) fn begin_round(&mut self) {
        self.round += 1;
        self.rounds_began.push_back(self.age);
        if self.rounds_began.len() > ROUNDS_KEPT {
            self.rounds_began.pop_front();
        }
    }

    /// When a round began, in ticks since this server became leader.
    fn round_began(&self, round: u64) -> Option<u64> {
        let back = usize::try_from(self.round.checked_sub(round)?).ok()?;
        let at = self.rounds_began.len().checked_sub(1 + back)?;
        self.rounds_began.get(at).copied()
    }
}
