//! The published JSON Schema (draft 2020-12), made from the shapes that files are checked against.

use super::check::shape_of;
use super::format::{CHALLENGE, SCENARIO};
use super::shape::{Field, Kind, Setting, Shape, Variant};
use serde_json::{Map, Value, json};

pub(super) fn schema() -> Value {
    published("KVRaft Lab scenario", &SCENARIO)
}

pub(super) fn challenge() -> Value {
    published("KVRaft Lab challenge", &CHALLENGE)
}

fn published(title: &str, shape: &Shape) -> Value {
    let mut schema = of(shape, 0);
    let mut whole = Map::new();
    whole.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("title".into(), json!(title));
    if let Value::Object(scenario) = &mut schema {
        whole.append(scenario);
    }
    whole.insert("$defs".into(), json!({ "condition": condition_definition() }));
    Value::Object(whole)
}

/// Conditions contain conditions: they are described once, and referred to.
fn condition_definition() -> Value {
    of(&super::format::CONDITION, 0)
}

fn of(shape: &Shape, depth: u32) -> Value {
    if depth > 0 && std::ptr::eq(shape, &raw const super::format::CONDITION) {
        return json!({ "$ref": "#/$defs/condition" });
    }
    let inner = |shape: &Shape| of(shape, depth + 1);
    match shape {
        Shape::Integer { min, max: u64::MAX } => json!({ "type": "integer", "minimum": min }),
        Shape::Integer { min, max } => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        Shape::Seed => json!({
            "oneOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]{1,20}$" }]
        }),
        Shape::Switch => json!({ "type": "boolean" }),
        Shape::Yes => json!({ "const": true }),
        Shape::Text { max } => json!({ "type": "string", "maxLength": max }),
        Shape::Id => json!({ "type": "string", "pattern": "^[a-z0-9-]{1,64}$" }),
        Shape::Word(words) => json!({ "enum": words() }),
        Shape::Range { max } => {
            let number = json!({ "type": "integer", "minimum": 0, "maximum": max });
            json!({ "oneOf": [number.clone(), {
                "type": "array", "items": number, "minItems": 2, "maxItems": 2
            }] })
        }
        Shape::Share => json!({ "type": "number", "minimum": 0, "maximum": 100 }),
        Shape::Server => numbered("[Ss]"),
        Shape::ServerOrAny => json!({ "oneOf": [numbered("[Ss]"), { "const": "any" }] }),
        Shape::Client => numbered("[Cc]"),
        Shape::End => json!({ "type": "string", "pattern": "^[SsCc][0-9]+$" }),
        Shape::Line => json!({ "type": "string" }),
        Shape::Texts => json!({ "oneOf": [{ "type": "string" }, {
            "type": "object",
            "propertyNames": { "pattern": "^[A-Za-z0-9-]{2,35}$" },
            "additionalProperties": { "type": "string" }
        }] }),
        Shape::OrNull(shape) => json!({ "oneOf": [inner(shape), { "type": "null" }] }),
        Shape::Either(plain, record) => json!({ "oneOf": [inner(plain), inner(record)] }),
        Shape::Many(shape) => json!({ "type": "array", "items": inner(shape) }),
        Shape::OneOrMany(shape) => {
            json!({ "oneOf": [inner(shape), { "type": "array", "items": inner(shape) }] })
        }
        Shape::PerServer(shape) => json!({
            "type": "object",
            "propertyNames": { "pattern": "^[Ss]?[0-9]+$" },
            "additionalProperties": inner(shape)
        }),
        Shape::Record(fields) => record(fields, None, depth),
        Shape::Settings(settings) => settings_record(settings),
        Shape::Choice(variants) => {
            let kinds = variants.iter().map(|variant| record(variant.beside, Some(variant), depth));
            json!({ "oneOf": kinds.collect::<Value>() })
        }
    }
}

fn numbered(letter: &str) -> Value {
    json!({ "oneOf": [
        { "type": "integer", "minimum": 1 },
        { "type": "string", "pattern": format!("^{letter}[0-9]+$") }
    ] })
}

fn record(fields: &[Field], variant: Option<&Variant>, depth: u32) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    if let Some(Variant { word, shape, about, .. }) = variant {
        properties.insert((*word).to_owned(), described(of(shape, depth + 1), about));
        required.push(*word);
    }
    for field in fields {
        let value = described(of(field.shape, depth + 1), field.about);
        properties.insert(field.name.to_owned(), value);
        if field.required {
            required.push(field.name);
        }
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false
    })
}

fn settings_record(settings: &[Setting]) -> Value {
    let properties: Map<String, Value> = settings
        .iter()
        .map(|setting| {
            let mut value = of(&shape_of(&setting.kind), 1);
            if let Kind::Optional { max, .. } = setting.kind {
                value = json!({ "oneOf": [
                    { "type": "integer", "minimum": 0, "maximum": max }, { "type": "null" }
                ] });
            }
            (setting.name.to_owned(), described(value, setting.about))
        })
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn described(mut schema: Value, about: &str) -> Value {
    if let Value::Object(map) = &mut schema {
        map.insert("description".into(), json!(about));
    }
    schema
}
