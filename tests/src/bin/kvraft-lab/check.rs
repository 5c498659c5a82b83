//! `kvraft-lab check`: is a client history linearizable? Does a recording solve a challenge?

use kvraft_core::check::linearizability::{
    Call, Counterexample, Culprit, Judgement, Outcome, Point, judge_calls,
};
use kvraft_core::history::{History, Limits, LineError, Reader, Wrong, answer_value};
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Judge client histories: is there an order of the operations, each at one moment between its call and
/// its return, that explains every answer?
///
/// Reads JSON Lines (see the documentation of `kvraft_core::history`), logs of Jepsen's etcd test and of
/// Porcupine's key/value tests. Exits with 0 if all are linearizable, 1 if one is not, else 2 if one could
/// not be judged within the budget; 64 for wrong arguments, 65 for a file that cannot be read.
///
/// With `--challenge`, the files are recordings (scenario files or links) that the page shares. Exits with
/// 0 if all solve the challenge, else 2 if one does what it must not, 1 if one does not reach the goals.
#[derive(clap::Args)]
pub struct Arguments {
    /// The histories; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Judge recordings by a challenge of the page, or by the file of one.
    #[arg(long, value_name = "ID|FILE")]
    challenge: Option<String>,
    /// Print an object for each file instead of text.
    #[arg(long)]
    json: bool,
    /// How many operations may be looked at for each file.
    #[arg(long, value_name = "STEPS", default_value_t = 50_000_000)]
    budget: u64,
}

const YES: u8 = 0;
const NO: u8 = 1;
const RAN_OUT: u8 = 2;
/// The file cannot be read, or not be understood (`EX_DATAERR`).
const UNREADABLE: u8 = 65;

/// A longer line is no operation: no value is longer than 1 MiB.
const LINE_MAX: u64 = 16 << 20;

/// Judges every file.
pub fn run(arguments: &Arguments) -> ExitCode {
    if let Some(challenge) = &arguments.challenge {
        return super::attempt::run(challenge, &arguments.files, arguments.json);
    }
    let mut codes = Vec::new();
    for file in &arguments.files {
        let (code, text) = judge(file, arguments);
        codes.push(code);
        let written = if code == UNREADABLE && !arguments.json {
            writeln!(io::stderr(), "{text}")
        } else {
            writeln!(io::stdout(), "{text}")
        };
        if written.is_err() {
            // Nobody reads on.
            break;
        }
    }
    // What cannot be read weighs most, then a no.
    let order = [UNREADABLE, NO, RAN_OUT];
    ExitCode::from(order.into_iter().find(|code| codes.contains(code)).unwrap_or(YES))
}

/// Why a file gave no history.
enum Failure {
    File(io::Error),
    Line(LineError),
}

/// The code and the text for one file.
fn judge(file: &Path, arguments: &Arguments) -> (u8, String) {
    let name = file.display().to_string();
    match read(file) {
        Ok(history) => {
            let judgement = judge_calls(&history.calls, arguments.budget);
            let code = match &judgement {
                Judgement::Linearizable(_) => YES,
                Judgement::Illegal(_) => NO,
                Judgement::Unknown { .. } => RAN_OUT,
            };
            let text = if arguments.json {
                in_json(&name, &history, &judgement).to_string()
            } else {
                format!("{name}: {}", in_words(&history, &judgement))
            };
            (code, text)
        }
        Err(Failure::Line(LineError { line, kind: Wrong::TooLong })) => {
            let words = format!("gave up at line {line}: {}", Wrong::TooLong);
            let value =
                json!({ "file": name, "verdict": "unknown", "line": line, "reason": words });
            let text = format!("{name}: unknown: {words}");
            (RAN_OUT, if arguments.json { value.to_string() } else { text })
        }
        Err(failure) => {
            let (line, words) = match failure {
                Failure::File(error) => (None, error.to_string()),
                Failure::Line(error) => (Some(error.line), error.kind.to_string()),
            };
            if arguments.json {
                let value = json!({ "file": name, "error": words, "line": line });
                return (UNREADABLE, value.to_string());
            }
            let line = line.map_or(String::new(), |line| format!("{line}:"));
            (UNREADABLE, format!("{name}:{line} {words}"))
        }
    }
}

