//! Every bug of the catalogue is caught by the judge that its documentation names, in a scenario
//! written for it; and the same scenario is clean without the bug.

use kvraft_core::check::Property;
use kvraft_core::check::linearizability::{self, Verdict};
use kvraft_core::kv::ClerkConfig;
use kvraft_core::nemesis::Nemesis;
use kvraft_core::raft::{Bug, BugSet, Config};
use kvraft_core::session::Session;
use kvraft_core::sim::{Link, Setup};
use kvraft_tests::observed::LINEARIZABILITY_STEPS;
use kvraft_tests::script;

/// How a bug shows itself.
struct Scenario {
    servers: u32,
    /// Of messages and disks, in ms.
    disk: u64,
    /// Entries in a message, and messages under way.
    batch: usize,
    /// After which a Clerk asks another server.
    retry: u64,
    script: &'static str,
    /// Who must object first.
    judge: Judge,
    /// Membership changes go through joint consensus.
    joint: bool,
}

/// Who objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Judge {
    /// One that watches every event.
    Property(Property),
    /// The one that looks at the clients' history when all is over.
    Linearizability,
}

const PLAIN: Scenario = Scenario {
    servers: 3,
    disk: 1,
    batch: 64,
    retry: 150,
    script: "",
    judge: Judge::Property(Property::ElectionSafety),
    joint: true,
};

fn scenario_of(bug: Bug) -> Scenario {
    match bug {
        Bug::VoteTwice => Scenario { script: VOTE_TWICE, ..PLAIN },
        Bug::IgnoreCandidateLog => Scenario {
            script: IGNORE_CANDIDATE_LOG,
            judge: Judge::Property(Property::LeaderCompleteness),
            ..PLAIN
        },
        Bug::CommitOldTerms => Scenario {
            servers: 5,
            batch: 1,
            script: COMMIT_OLD_TERMS,
            judge: Judge::Property(Property::LeaderCompleteness),
            ..PLAIN
        },
        Bug::LeaderDropsTail => Scenario {
            servers: 5,
            script: LEADER_DROPS_TAIL,
            judge: Judge::Property(Property::LeaderAppendOnly),
            ..PLAIN
        },
        Bug::IgnorePrevTerm => Scenario {
            script: IGNORE_PREV_TERM,
            judge: Judge::Property(Property::LogMatching),
            ..PLAIN
        },
        Bug::TruncateAlways => Scenario {
            script: TRUNCATE_ALWAYS,
            judge: Judge::Property(Property::LeaderCompleteness),
            ..PLAIN
        },
        Bug::CommitUnverified => Scenario {
            script: COMMIT_UNVERIFIED,
            judge: Judge::Property(Property::StateMachineSafety),
            ..PLAIN
        },
        Bug::ChangeBeforeCommit => Scenario {
            servers: 4,
            script: CHANGE_BEFORE_COMMIT,
            judge: Judge::Property(Property::LeaderCompleteness),
            joint: false,
            ..PLAIN
        },
        Bug::ReadBeforeNoop => {
            Scenario { script: READ_BEFORE_NOOP, judge: Judge::Linearizability, ..PLAIN }
        }
        Bug::ReadUnconfirmed => {
            Scenario { script: READ_UNCONFIRMED, judge: Judge::Linearizability, ..PLAIN }
        }
        Bug::SendBeforePersist => Scenario { disk: 100, script: SEND_BEFORE_PERSIST, ..PLAIN },
        Bug::ForgetDuplicates => Scenario {
            script: FORGET_DUPLICATES,
            judge: Judge::Property(Property::ExactlyOnce),
            ..PLAIN
        },
        Bug::DeduplicateWhereAsked => Scenario {
            script: DEDUPLICATE_WHERE_ASKED,
            judge: Judge::Property(Property::ReplicasEqual),
            ..PLAIN
        },
        Bug::AnswerByIndex => Scenario {
            retry: 100_000,
            script: ANSWER_BY_INDEX,
            judge: Judge::Property(Property::ExactlyOnce),
            ..PLAIN
        },
    }
}

