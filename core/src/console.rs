//! The action language: one line, one action. The page's console, recordings and golden scripts all
//! speak it, and every [`Action`] prints as a line of it.
//!
//! ```text
//! [cN] put KEY VALUE [at VERSION] [@S]     append KEY VALUE     get KEY [via index|lease|version]     delete KEY     cas KEY OLD NEW
//! crash S [after EFFECTS]   restart S   pause S   resume S   timeout S   transfer S   compact S   isolate S
//! partition S S | S S ...     cut S S     mend S S     heal     cN detach S     cN attach S
//! members S S ... [learners S ...]
//! cN work MIN MAX             cN rest
//! delay MIN MAX [on S S]      loss PERCENT [on S S]     duplicate PERCENT [on S S]     late PERCENT [on S S]     disk MIN MAX
//! ```
//!
//! S is `3`, `S3` or `leader`. Words with spaces or quotes stand in double quotes, with `\"`, `\\`, `\n`,
//! `\t` and `\u{1F600}` inside. `#` begins a comment.

use crate::kv::{Command, ReadMode, Text};
use crate::sim::Action;
use crate::types::{ClientId, NodeId};
use std::fmt;

/// Every verb, with what follows it.
pub const VERBS: &[(&str, &str)] = &[
    ("put", "KEY VALUE"),
    ("append", "KEY VALUE"),
    ("get", "KEY"),
    ("delete", "KEY"),
    ("cas", "KEY OLD NEW"),
    ("crash", "SERVER"),
    ("restart", "SERVER"),
    ("pause", "SERVER"),
    ("resume", "SERVER"),
    ("timeout", "SERVER"),
    ("transfer", "SERVER"),
    ("compact", "SERVER"),
    ("members", "SERVERS learners SERVERS"),
    ("isolate", "SERVER"),
    ("partition", "SERVERS | SERVERS"),
    ("cut", "FROM TO"),
    ("mend", "FROM TO"),
    ("heal", ""),
    ("delay", "MIN MAX"),
    ("loss", "PERCENT"),
    ("duplicate", "PERCENT"),
    ("late", "PERCENT"),
    ("disk", "MIN MAX"),
    ("detach", "SERVER"),
    ("attach", "SERVER"),
    ("work", "MIN MAX"),
    ("rest", ""),
];

/// Why a line is no action, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// The character it is about, from 1.
    pub column: usize,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says itself what it means, see its text")]
