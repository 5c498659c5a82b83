//! `kvraft-lab check --challenge`: does a recording solve a challenge?

use super::run::open;
use super::{say, unreadable};
use kvraft_core::challenge::{Attempt, judge};
use kvraft_core::scenario::Challenge;
use kvraft_tests::challenges;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

const SOLVED: u8 = 0;
const NOT_SOLVED: u8 = 1;
const REFUSED: u8 = 2;
/// The file cannot be read, or not be understood (`EX_DATAERR`).
const UNREADABLE: u8 = 65;

/// Judges every recording.
pub fn run(which: &str, files: &[PathBuf], as_json: bool) -> ExitCode {
    let challenge = match find(which) {
        Ok(challenge) => challenge,
        Err(error) => return unreadable(&error),
    };
    let mut codes = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let (code, value, text) = one(&challenge, &name);
        codes.push(code);
        say(&if as_json { value.to_string() } else { format!("{name}: {text}") });
    }
    // What cannot be read weighs most, then what cheats.
    let order = [UNREADABLE, REFUSED, NOT_SOLVED];
    ExitCode::from(order.into_iter().find(|code| codes.contains(code)).unwrap_or(SOLVED))
}

/// A challenge of the page by its id, or a file.
fn find(which: &str) -> Result<Challenge, String> {
    let text = match challenges::text_of(which) {
        Some(text) => text.to_owned(),
        None => fs::read_to_string(which).map_err(|error| {
            let known: Vec<&str> = challenges::ALL.iter().map(|(id, _)| *id).collect();
            format!("{which}: {error}; and the challenges of the page are {}", known.join(", "))
        })?,
    };
    Challenge::from_json(&text).map_err(|error| format!("{which}: {error}"))
}

fn one(challenge: &Challenge, name: &str) -> (u8, Value, String) {
    let id = &challenge.id;
    let recording = match open(name) {
        Ok(recording) => recording,
        Err(error) => {
            let value = json!({ "file": name, "challenge": id, "error": error });
            return (UNREADABLE, value, error);
        }
    };
    match judge(challenge, &recording) {
        Ok(attempt) => {
            let code = if attempt.is_solution() { SOLVED } else { NOT_SOLVED };
            let text = in_words(challenge, &attempt);
            (code, in_json(name, id, &attempt), text)
        }
        Err(refusal) => {
            let value = json!({
                "file": name,
                "challenge": id,
                "verdict": "refused",
                "code": refusal.code(),
                "reason": refusal.to_string(),
            });
            (REFUSED, value, format!("refused: {refusal}"))
        }
    }
}

fn in_json(name: &str, id: &str, attempt: &Attempt) -> Value {
    let goals = attempt.goals.iter().map(|goal| goal.map(|tick| tick.0));
    json!({
        "file": name,
        "challenge": id,
        "verdict": if attempt.is_solution() { "solved" } else { "not-solved" },
        "goals": goals.collect::<Vec<_>>(),
        "spoiled": attempt.spoiled.map(|(at, tick)| json!({ "never": at, "tick": tick.0 })),
        "moves": attempt.moves,
        "ticks": attempt.end.0,
        "hash": format!("{:016x}", attempt.hash),
    })
}

fn in_words(challenge: &Challenge, attempt: &Attempt) -> String {
    let Attempt { goals, spoiled, moves, end, hash } = attempt;
    let english =
        |texts: &kvraft_core::scenario::Texts| texts.get("en").cloned().unwrap_or_default();
    if attempt.is_solution() {
        let last = goals.iter().flatten().max().copied().unwrap_or_default();
        return format!(
            "solved at {last} ms, with {moves} actions; trace hash {hash:016x} at {end} ms"
        );
    }
    if let Some((at, tick)) = spoiled {
        let what = challenge.never.get(*at).map(|never| english(&never.say)).unwrap_or_default();
        return format!("not solved: spoiled at {tick} ms. {what}");
    }
    let reached = goals.iter().flatten().count();
    let missing = challenge.goals.get(reached).map(|goal| english(&goal.say)).unwrap_or_default();
    format!("not solved: {reached} of {} goals. Missing: {missing}", goals.len())
}
