//! The one text form of what happens: for golden tests, the page's log and exports.

use crate::kv::{Applied, Execution};
use crate::raft::{self, Campaign, Conflict, Ignored, Mismatch, VoteRefusal};
use crate::sim::{Event, Loss, Summary};
use crate::types::NodeId;
use std::fmt;

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent { message, from, to, summary } => {
                write!(f, "{from} → {to} {summary} ({message})")
            }
            Self::Duplicated { message, copy } => write!(f, "{message} duplicated as {copy}"),
            Self::Delivered { message, from, to } => {
                write!(f, "{to} receives {message} from {from}")
            }
            Self::Dropped { message, from, to, loss } => {
                write!(f, "{message} from {from} to {to} {loss}")
            }
            Self::Raft { server, event } => write_raft(f, *server, event),
            Self::Applied { server, applied } => write_applied(f, *server, applied),
            Self::Restored { server, last, .. } => {
                write!(f, "{server} restores its store to {last}")
            }
            Self::Persisted { server, write } => {
                write!(f, "{server} durable through write {}", write.0)
            }
            Self::Crashed { server } => write!(f, "{server} crashes"),
            Self::Restarted { server } => write!(f, "{server} restarts"),
            Self::Paused { server } => write!(f, "{server} pauses"),
            Self::Resumed { server } => write!(f, "{server} resumes"),
            Self::Cut { from, to } => write!(f, "link {from} → {to} cut"),
            Self::Mended { from, to } => write!(f, "link {from} → {to} mended"),
            Self::Partitioned { sides } => {
                f.write_str("network split into")?;
                write_sides(f, sides)
            }
            Self::Bridged { sides } => {
                f.write_str("network split, with a bridge, into")?;
                write_sides(f, sides)
            }
            Self::CutOneWay { from, to } => {
                f.write_str("network open only from")?;
                from.iter().try_for_each(|server| write!(f, " {server}"))?;
                f.write_str(" to")?;
                to.iter().try_for_each(|server| write!(f, " {server}"))
            }
            Self::Healed => f.write_str("network healed"),
            Self::Calmed => f.write_str("links, disks and clocks as at the start"),
            Self::Tuned { by } => write!(f, "set: {by}"),
            Self::Held { message, from, to } => write!(f, "{message} from {from} to {to} held"),
            Self::Released { message, from, to } => {
                write!(f, "{message} from {from} to {to} released")
            }
            Self::Written { server, write } => {
                write!(f, "{server} wrote {} ahead of an earlier write", write.0)
            }
            Self::DiskFull { server, write } => {
                write!(f, "{server}'s disk is full and refuses write {}", write.0)
            }
            Self::WritesLost { server, count: 1 } => {
                write!(f, "{server}'s disk lost a write it had reported durable")
            }
            Self::WritesLost { server, count } => {
                write!(f, "{server}'s disk lost {count} writes it had reported durable")
            }
            Self::Called { client, number, command } => {
                write!(f, "{client} calls {number} {command}")
            }
            Self::Returned { client, number, answer: Some(answer) } => {
                write!(f, "{client} returns {number} {answer}")
            }
            Self::Returned { client, number, answer: None } => {
                write!(f, "{client} gives up {number} ErrTimeout")
            }
        }
    }
}

fn write_sides(f: &mut fmt::Formatter<'_>, sides: &[Vec<NodeId>]) -> fmt::Result {
    for (at, side) in sides.iter().enumerate() {
        f.write_str(if at > 0 { " |" } else { "" })?;
        side.iter().try_for_each(|server| write!(f, " {server}"))?;
    }
    Ok(())
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chance => "lost",
            Self::Cut => "lost: link cut",
            Self::Down => "lost: receiver down",
            Self::Full => "lost: link full",
            Self::Hand => "taken out",
        })
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::RequestVote { term, last, campaign: Campaign::Timeout } => {
                write!(f, "RequestVote {term} last={last}")
            }
            Self::RequestVote { term, last, campaign: Campaign::Transfer } => {
                write!(f, "RequestVote {term} last={last} transfer")
            }
            Self::RequestPreVote { term, last } => write!(f, "RequestPreVote {term} last={last}"),
            Self::RequestPreVoteResponse { term, granted } => {
                let answer = if granted { "granted" } else { "refused" };
                write!(f, "RequestPreVoteResponse {term} {answer}")
            }
            Self::InstallSnapshot { term, last, offset, bytes, done } => {
                let end = if done { " done" } else { "" };
                write!(f, "InstallSnapshot {term} last={last} offset={offset} bytes={bytes}{end}")
            }
            Self::InstallSnapshotResponse { term, last, next_offset } => {
                write!(f, "InstallSnapshotResponse {term} last={last} next={next_offset}")
            }
            Self::ReadIndex { term } => write!(f, "ReadIndex {term}"),
            Self::ReadIndexResponse { term, index } => {
                write!(f, "ReadIndexResponse {term} index={index}")
            }
            Self::TimeoutNow { term } => write!(f, "TimeoutNow {term}"),
            Self::RequestVoteResponse { term, granted } => {
                write!(
                    f,
                    "RequestVoteResponse {term} {}",
                    if granted { "granted" } else { "refused" }
                )
            }
            Self::AppendEntries { term, prev, count, leader_commit } => {
                write!(f, "AppendEntries {term} prev={prev} entries={count} commit={leader_commit}")
            }
            Self::AppendEntriesResponse { term, outcome: Ok(match_index) } => {
                write!(f, "AppendEntriesResponse {term} match={match_index}")
            }
            Self::AppendEntriesResponse { term, outcome: Err(mismatch) } => {
                let Mismatch { prev_index, conflict } = mismatch;
                write!(f, "AppendEntriesResponse {term} refused prev={prev_index} {conflict}")
            }
            Self::Request { client, number } => write!(f, "Request {client}{number}"),
            Self::Reply { number, definite: true } => write!(f, "Reply {number}"),
            Self::Reply { number, definite: false } => write!(f, "Reply {number} retry"),
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.term {
            Some(term) => write!(f, "conflict={}@{}", self.index, term.0),
            None => write!(f, "ends-before={}", self.index),
        }
    }
}

