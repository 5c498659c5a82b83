//! Which bugs of the catalogue an exhaustive search finds, and in which scope: a small one in which they
//! show.

use super::scope::{Bounds, Call, Scope};
use crate::kv::{Command, Op, ReadMode};
use crate::raft::{Bug, BugSet, Change, Durable, Entry, Payload};
use crate::types::{ClientId, NodeId, Term};

/// Whether a search can find a bug.
#[derive(Clone, Debug)]
pub enum Reach {
    /// In this scope.
    Within(Box<Scope>),
    /// Not at all, for this reason.
    Beyond(&'static str),
}

const LIVENESS: &str = "it harms nobody but those who wait, and here time stands still";
const CLOCKS: &str = "it takes clocks that run, and here time stands still";

/// Where a bug is to be looked for.
#[expect(clippy::too_many_lines, reason = "a line or two for each bug")]
pub fn reach(bug: Bug) -> Reach {
    let scope = match bug {
        Bug::VoteTwice => small(1, 2),
        Bug::ForgetVote => small(1, 2).heartbeat(),
        Bug::HalfIsEnough => small(1, 1).servers(2),
        Bug::CountAnswers => small(1, 1).servers(4).copy(),
        Bug::IgnoreCandidateLog
        | Bug::LeaderDropsTail
        | Bug::CountOldVotes
        | Bug::MissingMatches => small(2, 2),
        Bug::CompareLengths => small(3, 3).calls(1),
        Bug::PreVoteWithoutLog => small(2, 3).and(|scope| scope.setup.raft.pre_vote = true),
        Bug::CommitOldTerms => figure_8(),
        Bug::IgnorePrevTerm => small(3, 3),
        Bug::TruncateAlways => small(1, 1).calls(2),
        Bug::UnsortedQuorum => small(1, 1).calls(1),
        Bug::GapInBatch => small(1, 1).calls(2).and(|scope| scope.setup.raft.batch_max = 1),
        Bug::SendBeforePersist | Bug::CountUndurable => {
            small(1, 1).and(|scope| scope.bounds.stalls = 1)
        }
        Bug::CommitUnverified | Bug::AcknowledgeAll => small(2, 2).calls(1).heartbeat(),
        Bug::HeedLateRefusals => small(2, 2).copy(),
        Bug::SessionsNotInSnapshot => small(1, 1).calls(1).snapshot().crashes(1),
        Bug::InstallOldSnapshot | Bug::CompactedPrevConflicts | Bug::SnapshotCutsTail => {
            small(1, 1).calls(1).snapshot().heartbeat().copy()
        }
        Bug::SnapshotKeepsTail => small(2, 2).calls(1).snapshot().heartbeat(),
        Bug::ConfigurationNotInSnapshot => small(1, 1).change(&[1, 2], &[3]).snapshot().heartbeat(),
        Bug::ChangeBeforeCommit => {
            small(1, 1).change(&[1, 2], &[]).and(|scope| scope.setup.raft.joint_consensus = false)
        }
        Bug::LeaveJointEarly => small(1, 1).change(&[1, 2], &[]).calls(1),
        Bug::OutlivedConfiguration => small(2, 2).change(&[1, 2], &[]),
        Bug::RemovedLeaderCounts | Bug::RemovedLeaderStays => {
            small(1, 1).change(&[2, 3], &[]).calls(1)
        }
        Bug::JointAsOne => small(2, 2).members(2).change(&[1, 3], &[]).heartbeat(),
        Bug::CountLearners => small(2, 2).members(2).change(&[1, 2], &[3]),
        // Until they restart, the others remember a leader.
        Bug::LearnerStands => small(2, 2).members(2).change(&[1, 2], &[3]).heartbeat().crashes(2),
        Bug::ForgetDuplicates => small(1, 1).calls(1).answers().copy(),
        Bug::DeduplicateWhereAsked => {
            small(2, 2).calls(1).answers().and(|scope| scope.bounds.repeats = 1)
        }
        Bug::AnswerByIndex => small(2, 2).calls(2).answers(),
        Bug::ReadBeforeNoop => small(2, 2).servers(2).calls(1).read(ReadMode::Index),
        Bug::ReadUnconfirmed | Bug::ReuseRound => {
            small(2, 2).calls(1).read(ReadMode::Index).few_messages()
        }
        Bug::LeaseOverTransfer => {
            small(2, 1).calls(1).read(ReadMode::Lease).few_messages().and(|scope| {
                let raft = &mut scope.setup.raft;
                (raft.leader_stickiness, raft.check_quorum) = (true, true);
                raft.lease_drift = Some(100);
                scope.bounds.transfers = 1;
            })
        }
        Bug::LeaseTooLong => return Reach::Beyond(CLOCKS),
        Bug::CompareAsVectors
        | Bug::PreVoteOwnTerm
        | Bug::StickForEver
        | Bug::PreVoteUnanswered
        | Bug::PreVoteRestartsTimer
        | Bug::LearnerRefuses
        | Bug::LeavingForgetsOwnVote
        | Bug::BackUpWindow
        | Bug::HeartbeatFromMatch
        | Bug::ForgetNextPage
        | Bug::SilentHeartbeats
        | Bug::NoSnapshotWhenEmpty
        | Bug::SnapshotSentOnce
        | Bug::NoNoop
        | Bug::LastCompletionCounts
        | Bug::TransferForEver => return Reach::Beyond(LIVENESS),
    };
    let bugs = BugSet::NONE.with(bug);
    Reach::Within(Box::new(scope.and(|scope| scope.setup.bugs = bugs)))
}

/// Three servers up to this term, with so many timeouts.
fn small(term: u64, timeouts: u8) -> Scope {
    let bounds = Bounds { term, timeouts: Some(timeouts), log: 4, ..Bounds::default() };
    Scope { bounds, ..Scope::new(3) }
}

/// Figure 8 (c), in small: S1 has an entry of term 1 and S3 one of term 2, when all forget who led. One
/// entry goes at a time, or the no-op would come with the old one.
fn figure_8() -> Scope {
    let durable = |terms: &[u64]| {
        let entry = |&term: &u64| Entry { term: Term(term), payload: Payload::Noop };
        let log: Vec<Entry<Op>> = terms.iter().map(entry).collect();
        Durable { current_term: Term(2), log: log.into(), ..Durable::default() }
    };
    small(4, 2).and(|scope| {
        let disks = [(1, durable(&[1])), (2, durable(&[])), (3, durable(&[2]))];
        scope.setup.disks = disks.map(|(server, disk)| (NodeId(server), disk)).into();
        scope.setup.raft.batch_max = 1;
    })
}

impl Scope {
    fn and(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn servers(self, servers: u32) -> Self {
        self.and(|scope| scope.setup.servers = servers)
    }

    fn members(self, members: u32) -> Self {
        self.and(|scope| scope.setup.members = Some(members))
    }

    /// So many clients append to one key, each once.
    fn calls(self, count: u32) -> Self {
        let append = |client: u32| Call {
            client: ClientId(client),
            command: Command::Append { key: "x".into(), value: client.to_string().into() },
        };
        self.and(|scope| scope.calls.extend((1..=count).map(append)))
    }

    fn answers(self) -> Self {
        self.and(|scope| scope.answers = true)
    }

    /// One more client reads that key.
    fn read(self, via: ReadMode) -> Self {
        let command = Command::Get { key: "x".into(), via };
        self.answers().and(|scope| scope.calls.push(Call { client: ClientId(2), command }))
    }

    /// What is never delivered counts, too: just enough for the story.
    fn few_messages(self) -> Self {
        self.and(|scope| (scope.bounds.log, scope.bounds.messages) = (3, Some(5)))
    }

    fn heartbeat(self) -> Self {
        self.and(|scope| scope.bounds.heartbeats = 1)
    }

    fn copy(self) -> Self {
        self.and(|scope| scope.bounds.copies = 1)
    }

    fn snapshot(self) -> Self {
        self.and(|scope| scope.bounds.snapshots = 1)
    }

    fn crashes(self, count: u8) -> Self {
        self.and(|scope| scope.bounds.crashes = count)
    }

    fn change(self, voters: &[u32], learners: &[u32]) -> Self {
        let servers = |list: &[u32]| list.iter().copied().map(NodeId).collect();
        let change = Change { voters: servers(voters), learners: servers(learners) };
        self.and(|scope| scope.changes.push(change))
    }
}