/// Server 2 is asked for its vote of term 1 by two candidates who do not reach each other.
const VOTE_TWICE: &str = "
    cut 1 3
    cut 3 1
    timeout 1
    run 15
    timeout 3
    run 60
";

/// Server 3 misses a committed entry and stands for election.
const IGNORE_CANDIDATE_LOG: &str = "
    timeout 1
    until applied 1
    isolate 3
    put x 1
    until answered
    crash 1
    heal
    timeout 3
    run 60
";

/// Figure 8 up to (d): see `scripts/commit_old_term_overwritten`.
const COMMIT_OLD_TERMS: &str = "
    timeout 1
    until applied 1
    partition 1 2
    put x old
    run 60
    crash 1
    partition 3 4 5
    timeout 5
    until leader 5
    isolate 5
    run 30
    crash 5
    restart 1
    partition 1 2 3 | 4 | 5
    timeout 1
    run 25
    timeout 1
    until leader 1
    run 42
    cut 1 3
    run 30
    crash 1
    heal
    restart 5
    timeout 5
    run 25
    timeout 5
    run 60
";

/// Server 2 becomes leader with an entry that only it and the crashed server 1 have.
const LEADER_DROPS_TAIL: &str = "
    timeout 1
    until applied 1
    partition 1 2
    put x 1
    run 60
    crash 1
    heal
    timeout 2
    run 100
";

/// Server 1 holds 2@1 and 3@1, the others 2@2 and 3@2, when server 3 sends what follows 3@2.
const IGNORE_PREV_TERM: &str = "
    timeout 1
    until applied 1
    isolate 1
    put a 1
    c2 put b 2
    run 60
    timeout 2
    until leader 2
    c3 put c 3 @2
    until committed 3 3
    crash 2
    heal
    timeout 3
    run 100
";

/// The message with entry 2 is slow. Entry 3 overtakes it, is resent with 2, and committed by servers 1
/// and 2; then the slow one arrives at server 2, which is elected after that.
const TRUNCATE_ALWAYS: &str = "
    timeout 1
    until applied 1
    isolate 3
    delay 100 100 on 1 2
    put a 1
    run 11
    delay 10 10 on 1 2
    c2 put b 2
    run 120
    crash 1
    heal
    timeout 2
    run 100
";

/// Server 1 holds 2@1, committed by nobody, when the heartbeat of a later leader tells it that
/// index 2 is committed, but verifies no more than index 1.
const COMMIT_UNVERIFIED: &str = "
    timeout 1
    until applied 1
    isolate 1
    put x 1
    run 60
    timeout 2
    until committed 2 2
    run 100
    heal
    run 200
";

/// Server 2 votes for server 1, and crashes before the vote is on its disk. Server 3 asks it next,
/// who does not reach server 1.
const SEND_BEFORE_PERSIST: &str = "
    cut 1 3
    cut 3 1
    timeout 1
    run 12
    cut 1 2
    run 12
    crash 2
    restart 2
    timeout 3
    run 400
";

/// Server 1 begins to remove server 4, of which nobody hears, and server 2, next leader of the four, to
/// remove server 1: the majorities 1, 3 and 2, 4 share nobody. Server 2 may begin only once its no-op
/// is committed, which takes three of the four; one of them would then refuse server 1 its vote.
const CHANGE_BEFORE_COMMIT: &str = "
    timeout 1
    until applied 1
    isolate 1
    members 1 2 3
    timeout 2
    until leader 2
    cut 2 3
    try members 2 3 4
    put x 1 @2
    run 100
    partition 1 3 | 2 4
    run 11
    crash 1
    restart 1
    timeout 1
    run 60
    timeout 1
    run 60
";

/// Server 1 commits a Put, answers, and is cut off before anybody else hears of the commit. Server 2
/// leads, its no-op gets lost, and a round of heartbeats shows that it is the leader: but it does not
/// know what is committed.
const READ_BEFORE_NOOP: &str = "
    timeout 1
    until applied 1
    put x 1
    until answered
    isolate 1
    timeout 2
    until leader 2
    cut 2 3
    run 11
    mend 2 3
    c2 get x via index @2
    run 200
";

