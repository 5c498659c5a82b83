//! The compact form of a scenario, for links: a session of a minute with fifty actions takes some
//! hundred characters. Version 1; links written once must open for ever, so words are only added.
//!
//! Bytes in base64url without padding: version; two bytes of checksum; the file without its timed steps,
//! as JSON, preceded by its length; then each timed step: its distance from the one before in ticks, its
//! place in the tick if it has one, and its line, word by word. Numbers are LEB128.

use super::error::FormatError;
use super::read;
use crate::hash::fingerprint;
use crate::scenario::{Scenario, Step, Trigger};
use crate::sentence::{self, Fact, Facts, Sentence};
use crate::types::Tick;
use serde_json::{Value, json};
use std::fmt;

const VERSION: u8 = 1;

/// Words with a byte of their own. Only ever add at the end.
const WORDS: &[&str] = &[
    "put",
    "append",
    "get",
    "delete",
    "cas",
    "crash",
    "restart",
    "pause",
    "resume",
    "timeout",
    "transfer",
    "compact",
    "members",
    "isolate",
    "partition",
    "cut",
    "mend",
    "heal",
    "delay",
    "loss",
    "duplicate",
    "late",
    "disk",
    "detach",
    "attach",
    "work",
    "rest",
    "|",
    "on",
    "at",
    "after",
    "via",
    "index",
    "lease",
    "version",
    "log",
    "learners",
    "leader",
    "x",
    "y",
    ">",
    "bridge",
    "oneway",
    "calm",
    "reorder",
    "order",
    "bandwidth",
    "lie",
    "disorder",
    "full",
    "clock",
    "deliver",
    "drop",
    "copy",
    "hold",
    "release",
    "patience",
    "retry",
    "fifo",
    "any",
    "unlimited",
    "tail",
    "off",
    "keys",
    "gets",
    "puts",
    "appends",
    "all",
    "forever",
    "heartbeat",
    "again",
];

const FIRST_WORD: u8 = 128;
const NUMBER: u8 = 240;
const TEXT: u8 = 241;
/// A letter, then a number: a client, a server to ask, a message, a key, a server.
const LETTERS: &[(u8, char)] = &[(242, 'c'), (243, '@'), (244, 'm'), (245, 'k'), (246, 'S')];

/// Why a link opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// A character that cannot be in a link, and where, from 1.
    BadCharacter {
        /// Which.
        found: char,
        /// Where.
        column: usize,
    },
    /// It was made by a newer version of this program.
    OtherVersion {
        /// Its version.
        found: u8,
    },
    /// It is not as it was made: a part is missing or changed.
    Damaged,
    /// What it holds is no scenario.
    Format(FormatError),
}

impl LinkError {
    /// A stable word for it, for translations and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadCharacter { .. } => "link-bad-character",
            Self::OtherVersion { .. } => "link-other-version",
            Self::Damaged => "link-damaged",
            Self::Format(error) => error.code(),
        }
    }
}

impl LinkError {
    /// Why, with the facts apart; for a file, without where in it.
    pub fn into_sentence(self) -> Sentence {
        match self {
            Self::Format(error) => error.problem.into_sentence(),
            Self::BadCharacter { .. } | Self::OtherVersion { .. } | Self::Damaged => {
                Sentence::new(self.template(), self.facts())
            }
        }
    }

    /// Of the link; a file says it itself.
    fn template(&self) -> &'static str {
        match self {
            Self::BadCharacter { .. } => "The character `{found}` at {column} cannot be in a link.",
            Self::OtherVersion { .. } => {
                "The link has version {found}; this program opens version {version}. Reload the page, perhaps."
            }
            Self::Damaged | Self::Format(_) => {
                "The link is damaged: a part of it is missing or changed."
            }
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::BadCharacter { found, column } => {
                vec![("found", Fact::name(found)), ("column", Fact::Number(*column as u64))]
            }
            Self::OtherVersion { found } => vec![
                ("found", Fact::Number((*found).into())),
                ("version", Fact::Number(VERSION.into())),
            ],
            Self::Damaged | Self::Format(_) => Facts::new(),
        }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(error) => error.fmt(f),
            Self::BadCharacter { .. } | Self::OtherVersion { .. } | Self::Damaged => {
                sentence::fill(self.template(), &self.facts(), f)
            }
        }
    }
}

impl std::error::Error for LinkError {}

pub(super) fn encode(scenario: &Scenario) -> String {
    let mut header = scenario.clone();
    let timed = scenario.steps.iter().all(is_timed);
    if timed {
        header.steps.clear();
    }
    let header = header.to_json().to_string();
    let mut body = Vec::new();
    number(&mut body, header.len() as u64);
    body.extend(header.as_bytes());
    let mut last = Tick(0);
    for step in scenario.steps.iter().filter(|_| timed) {
        if let Trigger::At { tick, after } = step.trigger {
            number(&mut body, tick.since(last) << 1 | u64::from(after.is_some()));
            if let Some(after) = after {
                number(&mut body, after);
            }
            last = tick;
        }
        number(&mut body, step.lines.len() as u64);
        for line in &step.lines {
            write_line(&mut body, line);
        }
    }
    let [low, high, ..] = fingerprint(&body.as_slice()).to_le_bytes();
    let mut bytes = vec![VERSION, low, high];
    bytes.append(&mut body);
    to_base64(&bytes)
}

/// Whether a step is nothing but lines at a tick, and so has a short form.
fn is_timed(step: &Step) -> bool {
    matches!(step.trigger, Trigger::At { .. }) && step.wait == 0 && step.say.is_empty()
}

