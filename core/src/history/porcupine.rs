//! Logs of Porcupine's key/value tests: one event a line, in time order, as a map in the manner of EDN.
//!
//! `{:process 0, :type :invoke, :f :append, :key "0", :value "x 0 0 y"}`; `:type` is `:invoke`, `:ok`, or
//! `:info` (nothing is known), `:f` is `:get`, `:put` or `:append`. A missing key reads as "".

use super::Wrong;
use super::events::Events;
use crate::check::linearizability::{Call, Outcome};
use crate::kv::{Answer, Command, Text};

/// A value in a map.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Nil,
    Number(u64),
    Keyword(String),
    Text(String),
}

#[derive(Default)]
struct Event {
    process: Option<Value>,
    kind: Option<Value>,
    operation: Option<Value>,
    key: Option<Value>,
    value: Option<Value>,
}

pub(super) fn read(text: &str, line: u64, events: &mut Events) -> Result<(), Wrong> {
    let event = event(text)?;
    let Some(Value::Number(process)) = event.process else {
        return Err(Wrong::Member("process", "a number"));
    };
    let Some(Value::Keyword(kind)) = event.kind else {
        return Err(Wrong::Member("type", "`:invoke`, `:ok` or `:info`"));
    };
    let Some(Value::Keyword(operation)) = event.operation else {
        return Err(Wrong::Member("f", "`:get`, `:put` or `:append`"));
    };
    let Some(Value::Text(key)) = event.key else { return Err(Wrong::Member("key", "a text")) };
    let key: Text = key.into();
    let value: Result<Text, Wrong> = match event.value {
        Some(Value::Text(value)) => Ok(value.into()),
        Some(Value::Nil | Value::Number(_) | Value::Keyword(_)) | None => {
            Err(Wrong::Member("value", "a text"))
        }
    };
    match &*kind {
        "invoke" => {
            let command = match &*operation {
                "get" => Command::get(key),
                // What it leaves could not be told from a missing key.
                "put" if value.as_ref().is_ok_and(|value| value.is_empty()) => {
                    return Err(Wrong::Member("value", "a text that is not empty"));
                }
                "put" => Command::Put { key, value: value? },
                "append" => Command::Append { key, value: value? },
                _ => return Err(Wrong::Member("f", "`:get`, `:put` or `:append`")),
            };
            let outcome = Outcome::Unknown;
            events.called(line, Call { process, command, call: line, returned: None, outcome })
        }
        "ok" => {
            let command = &events.open(process)?.command;
            if command.verb() != operation || command.key() != &*key {
                return Err(Wrong::Return { process });
            }
            let is_read = matches!(command, Command::Get { .. });
            let answer = match value {
                _ if !is_read => Answer::Ok,
                Ok(value) if value.is_empty() => Answer::NoKey,
                Ok(value) => Answer::Value(value),
                Err(wrong) => return Err(wrong),
            };
            events.returned(line, process, Outcome::Answered(answer));
            Ok(())
        }
        "info" => events.open(process).map(|_| ()),
        _ => Err(Wrong::Member("type", "`:invoke`, `:ok` or `:info`")),
    }
}

/// Takes a line apart.
fn event(text: &str) -> Result<Event, Wrong> {
    let mut event = Event::default();
    let mut rest = text.strip_prefix('{').ok_or_else(|| Wrong::expected("`{`"))?.trim_start();
    while !rest.starts_with('}') {
        if !rest.starts_with(':') {
            return Err(Wrong::expected("a `:keyword` or `}`"));
        }
        let (name, after) = value(rest)?;
        let Value::Keyword(name) = name else { return Err(Wrong::expected("a `:keyword`")) };
        let (value, after) = value(after.trim_start())?;
        let member = match &*name {
            "process" => &mut event.process,
            "type" => &mut event.kind,
            "f" => &mut event.operation,
            "key" => &mut event.key,
            "value" => &mut event.value,
            _ => return Err(Wrong::Unknown(format!(":{name}"))),
        };
        if member.replace(value).is_some() {
            return Err(Wrong::expected(&format!("`:{name}` only once")));
        }
        rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
    if rest == "}" { Ok(event) } else { Err(Wrong::expected("the end of the line")) }
}

/// Reads a value. Returns also what stands behind it.
fn value(text: &str) -> Result<(Value, &str), Wrong> {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted_text(quoted);
    }
    let end = text.find(|c: char| c.is_whitespace() || ",}\"".contains(c)).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let value = match word.strip_prefix(':') {
        Some(keyword) if !keyword.is_empty() => Value::Keyword(keyword.to_owned()),
        _ if word == "nil" => Value::Nil,
        _ => Value::Number(word.parse().map_err(|_| Wrong::expected("a value"))?),
    };
    Ok((value, rest))
}

/// Reads a text behind its first quote.
fn quoted_text(text: &str) -> Result<(Value, &str), Wrong> {
    let mut read = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((Value::Text(read), &text[at + 1..])),
            '\\' => match chars.next() {
                Some((_, 'n')) => read.push('\n'),
                Some((_, 't')) => read.push('\t'),
                Some((_, 'r')) => read.push('\r'),
                Some((_, c @ ('"' | '\\'))) => read.push(c),
                _ => return Err(Wrong::expected("`\\n`, `\\t`, `\\r`, `\\\"` or `\\\\`")),
            },
            c => read.push(c),
        }
    }
    Err(Wrong::expected("a closing quote"))
}
