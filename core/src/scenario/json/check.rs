//! Checks a file against its shape. After that, reading it can no longer fail.

use super::error::{FormatError, Problem};
use super::shape::{Field, Kind, Setting, Shape, Variant};
use crate::console;
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

pub(super) fn check(
    value: &Value,
    shape: &Shape,
    path: &str,
    limits: Limits,
) -> Result<(), FormatError> {
    if path.matches(['.', '[']).count() > DEPTH_MAX {
        return Err(expected(path, "fewer conditions inside each other", value));
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
    if good { Ok(()) } else { Err(expected(path, &wanted(shape, limits), value)) }
}

/// What a shape is, for an error's sentence.
pub(super) fn wanted(shape: &Shape, limits: Limits) -> String {
    let servers = limits.servers;
    match shape {
        Shape::Integer { min, max: u64::MAX } => format!("a whole number from {min} on"),
        Shape::Integer { min, max } => format!("a whole number from {min} to {max}"),
        Shape::Seed => format!("a whole number from 0 to {}", u64::MAX),
        Shape::Switch => "true or false".to_owned(),
        Shape::Yes => "true".to_owned(),
        Shape::Text { max } => format!("a text of at most {max} bytes"),
        Shape::Id => "a name of lower-case letters, digits and hyphens, at most 64".to_owned(),
        Shape::Word(words) => format!("one of: {}", words().join(", ")),
        Shape::Range { max } => {
            format!("[least, greatest], both whole numbers up to {max}, the smaller first")
        }
        Shape::Share => "a percentage from 0 to 100 with at most one decimal".to_owned(),
        Shape::Server => format!("a server: 1 to {servers}, or \"S1\" to \"S{servers}\""),
        Shape::ServerOrAny => format!("{}, or \"any\"", wanted(&Shape::Server, limits)),
        Shape::Client if limits.clients == 0 => "no client, for there are none".to_owned(),
        Shape::Client => format!("a client: 1 to {0}, or \"C1\" to \"C{0}\"", limits.clients),
        Shape::End => "a server such as \"S1\" or a client such as \"C1\"".to_owned(),
        Shape::Line => "a line of the action language".to_owned(),
        Shape::Texts => "a text, or texts by language such as {\"en\": …, \"zh-CN\": …}".to_owned(),
        Shape::OrNull(shape) => format!("{}, or null", wanted(shape, limits)),
        Shape::Either(plain, _) => format!("{}, or an object", wanted(plain, limits)),
        Shape::Many(_) => "a list".to_owned(),
        Shape::OneOrMany(shape) => format!("{}, or a list of such", wanted(shape, limits)),
        Shape::PerServer(_) => "an object with servers such as \"S1\" as keys".to_owned(),
        Shape::Record(_) | Shape::Settings(_) | Shape::Choice(_) => "an object".to_owned(),
    }
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
            let wanted = wanted(&Shape::Server, limits);
            let found = format!("the key `{}`", console::shortened(key));
            return Err(FormatError::new(path, Problem::Expected { expected: wanted, found }));
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
            let wanted = format!("a whole number from 0 to {max}, or null");
            return Err(expected(&join(path, key), &wanted, value));
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
        None => Err(expected(path, &format!("one of: {}", words.join(", ")), value)),
    }
}

fn check_line(value: &Value, path: &str) -> Result<(), FormatError> {
    match value.as_str() {
        // Whoever leads then: some server does to see whether the line can be read.
        Some(line) => console::parse(line, Some(NodeId(1)))
            .map(|_| ())
            .map_err(|error| FormatError::new(path, Problem::Line(error))),
        None => Err(expected(path, "a line of the action language", value)),
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

fn expected(path: &str, expected: &str, value: &Value) -> FormatError {
    let found = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("\"{}\"", console::shortened(text)),
        Value::Array(items) if items.len() <= 4 && items.iter().all(Value::is_number) => {
            value.to_string()
        }
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    };
    FormatError::new(path, Problem::Expected { expected: expected.to_owned(), found })
}

fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&text.len()) && text.chars().all(plain)
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
