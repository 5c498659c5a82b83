//! The rules of the paper, one by one, on single servers driven by hand. "paper" is the extended
//! version of *In Search of an Understandable Consensus Algorithm*.

use kvraft_core::raft::{
    BugSet, Campaign, Change, ChangeRefused, Config, Conflict, Durable, Effect, Entries, Entry,
    Input, Membership, Message, Mismatch, Payload, Role, Write, WriteId,
};
use kvraft_core::types::{EntryId, LogIndex, NodeId, Term};
use kvraft_tests::hand::{
    Hand, Number, append, applied, durable, entries, id, last_write, sent, terms,
};

fn request_vote(last: EntryId) -> Message<Number> {
    Message::RequestVote { last, campaign: Campaign::Timeout }
}

fn accepted(index: u64) -> Message<Number> {
    Message::AppendEntriesResponse { outcome: Ok(LogIndex(index)), round: 0 }
}

/// Whether the one answer among the effects grants a vote.
fn granted(effects: &[Effect<Number>]) -> bool {
    match sent(effects)[..] {
        [envelope] => envelope.message == Message::RequestVoteResponse { granted: true },
        _ => panic!("there should be one answer: {effects:?}"),
    }
}

/// The outcome of an AppendEntries, from the one answer among the effects.
fn outcome(effects: &[Effect<Number>]) -> Result<LogIndex, Mismatch> {
    let [envelope] = sent(effects)[..] else { panic!("there should be one answer: {effects:?}") };
    let Message::AppendEntriesResponse { outcome, .. } = envelope.message else {
        panic!("it should answer an AppendEntries: {envelope:?}")
    };
    outcome
}

/// All AppendEntries among the effects: to whom, after what, with which entries.
fn appends(effects: &[Effect<Number>]) -> Vec<(NodeId, EntryId, Entries<Number>)> {
    let appends = sent(effects).into_iter().filter_map(|envelope| {
        let Message::AppendEntries { prev, entries, .. } = &envelope.message else { return None };
        Some((envelope.to, *prev, entries.clone()))
    });
    appends.collect()
}

fn is_follower(hand: &Hand) -> bool {
    matches!(hand.server().role(), Role::Follower { .. })
}

fn is_candidate(hand: &Hand) -> bool {
    matches!(hand.server().role(), Role::Candidate { .. })
}

/// paper §5.1: "if one server's current term is smaller than the other's, then it updates its
/// current term to the larger value."
#[test]
fn a_later_term_is_taken_over() {
    let messages = [
        request_vote(EntryId::ZERO),
        Message::RequestVoteResponse { granted: false },
        append(EntryId::ZERO, &[], 0),
        accepted(0),
    ];
    for message in messages {
        let mut hand = Hand::new(1, 3);
        hand.receive(2, 7, message);
        assert_eq!(hand.server().current_term(), Term(7));
    }
}

/// paper §5.1: "If a candidate or leader discovers that its term is out of date, it immediately
/// reverts to follower state."
#[test]
fn an_outdated_candidate_or_leader_becomes_a_follower() {
    let mut candidate = Hand::new(1, 3);
    candidate.step(Input::ElectionTimeout);
    candidate.receive(2, 2, Message::RequestVoteResponse { granted: false });
    assert!(is_follower(&candidate));
    let mut leader = Hand::new(1, 3);
    leader.elect(&[2]);
    leader.receive(3, 2, request_vote(EntryId::ZERO));
    assert!(is_follower(&leader));
    assert_eq!(leader.server().current_term(), Term(2));
}

/// paper §5.1: "If a server receives a request with a stale term number, it rejects the request."
#[test]
fn a_request_of_an_earlier_term_is_rejected() {
    let mut hand = Hand::restarted(1, 3, durable(5, &[1, 5]));
    assert!(!granted(&hand.receive(2, 4, request_vote(id(9, 4)))));
    let effects = hand.receive(2, 4, append(id(1, 1), &[4], 2));
    assert!(outcome(&effects).is_err());
    assert_eq!(sent(&effects)[0].term, Term(5), "the answer tells the later term");
    assert_eq!(hand.terms(), [1, 5]);
    assert_eq!(hand.server().leader(), None);
}

/// paper §5.2: "When servers start up, they begin as followers."
#[test]
fn servers_begin_as_followers() {
    assert!(is_follower(&Hand::new(1, 3)));
    // Whatever they were before.
    let before = Durable { voted_for: Some(NodeId(1)), ..durable(4, &[1, 4]) };
    let hand = Hand::restarted(1, 3, before);
    assert!(is_follower(&hand));
    assert_eq!(hand.server().commit_index(), LogIndex(0));
}

