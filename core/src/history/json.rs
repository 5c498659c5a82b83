//! JSON Lines, one operation a line; the format is described in [`super`].

use super::Wrong;
use super::events::Events;
use crate::check::linearizability::{Call, Outcome};
use crate::kv::{Answer, Command, ReadMode, Text};
use serde_json::{Map, Value, json};

const OPERATIONS: &str = "`get`, `put`, `append`, `delete` or `cas`";

const ANSWERS: &str =
    "`ok`, `no-key`, `maybe`, `value-too-long`, `refused`, or an object with `value` or `actual`";

pub(super) fn read(text: &str, line: u64, events: &mut Events) -> Result<(), Wrong> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Wrong::Syntax(format!("a JSON object: {error}").replace(" at line 1 column", " at column"))
    })?;
    let Value::Object(members) = value else { return Err(Wrong::expected("a JSON object")) };
    let mut members = Members(members);
    let process = members.number("client")?.ok_or(Wrong::Member("client", "a number"))?;
    let number = members.number("number")?;
    let call = members.number("call")?.ok_or(Wrong::Member("call", "a number"))?;
    let returned = members.number("return")?;
    let command = command(&mut members)?;
    let outcome = match members.0.remove("answer") {
        None => Outcome::Unknown,
        Some(_) if returned.is_none() => {
            return Err(Wrong::Member("return", "there if there is an `answer`"));
        }
        Some(answer) => outcome(answer)?,
    };
    if let Some(name) = members.0.keys().next() {
        return Err(Wrong::Unknown(name.clone()));
    }
    events.operation(line, Call { process, command, call, returned, outcome }, number)
}

fn command(members: &mut Members) -> Result<Command, Wrong> {
    let operation = members.text("op")?.ok_or(Wrong::Member("op", OPERATIONS))?;
    let key = members.text("key")?.ok_or(Wrong::Member("key", "a text"))?;
    let mut value = || members.text("value")?.ok_or(Wrong::Member("value", "a text"));
    match &*operation {
        "get" => {
            let via = members.text("via")?;
            let modes = [ReadMode::Log, ReadMode::Index, ReadMode::Lease, ReadMode::Version];
            let via = match via {
                None => Some(ReadMode::Log),
                Some(word) => modes.into_iter().find(|mode| *mode.word() == *word),
            };
            let via = via.ok_or(Wrong::Member("via", "`log`, `index`, `lease` or `version`"))?;
            Ok(Command::Get { key, via })
        }
        "put" => {
            let value = value()?;
            Ok(match members.number("version")? {
                Some(version) => Command::PutAt { key, value, version },
                None => Command::Put { key, value },
            })
        }
        "append" => Ok(Command::Append { key, value: value()? }),
        "delete" => Ok(Command::Delete { key }),
        "cas" => {
            let new = value()?;
            let expected = members.text("expected")?;
            let expected = expected.ok_or(Wrong::Member("expected", "a text"))?;
            Ok(Command::Cas { key, expected, new })
        }
        _ => Err(Wrong::Member("op", OPERATIONS)),
    }
}

fn outcome(answer: Value) -> Result<Outcome, Wrong> {
    let wrong = Wrong::Member("answer", ANSWERS);
    let answer = match answer {
        Value::String(word) => match &*word {
            "ok" => Answer::Ok,
            "no-key" => Answer::NoKey,
            "maybe" => Answer::Maybe,
            "value-too-long" => Answer::ValueTooLong,
            "refused" => return Ok(Outcome::Refused),
            _ => return Err(wrong),
        },
        Value::Object(members) => {
            let mut members = Members(members);
            let answer = match (members.text("value")?, members.0.remove("actual")) {
                (Some(value), None) => match members.number("version")? {
                    Some(version) => Answer::Versioned { value, version },
                    None => Answer::Value(value),
                },
                (None, Some(Value::String(actual))) => Answer::CasFailed { actual: actual.into() },
                (None, Some(actual)) => {
                    Answer::WrongVersion { actual: actual.as_u64().ok_or(wrong)? }
                }
                _ => return Err(wrong),
            };
            if let Some(name) = members.0.keys().next() {
                return Err(Wrong::Unknown(format!("answer.{name}")));
            }
            answer
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return Err(wrong),
    };
    Ok(Outcome::Answered(answer))
}

/// The members of an object that were not read yet.
struct Members(Map<String, Value>);

impl Members {
    fn number(&mut self, name: &'static str) -> Result<Option<u64>, Wrong> {
        let number = |value: Value| value.as_u64().ok_or(Wrong::Member(name, "a whole number"));
        self.0.remove(name).map(number).transpose()
    }

    fn text(&mut self, name: &'static str) -> Result<Option<Text>, Wrong> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.into())),
            Some(_) => Err(Wrong::Member(name, "a text")),
        }
    }
}

/// One operation as a line, without the line's end.
pub fn to_line(call: &Call, number: Option<u64>) -> String {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("client", call.process.into());
    if let Some(number) = number {
        put("number", number.into());
    }
    put("call", call.call.into());
    if let Some(returned) = call.returned {
        put("return", returned.into());
    }
    put("op", call.command.verb().into());
    put("key", call.command.key().into());
    match &call.command {
        Command::Put { value, .. } | Command::Append { value, .. } => {
            put("value", (**value).into());
        }
        Command::PutAt { value, version, .. } => {
            put("value", (**value).into());
            put("version", (*version).into());
        }
        Command::Cas { expected, new, .. } => {
            put("value", (**new).into());
            put("expected", (**expected).into());
        }
        Command::Get { via: ReadMode::Log, .. } | Command::Delete { .. } | Command::OpenSession => {
        }
        Command::Get { via, .. } => {
            put("via", via.word().into());
        }
    }
    match &call.outcome {
        Outcome::Unknown => None,
        Outcome::Refused => put("answer", "refused".into()),
        Outcome::Answered(answer) => put("answer", answer_value(answer)),
    };
    Value::Object(members).to_string()
}

/// An answer as in the format.
pub fn answer_value(answer: &Answer) -> Value {
    match answer {
        Answer::Ok => "ok".into(),
        Answer::NoKey => "no-key".into(),
        Answer::Maybe => "maybe".into(),
        Answer::ValueTooLong => "value-too-long".into(),
        Answer::Value(value) => json!({ "value": **value }),
        Answer::Versioned { value, version } => json!({ "value": **value, "version": version }),
        Answer::CasFailed { actual } => json!({ "actual": **actual }),
        Answer::WrongVersion { actual } => json!({ "actual": actual }),
    }
}
