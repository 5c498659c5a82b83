//! Checks a file against its shape. After that, reading it can no longer fail.

use super::error::{FormatError, Problem};
use super::shape::{Field, Kind, Setting, Shape, Variant};
use crate::console;
use crate::sentence::{Fact, Facts, Word};
use crate::types::NodeId;
use serde_json::{Map, Value};

/// What numbers a file may use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub servers: u32,
    pub clients: u32,
}

/// Objects and lists may be nested so deeply.
const DEPTH_MAX: usize = 32;

/// Longest name of a scenario, in bytes.
const ID_MAX: usize = 64;

pub(super) fn check(
    value: &Value,
    shape: &Shape,
    path: &str,
    limits: Limits,
) -> Result<(), FormatError> {
    if path.matches(['.', '[']).count() > DEPTH_MAX {
        return Err(expected(path, Wanted::plain(SHALLOWER), value));
    }
    let good = match shape {
        Shape::Integer { min, max } => {
            value.as_u64().is_some_and(|number| (*min..=*max).contains(&number))
        }
        Shape::Seed => seed(value).is_some(),
        Shape::Switch => value.is_boolean(),
        Shape::Yes => value.as_bool() == Some(true),
        Shape::Text { max } => value.as_str().is_some_and(|text| text.len() <= *max),
        Shape::Id => value.as_str().is_some_and(is_id),
        Shape::Word(words) => return check_word(value, &words(), path),
        Shape::Range { max } => range(value).is_some_and(|(low, high)| low <= high && high <= *max),
        Shape::Share => share(value).is_some(),
        Shape::Server => numbered(value, 'S').is_some_and(|id| id <= limits.servers),
        Shape::ServerOrAny => {
            value.as_str() == Some("any")
                || numbered(value, 'S').is_some_and(|id| id <= limits.servers)
        }
        Shape::Client => numbered(value, 'C').is_some_and(|id| id <= limits.clients),
        Shape::End => {
            value.is_string()
                && (numbered(value, 'S').is_some_and(|id| id <= limits.servers)
                    || numbered(value, 'C').is_some_and(|id| id <= limits.clients))
        }
        Shape::Line => return check_line(value, path),
        Shape::Texts => texts_are_good(value),
        Shape::OrNull(shape) => {
            return if value.is_null() { Ok(()) } else { check(value, shape, path, limits) };
        }
        Shape::Either(plain, record) => {
            let shape = if value.is_object() { record } else { plain };
            return check(value, shape, path, limits);
        }
        Shape::Many(shape) => match value.as_array() {
            Some(items) => return check_all(items, shape, path, limits),
            None => false,
        },
        Shape::OneOrMany(shape) => match value.as_array() {
            Some(items) => return check_all(items, shape, path, limits),
            None => return check(value, shape, path, limits),
        },
        Shape::PerServer(shape) => match value.as_object() {
            Some(map) => return check_per_server(map, shape, path, limits),
            None => false,
        },
        Shape::Record(fields) => match value.as_object() {
            Some(map) => return check_record(map, fields, &[], path, limits),
            None => false,
        },
        Shape::Settings(settings) => match value.as_object() {
            Some(map) => return check_settings(map, settings, path, limits),
            None => false,
        },
        Shape::Choice(variants) => match value.as_object() {
            Some(map) => return check_choice(map, variants, path, limits),
            None => false,
        },
    };
    if good { Ok(()) } else { Err(expected(path, wanted(shape, limits), value)) }
}

/// What is expected somewhere: words, any of which would do, and their facts.
#[derive(Debug)]
struct Wanted {
    words: Vec<&'static Word>,
    facts: Facts,
}

impl Wanted {
    fn new(word: &'static Word, facts: Facts) -> Self {
        Self { words: vec![word], facts }
    }

    fn plain(word: &'static Word) -> Self {
        Self::new(word, Facts::new())
    }

    fn or(mut self, word: &'static Word) -> Self {
        self.words.push(word);
        self
    }
}