/// paper §5.2: "If a follower receives no communication over a period of time called the election
/// timeout, then it assumes there is no viable leader and begins an election".
#[test]
fn silence_for_an_election_timeout_starts_an_election() {
    let mut hand = Hand::new(1, 3);
    let timeout = hand.server().timer();
    hand.step(Input::Tick { elapsed: timeout - 1 });
    assert!(is_follower(&hand));
    hand.step(Input::Tick { elapsed: 1 });
    assert!(is_candidate(&hand));
}

/// paper §5.2: "To begin an election, a follower increments its current term and transitions to
/// candidate state. It then votes for itself and issues RequestVote RPCs in parallel to each of the
/// other servers".
#[test]
fn a_candidate_increments_its_term_votes_for_itself_and_asks_all_others() {
    let mut hand = Hand::restarted(1, 5, durable(3, &[1, 3]));
    let effects = hand.step(Input::ElectionTimeout);
    assert_eq!(hand.server().current_term(), Term(4));
    assert_eq!(hand.server().voted_for(), Some(NodeId(1)));
    let asked = sent(&effects);
    assert!(asked.iter().all(|one| one.message == request_vote(id(2, 3)) && one.term == Term(4)));
    let asked: Vec<u32> = asked.iter().map(|one| one.to.0).collect();
    assert_eq!(asked, [2, 3, 4, 5]);
}

/// paper §5.2: "Each server will vote for at most one candidate in a given term, on a
/// first-come-first-served basis".
#[test]
fn a_server_votes_once_a_term() {
    let mut hand = Hand::new(1, 5);
    assert!(granted(&hand.receive(3, 1, request_vote(EntryId::ZERO))));
    assert!(!granted(&hand.receive(2, 1, request_vote(EntryId::ZERO))));
    // Figure 2: "votedFor is null or candidateId".
    assert!(granted(&hand.receive(3, 1, request_vote(EntryId::ZERO))));
    assert!(granted(&hand.receive(2, 2, request_vote(EntryId::ZERO))));
}

/// Figure 2, persistent state: votedFor outlives a crash.
#[test]
fn a_vote_is_remembered_across_a_restart() {
    let before = Durable { voted_for: Some(NodeId(3)), ..durable(1, &[]) };
    let mut hand = Hand::restarted(1, 5, before);
    assert!(!granted(&hand.receive(2, 1, request_vote(EntryId::ZERO))));
    assert!(granted(&hand.receive(3, 1, request_vote(EntryId::ZERO))));
}

/// paper §5.2: "A candidate wins an election if it receives votes from a majority of the servers in the
/// full cluster for the same term."
#[test]
fn a_majority_of_votes_of_this_term_wins() {
    let vote = |granted| Message::RequestVoteResponse { granted };
    for size in 2..=7 {
        let mut hand = Hand::new(1, size);
        hand.step(Input::ElectionTimeout);
        for (votes, voter) in (1..).zip(2..=size) {
            // Refusals, votes of an earlier term, and votes told twice do not count.
            hand.receive(voter, 1, vote(false));
            hand.receive(voter, 0, vote(true));
            assert_eq!(hand.server().is_leader(), 2 * votes > size);
            hand.receive(voter, 1, vote(true));
            hand.receive(voter, 1, vote(true));
        }
        assert!(hand.server().is_leader());
    }
}

/// paper §5.2: a leader "then sends heartbeat messages to all of the other servers to establish its
/// authority and prevent new elections"; Figure 2: "repeat during idle periods".
#[test]
fn a_leader_tells_everybody_at_once_and_then_periodically() {
    let mut hand = Hand::new(1, 5);
    let told = |effects: &[Effect<Number>]| -> Vec<u32> {
        appends(effects).iter().map(|(to, ..)| to.0).collect()
    };
    assert_eq!(told(&hand.elect(&[2, 3])), [2, 3, 4, 5]);
    for _ in 0..3 {
        let interval = hand.server().config().heartbeat_interval;
        assert!(told(&hand.step(Input::Tick { elapsed: interval - 1 })).is_empty());
        assert_eq!(told(&hand.step(Input::Tick { elapsed: 1 })), [2, 3, 4, 5]);
    }
}