pub enum ParseErrorKind {
    Empty,
    UnknownVerb { found: String, suggestion: Option<&'static str> },
    Missing { expected: &'static str, usage: String },
    Extra { found: String, usage: String },
    NotANumber { found: String, expected: &'static str },
    NoLeader,
    UnclosedQuote,
    StrayQuote,
    BadEscape { found: String },
}

impl ParseErrorKind {
    /// A stable word for it, for translations and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-line",
            Self::UnknownVerb { .. } => "unknown-command",
            Self::Missing { .. } => "missing-argument",
            Self::Extra { .. } => "extra-argument",
            Self::NotANumber { .. } => "not-a-number",
            Self::NoLeader => "no-leader",
            Self::UnclosedQuote => "unclosed-quote",
            Self::StrayQuote => "stray-quote",
            Self::BadEscape { .. } => "bad-escape",
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ParseErrorKind::Empty => f.write_str("There is nothing to do: the line is empty."),
            ParseErrorKind::UnknownVerb { found, suggestion } => {
                write!(f, "There is no command `{found}`.")?;
                suggestion.map_or(Ok(()), |near| write!(f, " Did you mean `{near}`?"))
            }
            ParseErrorKind::Missing { expected, usage } => {
                write!(f, "Here {expected} is missing: `{usage}`.")
            }
            ParseErrorKind::Extra { found, usage } => write!(
                f,
                "`{found}` is too much: `{usage}`. A key or value with spaces needs double quotes."
            ),
            ParseErrorKind::NotANumber { found, expected } => {
                write!(f, "`{found}` is not {expected}.")
            }
            ParseErrorKind::NoLeader => f.write_str("There is no leader at the moment."),
            ParseErrorKind::UnclosedQuote => f.write_str("This double quote is never closed."),
            ParseErrorKind::StrayQuote => f.write_str(
                "A double quote can stand at the ends of a word only; inside one write \\\".",
            ),
            ParseErrorKind::BadEscape { found } => write!(
                f,
                "`{found}` means nothing inside quotes; known are \\\" \\\\ \\n \\t \\u{{1F600}}."
            ),
        }
    }
}

impl std::error::Error for ParseError {}

/// Reads one line. `leader` is whom the word `leader` means now.
pub fn parse(line: &str, leader: Option<NodeId>) -> Result<Action, ParseError> {
    let words = split(line)?;
    let end = line.trim_end().chars().count() + 1;
    Reader { words: &words, at: 0, end, leader, usage: String::new() }.action()
}

/// Words that may stand at the end of `line`, for completion: verbs, then what the verb expects.
pub fn complete(line: &str, servers: u32, clients: u32) -> Vec<String> {
    let typed = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let before: Vec<&str> = line[..line.len() - typed.len()].split_whitespace().collect();
    let is_client = |word: &str| client_of(word).is_some();
    let verb = before.iter().copied().find(|word| !is_client(word));
    let mut words: Vec<String> = match verb {
        None => {
            let verbs = VERBS.iter().map(|(verb, _)| (*verb).to_owned());
            let clients = (1..=clients).filter(|_| before.is_empty() && !typed.is_empty());
            verbs.chain(clients.map(|id| format!("c{id}"))).collect()
        }
        Some(
            "crash" | "restart" | "pause" | "resume" | "timeout" | "transfer" | "compact"
            | "members" | "isolate" | "partition" | "cut" | "mend" | "attach" | "detach",
        ) => (1..=servers).map(|id| id.to_string()).chain(["leader".to_owned()]).collect(),
        Some(_) => Vec::new(),
    };
    words.retain(|word| word.starts_with(typed) && word != typed);
    words
}

#[derive(Clone, Debug)]
struct Token {
    text: String,
    column: usize,
    quoted: bool,
}

fn split(line: &str) -> Result<Vec<Token>, ParseError> {
    let mut words = Vec::new();
    let mut chars = line.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let column = at + 1;
        match c {
            c if c.is_whitespace() => {}
            '#' => break,
            '|' => words.push(Token { text: "|".to_owned(), column, quoted: false }),
            '"' => {
                let text = read_quoted(&mut chars, column)?;
                if let Some(&(at, next)) = chars.peek()
                    && !next.is_whitespace()
                    && next != '|'
                {
                    return Err(ParseError { kind: ParseErrorKind::StrayQuote, column: at });
                }
                words.push(Token { text, column, quoted: true });
            }
            first => {
                let mut text = String::from(first);
                while let Some((at, c)) = chars.next_if(|&(_, c)| !c.is_whitespace() && c != '|') {
                    if c == '"' {
                        let column = at + 1;
                        return Err(ParseError { kind: ParseErrorKind::StrayQuote, column });
                    }
                    text.push(c);
                }
                words.push(Token { text, column, quoted: false });
            }
        }
    }
    Ok(words)
}

/// Reads up to the closing quote; the opening one, at `column`, is read already.
fn read_quoted(
    chars: &mut impl Iterator<Item = (usize, char)>,
    column: usize,
) -> Result<String, ParseError> {
    let unclosed = ParseError { kind: ParseErrorKind::UnclosedQuote, column };
    let mut text = String::new();
    loop {
        match chars.next() {
            None => return Err(unclosed),
            Some((_, '"')) => return Ok(text),
            Some((at, '\\')) => match chars.next() {
                Some((_, c @ ('"' | '\\'))) => text.push(c),
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, 'u')) => {
                    let code: String =
                        chars.by_ref().map(|(_, c)| c).take_while(|&c| c != '}').take(9).collect();
                    let digits = code.strip_prefix('{').unwrap_or("none");
                    let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
                    let found = format!("\\u{code}}}");
                    let kind = ParseErrorKind::BadEscape { found };
                    text.push(c.ok_or(ParseError { kind, column: at + 1 })?);
                }
                Some((_, c)) => {
                    let kind = ParseErrorKind::BadEscape { found: format!("\\{c}") };
                    return Err(ParseError { kind, column: at + 1 });
                }
                None => return Err(unclosed),
            },
            Some((_, c)) => text.push(c),
        }
    }
}

struct Reader<'a> {
    words: &'a [Token],
    at: usize,
    /// Where a missing word would begin.
    end: usize,
    leader: Option<NodeId>,
    usage: String,
}

