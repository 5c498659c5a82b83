//! A stored value: a text that is handed out whole and grows at its end, and its fingerprint. An Append costs
//! what it adds, not what is there; a Get after it copies the text once, for all who ask.

use super::command::Text;
use crate::hash::Fingerprint;
use std::hash::Hasher;
use std::sync::Arc;

/// The fingerprint goes over the text in pieces of so many bytes, so that it can be continued. No other
/// size would do: a digest depends on the content alone, not on how it grew.
const PIECE: usize = 256;

#[derive(Clone, Debug)]
pub(super) struct Value {
    form: Form,
    /// The fingerprint of the key and of all whole pieces.
    pieces: Fingerprint,
}

#[derive(Clone, Debug)]
enum Form {
    /// As it came.
    Shared(Text),
    /// It has grown since.
    Grown {
        /// Shared with copies of the store, until one of them grows.
        text: Arc<String>,
        /// As it was last handed out, if it has not grown since.
        shared: Option<Text>,
    },
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Value {}

impl Value {
    /// The value of a key, whose fingerprint `key` is.
    #[inline]
    pub(super) fn new(key: Fingerprint, text: Text) -> Self {
        let mut value = Self { form: Form::Shared(text), pieces: key };
        if value.as_str().len() >= PIECE {
            value.take_in(0);
        }
        value
    }

    pub(super) fn as_str(&self) -> &str {
        match &self.form {
            Form::Shared(text) => text,
            Form::Grown { text, .. } => text,
        }
    }

    /// The text, to be kept by others.
    pub(super) fn share(&mut self) -> Text {
        match &mut self.form {
            Form::Shared(text) => text.clone(),
            Form::Grown { text, shared } => {
                shared.get_or_insert_with(|| text.as_str().into()).clone()
            }
        }
    }

    /// Adds to the end.
    pub(super) fn push(&mut self, more: &str) {
        let before = self.as_str().len();
        match &mut self.form {
            Form::Shared(text) => {
                // As much again, for what has grown once grows on.
                let mut grown = String::with_capacity(2 * (text.len() + more.len()));
                grown.push_str(text);
                grown.push_str(more);
                self.form = Form::Grown { text: grown.into(), shared: None };
            }
            Form::Grown { text, shared } => {
                Arc::make_mut(text).push_str(more);
                *shared = None;
            }
        }
        self.take_in(before);
    }

    /// The fingerprint of key, text and version.
    #[inline]
    pub(super) fn fingerprint(&self, version: u64) -> u64 {
        let mut hasher = self.pieces;
        let bytes = self.as_str().as_bytes();
        hasher.write(&bytes[bytes.len() / PIECE * PIECE..]);
        hasher.write_u64(version);
        hasher.finish()
    }

    /// Takes in the pieces that are whole now, when the text had this length before.
    fn take_in(&mut self, before: usize) {
        let mut pieces = self.pieces;
        for piece in self.as_str().as_bytes()[before / PIECE * PIECE..].chunks_exact(PIECE) {
            pieces.write(piece);
        }
        self.pieces = pieces;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn however_it_grew_it_is_what_it_would_be_at_once() {
        let mut rng = Rng::new(3);
        let key = Fingerprint::default();
        for _ in 0..200 {
            let (mut value, mut model) = (Value::new(key, "".into()), String::new());
            let mut copies = Vec::new();
            while model.len() < 5 * PIECE {
                let more = "ab木c".repeat(usize::try_from(rng.below(60)).expect("small"));
                value.push(&more);
                model.push_str(&more);
                match rng.below(4) {
                    0 => assert_eq!(*value.share(), *model),
                    1 => copies.push((value.clone(), model.clone())),
                    _ => {}
                }
                let whole = Value::new(key, model.as_str().into());
                assert_eq!(value, whole);
                assert_eq!(value.fingerprint(7), whole.fingerprint(7));
            }
            assert!(copies.iter().all(|(value, model)| value.as_str() == model));
        }
    }

    #[test]
    fn texts_that_differ_have_other_fingerprints() {
        let of = |text: &str| Value::new(Fingerprint::default(), text.into()).fingerprint(1);
        let long = "x".repeat(3 * PIECE);
        let texts = ["", "x", &long[..PIECE - 1], &long[..PIECE], &long[..=PIECE], &long];
        for (i, one) in texts.iter().enumerate() {
            assert!(texts[..i].iter().all(|other| of(other) != of(one)));
        }
    }
}