/// paper §5.2: "If the leader's term (included in its RPC) is at least as large as the candidate's
/// current term, then the candidate recognizes the leader as legitimate and returns to follower
/// state. If the term in the RPC is smaller […] the candidate rejects the RPC and continues in
/// candidate state."
#[test]
fn a_candidate_yields_to_the_leader_of_its_term_but_to_no_earlier_one() {
    let mut hand = Hand::restarted(1, 3, durable(4, &[]));
    hand.step(Input::ElectionTimeout);
    assert!(outcome(&hand.receive(2, 4, append(EntryId::ZERO, &[], 0))).is_err());
    assert!(is_candidate(&hand));
    assert!(outcome(&hand.receive(2, 5, append(EntryId::ZERO, &[], 0))).is_ok());
    assert!(is_follower(&hand));
    assert_eq!(hand.server().leader(), Some(NodeId(2)));
}

/// paper §5.2: "each candidate will time out and start a new election by incrementing its term".
#[test]
fn a_split_vote_ends_in_another_election() {
    let mut hand = Hand::new(1, 5);
    hand.step(Input::ElectionTimeout);
    hand.receive(2, 1, Message::RequestVoteResponse { granted: true });
    let timeout = hand.server().timer();
    hand.step(Input::Tick { elapsed: timeout });
    assert_eq!(hand.server().current_term(), Term(2));
    assert!(is_candidate(&hand));
    // The vote of the first election is no vote in the second.
    hand.receive(3, 2, Message::RequestVoteResponse { granted: true });
    assert!(is_candidate(&hand));
}

/// paper §5.2: "election timeouts are chosen randomly from a fixed interval (e.g., 150–300ms)";
/// each candidate "restarts its randomized election timeout at the start of an election".
#[test]
fn election_timeouts_are_random_in_their_interval() {
    let mut hand = Hand::new(1, 3);
    let mut drawn = Vec::new();
    for _ in 0..1000 {
        hand.step(Input::ElectionTimeout);
        drawn.push(hand.server().timer());
    }
    let Config { election_timeout_min, election_timeout_max, .. } = *hand.server().config();
    assert!(
        drawn.iter().all(|timer| (election_timeout_min..=election_timeout_max).contains(timer))
    );
    drawn.sort_unstable();
    drawn.dedup();
    assert!(drawn.len() > 100, "only {} different timeouts", drawn.len());
}

/// Figure 2, followers: "If election timeout elapses without receiving AppendEntries RPC from current
/// leader or granting vote to candidate: convert to candidate". Nothing else restarts it.
#[test]
fn only_the_leader_and_a_vote_given_restart_the_election_timer() {
    let left = |message: Message<Number>, term| {
        let mut hand = Hand::restarted(1, 3, durable(2, &[2]));
        hand.step(Input::Tick { elapsed: 100 });
        let before = hand.server().timer();
        hand.receive(2, term, message);
        hand.server().timer() > before
    };
    assert!(left(append(id(1, 2), &[], 0), 2), "the leader speaks");
    assert!(left(append(id(9, 2), &[], 0), 2), "even if the logs disagree");
    assert!(left(request_vote(id(1, 2)), 3), "a vote is given");
    assert!(!left(request_vote(id(1, 1)), 3), "a vote is refused, though the term is new");
    assert!(!left(append(id(1, 2), &[], 0), 1), "a leader of the past speaks");
}

/// paper §5.3: "The leader appends the command to its log as a new entry, then issues AppendEntries
/// RPCs in parallel to each of the other servers to replicate the entry."
#[test]
fn a_command_is_appended_and_sent_to_all() {
    let mut hand = Hand::new(1, 3);
    hand.elect(&[2]);
    hand.receive(2, 1, accepted(1));
    hand.receive(3, 1, accepted(1));
    let effects = hand.step(Input::Propose(42));
    assert!(effects.contains(&Effect::Proposed(Ok(id(2, 1)))));
    let sent = appends(&effects);
    let to: Vec<u32> = sent.iter().map(|(to, ..)| to.0).collect();
    assert_eq!(to, [2, 3]);
    assert!(sent.iter().all(|(_, prev, new)| *prev == id(1, 1) && terms(new) == [1]));
}

/// paper §5.3: "A log entry is committed once the leader that created the entry has replicated it
/// on a majority of the servers"; it "keeps track of the highest index it knows to be committed,
/// and it includes that index in future AppendEntries RPCs".
#[test]
fn an_entry_on_a_majority_is_committed_applied_and_announced() {
    let mut hand = Hand::new(1, 5);
    hand.elect(&[2, 3]);
    hand.step(Input::Propose(42));
    assert!(applied(&hand.receive(2, 1, accepted(2))).is_empty());
    assert!(applied(&hand.receive(2, 1, accepted(2))).is_empty(), "one follower counts once");
    assert_eq!(applied(&hand.receive(3, 1, accepted(2))), [id(1, 1), id(2, 1)]);
    let interval = hand.server().config().heartbeat_interval;
    let effects = hand.step(Input::Tick { elapsed: interval });
    let announced = sent(&effects).into_iter().all(|envelope| {
        matches!(envelope.message, Message::AppendEntries { leader_commit: LogIndex(2), .. })
    });
    assert!(announced);
}

