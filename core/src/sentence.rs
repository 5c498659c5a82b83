//! Sentences whose facts stand apart from their words: what is said here in English can be said in any
//! language by whoever knows the code of the sentence, its facts, and the codes of the words in it.

use std::fmt;

/// What a sentence names, by name.
pub type Facts = Vec<(&'static str, Fact)>;

/// An English sentence. It prints with its facts filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// With a `{name}` for each fact.
    pub template: &'static str,
    /// What is filled in there, or in a word that is.
    pub facts: Facts,
}

/// Something that a sentence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A number.
    Number(u64),
    /// A name or several, a key, a line, what somebody typed: the same in every language.
    Name(String),
    /// Parts of a sentence, any of which would do; the facts of the sentence are theirs, too.
    Words(Vec<&'static Word>),
    /// Another sentence, whose facts stand among those of this one.
    Other {
        /// The code of its error.
        code: &'static str,
        /// With a `{name}` for each fact.
        template: &'static str,
    },
    /// What a library says, in English: it is its own code.
    Said(String),
}

/// A part of a sentence: a thing that is expected, a quantity, a reason.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// A stable word for it, for translations and programs.
    pub code: &'static str,
    /// In English, with a `{name}` for each fact.
    pub english: &'static str,
}

impl Word {
    /// A part of a sentence.
    pub const fn new(code: &'static str, english: &'static str) -> Self {
        Self { code, english }
    }
}

impl Sentence {
    /// A sentence that names something.
    pub fn new(template: &'static str, facts: Facts) -> Self {
        Self { template, facts }
    }

    /// A sentence without facts.
    pub fn plain(template: &'static str) -> Self {
        Self::new(template, Facts::new())
    }
}

impl Fact {
    /// Something by its name.
    #[inline(never)]
    pub fn name(named: &dyn fmt::Display) -> Self {
        Self::Name(named.to_string())
    }

    /// Names, any of which is meant.
    pub fn names(names: &[&str]) -> Self {
        Self::Name(names.join(", "))
    }
}

impl From<&'static Word> for Fact {
    fn from(word: &'static Word) -> Self {
        Self::Words(vec![word])
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fill(self.template, &self.facts, f)
    }
}

/// Writes a template with its facts. Braces around anything but the name of a fact stay as they are.
pub(crate) fn fill(
    template: &str,
    facts: &[(&'static str, Fact)],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (at, piece) in template.split(['{', '}']).enumerate() {
        if at % 2 == 0 {
            f.write_str(piece)?;
        } else if let Some((_, fact)) = facts.iter().find(|(name, _)| *name == piece) {
            write_fact(fact, facts, f)?;
        } else {
            write!(f, "{{{piece}}}")?;
        }
    }
    Ok(())
}

fn write_fact(
    fact: &Fact,
    facts: &[(&'static str, Fact)],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match fact {
        Fact::Number(number) => write!(f, "{number}"),
        Fact::Name(text) | Fact::Said(text) => f.write_str(text),
        Fact::Other { template, .. } => fill(template, facts, f),
        Fact::Words(words) => {
            for (at, word) in words.iter().enumerate() {
                f.write_str(if at == 0 { "" } else { ", or " })?;
                fill(word.english, facts, f)?;
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_where_they_are_named_and_other_braces_stay() {
        const UP_TO: &Word = &Word::new("number", "a number up to {max}");
        const NULL: &Word = &Word::new("null", "null");
        let sentence = Sentence::new(
            "Not {found} but {expected}; {known}; {\"en\": …} and \\u{1F600}.",
            vec![
                ("found", Fact::name(&"{max}")),
                ("expected", Fact::Words(vec![UP_TO, NULL])),
                ("max", Fact::Number(u64::MAX)),
                ("known", Fact::names(&["a", "b"])),
            ],
        );
        assert_eq!(
            sentence.to_string(),
            "Not {max} but a number up to 18446744073709551615, or null; a, b; {\"en\": …} and \\u{1F600}."
        );
    }
}
