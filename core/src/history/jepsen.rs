//! Logs of Jepsen's test of etcd: one register with read, write and compare-and-set.
//!
//! `INFO  jepsen.util - PROCESS :invoke|:ok|:fail|:info OPERATION VALUE`. A failed write did not happen, a
//! failed cas found another value; `:info` tells nothing, and its process never calls again.

use super::Wrong;
use super::events::Events;
use crate::check::linearizability::{Call, Outcome};
use crate::kv::{Answer, Command, Text};

pub(super) fn read(text: &str, line: u64, events: &mut Events) -> Result<(), Wrong> {
    let (_, event) = text.split_once(" - ").ok_or_else(|| Wrong::expected("` - ` and an event"))?;
    let mut words = event.split_whitespace();
    let mut word = |what: &str| words.next().ok_or_else(|| Wrong::expected(what));
    let process = word("a process")?;
    let process: u64 = process.parse().map_err(|_| Wrong::expected("the number of a process"))?;
    let kind = word("`:invoke`, `:ok`, `:fail` or `:info`")?;
    let operation = word("`:read`, `:write` or `:cas`")?;
    let value = words.collect::<Vec<&str>>().join(" ");
    match kind {
        ":invoke" => {
            let command = command(operation, &value)?;
            let outcome = Outcome::Unknown;
            events.called(line, Call { process, command, call: line, returned: None, outcome })
        }
        ":ok" => {
            let command = &events.open(process)?.command;
            let outcome = match (operation, command) {
                (":read", Command::Get { .. }) if value == "nil" => Answer::NoKey,
                (":read", Command::Get { .. }) => Answer::Value(number(&value)?),
                (":write", Command::Put { .. }) | (":cas", Command::Cas { .. }) => Answer::Ok,
                _ => return Err(Wrong::Return { process }),
            };
            events.returned(line, process, Outcome::Answered(outcome));
            Ok(())
        }
        ":fail" => {
            if matches!(events.open(process)?.command, Command::Cas { .. }) && operation == ":cas" {
                events.returned(line, process, Outcome::Refused);
            } else {
                events.failed(line, process);
            }
            Ok(())
        }
        // Its call stays open.
        ":info" => events.open(process).map(|_| ()),
        _ => Err(Wrong::expected("`:invoke`, `:ok`, `:fail` or `:info`")),
    }
}

fn command(operation: &str, value: &str) -> Result<Command, Wrong> {
    let key: Text = "register".into();
    match operation {
        ":read" => Ok(Command::get(key)),
        ":write" => Ok(Command::Put { key, value: number(value)? }),
        ":cas" => {
            let pair = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            let pair = pair.and_then(|pair| pair.split_once(' '));
            let (expected, new) = pair.ok_or_else(|| Wrong::expected("`[OLD NEW]`"))?;
            Ok(Command::Cas { key, expected: number(expected)?, new: number(new)? })
        }
        _ => Err(Wrong::expected("`:read`, `:write` or `:cas`")),
    }
}

/// A value, which is a number in these logs.
fn number(value: &str) -> Result<Text, Wrong> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Wrong::expected("a number"));
    }
    Ok(value.into())
}