/// paper §5.3: "Once a follower learns that a log entry is committed, it applies the entry to its
/// local state machine (in log order)."
#[test]
fn a_follower_applies_what_is_committed_in_order_and_once() {
    let mut hand = Hand::new(1, 3);
    assert!(applied(&hand.receive(2, 1, append(EntryId::ZERO, &[1, 1, 1], 0))).is_empty());
    assert_eq!(applied(&hand.receive(2, 1, append(id(3, 1), &[], 2))), [id(1, 1), id(2, 1)]);
    assert_eq!(applied(&hand.receive(2, 1, append(id(3, 1), &[], 3))), [id(3, 1)]);
    assert!(applied(&hand.receive(2, 1, append(id(3, 1), &[], 3))).is_empty());
    // An earlier commit index, in a message that was late, takes nothing back.
    hand.receive(2, 1, append(id(3, 1), &[], 1));
    assert_eq!(hand.server().commit_index(), LogIndex(3));
}

/// paper §5.3: "If the follower does not find an entry in its log with the same index and term, then it
/// refuses the new entries."
#[test]
fn entries_that_do_not_fit_are_refused() {
    let mut hand = Hand::restarted(1, 3, durable(4, &[1, 1, 3, 3]));
    // With that term it would be there: entry 3 or later.
    let mismatch = outcome(&hand.receive(2, 4, append(id(4, 4), &[4], 0)));
    let conflict = Conflict { term: Some(Term(3)), index: LogIndex(3) };
    assert_eq!(mismatch, Err(Mismatch { prev_index: LogIndex(4), conflict }));
    let missing = outcome(&hand.receive(2, 4, append(id(6, 4), &[4], 0)));
    let conflict = Conflict { term: None, index: LogIndex(5) };
    assert_eq!(missing, Err(Mismatch { prev_index: LogIndex(6), conflict }));
    assert_eq!(hand.terms(), [1, 1, 3, 3], "a refusal changes nothing");
}

/// Figure 2, AppendEntries 3: "If an existing entry conflicts with a new one (same index but
/// different terms), delete the existing entry and all that follow it"; 4: "Append any new entries
/// not already in the log".
#[test]
fn conflicting_entries_go_with_all_that_follow() {
    let mut hand = Hand::restarted(1, 3, durable(2, &[1, 1, 2, 2, 2]));
    assert_eq!(outcome(&hand.receive(2, 3, append(id(1, 1), &[1, 3], 0))), Ok(LogIndex(3)));
    assert_eq!(hand.terms(), [1, 1, 3]);
}

/// Figure 2, AppendEntries 3 and 4, read closely: without a conflict nothing is deleted. A request
/// that comes late must not remove what a later one has brought.
#[test]
fn entries_that_agree_stay_whatever_comes_late() {
    let mut hand = Hand::restarted(1, 3, durable(1, &[1, 1, 1, 1]));
    assert_eq!(outcome(&hand.receive(2, 1, append(id(1, 1), &[1], 0))), Ok(LogIndex(2)));
    assert_eq!(outcome(&hand.receive(2, 1, append(id(1, 1), &[], 0))), Ok(LogIndex(1)));
    assert_eq!(hand.terms(), [1, 1, 1, 1]);
}

/// Figure 2, AppendEntries 5: "If leaderCommit > commitIndex, set commitIndex = min(leaderCommit,
/// index of last new entry)".
#[test]
fn a_follower_commits_no_more_than_was_verified() {
    let mut hand = Hand::restarted(1, 3, durable(1, &[1, 1, 1]));
    hand.receive(2, 2, append(id(1, 1), &[], 3));
    assert_eq!(hand.server().commit_index(), LogIndex(1));
    hand.receive(2, 2, append(id(1, 1), &[2], 3));
    assert_eq!(hand.server().commit_index(), LogIndex(2));
    assert_eq!(hand.terms(), [1, 2]);
}

