//! Texts from outside: whatever they say, there is an answer, it comes soon, and what was understood
//! can be said again.

use kvraft_core::check::linearizability::{Judgement, judge_calls, verify_calls};
use kvraft_core::console;
use kvraft_core::history::{self, Limits, Reader};
use kvraft_core::kv::Command;
use kvraft_core::scenario::Scenario;
use kvraft_core::session::{Recorded, Session};
use kvraft_core::sim::{Action, Setup};
use kvraft_core::types::NodeId;
use std::sync::Arc;

/// Ticks and events for which a scenario that was understood is played.
const PLAYED: (u64, u64) = (3_000, 2_000);

/// A scenario file.
pub fn scenario(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Scenario::from_json(&text) {
        Ok(scenario) => understood(scenario),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// What stands in a link.
pub fn link(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Scenario::from_link(&text) {
        Ok(scenario) => understood(scenario),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// It can be written and read again in both ways, and played.
fn understood(scenario: Scenario) {
    let json = scenario.to_json().to_string();
    let again = Scenario::from_json(&json).expect("what was written can be read");
    assert_eq!(again, scenario, "{json}");
    let code = scenario.to_link();
    let again = Scenario::from_link(&code).expect("what was linked can be opened");
    assert_eq!(again.to_json(), scenario.to_json(), "{code}");
    let mut session = Session::play(Arc::new(scenario));
    let (ticks, events) = PLAYED;
    session.advance(ticks, events);
    let recorded = session.export();
    let again = Scenario::from_json(&recorded.to_json().to_string());
    assert_eq!(again.as_ref(), Ok(&recorded), "a recording can be read");
}

/// Lines of the action language, in a small cluster.
pub fn console(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut session = Session::new(Setup { servers: 3, ..Setup::default() });
    for line in text.lines().take(16) {
        for leader in [None, Some(NodeId(2))] {
            match console::parse(line, leader) {
                Ok(action) => {
                    let words = action.to_string();
                    let again = console::parse(&words, leader);
                    assert_eq!(again.as_ref(), Ok(&action), "{line:?} as {words:?}");
                }
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    assert!(error.column <= line.chars().count() + 1, "{line:?}: {error:?}");
                }
            }
        }
        let half = line.char_indices().nth(line.chars().count() / 2).map_or(0, |(at, _)| at);
        for before in [line, &line[..half]] {
            console::complete(before, 3, 2);
        }
        let (hash, events) = (session.world().trace_hash(), session.event_count());
        if session.run_line(line).is_err() {
            let now = (session.world().trace_hash(), session.event_count());
            assert_eq!(now, (hash, events), "a refused line changes nothing: {line:?}");
        }
        session.advance(40, 400);
    }
    // A disk that lies breaks promises, and a Put at a guessed version promises little (see `PutAt`).
    let is_honest = |recorded: &Recorded| {
        if let Action::Submit { command, .. } = &recorded.action {
            return !matches!(command, Command::PutAt { .. });
        }
        !recorded.action.to_string().starts_with("lie ")
    };
    if session.recording().iter().all(is_honest) {
        assert!(session.report().is_clean(), "{text}: {:?}", session.report().violations());
    }
}

/// Most operations, and steps to judge them.
const JUDGED: (usize, u64) = (64, 4_000);

/// A history in any of the three formats.
pub fn history(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut reader = Reader::new(Limits { operations: JUDGED.0, bytes: 1 << 16 });
    let mut count = 0;
    for line in text.lines() {
        count += 1;
        if let Err(error) = reader.line(line) {
            assert_eq!(error.line, count);
            assert!(!error.to_string().is_empty());
            return;
        }
    }
    let history = reader.finish();
    assert_eq!(history.calls.len(), history.lines.len());
    let steps = JUDGED.1;
    match judge_calls(&history.calls, steps) {
        Judgement::Linearizable(points) => {
            let order: Vec<usize> = points.iter().map(|point| point.operation).collect();
            assert!(verify_calls(&history.calls, &order).is_ok(), "{text}");
        }
        Judgement::Illegal(example) => {
            assert!(example.culprits.iter().all(|one| one.operation < history.calls.len()));
        }
        Judgement::Unknown { steps: made, .. } => assert!(made <= steps),
    }
    // Clients' calls may stand in any order; ours are in that of the file.
    let lines = history.calls.iter().map(|call| history::to_line(call, None) + "\n");
    let lines: String = lines.collect();
    let again = history::parse(&lines).expect("what was written can be read");
    assert_eq!(again.calls, history.calls, "{lines}");
}
