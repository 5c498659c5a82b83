//! Which bugs of the catalogue an exhaustive search finds, and in which scope: the least in which they show,
//! as far as known.

use super::scope::{Bounds, Call, Scope};
use crate::kv::{Command, ReadMode};
use crate::raft::{Bug, BugSet, Change};
use crate::types::{ClientId, NodeId};

/// Whether a search can find a bug.
#[derive(Clone, Debug)]
pub enum Reach {
    /// In this scope.
    Within(Box<Scope>),
    /// Not at all, for this reason.
    Beyond(&'static str),
}

const LIVENESS: &str = "it harms nobody but those who wait, and here time stands still";
const CLOCKS: &str = "it takes clocks, and here time stands still";

/// Where a bug is to be looked for.
pub fn reach(bug: Bug) -> Reach {
    let mut scope = match bug {
        Bug::VoteTwice
        | Bug::IgnoreCandidateLog
        | Bug::CommitOldTerms
        | Bug::LeaderDropsTail
        | Bug::CountAnswers
        | Bug::CountOldVotes
        | Bug::ForgetVote
        | Bug::HalfIsEnough
        | Bug::CompareLengths
        | Bug::PreVoteWithoutLog => of_elections(bug),
        Bug::IgnorePrevTerm
        | Bug::TruncateAlways
        | Bug::CommitUnverified
        | Bug::SendBeforePersist
        | Bug::AcknowledgeAll
        | Bug::HeedLateRefusals
        | Bug::MissingMatches
        | Bug::GapInBatch
        | Bug::CountUndurable
        | Bug::UnsortedQuorum => of_replication(bug),
        Bug::InstallOldSnapshot
        | Bug::CompactedPrevConflicts
        | Bug::SnapshotKeepsTail
        | Bug::SnapshotCutsTail
        | Bug::ConfigurationNotInSnapshot
        | Bug::SessionsNotInSnapshot => of_snapshots(bug),
        Bug::ChangeBeforeCommit
        | Bug::JointAsOne
        | Bug::CountLearners
        | Bug::LearnerStands
        | Bug::OutlivedConfiguration
        | Bug::RemovedLeaderCounts
        | Bug::LeaveJointEarly
        | Bug::RemovedLeaderStays => of_members(bug),
        Bug::ReadBeforeNoop
        | Bug::ReadUnconfirmed
        | Bug::ReuseRound
        | Bug::LeaseOverTransfer
        | Bug::ForgetDuplicates
        | Bug::DeduplicateWhereAsked
        | Bug::AnswerByIndex => of_clients(bug),
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
    scope.setup.bugs = BugSet::NONE.with(bug);
    Reach::Within(Box::new(scope))
}

/// Three servers up to this term, with so many timeouts and calls.
fn small(term: u64, timeouts: u8, calls: u32) -> Scope {
    let mut scope = Scope::new(3);
    scope.bounds = Bounds { term, timeouts: Some(timeouts), ..Bounds::default() };
    scope.calls = (1..=calls).map(|client| append(client, client)).collect();
    scope
}

fn append(client: u32, value: u32) -> Call {
    let value = value.to_string().into();
    Call { client: ClientId(client), command: Command::Append { key: "x".into(), value } }
}

fn of_elections(bug: Bug) -> Scope {
    match bug {
        Bug::VoteTwice => small(1, 2, 0),
        Bug::ForgetVote => {
            let mut scope = small(1, 2, 0);
            scope.bounds.heartbeats = 1;
            scope
        }
        Bug::CommitOldTerms => {
            let mut scope = small(4, 4, 0);
            scope.setup.raft.batch_max = 1;
            scope
        }
        Bug::CountAnswers => {
            let mut scope = small(1, 1, 0);
            scope.setup.servers = 4;
            scope.bounds.copies = 1;
            scope
        }
        Bug::HalfIsEnough => {
            let mut scope = small(1, 1, 0);
            scope.setup.servers = 2;
            scope
        }
        Bug::CompareLengths => small(3, 3, 1),
        Bug::PreVoteWithoutLog => {
            let mut scope = small(1, 4, 0);
            scope.setup.raft.pre_vote = true;
            scope
        }
        _ => small(2, 2, 0),
    }
}

fn of_replication(bug: Bug) -> Scope {
    match bug {
        Bug::TruncateAlways => small(1, 1, 2),
        Bug::UnsortedQuorum => small(1, 1, 1),
        Bug::SendBeforePersist | Bug::CountUndurable => {
            let mut scope = small(1, 1, 0);
            scope.bounds.stalls = 1;
            scope
        }
        Bug::GapInBatch => {
            let mut scope = small(1, 1, 2);
            scope.setup.raft.batch_max = 1;
            scope
        }
        Bug::CommitUnverified => {
            let mut scope = small(2, 2, 1);
            scope.bounds.heartbeats = 1;
            scope
        }
        Bug::HeedLateRefusals => {
            let mut scope = small(2, 2, 0);
            scope.bounds.copies = 1;
            scope
        }
        _ => small(2, 2, 1),
    }
}

fn of_snapshots(bug: Bug) -> Scope {
    let mut scope = small(1, 1, 1);
    scope.bounds.snapshots = 1;
    match bug {
        Bug::SessionsNotInSnapshot => scope.bounds.crashes = 1,
        Bug::SnapshotKeepsTail => {
            (scope.bounds.term, scope.bounds.timeouts) = (2, Some(2));
            scope.bounds.heartbeats = 1;
        }
        Bug::ConfigurationNotInSnapshot => {
            scope.calls.clear();
            scope.changes = vec![change(&[1, 2], &[3])];
            scope.bounds.heartbeats = 1;
        }
        _ => (scope.bounds.heartbeats, scope.bounds.copies) = (1, 1),
    }
    scope
}

fn of_members(bug: Bug) -> Scope {
    let mut scope = small(1, 1, 0);
    match bug {
        Bug::ChangeBeforeCommit => {
            scope.setup.raft.joint_consensus = false;
            scope.changes = vec![change(&[1, 2], &[])];
        }
        Bug::JointAsOne => {
            (scope.bounds.term, scope.bounds.timeouts) = (2, Some(2));
            scope.bounds.heartbeats = 1;
            scope.setup.members = Some(2);
            scope.changes = vec![change(&[1, 3], &[])];
        }
        Bug::CountLearners | Bug::LearnerStands => {
            (scope.bounds.term, scope.bounds.timeouts) = (2, Some(2));
            scope.setup.members = Some(2);
            scope.changes = vec![change(&[1, 2], &[3])];
            if bug == Bug::LearnerStands {
                // Until they restart, the others remember a leader.
                (scope.bounds.heartbeats, scope.bounds.crashes) = (1, 2);
            }
        }
        Bug::LeaveJointEarly => {
            scope.calls = vec![append(1, 1)];
            scope.changes = vec![change(&[1, 2], &[])];
        }
        Bug::OutlivedConfiguration => {
            (scope.bounds.term, scope.bounds.timeouts) = (2, Some(2));
            scope.changes = vec![change(&[1, 2], &[])];
        }
        Bug::RemovedLeaderCounts | Bug::RemovedLeaderStays => {
            scope.calls = vec![append(1, 1)];
            scope.changes = vec![change(&[2, 3], &[])];
        }
        _ => scope.changes = vec![change(&[1, 2], &[])],
    }
    scope
}

fn of_clients(bug: Bug) -> Scope {
    let mut scope = small(2, 2, 1);
    scope.answers = true;
    let read = |via| Call { client: ClientId(2), command: Command::Get { key: "x".into(), via } };
    match bug {
        Bug::ForgetDuplicates => {
            (scope.bounds.term, scope.bounds.timeouts) = (1, Some(1));
            scope.bounds.copies = 1;
        }
        Bug::DeduplicateWhereAsked => scope.bounds.repeats = 1,
        Bug::AnswerByIndex => scope.calls.push(append(2, 2)),
        Bug::LeaseOverTransfer => {
            let raft = &mut scope.setup.raft;
            (raft.leader_stickiness, raft.check_quorum) = (true, true);
            raft.lease_drift = Some(100);
            (scope.bounds.timeouts, scope.bounds.transfers) = (Some(1), 1);
            scope.calls.push(read(ReadMode::Lease));
        }
        _ => scope.calls.push(read(ReadMode::Index)),
    }
    scope
}

fn change(voters: &[u32], learners: &[u32]) -> Change {
    let servers = |list: &[u32]| list.iter().copied().map(NodeId).collect();
    Change { voters: servers(voters), learners: servers(learners) }
}