/// paper §5.3: "After a rejection, the leader decrements nextIndex and retries the AppendEntries
/// RPC. Eventually nextIndex will reach a point where the leader and follower logs match." Figure 7
/// shows followers whose logs have gone all ways; each comes to hold the leader's log.
#[test]
fn a_leader_brings_every_follower_of_figure_7_to_its_own_log() {
    let followers: [&[u64]; 6] = [
        &[1, 1, 1, 4, 4, 5, 5, 6, 6],
        &[1, 1, 1, 4],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
        &[1, 1, 1, 4, 4, 4, 4],
        &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    for log in followers {
        let mut leader = Hand::restarted(1, 3, durable(7, &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6]));
        let mut follower = Hand::restarted(2, 3, durable(7, log));
        let mut to_follower = leader.elect(&[3]);
        for _ in 0..20 {
            let mut to_leader = Vec::new();
            for envelope in sent(&to_follower) {
                if envelope.to == NodeId(2) {
                    to_leader.extend(follower.step(Input::Receive(envelope.clone())));
                }
            }
            to_follower = Vec::new();
            for envelope in sent(&to_leader) {
                to_follower.extend(leader.step(Input::Receive(envelope.clone())));
            }
        }
        assert_eq!(follower.server().log(), leader.server().log(), "{log:?}");
        assert_eq!(leader.terms(), [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 8]);
    }
}

/// Figure 3, Leader Append-Only: "a leader never overwrites or deletes entries in its log; it only
/// appends new entries." Not even when elected, nor for a message that claims to be of a rival of
/// its own term.
#[test]
fn a_leader_only_appends() {
    let mut hand = Hand::restarted(1, 3, durable(2, &[1, 2, 2]));
    hand.elect(&[2]);
    assert_eq!(hand.terms(), [1, 2, 2, 3]);
    hand.receive(2, 3, append(EntryId::ZERO, &[3, 3], 2));
    assert_eq!(hand.terms(), [1, 2, 2, 3]);
    assert!(hand.server().is_leader());
}

/// paper §5.4.1: "the voter denies its vote if its own log is more up-to-date than that of the
/// candidate. […] If the logs have last entries with different terms, then the log with the later
/// term is more up-to-date. If the logs end with the same term, then whichever log is longer is
/// more up-to-date."
#[test]
fn a_voter_with_a_more_up_to_date_log_refuses() {
    let votes = |last: EntryId| {
        let mut hand = Hand::restarted(1, 3, durable(3, &[1, 2, 2]));
        granted(&hand.receive(2, 4, request_vote(last)))
    };
    assert!(votes(id(3, 2)), "the same");
    assert!(votes(id(4, 2)), "longer");
    assert!(votes(id(1, 3)), "a later term, though shorter");
    assert!(!votes(id(2, 2)), "shorter");
    assert!(!votes(id(9, 1)), "an earlier term, though longer");
}

/// paper §5.4.2: "Raft never commits log entries from previous terms by counting replicas. Only log
/// entries from the leader's current term are committed by counting replicas; once an entry from
/// the current term has been committed in this way, then all prior entries are committed
/// indirectly".
#[test]
fn entries_of_earlier_terms_are_committed_with_one_of_the_leaders_own() {
    let mut hand = Hand::restarted(1, 3, durable(2, &[1, 2]));
    hand.elect(&[2]);
    hand.receive(2, 3, accepted(2));
    hand.receive(3, 3, accepted(2));
    assert_eq!(hand.server().commit_index(), LogIndex(0), "all three hold 2@2");
    assert_eq!(applied(&hand.receive(2, 3, accepted(3))), [id(1, 1), id(2, 2), id(3, 3)]);
}

/// Figure 2: persistent state is "updated on stable storage before responding to RPCs". Each
/// message comes after the write that it relies on, and names it.
#[test]
fn answers_name_the_write_they_rely_on() {
    let last_write = |effects: &[Effect<Number>]| {
        let write = effects.iter().rev().find_map(|effect| {
            let Effect::Persist { id, write } = effect else { return None };
            Some((*id, write.clone()))
        });
        write.expect("something is written")
    };
    let waits_for = |effects: &[Effect<Number>]| -> Vec<WriteId> {
        let sends = effects.iter().filter_map(|effect| {
            let Effect::Send { after, .. } = effect else { return None };
            Some(*after)
        });
        sends.collect()
    };
    let mut hand = Hand::new(1, 3);
    let from_2 = |term, message| {
        let (from, to, term) = (NodeId(2), NodeId(1), Term(term));
        Input::Receive(kvraft_core::raft::Envelope { from, to, term, message })
    };
    let effects = hand.step_only(from_2(1, request_vote(EntryId::ZERO)));
    let vote = Write::HardState { current_term: Term(1), voted_for: Some(NodeId(2)) };
    let (write, what) = last_write(&effects);
    assert_eq!((what, waits_for(&effects)), (vote, vec![write]));
    let effects = hand.step_only(from_2(1, append(EntryId::ZERO, &[1, 1], 0)));
    let log = Write::Log { first: LogIndex(1), entries: entries(1, &[1, 1]).into() };
    let (write, what) = last_write(&effects);
    assert_eq!((what, waits_for(&effects)), (log, vec![write]));
    // A candidate's requests rely on its own vote.
    let effects = hand.step_only(Input::ElectionTimeout);
    let (write, _) = last_write(&effects);
    assert_eq!(waits_for(&effects), [write, write]);
}

