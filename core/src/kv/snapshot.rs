//! The store and its sessions as bytes: what a snapshot holds (paper §7). Equal states have equal bytes.
//! The sessions are part of it: without them a retry after a restore would be executed again (§8).
//!
//! The form is `KV1`, then the pairs, then the sessions, each list behind its length; lengths and
//! numbers are 64 bits, little-endian, texts are UTF-8 behind their length.

use super::command::{Answer, Text};
use super::sessions::Sessions;
use super::store::Store;
use crate::types::{ClientId, LogIndex, RequestNumber};
use std::sync::Arc;

const MAGIC: &[u8] = b"KV1";

/// The bytes of a state.
pub fn encode(store: &Store, sessions: &Sessions) -> Arc<[u8]> {
    let mut bytes = MAGIC.to_vec();
    put_number(&mut bytes, store.len() as u64);
    for (key, value, version) in store.versions() {
        put_text(&mut bytes, key);
        put_text(&mut bytes, value);
        put_number(&mut bytes, version);
    }
    put_number(&mut bytes, sessions.iter().count() as u64);
    for (client, number, answer) in sessions.iter() {
        put_number(&mut bytes, client.0.into());
        put_number(&mut bytes, sessions.last_used(client).0);
        put_number(&mut bytes, number.0);
        put_answer(&mut bytes, answer);
    }
    bytes.into()
}

/// The state of these bytes; none if they are not such a state.
pub fn decode(bytes: &[u8]) -> Option<(Store, Sessions)> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut store = Store::default();
    for _ in 0..take_number(&mut rest)? {
        let (key, value) = (take_text(&mut rest)?, take_text(&mut rest)?);
        store.restore(&key, value, take_number(&mut rest)?);
    }
    let mut sessions = Sessions::default();
    for _ in 0..take_number(&mut rest)? {
        let client = ClientId(u32::try_from(take_number(&mut rest)?).ok()?);
        let used = LogIndex(take_number(&mut rest)?);
        let number = RequestNumber(take_number(&mut rest)?);
        sessions.remember(client, number, take_answer(&mut rest)?, used);
    }
    rest.is_empty().then_some((store, sessions))
}

fn put_number(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_number(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

fn put_answer(bytes: &mut Vec<u8>, answer: &Answer) {
    match answer {
        Answer::Ok => bytes.push(0),
        Answer::Value(value) => {
            bytes.push(1);
            put_text(bytes, value);
        }
        Answer::NoKey => bytes.push(2),
        Answer::CasFailed { actual } => {
            bytes.push(3);
            put_text(bytes, actual);
        }
        Answer::ValueTooLong => bytes.push(4),
        Answer::Versioned { value, version } => {
            bytes.push(5);
            put_text(bytes, value);
            put_number(bytes, *version);
        }
        Answer::WrongVersion { actual } => {
            bytes.push(6);
            put_number(bytes, *actual);
        }
        Answer::Maybe => bytes.push(7),
    }
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let (number, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(u64::from_le_bytes(*number))
}

fn take_text(rest: &mut &[u8]) -> Option<Text> {
    let length = usize::try_from(take_number(rest)?).ok()?;
    let (text, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    std::str::from_utf8(text).ok().map(Into::into)
}

fn take_answer(rest: &mut &[u8]) -> Option<Answer> {
    let (&kind, behind) = rest.split_first()?;
    *rest = behind;
    Some(match kind {
        0 => Answer::Ok,
        1 => Answer::Value(take_text(rest)?),
        2 => Answer::NoKey,
        3 => Answer::CasFailed { actual: take_text(rest)? },
        4 => Answer::ValueTooLong,
        5 => Answer::Versioned { value: take_text(rest)?, version: take_number(rest)? },
        6 => Answer::WrongVersion { actual: take_number(rest)? },
        7 => Answer::Maybe,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kv::Command;
    use crate::rng::Rng;

    fn state() -> (Store, Sessions) {
        let mut store = Store::default();
        let mut sessions = Sessions::default();
        for (at, key) in ["x", "", "键", "a b"].into_iter().enumerate() {
            let value: Text = key.repeat(at).into();
            store.execute(&Command::Put { key: key.into(), value: value.clone() });
            let answers = [Answer::Ok, Answer::NoKey, Answer::Value(value.clone())];
            let last = Answer::CasFailed { actual: value };
            let answer = answers.get(at).cloned().unwrap_or(last);
            sessions.remember(ClientId(1 << at), RequestNumber(7), answer, LogIndex(9));
        }
        (store, sessions)
    }

    #[test]
    fn a_state_reads_back_as_it_was() {
        let (store, sessions) = state();
        assert_eq!(decode(&encode(&store, &sessions)), Some((store, sessions)));
        let empty = (Store::default(), Sessions::default());
        assert_eq!(decode(&encode(&empty.0, &empty.1)), Some(empty));
    }

    #[test]
    fn broken_bytes_are_refused_and_never_panic() {
        let (store, sessions) = state();
        let bytes = encode(&store, &sessions);
        for length in 0..bytes.len() {
            assert_eq!(decode(&bytes[..length]), None);
        }
        let mut rng = Rng::new(1);
        for _ in 0..20_000 {
            let mut broken = bytes.to_vec();
            let at = usize::try_from(rng.below(broken.len() as u64)).expect("small");
            broken[at] = u8::try_from(rng.below(256)).expect("a byte");
            let _ = decode(&broken);
        }
    }
}