impl<'a> Reader<'a> {
    fn action(mut self) -> Result<Action, ParseError> {
        let client =
            self.words.first().filter(|word| !word.quoted).and_then(|w| client_of(&w.text));
        self.at += usize::from(client.is_some());
        let client = client.unwrap_or(ClientId(1));
        let Some(verb) = self.words.get(self.at) else {
            return Err(ParseError { kind: ParseErrorKind::Empty, column: 1 });
        };
        self.at += 1;
        let name = verb.text.to_lowercase();
        let Some((name, arguments)) = VERBS.iter().find(|(known, _)| *known == name) else {
            let kind = ParseErrorKind::UnknownVerb {
                found: shortened(&verb.text),
                suggestion: nearest(&name, VERBS.iter().map(|(verb, _)| verb)),
            };
            return Err(ParseError { kind, column: verb.column });
        };
        format!("{name} {arguments}").trim_end().clone_into(&mut self.usage);
        let action = match *name {
            "put" | "append" | "get" | "delete" | "cas" => self.submit(name, client)?,
            "crash" => self.crash()?,
            "restart" => Action::Restart(self.server()?),
            "pause" => Action::Pause(self.server()?),
            "resume" => Action::Resume(self.server()?),
            "timeout" => Action::Timeout(self.server()?),
            "members" => self.members()?,
            "compact" => Action::Compact(self.server()?),
            "transfer" => Action::Transfer(self.server()?),
            "isolate" => Action::Isolate(self.server()?),
            "partition" => Action::Partition(self.sides()?),
            "cut" => Action::Cut(self.server()?, self.server()?),
            "mend" => Action::Mend(self.server()?, self.server()?),
            "heal" => Action::Heal,
            "attach" => Action::Reach { client, server: self.server()?, reachable: true },
            "detach" => Action::Reach { client, server: self.server()?, reachable: false },
            "work" => Action::Work { client, think: (self.ticks()?, self.ticks()?) },
            "rest" => Action::Rest(client),
            "delay" => {
                let (min, max) = (self.ticks()?, self.ticks()?);
                Action::Delay { min, max, link: self.link()? }
            }
            "disk" => Action::DiskLatency { min: self.ticks()?, max: self.ticks()? },
            "late" => {
                let permille = self.permille()?;
                Action::Late { permille, link: self.link()? }
            }
            "loss" => {
                let permille = self.permille()?;
                Action::Loss { permille, link: self.link()? }
            }
            _ => {
                let permille = self.permille()?;
                Action::Duplicate { permille, link: self.link()? }
            }
        };
        match self.words.get(self.at) {
            None => Ok(action),
            Some(word) => {
                let kind =
                    ParseErrorKind::Extra { found: shortened(&word.text), usage: self.usage };
                Err(ParseError { kind, column: word.column })
            }
        }
    }

    fn submit(&mut self, verb: &str, client: ClientId) -> Result<Action, ParseError> {
        let key = self.text("a key")?;
        let command = match verb {
            "get" => Command::Get { key, via: self.read_mode()? },
            "delete" => Command::Delete { key },
            "put" => {
                let value = self.text("a value")?;
                match self.words.get(self.at) {
                    Some(word) if !word.quoted && word.text == "at" => {
                        self.at += 1;
                        let word = self.word("a version")?;
                        let expected = "a version: a whole number, 0 for a missing key";
                        let version = number(&word.text, &word.text, expected, word.column)?.into();
                        Command::PutAt { key, value, version }
                    }
                    _ => Command::Put { key, value },
                }
            }
            "append" => Command::Append { key, value: self.text("a value")? },
            _ => {
                let expected = self.text("the expected value")?;
                Command::Cas { key, expected, new: self.text("the new value")? }
            }
        };
        let first = match self.words.get(self.at) {
            Some(word) if !word.quoted && word.text.starts_with('@') => {
                self.at += 1;
                Some(self.server_named(&word.text[1..], word.column + 1)?)
            }
            _ => None,
        };
        Ok(Action::Submit { client, command, first })
    }

    fn read_mode(&mut self) -> Result<ReadMode, ParseError> {
        match self.words.get(self.at) {
            Some(word) if !word.quoted && word.text == "via" => self.at += 1,
            _ => return Ok(ReadMode::Log),
        }
        let word = self.word("log, index, lease or version")?;
        let modes = [ReadMode::Log, ReadMode::Index, ReadMode::Lease, ReadMode::Version];
        modes.into_iter().find(|mode| mode.word() == word.text).ok_or_else(|| {
            let (found, expected) = (shortened(&word.text), "log, index, lease or version");
            ParseError { kind: ParseErrorKind::NotANumber { found, expected }, column: word.column }
        })
    }

