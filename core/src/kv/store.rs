//! The key/value map, a deterministic state machine, with a digest of its content kept up as it changes.

use super::command::{Answer, Command, Text, VALUE_MAX};
use crate::hash::fingerprint;
use std::collections::BTreeMap;

/// The store. Two stores with equal content have equal digests, however they came to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Store {
    pairs: BTreeMap<Text, Slot>,
    digest: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Slot {
    value: Text,
    fingerprint: u64,
}

impl Store {
    /// Executes a command. The answer depends on the content alone.
    pub fn execute(&mut self, command: &Command) -> Answer {
        match command {
            Command::Get { key } => {
                self.get(key).map_or(Answer::NoKey, |value| Answer::Value(value.clone()))
            }
            Command::Put { key, value } => self.set(key, value.clone()),
            Command::Append { key, value } => match self.get(key) {
                Some(old) if old.len() + value.len() > VALUE_MAX => Answer::ValueTooLong,
                Some(old) => {
                    let mut joined = String::with_capacity(old.len() + value.len());
                    joined.push_str(old);
                    joined.push_str(value);
                    self.set(key, joined.into())
                }
                None => self.set(key, value.clone()),
            },
            Command::Delete { key } => match self.pairs.remove(key) {
                Some(slot) => {
                    self.digest ^= slot.fingerprint;
                    Answer::Ok
                }
                None => Answer::NoKey,
            },
            Command::Cas { key, expected, new } => match self.get(key) {
                Some(actual) if actual == expected => self.set(key, new.clone()),
                Some(actual) => Answer::CasFailed { actual: actual.clone() },
                None => Answer::NoKey,
            },
        }
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Text> {
        self.pairs.get(key).map(|slot| &slot.value)
    }

    /// All pairs, in key order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Text)> {
        self.pairs.iter().map(|(key, slot)| (key, &slot.value))
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// A fingerprint of the content: the pairs' fingerprints, combined in no particular order.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    fn set(&mut self, key: &Text, value: Text) -> Answer {
        let fingerprint = fingerprint(&(key, &value));
        self.digest ^= fingerprint;
        if let Some(old) = self.pairs.insert(key.clone(), Slot { value, fingerprint }) {
            self.digest ^= old.fingerprint;
        }
        Answer::Ok
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn put(key: &str, value: &str) -> Command {
        Command::Put { key: key.into(), value: value.into() }
    }

    fn append(key: &str, value: &str) -> Command {
        Command::Append { key: key.into(), value: value.into() }
    }

    #[test]
    fn the_five_commands_answer_as_documented() {
        let mut store = Store::default();
        let get = Command::Get { key: "x".into() };
        let cas = |old: &str, new: &str| Command::Cas {
            key: "x".into(),
            expected: old.into(),
            new: new.into(),
        };
        let delete = Command::Delete { key: "x".into() };
        assert_eq!(store.execute(&get), Answer::NoKey);
        assert_eq!(store.execute(&cas("1", "2")), Answer::NoKey);
        assert_eq!(store.execute(&delete), Answer::NoKey);
        assert_eq!(store.execute(&append("x", "1")), Answer::Ok);
        assert_eq!(store.execute(&append("x", "2")), Answer::Ok);
        assert_eq!(store.execute(&get), Answer::Value("12".into()));
        assert_eq!(store.execute(&cas("1", "2")), Answer::CasFailed { actual: "12".into() });
        assert_eq!(store.execute(&cas("12", "3")), Answer::Ok);
        assert_eq!(store.execute(&get), Answer::Value("3".into()));
        assert_eq!(store.execute(&delete), Answer::Ok);
        assert!(store.is_empty());
        assert_eq!(store.digest(), Store::default().digest());
    }

    #[test]
    fn a_value_cannot_grow_beyond_its_limit() {
        let mut store = Store::default();
        store.execute(&put("x", &"a".repeat(VALUE_MAX)));
        assert_eq!(store.execute(&append("x", "b")), Answer::ValueTooLong);
        assert_eq!(store.get("x").map(|value| value.len()), Some(VALUE_MAX));
    }

    #[test]
    fn the_digest_is_that_of_the_content_built_afresh() {
        let mut rng = Rng::new(11);
        let mut store = Store::default();
        for step in 0..3000 {
            let key: Text = format!("k{}", rng.below(8)).into();
            let value: Text = format!("{}", rng.below(4)).into();
            store.execute(&match rng.below(4) {
                0 => Command::Put { key, value },
                1 if step % 7 == 0 => Command::Append { key, value },
                2 => Command::Delete { key },
                _ => Command::Cas { key, expected: value.clone(), new: format!("{value}!").into() },
            });
            let mut afresh = Store::default();
            for (key, value) in store.iter() {
                afresh.execute(&Command::Put { key: key.clone(), value: value.clone() });
            }
            assert_eq!(store, afresh);
        }
    }
}