pub(super) fn decode(text: &str) -> Result<Scenario, LinkError> {
    let bytes = from_base64(text)?;
    let [version, low, high, body @ ..] = bytes.as_slice() else { return Err(LinkError::Damaged) };
    if *version != VERSION {
        return Err(LinkError::OtherVersion { found: *version });
    }
    if !fingerprint(&body).to_le_bytes().starts_with(&[*low, *high]) {
        return Err(LinkError::Damaged);
    }
    let mut file = Reader { bytes: body }.file().ok_or(LinkError::Damaged)?;
    let (header, steps) = (&mut file.0, file.1);
    if let Value::Object(map) = header
        && !steps.is_empty()
    {
        map.insert("steps".to_owned(), Value::Array(steps));
    }
    read::read_value(header).map_err(LinkError::Format)
}

fn write_line(bytes: &mut Vec<u8>, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    number(bytes, words.len() as u64);
    for word in words {
        write_word(bytes, word);
    }
}

fn write_word(bytes: &mut Vec<u8>, word: &str) {
    if let Some(at) = WORDS.iter().position(|known| *known == word) {
        return bytes.push(FIRST_WORD + u8::try_from(at).expect("few words"));
    }
    match plain_number(word) {
        Some(small) if small < FIRST_WORD.into() => {
            return bytes.push(u8::try_from(small).expect("it is small"));
        }
        Some(large) => {
            bytes.push(NUMBER);
            return number(bytes, large);
        }
        None => {}
    }
    for (code, letter) in LETTERS {
        if let Some(value) = word.strip_prefix(*letter).and_then(plain_number) {
            bytes.push(*code);
            return number(bytes, value);
        }
    }
    bytes.push(TEXT);
    number(bytes, word.len() as u64);
    bytes.extend(word.as_bytes());
}

/// A number that prints as it stands here.
fn plain_number(word: &str) -> Option<u64> {
    word.parse().ok().filter(|number: &u64| number.to_string() == word)
}

fn number(bytes: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = u8::try_from(value & 0x7F).expect("seven bits");
        value >>= 7;
        bytes.push(low | if value > 0 { 0x80 } else { 0 });
        if value == 0 {
            return;
        }
    }
}

/// Reads bytes that anybody may have written: what makes no sense ends it.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn file(mut self) -> Option<(Value, Vec<Value>)> {
        let header = self.text()?;
        let header: Value = serde_json::from_str(&header).ok()?;
        let mut steps = Vec::new();
        let mut tick: u64 = 0;
        while !self.bytes.is_empty() {
            let distance = self.number()?;
            tick = tick.checked_add(distance >> 1)?;
            let after = if distance & 1 == 1 { Some(self.number()?) } else { None };
            let mut lines = Vec::new();
            for _ in 0..self.number()? {
                lines.push(self.line()?);
            }
            let mut step = json!({ "at": tick, "do": lines });
            if let Some(after) = after {
                step.as_object_mut()?.insert("after".to_owned(), json!(after));
            }
            steps.push(step);
        }
        Some((header, steps))
    }

    fn line(&mut self) -> Option<String> {
        let mut words = Vec::new();
        for _ in 0..self.number()? {
            words.push(self.word()?);
        }
        Some(words.join(" "))
    }

    fn word(&mut self) -> Option<String> {
        match self.byte()? {
            small if small < FIRST_WORD => Some(small.to_string()),
            NUMBER => Some(self.number()?.to_string()),
            TEXT => self.text(),
            code => match LETTERS.iter().find(|(known, _)| *known == code) {
                Some((_, letter)) => Some(format!("{letter}{}", self.number()?)),
                None => Some((*WORDS.get(usize::from(code - FIRST_WORD))?).to_owned()),
            },
        }
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 3);
    for chunk in bytes.chunks(3) {
        let mut word = [0; 4];
        word[1..=chunk.len()].copy_from_slice(chunk);
        let word = u32::from_be_bytes(word);
        for at in 0..=chunk.len() {
            let sextet = word >> (18 - 6 * at) & 63;
            text.push(ALPHABET[sextet as usize].into());
        }
    }
    text
}

fn from_base64(text: &str) -> Result<Vec<u8>, LinkError> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut word, mut bits) = (0_u32, 0);
    for (at, found) in text.trim().chars().enumerate() {
        let sextet = ALPHABET.iter().position(|known| char::from(*known) == found);
        let sextet = sextet.and_then(|at| u32::try_from(at).ok());
        let column = at + 1;
        word = word << 6 | sextet.ok_or(LinkError::BadCharacter { found, column })?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(word >> bits & 255).expect("eight bits"));
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_has_a_byte() {
        for (verb, _) in crate::console::VERBS {
            assert!(WORDS.contains(verb), "{verb}: add it at the end");
        }
        assert!(WORDS.len() <= usize::from(NUMBER - FIRST_WORD));
    }

    #[test]
    fn lines_come_back_as_they_were() {
        for line in [
            "put x 1",
            "c2 append k5 \"a  b\" @3",
            "",
            " ",
            "crash 200",
            "crash 007",
            "loss 2.5 on 1 2",
            "get 键 via lease",
            "drop m300000",
            "18446744073709551616",
        ] {
            let mut bytes = Vec::new();
            write_line(&mut bytes, line);
            let mut reader = Reader { bytes: &bytes };
            assert_eq!(reader.line().as_deref(), Some(line));
            assert!(reader.bytes.is_empty());
        }
    }

    #[test]
    fn base64_is_the_standard_one() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("fooba", "Zm9vYmE")]
        {
            assert_eq!(to_base64(bytes.as_bytes()), text);
            assert_eq!(from_base64(text).as_deref(), Ok(bytes.as_bytes()));
        }
    }
}