/// Server 1 does not know that it leads no more, and is asked for what its successor has changed.
const READ_UNCONFIRMED: &str = "
    timeout 1
    until applied 1
    isolate 1
    timeout 2
    until leader 2
    put x 1 @2
    until answered
    run 10
    c2 get x via index @1
    run 200
";

/// The reply to an Append is lost, and the client asks again.
const FORGET_DUPLICATES: &str = "
    timeout 1
    until applied 1
    append x 1
    run 15
    c1 detach 1
    run 60
    c1 attach 1
    until answered
    run 100
";

/// The leader crashes before its entry is committed. The client's retry comes to the next leader
/// before it has committed, and so applied, the first one: the request stands twice in the log.
const DEDUPLICATE_WHERE_ASKED: &str = "
    timeout 1
    until applied 1
    append x 1
    run 21
    crash 1
    run 105
    timeout 2
    until answered
    run 100
";

/// Two requests wait at index 2 and 3 of a leader that is cut off, and others are committed there.
const ANSWER_BY_INDEX: &str = "
    timeout 1
    until applied 1
    isolate 1
    put a 1
    c2 put b 2
    run 60
    timeout 2
    until leader 2
    c3 put c 3 @2
    until committed 3 3
    heal
    run 200
";

fn play(scenario: &Scenario, bugs: BugSet) -> Session {
    let mut session = Session::new(Setup {
        servers: scenario.servers,
        clients: 3,
        seed: 1,
        raft: Config {
            // Elections by hand only.
            election_timeout_min: 1_000_000,
            election_timeout_max: 1_000_000,
            batch_max: scenario.batch,
            in_flight_max: scenario.batch.min(8),
            joint_consensus: scenario.joint,
            ..Config::default()
        },
        clerk: ClerkConfig { retry_after: scenario.retry, ..ClerkConfig::default() },
        link: Link { delay_min: 10, delay_max: 10, loss: 0, ..Link::default() },
        disk: (scenario.disk, scenario.disk),
        bugs,
        ..Setup::default()
    });
    script::run(&mut session, scenario.script).unwrap_or_else(|error| panic!("{error}"));
    session
}

/// Who objects first, and in which words.
fn objection(session: &Session) -> Option<(Judge, String)> {
    if let Some(first) = session.report().violations().first() {
        let property = first.breach.property();
        let is_from_outside = property == Property::Linearizability;
        let judge =
            if is_from_outside { Judge::Linearizability } else { Judge::Property(property) };
        return Some((judge, first.to_string()));
    }
    match linearizability::check(session.world().history(), LINEARIZABILITY_STEPS) {
        Verdict::Linearizable => None,
        verdict @ (Verdict::Illegal { .. } | Verdict::Unknown { .. }) => {
            Some((Judge::Linearizability, format!("the history of the calls: {verdict:?}")))
        }
    }
}

#[test]
fn every_bug_is_caught_by_its_judge_and_nothing_without_it() {
    let mut caught = 0;
    for &bug in Bug::ALL {
        let scenario = scenario_of(bug);
        let without = objection(&play(&scenario, BugSet::NONE));
        assert_eq!(without, None, "without {bug}");
        let with = objection(&play(&scenario, BugSet::NONE.with(bug)));
        let (judge, words) = with.unwrap_or_else(|| panic!("nobody objects to {bug}"));
        assert_eq!(judge, scenario.judge, "{bug}: {words}");
        println!("{bug}: {words}");
        caught += 1;
    }
    println!("bugs caught: {caught}/{}", Bug::ALL.len());
}

/// A lesson must never crash: whatever the bugs, the world goes on.
#[test]
fn no_bug_makes_anything_panic() {
    let singles = Bug::ALL.iter().map(|&bug| BugSet::NONE.with(bug));
    let all: BugSet = Bug::ALL.iter().copied().collect();
    for bugs in singles.chain([all]) {
        for seed in 0..50 {
            let mut nemesis = Nemesis::new(seed, bugs);
            nemesis.trouble(3_000);
            nemesis.mend().expect("what was broken can be mended");
            nemesis.trouble(1_000);
        }
    }
}