const SHALLOWER: &Word = &Word::new("shallower", "fewer conditions inside each other");
const FROM_ON: &Word = &Word::new("from-on", "a whole number from {least} on");
const BETWEEN: &Word = &Word::new("between", "a whole number from {least} to {greatest}");
const SWITCH: &Word = &Word::new("switch", "true or false");
const YES: &Word = &Word::new("yes", "true");
const TEXT: &Word = &Word::new("text", "a text of at most {max} bytes");
const ID: &Word =
    &Word::new("id", "a name of lower-case letters, digits and hyphens, at most {max}");
const ONE_OF: &Word = &Word::new("one-of", "one of: {known}");
const RANGE: &Word =
    &Word::new("range", "[least, greatest], both whole numbers up to {max}, the smaller first");
const PERCENTAGE: &Word =
    &Word::new("percentage-to-100", "a percentage from 0 to 100 with at most one decimal");
const SERVER: &Word =
    &Word::new("some-server", "a server: 1 to {servers}, or \"S1\" to \"S{servers}\"");
const ANY: &Word = &Word::new("any", "\"any\"");
const NO_CLIENT: &Word = &Word::new("no-client", "no client, for there are none");
const CLIENT: &Word =
    &Word::new("some-client", "a client: 1 to {clients}, or \"C1\" to \"C{clients}\"");
const END: &Word = &Word::new("end", "a server such as \"S1\" or a client such as \"C1\"");
const LINE: &Word = &Word::new("line", "a line of the action language");
const TEXTS: &Word =
    &Word::new("texts", "a text, or texts by language such as {\"en\": …, \"zh-CN\": …}");
const NULL: &Word = &Word::new("null", "null");
const OBJECT: &Word = &Word::new("object", "an object");
const LIST: &Word = &Word::new("list", "a list");
const LIST_OF_SUCH: &Word = &Word::new("list-of-such", "a list of such");
const PER_SERVER: &Word = &Word::new("per-server", "an object with servers such as \"S1\" as keys");
const FOUND_KEY: &Word = &Word::new("found-key", "the key `{key}`");

/// What a shape is, for an error's sentence.
fn wanted(shape: &Shape, limits: Limits) -> Wanted {
    let between = |least: u64, greatest: u64| {
        Wanted::new(
            BETWEEN,
            vec![("least", Fact::Number(least)), ("greatest", Fact::Number(greatest))],
        )
    };
    let up_to = |word, max| Wanted::new(word, vec![("max", Fact::Number(max))]);
    match shape {
        Shape::Integer { min, max: u64::MAX } => {
            Wanted::new(FROM_ON, vec![("least", Fact::Number(*min))])
        }
        Shape::Integer { min, max } => between(*min, *max),
        Shape::Seed => between(0, u64::MAX),
        Shape::Switch => Wanted::plain(SWITCH),
        Shape::Yes => Wanted::plain(YES),
        Shape::Text { max } => up_to(TEXT, *max as u64),
        Shape::Id => up_to(ID, ID_MAX as u64),
        Shape::Word(words) => one_of(&words()),
        Shape::Range { max } => up_to(RANGE, *max),
        Shape::Share => Wanted::plain(PERCENTAGE),
        Shape::Server => {
            Wanted::new(SERVER, vec![("servers", Fact::Number(limits.servers.into()))])
        }
        Shape::ServerOrAny => wanted(&Shape::Server, limits).or(ANY),
        Shape::Client if limits.clients == 0 => Wanted::plain(NO_CLIENT),
        Shape::Client => {
            Wanted::new(CLIENT, vec![("clients", Fact::Number(limits.clients.into()))])
        }
        Shape::End => Wanted::plain(END),
        Shape::Line => Wanted::plain(LINE),
        Shape::Texts => Wanted::plain(TEXTS),
        Shape::OrNull(shape) => wanted(shape, limits).or(NULL),
        Shape::Either(plain, _) => wanted(plain, limits).or(OBJECT),
        Shape::Many(_) => Wanted::plain(LIST),
        Shape::OneOrMany(shape) => wanted(shape, limits).or(LIST_OF_SUCH),
        Shape::PerServer(_) => Wanted::plain(PER_SERVER),
        Shape::Record(_) | Shape::Settings(_) | Shape::Choice(_) => Wanted::plain(OBJECT),
    }
}