/// Figure 2, persistent state: currentTerm is durable before the answer that tells it, though no
/// vote goes with it. A server that forgot the term could follow an earlier leader again.
#[test]
fn a_later_term_is_written_before_it_is_told() {
    let mut hand = Hand::restarted(1, 3, durable(2, &[2]));
    // A refusal: the candidate's log is behind.
    let effects = hand.receive(2, 5, request_vote(id(1, 1)));
    let write = Write::HardState { current_term: Term(5), voted_for: None };
    assert!(matches!(&effects[..], [
        Effect::Persist { id, write: written },
        Effect::Event(_),
        Effect::Send { after, .. },
    ] | [
        Effect::Event(_),
        Effect::Persist { id, write: written },
        Effect::Send { after, .. },
    ] if *written == write && after == id));
}

/// diss. §10.2.1, of which the paper says nothing: a leader may send entries while it still writes
/// them, if its own copy does not count before it is durable.
#[test]
fn the_leaders_own_copy_counts_once_it_is_durable() {
    let mut hand = Hand::new(1, 3);
    hand.elect(&[2]);
    hand.receive(2, 1, accepted(1));
    let effects = hand.step_only(Input::Propose(7));
    assert!(!appends(&effects).is_empty());
    let write = last_write(&effects).expect("the entry is written");
    hand.receive(2, 1, accepted(2));
    assert_eq!(hand.server().commit_index(), LogIndex(1), "one disk of three has it");
    hand.step_only(Input::Persisted(write));
    assert_eq!(hand.server().commit_index(), LogIndex(2));
}

/// paper §5.5: "Raft RPCs are idempotent, so this causes no harm. For example, if a follower
/// receives an AppendEntries request that includes log entries already present in its log, it
/// ignores those entries".
#[test]
fn the_same_request_twice_gets_the_same_answer_and_changes_nothing() {
    let requests = [request_vote(id(4, 4)), append(id(1, 1), &[5, 5], 2)];
    for request in requests {
        let mut hand = Hand::restarted(1, 3, durable(4, &[1, 4]));
        let first = hand.receive(2, 5, request.clone());
        let log = hand.terms();
        let second = hand.receive(2, 5, request);
        assert_eq!(sent(&first), sent(&second));
        assert_eq!(hand.terms(), log);
        let writes = |effect: &Effect<Number>| matches!(effect, Effect::Persist { .. });
        assert!(!second.iter().any(writes), "nothing new is written");
    }
}

fn production(id: u32, servers: u32, durable: Durable<Number>) -> Hand {
    let mut hand = Hand::with(id, servers, durable, Config::production(), BugSet::NONE);
    let embargo = hand.server().config().election_timeout_min;
    hand.step(Input::Tick { elapsed: embargo - 1 });
    hand
}

/// A leader of three in term 1 whose no-op is committed.
fn settled_leader() -> Hand {
    let mut leader = Hand::new(1, 3);
    leader.elect(&[2]);
    leader.receive(2, 1, accepted(1));
    assert_eq!(leader.server().commit_index(), LogIndex(1));
    leader
}

fn change(voters: &[u32]) -> Input<Number> {
    let voters = voters.iter().copied().map(NodeId).collect();
    Input::ChangeMembership(Change { voters, learners: Vec::new() })
}

fn refusal(effects: &[Effect<Number>]) -> Option<ChangeRefused> {
    effects.iter().find_map(|effect| {
        let Effect::ChangeAccepted(outcome) = effect else { return None };
        outcome.err()
    })
}

/// paper §6: "a server always uses the latest configuration in its log, regardless of whether the
/// entry is committed."
#[test]
fn the_latest_membership_in_the_log_is_in_force() {
    let mut leader = settled_leader();
    leader.step(change(&[1, 2]));
    assert!(leader.server().membership().is_joint());
    assert_eq!(leader.server().commit_index(), LogIndex(1));
}