    fn word(&mut self, expected: &'static str) -> Result<&'a Token, ParseError> {
        match self.words.get(self.at) {
            Some(word) if word.quoted || word.text != "|" => {
                self.at += 1;
                Ok(word)
            }
            other => {
                let column = other.map_or(self.end, |word| word.column);
                let kind = ParseErrorKind::Missing { expected, usage: self.usage.clone() };
                Err(ParseError { kind, column })
            }
        }
    }

    fn text(&mut self, expected: &'static str) -> Result<Text, ParseError> {
        Ok(self.word(expected)?.text.as_str().into())
    }

    fn server(&mut self) -> Result<NodeId, ParseError> {
        let word = self.word("a server")?;
        self.server_named(&word.text, word.column)
    }

    fn server_named(&self, name: &str, column: usize) -> Result<NodeId, ParseError> {
        if name.eq_ignore_ascii_case("leader") {
            return self.leader.ok_or(ParseError { kind: ParseErrorKind::NoLeader, column });
        }
        let digits = name.strip_prefix(['s', 'S']).unwrap_or(name);
        let expected = "a server; write 3, S3 or leader";
        number(digits, name, expected, column).map(NodeId)
    }

    fn sides(&mut self) -> Result<Vec<Vec<NodeId>>, ParseError> {
        let mut sides = vec![vec![self.server()?]];
        while let Some(word) = self.words.get(self.at) {
            if word.quoted || word.text != "|" {
                let server = self.server()?;
                sides.last_mut().expect("there is a first side").push(server);
            } else {
                self.at += 1;
                sides.push(vec![self.server()?]);
            }
        }
        Ok(sides)
    }

    fn crash(&mut self) -> Result<Action, ParseError> {
        let server = self.server()?;
        match self.words.get(self.at) {
            Some(word) if word.text == "after" => {
                self.at += 1;
                let word = self.word("a number of effects")?;
                let expected = "a whole number of effects";
                let effects = number(&word.text, &word.text, expected, word.column)?.into();
                Ok(Action::CrashAfter { server, effects })
            }
            _ => Ok(Action::Crash(server)),
        }
    }

    fn members(&mut self) -> Result<Action, ParseError> {
        let mut voters = vec![self.server()?];
        let mut learners = Vec::new();
        while let Some(word) = self.words.get(self.at) {
            if word.text == "learners" && learners.is_empty() {
                self.at += 1;
                learners.push(self.server()?);
            } else if learners.is_empty() {
                voters.push(self.server()?);
            } else {
                learners.push(self.server()?);
            }
        }
        Ok(Action::Members { voters, learners })
    }

    fn link(&mut self) -> Result<Option<(NodeId, NodeId)>, ParseError> {
        match self.words.get(self.at) {
            Some(word) if !word.quoted && word.text == "on" => {
                self.at += 1;
                Ok(Some((self.server()?, self.server()?)))
            }
            _ => Ok(None),
        }
    }

    fn ticks(&mut self) -> Result<u64, ParseError> {
        let word = self.word("a number of milliseconds")?;
        number(&word.text, &word.text, "a whole number of milliseconds", word.column).map(u64::from)
    }

    /// A percentage with at most one decimal, as permille.
    fn permille(&mut self) -> Result<u32, ParseError> {
        let word = self.word("a percentage")?;
        let text = word.text.strip_suffix('%').unwrap_or(&word.text);
        let (whole, tenths) = text.split_once('.').unwrap_or((text, "0"));
        let expected = "a percentage such as 10 or 2.5";
        let whole = number(whole, &word.text, expected, word.column)?;
        let tenths = match number(tenths, &word.text, expected, word.column)? {
            tenths @ 0..=9 if text.split_once('.').is_none_or(|(_, t)| t.len() == 1) => tenths,
            _ => {
                let kind = ParseErrorKind::NotANumber { found: shortened(&word.text), expected };
                return Err(ParseError { kind, column: word.column });
            }
        };
        Ok(whole.saturating_mul(10).saturating_add(tenths))
    }
}

fn number(
    digits: &str,
    found: &str,
    expected: &'static str,
    column: usize,
) -> Result<u32, ParseError> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain).ok_or_else(|| {
        let kind = ParseErrorKind::NotANumber { found: shortened(found), expected };
        ParseError { kind, column }
    })
}

fn client_of(word: &str) -> Option<ClientId> {
    let digits = word.strip_prefix(['c', 'C'])?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain).map(ClientId)
}