fn one_of(words: &[&'static str]) -> Wanted {
    Wanted::new(ONE_OF, vec![("known", Fact::names(words))])
}

fn check_all(
    items: &[Value],
    shape: &Shape,
    path: &str,
    limits: Limits,
) -> Result<(), FormatError> {
    let mut items = items.iter().enumerate();
    items.try_for_each(|(at, item)| check(item, shape, &format!("{path}[{at}]"), limits))
}

fn check_per_server(
    map: &Map<String, Value>,
    shape: &Shape,
    path: &str,
    limits: Limits,
) -> Result<(), FormatError> {
    for (key, value) in map {
        if server_key(key).is_none_or(|server| server > limits.servers) {
            let mut wanted = wanted(&Shape::Server, limits);
            wanted.facts.push(("key", Fact::Name(console::shortened(key))));
            return Err(refused(path, wanted, FOUND_KEY.into()));
        }
        check(value, shape, &join(path, key), limits)?;
    }
    Ok(())
}

fn check_record(
    map: &Map<String, Value>,
    fields: &[Field],
    more: &[&'static str],
    path: &str,
    limits: Limits,
) -> Result<(), FormatError> {
    for (key, value) in map {
        match fields.iter().find(|field| field.name == key) {
            Some(field) => check(value, field.shape, &join(path, key), limits)?,
            None if more.contains(&key.as_str()) => {}
            None => {
                let known = fields.iter().map(|field| field.name).chain(more.iter().copied());
                return Err(unknown_key(path, key, known.collect()));
            }
        }
    }
    let missing = fields.iter().find(|field| field.required && !map.contains_key(field.name));
    missing.map_or(Ok(()), |field| {
        Err(FormatError::new(path, Problem::MissingKey { key: field.name }))
    })
}

fn check_settings(
    map: &Map<String, Value>,
    settings: &[Setting],
    path: &str,
    limits: Limits,
) -> Result<(), FormatError> {
    for (key, value) in map {
        let Some(setting) = settings.iter().find(|setting| setting.name == key) else {
            return Err(unknown_key(path, key, settings.iter().map(|s| s.name).collect()));
        };
        check(value, &shape_of(&setting.kind), &join(path, key), limits)?;
        if let Kind::Optional { max, .. } = &setting.kind
            && value.as_u64().is_some_and(|number| number > u64::from(*max))
        {
            let wanted = wanted(&Shape::Integer { min: 0, max: (*max).into() }, limits).or(NULL);
            return Err(expected(&join(path, key), wanted, value));
        }
    }
    Ok(())
}

/// The shape of a setting's value.
pub(super) fn shape_of(kind: &Kind) -> Shape {
    static PERMILLE: Shape = Shape::Integer { min: 0, max: u32::MAX as u64 };
    match kind {
        Kind::Number { min, max, .. } => Shape::Integer { min: *min, max: *max },
        Kind::Range { max, .. } => Shape::Range { max: *max },
        Kind::Switch(_) => Shape::Switch,
        Kind::Optional { .. } => Shape::OrNull(&PERMILLE),
    }
}

fn check_choice(
    map: &Map<String, Value>,
    variants: &[Variant],
    path: &str,
    limits: Limits,
) -> Result<(), FormatError> {
    let mut chosen = variants.iter().filter(|variant| map.contains_key(variant.word));
    let words = || variants.iter().map(|variant| variant.word).collect();
    let Some(variant) = chosen.next() else {
        return Err(match map.keys().next() {
            Some(key) => unknown_key(path, key, words()),
            None => FormatError::new(path, Problem::NoChoice { known: words() }),
        });
    };
    // A word may stand beside another as its modifier.
    let beside = |word: &str| variant.beside.iter().any(|field| field.name == word);
    if let Some(other) = chosen.find(|other| !beside(other.word)) {
        let (first, second) = (variant.word, other.word);
        return Err(FormatError::new(path, Problem::TwoChoices { first, second }));
    }
    check(&map[variant.word], variant.shape, &join(path, variant.word), limits)?;
    check_record(map, variant.beside, &[variant.word], path, limits)
}

fn check_word(value: &Value, words: &[&'static str], path: &str) -> Result<(), FormatError> {
    match value.as_str() {
        Some(word) if words.contains(&word) => Ok(()),
        Some(word) => {
            let known = words.to_vec();
            let suggestion = console::nearest(word, words);
            let found = console::shortened(word);
            Err(FormatError::new(path, Problem::UnknownWord { found, known, suggestion }))
        }
        None => Err(expected(path, one_of(words), value)),
    }
}

fn check_line(value: &Value, path: &str) -> Result<(), FormatError> {
    match value.as_str() {
        // Whoever leads then: some server does to see whether the line can be read.
        Some(line) => console::parse(line, Some(NodeId(1)))
            .map(|_| ())
            .map_err(|error| FormatError::new(path, Problem::Line(error))),
        None => Err(expected(path, Wanted::plain(LINE), value)),
    }
}

fn texts_are_good(value: &Value) -> bool {
    value.is_string()
        || value.as_object().is_some_and(|texts| {
            texts.iter().all(|(tag, text)| {
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
                (2..=35).contains(&tag.len()) && tag.chars().all(plain) && text.is_string()
            })
        })
}

pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        console::shortened(key)
    } else {
        format!("{path}.{}", console::shortened(key))
    }
}

fn unknown_key(path: &str, found: &str, known: Vec<&'static str>) -> FormatError {
    let suggestion = console::nearest(found, &known);
    let found = console::shortened(found);
    FormatError::new(path, Problem::UnknownKey { found, known, suggestion })
}

fn expected(path: &str, wanted: Wanted, value: &Value) -> FormatError {
    let found = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Fact::name(value),
        Value::String(text) => Fact::Name(format!("\"{}\"", console::shortened(text))),
        Value::Array(items) if items.len() <= 4 && items.iter().all(Value::is_number) => {
            Fact::name(value)
        }
        Value::Array(_) => LIST.into(),
        Value::Object(_) => OBJECT.into(),
    };
    refused(path, wanted, found)
}

