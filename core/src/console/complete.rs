//! What may stand at the end of a line, and what somebody may have meant.

use super::VERBS;
use super::reader::client_of;

/// Words that may stand at the end of `line`, for completion: verbs, then what the verb expects.
pub fn complete(line: &str, servers: u32, clients: u32) -> Vec<String> {
    let typed = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let before: Vec<&str> = line[..line.len() - typed.len()].split_whitespace().collect();
    let is_caller = |word: &str| client_of(word).is_some() || word == "all";
    let verb = before.iter().position(|word| !is_caller(word));
    let callers = (1..=clients).map(|id| format!("c{id}"));
    let mut words: Vec<String> = match verb {
        None => {
            let verbs = VERBS.iter().map(|(verb, _)| (*verb).to_owned());
            let callers = callers.chain(["all".to_owned()]);
            verbs.chain(callers.filter(|_| before.is_empty() && !typed.is_empty())).collect()
        }
        Some(at) => {
            let servers = (1..=servers).map(|id| id.to_string()).chain(["leader".to_owned()]);
            match expected(before[at], &before[at + 1..]) {
                Expected::Servers => servers.collect(),
                Expected::Ends => servers.chain(callers).collect(),
                Expected::Members => servers.chain(["learners".to_owned()]).collect(),
                Expected::Words(words) => words.iter().map(|&word| word.to_owned()).collect(),
            }
        }
    };
    words.retain(|word| word.starts_with(typed) && word != typed);
    words
}

/// What a verb expects next.
enum Expected {
    Servers,
    /// Servers or clients.
    Ends,
    /// Servers, with or without a vote.
    Members,
    Words(&'static [&'static str]),
}

fn expected(verb: &str, arguments: &[&str]) -> Expected {
    match (verb, arguments) {
        ("lie" | "disorder" | "full", [_]) => Expected::Words(&["on", "off"]),
        (
            "crash" | "restart" | "pause" | "resume" | "timeout" | "heartbeat" | "transfer"
            | "compact" | "isolate" | "partition" | "bridge" | "oneway" | "attach" | "detach"
            | "lie" | "disorder" | "full",
            _,
        )
        | ("clock" | "members", [])
        | ("disk", [.., "on"]) => Expected::Servers,
        ("members", _) => Expected::Members,
        ("cut" | "mend", [] | [_])
        | (
            "delay" | "loss" | "duplicate" | "late" | "reorder" | "order" | "bandwidth",
            [.., "on"] | [_, .., "on", _],
        ) => Expected::Ends,
        ("order", []) => Expected::Words(&["fifo", "any"]),
        ("bandwidth", []) => Expected::Words(&["unlimited"]),
        ("delay", [_, _]) => Expected::Words(&["tail", "on"]),
        ("disk", [_, _]) | ("delay", [_, _, "tail"]) => Expected::Words(&["on"]),
        ("loss" | "duplicate" | "late" | "reorder" | "order" | "bandwidth", [_]) => {
            Expected::Words(&["on"])
        }
        ("patience", []) => Expected::Words(&["forever"]),
        ("work", [_, _, ..]) if arguments.len().is_multiple_of(2) => {
            Expected::Words(&["keys", "gets", "puts", "appends", "via"])
        }
        ("get", [_]) => Expected::Words(&["via"]),
        ("get" | "work", [.., "via"]) => Expected::Words(&["log", "index", "lease", "version"]),
        _ => Expected::Words(&[]),
    }
}

/// The known word that differs least, if it differs little.
pub(crate) fn nearest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a &'static str>,
) -> Option<&'static str> {
    let word: String = word.chars().take(20).collect();
    let distances = known.into_iter().map(|known| (distance(&word, known), *known));
    let (distance, known) = distances.min()?;
    (distance <= 2 && distance < known.len()).then_some(known)
}

/// How many letters must be added, removed or changed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, c) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, &d) in b.iter().enumerate() {
            let changed = diagonal + usize::from(c != d);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