fn write_raft(f: &mut fmt::Formatter<'_>, server: NodeId, event: &raft::Event) -> fmt::Result {
    match *event {
        raft::Event::ElectionStarted { term } => write!(f, "{server} starts election {term}"),
        raft::Event::PreVoteStarted { term } => write!(f, "{server} starts pre-vote {term}"),
        raft::Event::PreVoteGranted { candidate, term } => {
            write!(f, "{server} would vote for {candidate} {term}")
        }
        raft::Event::PreVoteRefused { candidate, term, reason } => {
            write!(f, "{server} would refuse {candidate} {term}: {reason}")
        }
        raft::Event::TransferStarted { to } => write!(f, "{server} hands over to {to}"),
        raft::Event::TransferAbandoned { to } => {
            write!(f, "{server} abandons handing over to {to}")
        }
        raft::Event::MembershipEntered { index, ref membership } => {
            write!(f, "{server} enters membership {membership} at {index}")
        }
        raft::Event::ChangeAbandoned => write!(f, "{server} abandons the change of members"),
        raft::Event::Compacted { last } => write!(f, "{server} compacts through {last}"),
        raft::Event::SnapshotInstalled { last } => {
            write!(f, "{server} installs snapshot through {last}")
        }
        raft::Event::QuorumLost { term } => write!(f, "{server} hears no majority {term}"),
        raft::Event::VoteGranted { candidate, term } => {
            write!(f, "{server} votes for {candidate} {term}")
        }
        raft::Event::VoteRefused { candidate, term, reason } => {
            write!(f, "{server} refuses vote to {candidate} {term}: {reason}")
        }
        raft::Event::BecameLeader { term } => write!(f, "{server} becomes leader {term}"),
        raft::Event::SteppedDown { term, was_leader: true } => {
            write!(f, "{server} steps down {term}")
        }
        raft::Event::SteppedDown { term, was_leader: false } => {
            write!(f, "{server} gives up candidacy {term}")
        }
        raft::Event::Appended { prev, last } if prev.index.next() == last.index => {
            write!(f, "{server} appends {last}")
        }
        raft::Event::Appended { prev, last } => {
            write!(f, "{server} appends {}..{last}", prev.index.next())
        }
        raft::Event::Truncated { from, last } => write!(f, "{server} removes {from}..{last}"),
        raft::Event::AppendRefused { leader, prev, conflict } => {
            write!(f, "{server} refuses append from {leader} prev={prev} {conflict}")
        }
        raft::Event::Committed { to, .. } => write!(f, "{server} commits {to}"),
        raft::Event::Ignored { from, reason } => {
            write!(f, "{server} ignores message from {from}: {reason}")
        }
    }
}

impl fmt::Display for VoteRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OldTerm => f.write_str("old term"),
            Self::LeaderAlive(leader) => write!(f, "hears leader {leader}"),
            Self::AlreadyVoted(voted) => write!(f, "voted for {voted}"),
            Self::LogBehind { own, candidates } => write!(f, "log {candidates} behind {own}"),
        }
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Misdirected => "not addressed to it",
            Self::Stranger => "not from another member",
            Self::OldAnswer => "old answer",
            Self::LeaderAlive => "leader alive",
            Self::RivalLeader => "rival leader of its own term",
            Self::Impossible => "impossible index",
            Self::OldRequest => "old request",
            Self::NoVote => "has no vote",
        })
    }
}

fn write_applied(f: &mut fmt::Formatter<'_>, server: NodeId, applied: &Applied) -> fmt::Result {
    let Applied { id, request, outcome, .. } = applied;
    match (request, outcome) {
        (Some(request), Execution::Duplicate) => {
            write!(f, "{server} skips {id} {request} (duplicate)")
        }
        (Some(request), _) => write!(f, "{server} applies {id} {request}"),
        (None, _) => write!(f, "{server} applies {id} no-op"),
    }
}