fn refused(path: &str, Wanted { words, mut facts }: Wanted, found: Fact) -> FormatError {
    facts.extend([("expected", Fact::Words(words)), ("found", found)]);
    FormatError::new(path, Problem::Expected(facts))
}

fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=ID_MAX).contains(&text.len()) && text.chars().all(plain)
}

pub(super) fn seed(value: &Value) -> Option<u64> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    value.as_u64().or_else(|| value.as_str().filter(|text| digits(text))?.parse().ok())
}

pub(super) fn range(value: &Value) -> Option<(u64, u64)> {
    match value.as_array().map(Vec::as_slice) {
        Some([low, high]) => Some((low.as_u64()?, high.as_u64()?)),
        Some(_) => None,
        None => value.as_u64().map(|number| (number, number)),
    }
}

/// A percentage as permille.
pub(super) fn share(value: &Value) -> Option<u32> {
    let text = value.as_number()?.to_string();
    let (whole, tenths) = text.split_once('.').unwrap_or((&text, "0"));
    let permille = whole.parse::<u32>().ok()?.checked_mul(10)?;
    let tenths: u32 = if tenths.len() == 1 { tenths.parse().ok()? } else { return None };
    permille.checked_add(tenths).filter(|permille| *permille <= 1000)
}

/// A server or client, by number or name.
pub(super) fn numbered(value: &Value, letter: char) -> Option<u32> {
    let id = match value.as_str() {
        Some(name) => {
            let digits = name.strip_prefix([letter, letter.to_ascii_lowercase()])?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        }
        None => u32::try_from(value.as_u64()?).ok(),
    };
    id.filter(|id| *id > 0)
}

/// A server as a key.
pub(super) fn server_key(key: &str) -> Option<u32> {
    let digits = key.strip_prefix(['S', 's']).unwrap_or(key);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|id| plain && *id > 0)
}
