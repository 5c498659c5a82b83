//! Challenges as JSON: a record around the scenario that they begin with.

use super::check::{self, Limits};
use super::error::{FormatError, Problem};
use super::read;
use crate::console;
use crate::scenario::{Challenge, Condition, Goal};
use crate::sentence::Word;
use serde_json::Value;

const NO_GOAL: &Word = &Word::new("no-goal", "A challenge needs a goal.");
const NOTHING: &Word = &Word::new("says-nothing", "This says nothing.");

impl Challenge {
    /// Reads a file, as strictly as a scenario is read.
    pub fn from_json(text: &str) -> Result<Self, FormatError> {
        let file = read::parse(text)?;
        let start = file.get("start").unwrap_or(&Value::Null);
        check::check(&file, &super::format::CHALLENGE, "", read::limits(start))?;
        let start = read::read_value(start).map_err(|error| below("start", error))?;
        if start.until.is_none() {
            let problem = Problem::MissingKey { key: "until" };
            return Err(FormatError::new("start", problem));
        }
        let list =
            |key: &str| file.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let goals = |key: &str| list(key).iter().filter_map(goal).collect::<Vec<_>>();
        let words = list("allow").iter().filter_map(Value::as_str);
        let verb = |word| console::VERBS.iter().map(|(verb, _)| *verb).find(|verb| *verb == word);
        let challenge = Self {
            id: read::text(&file, "id"),
            title: read::texts(file.get("title")),
            caption: read::texts(file.get("caption")),
            source: read::text(&file, "source"),
            level: read::number(&file, "level").map_or(1, read::small),
            hints: list("hints").iter().map(|hint| read::texts(Some(hint))).collect(),
            allow: words.filter_map(verb).collect(),
            moves: read::number(&file, "moves").map(read::small),
            goals: goals("goals"),
            never: goals("never"),
            start,
        };
        if challenge.goals.is_empty() {
            let problem = Problem::Contradiction(NO_GOAL);
            return Err(FormatError::new("goals", problem));
        }
        Ok(challenge)
    }
}

impl Condition {
    /// Reads a condition that stands by itself, of a run with so many servers and clients.
    pub fn from_json(text: &str, servers: u32, clients: u32) -> Result<Self, FormatError> {
        let value = read::parse(text)?;
        check::check(&value, &super::format::CONDITION, "", Limits { servers, clients })?;
        let nothing = || FormatError::new("", Problem::Contradiction(NOTHING));
        read::condition(&value).ok_or_else(nothing)
    }
}

fn goal(value: &Value) -> Option<Goal> {
    let that = value.get("that").and_then(read::condition)?;
    Some(Goal { that, say: read::texts(value.get("say")) })
}

fn below(key: &str, error: FormatError) -> FormatError {
    let path = if error.path.is_empty() { key.to_owned() } else { format!("{key}.{}", error.path) };
    FormatError { path, ..error }
}