/// Reads a file line by line.
fn read(file: &Path) -> Result<History, Failure> {
    let input: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file).map_err(Failure::File)?)
    };
    let mut input = BufReader::new(input);
    let mut reader = Reader::new(Limits::default());
    let (mut line, mut count) = (Vec::new(), 0);
    loop {
        line.clear();
        count += 1;
        let bytes = input.by_ref().take(LINE_MAX).read_until(b'\n', &mut line);
        let bytes = bytes.map_err(Failure::File)? as u64;
        if bytes == 0 {
            return Ok(reader.finish());
        }
        let wrong = |what: &str| {
            Failure::Line(LineError { line: count, kind: Wrong::Syntax(what.to_owned()) })
        };
        if bytes == LINE_MAX {
            return Err(wrong("a line of less than 16 MiB"));
        }
        let text = std::str::from_utf8(&line).map_err(|_| wrong("UTF-8"))?;
        reader.line(text).map_err(Failure::Line)?;
    }
}

fn in_words(history: &History, judgement: &Judgement) -> String {
    match judgement {
        Judgement::Linearizable(_) => {
            format!("linearizable ({} operations)", history.calls.len())
        }
        Judgement::Unknown { key, steps } => {
            format!("unknown: the budget ran out at key {key:?} after {steps} steps")
        }
        Judgement::Illegal(example) => {
            let Counterexample { key, stuck, prefix, culprits, is_minimal } = &**example;
            let (count, line) = (prefix.len(), history.lines[*stuck]);
            let set = if *is_minimal {
                "these contradict each other, whatever the others do"
            } else {
                "among these is a contradiction (the budget did not suffice to find the least)"
            };
            let words = format!(
                "NOT linearizable: the operations on key {key:?}\n  {count} of them can be ordered, \
                 up to the return of the one called on line {line}\n  {set}:\n"
            );
            let shown: Vec<String> = culprits.iter().map(|one| culprit(history, one)).collect();
            words + &shown.join("\n")
        }
    }
}

/// A culprit as a line.
fn culprit(history: &History, Culprit { operation, could_have_seen }: &Culprit) -> String {
    let Call { process, command, call, returned, outcome } = &history.calls[*operation];
    let end = returned.map_or("…".to_owned(), |returned| returned.to_string());
    let saw = match outcome {
        Outcome::Answered(answer) => answer.to_string(),
        Outcome::Refused => "refused".to_owned(),
        Outcome::Unknown => "no answer".to_owned(),
    };
    let others: Vec<String> = could_have_seen.iter().map(ToString::to_string).collect();
    let others = if others.is_empty() {
        String::new()
    } else {
        format!("; could have been {}", others.join(", "))
    };
    let line = history.lines[*operation];
    format!("    line {line}: process {process}, {call} to {end}: {command} → {saw}{others}")
}

fn in_json(name: &str, history: &History, judgement: &Judgement) -> Value {
    let mut object = Map::new();
    object.insert("file".to_owned(), name.into());
    object.insert("operations".to_owned(), history.calls.len().into());
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    match judgement {
        Judgement::Linearizable(points) => {
            put("verdict", "linearizable".into());
            put("points", all(points, |point| point_in_json(history, point)));
        }
        Judgement::Unknown { key, steps } => {
            put("verdict", "unknown".into());
            put("key", (**key).into());
            put("steps", (*steps).into());
        }
        Judgement::Illegal(example) => {
            put("verdict", "illegal".into());
            put("key", (*example.key).into());
            put("stuckAtLine", history.lines[example.stuck].into());
            put("minimal", example.is_minimal.into());
            put("prefix", all(&example.prefix, |point| point_in_json(history, point)));
            put("culprits", all(&example.culprits, |one| culprit_in_json(history, one)));
        }
    }
    Value::Object(object)
}

fn all<T>(items: &[T], value: impl Fn(&T) -> Value) -> Value {
    Value::Array(items.iter().map(value).collect())
}

fn point_in_json(history: &History, point: &Point) -> Value {
    json!({ "line": history.lines[point.operation], "at": point.at })
}

fn culprit_in_json(history: &History, Culprit { operation, could_have_seen }: &Culprit) -> Value {
    let Call { process, command, call, returned, outcome } = &history.calls[*operation];
    let saw = match outcome {
        Outcome::Answered(answer) => answer_value(answer),
        Outcome::Refused => "refused".into(),
        Outcome::Unknown => Value::Null,
    };
    json!({
        "line": history.lines[*operation],
        "client": process,
        "call": call,
        "return": returned,
        "operation": command.to_string(),
        "saw": saw,
        "couldHaveSeen": all(could_have_seen, answer_value),
    })
}
