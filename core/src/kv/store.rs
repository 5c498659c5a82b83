//! The key/value map, a deterministic state machine, with a digest of its content kept up as it changes.

use super::command::{Answer, Command, ReadMode, Text, VALUE_MAX};
use super::value::Value;
use crate::hash::Fingerprint;
use crate::table::Table;
use std::hash::Hasher;

/// The store. Two stores with equal content have equal digests, however they came to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// Each under its key's fingerprint.
    pairs: Table<Pair>,
    digest: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Pair {
    key: Text,
    value: Value,
    /// How often the key has been written since it last came to be.
    version: u64,
    fingerprint: u64,
}

impl Store {
    /// Executes a command. The answer depends on the content alone.
    pub fn execute(&mut self, command: &Command) -> Answer {
        match command {
            Command::Get { key, via } => match self.pair_mut(key) {
                None => Answer::NoKey,
                Some(Pair { value, version, .. }) if *via == ReadMode::Version => {
                    Answer::Versioned { value: value.share(), version: *version }
                }
                Some(Pair { value, .. }) => Answer::Value(value.share()),
            },
            Command::PutAt { key, value, version } => match self.pair(key) {
                None if *version > 0 => Answer::NoKey,
                Some(pair) if pair.version != *version => {
                    Answer::WrongVersion { actual: pair.version }
                }
                None | Some(_) => self.set(key, value.clone()),
            },
            Command::OpenSession => Answer::Ok,
            Command::Put { key, value } => self.set(key, value.clone()),
            Command::Append { key, value } => match self.pair_mut(key) {
                Some(pair) if pair.value.as_str().len() + value.len() > VALUE_MAX => {
                    Answer::ValueTooLong
                }
                Some(pair) => {
                    pair.value.push(value);
                    pair.version = pair.version.saturating_add(1);
                    self.digest ^= pair.renew();
                    Answer::Ok
                }
                None => self.set(key, value.clone()),
            },
            Command::Delete { key } => match self.pairs.remove(hashed(key).finish(), has(key)) {
                Some(pair) => {
                    self.digest ^= pair.fingerprint;
                    Answer::Ok
                }
                None => Answer::NoKey,
            },
            Command::Cas { key, expected, new } => match self.pair_mut(key) {
                Some(pair) if pair.value.as_str() != &**expected => {
                    Answer::CasFailed { actual: pair.value.share() }
                }
                Some(_) => self.set(key, new.clone()),
                None => Answer::NoKey,
            },
        }
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pair(key).map(|pair| pair.value.as_str())
    }

    fn pair(&self, key: &str) -> Option<&Pair> {
        self.pairs.get(hashed(key).finish(), has(key))
    }

    fn pair_mut(&mut self, key: &str) -> Option<&mut Pair> {
        self.pairs.get_mut(hashed(key).finish(), has(key))
    }

    /// All keys in order, each with its value and version.
    pub fn versions(&self) -> impl ExactSizeIterator<Item = (&Text, &str, u64)> {
        let pairs = self.pairs.sorted_by(|a, b| a.key.cmp(&b.key));
        pairs.into_iter().map(|Pair { key, value, version, .. }| (key, value.as_str(), *version))
    }

    /// Puts a key back as it was, version included.
    pub fn restore(&mut self, key: &Text, value: Text, version: u64) {
        self.write(key, value, |_| version);
    }

    /// All pairs, in key order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &str)> {
        self.versions().map(|(key, value, _)| (key, value))
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

    #[inline]
    fn set(&mut self, key: &Text, value: Text) -> Answer {
        self.write(key, value, |before| before.saturating_add(1));
        Answer::Ok
    }

    /// Writes a value, with the version that follows from the one before: 0 if there is none.
    #[inline]
    fn write(&mut self, key: &Text, value: Text, version: impl Fn(u64) -> u64) {
        let hasher = hashed(key);
        let name = hasher.finish();
        let value = Value::new(hasher, value);
        if let Some(pair) = self.pairs.get_mut(name, has(key)) {
            (pair.value, pair.version) = (value, version(pair.version));
            self.digest ^= pair.renew();
        } else {
            let version = version(0);
            let fingerprint = value.fingerprint(version);
            self.digest ^= fingerprint;
            self.pairs.insert(name, Pair { key: key.clone(), value, version, fingerprint });
        }
    }
}

impl Pair {
    /// Computes the fingerprint anew; returns by what the store's digest changes.
    #[inline]
    fn renew(&mut self) -> u64 {
        let before = self.fingerprint;
        self.fingerprint = self.value.fingerprint(self.version);
        before ^ self.fingerprint
    }
}

/// Whether a pair is that of `key`.
fn has(key: &str) -> impl Fn(&Pair) -> bool {
    move |pair| *pair.key == *key
}

/// The texts go in bare, without what `Hash` puts between them, for their lengths count anyway.
fn hashed(key: &str) -> Fingerprint {
    let mut hasher = Fingerprint::default();
    hasher.write(key.as_bytes());
    hasher
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
        let get = Command::get("x");
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
    fn versions_count_the_writes_of_a_key() {
        let mut store = Store::default();
        let read = Command::Get { key: "x".into(), via: ReadMode::Version };
        let put_at = |version| Command::PutAt { key: "x".into(), value: "v".into(), version };
        assert_eq!(store.execute(&put_at(1)), Answer::NoKey);
        assert_eq!(store.execute(&put_at(0)), Answer::Ok);
        assert_eq!(store.execute(&put_at(0)), Answer::WrongVersion { actual: 1 });
        assert_eq!(store.execute(&put("x", "w")), Answer::Ok);
        assert_eq!(store.execute(&read), Answer::Versioned { value: "w".into(), version: 2 });
        assert_eq!(store.execute(&put_at(2)), Answer::Ok);
        store.execute(&Command::Delete { key: "x".into() });
        assert_eq!(store.execute(&read), Answer::NoKey);
        assert_eq!(store.execute(&put_at(0)), Answer::Ok);
        assert_eq!(store.execute(&read), Answer::Versioned { value: "v".into(), version: 1 });
    }

    #[test]
    fn a_value_cannot_grow_beyond_its_limit() {
        let mut store = Store::default();
        store.execute(&put("x", &"a".repeat(VALUE_MAX)));
        assert_eq!(store.execute(&append("x", "b")), Answer::ValueTooLong);
        assert_eq!(store.get("x").map(str::len), Some(VALUE_MAX));
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
            for (key, value, version) in store.versions() {
                afresh.restore(key, value.into(), version);
            }
            assert_eq!(store, afresh);
        }
    }
}