/// paper §6: "Agreement (for elections and entry commitment) requires separate majorities from both
/// the old and new configurations."
#[test]
fn a_joint_membership_needs_both_majorities() {
    let mut leader = Hand::new(1, 4);
    leader.elect(&[2, 3]);
    leader.receive(2, 1, accepted(1));
    leader.receive(3, 1, accepted(1));
    leader.step(change(&[1, 2]));
    leader.receive(3, 1, accepted(2));
    leader.receive(4, 1, accepted(2));
    assert_eq!(leader.server().commit_index(), LogIndex(1), "three of the old, one of the new");
    leader.receive(2, 1, accepted(2));
    assert_eq!(leader.server().commit_index(), LogIndex(2));
}

/// paper §6: "Once C-old,new has been committed [...] it is now safe for the leader to create a log
/// entry describing C-new."
#[test]
fn the_new_membership_follows_the_joint_one_when_that_is_committed() {
    let mut leader = settled_leader();
    leader.step(change(&[1, 2]));
    leader.receive(2, 1, accepted(2));
    assert_eq!(leader.server().membership().to_string(), "S1 S2");
    assert_eq!(leader.server().log().last_index(), LogIndex(3));
}

/// paper §6: "the leader steps down (returns to follower state) once it has committed the C-new log
/// entry", and till then "does not include itself in majorities".
#[test]
fn a_leader_that_is_removed_steps_down_when_that_is_committed() {
    let mut leader = settled_leader();
    leader.step(change(&[2, 3]));
    leader.receive(2, 1, accepted(2));
    leader.receive(3, 1, accepted(2));
    assert_eq!(leader.server().membership().to_string(), "S2 S3");
    leader.receive(2, 1, accepted(3));
    assert!(leader.server().is_leader(), "itself and one of two is no majority of the two");
    leader.receive(3, 1, accepted(3));
    assert!(is_follower(&leader));
}

/// diss. §4.2.2: "a server that is not part of its own latest configuration should still start new
/// elections, as it might still be needed until the C-new entry is committed".
#[test]
fn whoever_finds_its_removal_uncommitted_still_stands() {
    let membership = Payload::Membership(Membership::new([NodeId(2)]).into());
    let log = vec![Entry { term: Term(1), payload: membership }];
    let mut hand = Hand::restarted(1, 2, Durable { log: log.into(), ..durable(1, &[]) });
    hand.step(Input::ElectionTimeout);
    hand.receive(2, 1, Message::RequestPreVoteResponse { round: 1, granted: true });
    assert!(is_candidate(&hand));
    hand.receive(2, 2, Message::RequestVoteResponse { granted: true });
    assert!(hand.server().is_leader());
    hand.receive(2, 2, accepted(2));
    assert!(is_follower(&hand), "it has led to the end");
}

/// diss. §4.1, erratum: no change before the leader has committed an entry of its term.
#[test]
fn no_change_begins_before_the_no_op_is_committed() {
    let mut leader = Hand::new(1, 3);
    leader.elect(&[2]);
    let refused = refusal(&leader.step(change(&[1, 2])));
    assert_eq!(refused, Some(ChangeRefused::NothingCommittedYet));
}

/// diss. §4.1: one change at a time, and without joint consensus one voter at a time.
#[test]
fn changes_come_one_by_one() {
    let mut leader = settled_leader();
    assert_eq!(refusal(&leader.step(change(&[1, 2]))), None);
    let refused = refusal(&leader.step(change(&[1, 3])));
    assert_eq!(refused, Some(ChangeRefused::ChangeUnderWay));
    let config = Config { joint_consensus: false, ..Config::default() };
    let mut single = Hand::with(1, 3, Durable::default(), config, BugSet::NONE);
    single.elect(&[2]);
    single.receive(2, 1, accepted(1));
    assert_eq!(refusal(&single.step(change(&[1]))), Some(ChangeRefused::TooMuchAtOnce));
}

/// paper §6: "if a server receives a RequestVote RPC within the minimum election timeout of hearing
/// from a current leader, it does not update its term or grant its vote."
#[test]
fn who_hears_a_leader_ignores_candidates() {
    let mut hand = production(1, 3, durable(1, &[1]));
    hand.receive(2, 1, append(id(1, 1), &[], 0));
    let effects = hand.receive(3, 2, request_vote(id(9, 1)));
    assert_eq!(sent(&effects).len(), 0);
    assert_eq!(hand.server().current_term(), Term(1));
}