/// Enough of a word to recognise it: somebody may paste a megabyte.
pub(crate) fn shortened(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn parsed(line: &str) -> Result<String, String> {
        match parse(line, Some(NodeId(3))) {
            Ok(action) => Ok(action.to_string()),
            Err(error) => Err(format!("{}: {error}", error.column)),
        }
    }

    #[test]
    fn every_action_reads_back_what_it_prints() {
        let lines = [
            "put x 1",
            "append \"a key\" \"say \\\"hi\\\"\\n\"",
            "c2 get 键 @4",
            "get x via version",
            "put x 1 at 0",
            "put x 1 at 7 @2",
            "get x via index",
            "get x via lease @2",
            "delete 😀",
            "cas x \"\" 2",
            "crash 3",
            "crash 3 after 7",
            "restart 3",
            "pause 1",
            "resume 1",
            "timeout 2",
            "transfer 2",
            "compact 2",
            "members 1 2 3",
            "members 2 4 learners 5",
            "isolate 5",
            "partition 1 2 | 3 4 5",
            "cut 1 2",
            "mend 1 2",
            "heal",
            "c2 detach 1",
            "c1 attach 1",
            "c2 work 0 50",
            "c1 rest",
            "delay 5 15",
            "delay 5 15 on 1 2",
            "loss 10",
            "loss 2.5 on 1 2",
            "duplicate 0.1",
            "late 66.7",
            "disk 0 0",
        ];
        for line in lines {
            assert_eq!(parsed(line).as_deref(), Ok(line));
        }
    }

    #[test]
    fn servers_have_several_names() {
        for line in ["crash 3", "crash S3", "CRASH s3", "crash leader", "  crash   3  # why not"] {
            assert_eq!(parsed(line).as_deref(), Ok("crash 3"));
        }
        let error = parse("crash leader", None).expect_err("nobody leads");
        assert_eq!(error.kind, ParseErrorKind::NoLeader);
    }

    #[test]
    fn errors_point_at_the_place_and_say_what_was_expected() {
        let cases = [
            ("", "1: There is nothing to do: the line is empty."),
            ("crush 3", "1: There is no command `crush`. Did you mean `crash`?"),
            ("frobnicate", "1: There is no command `frobnicate`."),
            ("put x", "6: Here a value is missing: `put KEY VALUE`."),
            (
                "put x a b",
                "9: `b` is too much: `put KEY VALUE`. A key or value with spaces needs double quotes.",
            ),
            ("crash -1", "7: `-1` is not a server; write 3, S3 or leader."),
            ("crash 99999999999", "7: `99999999999` is not a server; write 3, S3 or leader."),
            ("put \"x 1", "5: This double quote is never closed."),
            (
                "put a\"b 1",
                "6: A double quote can stand at the ends of a word only; inside one write \\\".",
            ),
            (
                "put \"a\\q\" 1",
                "7: `\\q` means nothing inside quotes; known are \\\" \\\\ \\n \\t \\u{1F600}.",
            ),
            ("loss 2.55", "6: `2.55` is not a percentage such as 10 or 2.5."),
            ("partition 1 2 |", "16: Here a server is missing: `partition SERVERS | SERVERS`."),
            ("partition | 1", "11: Here a server is missing: `partition SERVERS | SERVERS`."),
        ];
        for (line, error) in cases {
            assert_eq!(parsed(line), Err(error.to_owned()), "{line}");
        }
    }

    #[test]
    fn completion_offers_verbs_then_servers() {
        assert_eq!(complete("cr", 3, 2), ["crash"]);
        assert_eq!(complete("crash ", 2, 2), ["1", "2", "leader"]);
        assert_eq!(complete("c2 ap", 2, 2), ["append"]);
        assert!(complete("put x ", 2, 2).is_empty());
    }

    #[test]
    fn no_line_panics() {
        let mut rng = Rng::new(5);
        let pieces: Vec<char> = "put crash c1 \"\\u{}|#@1 9.%\n\t😀S".chars().collect();
        for _ in 0..20_000 {
            let length = rng.below(20);
            let line: String = (0..length).filter_map(|_| rng.pick(&pieces).copied()).collect();
            if let Ok(action) = parse(&line, Some(NodeId(1))) {
                assert_eq!(parse(&action.to_string(), None), Ok(action), "{line}");
            }
            let _ = complete(&line, 5, 2);
        }
    }
}