/// diss. §9.6: "a candidate only increments its term if it first learns from a majority of the
/// cluster that they would be willing to grant the candidate their votes".
#[test]
fn a_pre_vote_comes_before_the_term() {
    let mut hand = production(1, 3, durable(1, &[1]));
    hand.step(Input::ElectionTimeout);
    assert_eq!(hand.server().current_term(), Term(1));
    hand.receive(2, 1, Message::RequestPreVoteResponse { round: 1, granted: true });
    assert_eq!(hand.server().current_term(), Term(2));
}

/// diss. §6.2: "a leader steps down if an election timeout elapses without a successful round of
/// heartbeats to a majority of its cluster".
#[test]
fn a_leader_that_nobody_answers_steps_down() {
    let config = Config { check_quorum: true, ..Config::default() };
    let mut leader = Hand::with(1, 3, Durable::default(), config, BugSet::NONE);
    leader.elect(&[2]);
    // A new leader gives everybody one timeout's time.
    leader.step(Input::Tick { elapsed: 150 });
    assert!(leader.server().is_leader());
    leader.step(Input::Tick { elapsed: 150 });
    assert!(is_follower(&leader));
}

/// diss. §3.10: the target stands at once when it has the whole log; meanwhile no proposals.
#[test]
fn leadership_is_handed_over_with_the_whole_log() {
    let mut leader = settled_leader();
    leader.step(Input::Propose(7));
    let effects = leader.step(Input::TransferLeadership { to: NodeId(2) });
    assert!(!sent(&effects).iter().any(|one| one.message == Message::TimeoutNow));
    let effects = leader.step(Input::Propose(8));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Proposed(Err(_)))));
    let effects = leader.receive(2, 1, accepted(2));
    assert!(sent(&effects).iter().any(|one| one.message == Message::TimeoutNow));
}

/// paper §7: "the server deletes all log entries up through the last included index", and the
/// consistency check for the next entry still finds index and term.
#[test]
fn a_snapshot_takes_the_place_of_what_it_covers() {
    let mut leader = settled_leader();
    leader.step(Input::Compact { up_to: LogIndex(1), data: [1, 2].into() });
    assert_eq!(leader.server().log().base(), id(1, 1));
    assert_eq!(leader.server().log().term_at(LogIndex(1)), Some(Term(1)));
    leader.step(Input::Compact { up_to: LogIndex(2), data: [3].into() });
    assert_eq!(leader.server().log().base(), id(1, 1), "entry 2 is not applied");
}

fn chunk(last: EntryId, offset: u64, bytes: &[u8], done: bool) -> Message<Number> {
    let membership = Membership::new([1, 2, 3].map(NodeId)).into();
    Message::InstallSnapshot { last, membership, offset, chunk: bytes.into(), done }
}

/// paper Figure 13, rules 2 to 7: chunks in turn; entries behind the snapshot stay if the log holds
/// its last entry, else all of it goes.
#[test]
fn a_snapshot_arrives_in_chunks_and_keeps_what_follows_it() {
    for (log, left) in [(&[1, 1, 1][..], 3), (&[1, 2, 2], 2)] {
        let mut hand = Hand::restarted(1, 3, durable(2, log));
        let effects = hand.receive(2, 2, chunk(id(2, 1), 2, b"c", true));
        let next = Message::InstallSnapshotResponse { last: id(2, 1), next_offset: 0 };
        assert_eq!(sent(&effects)[0].message, next, "the first chunk is missing");
        hand.receive(2, 2, chunk(id(2, 1), 0, b"ab", false));
        let effects = hand.receive(2, 2, chunk(id(2, 1), 2, b"c", true));
        assert!(
            effects.iter().any(|one| matches!(one, Effect::Restore(all) if *all.data == *b"abc"))
        );
        assert_eq!(hand.server().log().base(), id(2, 1));
        assert_eq!(hand.server().log().last_index(), LogIndex(left));
    }
}

/// paper §8: "a leader must have the latest information on which entries are committed [...] by
/// having each leader commit a blank no-op entry into the log at the start of its term."
#[test]
fn a_leader_begins_its_term_with_a_no_op() {
    let mut leader = Hand::restarted(1, 3, durable(1, &[1]));
    leader.elect(&[2]);
    let entry = leader.server().log().entry(LogIndex(2)).expect("it has appended one");
    assert_eq!((entry.term, &entry.payload), (Term(2), &Payload::Noop));
    leader.receive(2, 2, accepted(1));
    assert_eq!(leader.server().commit_index(), LogIndex(0), "an old entry is not counted (§5.4.2)");
    leader.receive(2, 2, accepted(2));
    assert_eq!(leader.server().commit_index(), LogIndex(2));
}
