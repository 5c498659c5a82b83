//! How sessions and servers are set up from JavaScript, with every number checked.

use crate::error::LabError;
use crate::session::from_number;
use crate::view::SessionOptions;
use js_sys::Reflect;
use kvraft_core::kv::{ClerkConfig, KvConfig};
use kvraft_core::raft::Config;
use kvraft_core::sentence::{Fact, Facts, Sentence, Word};
use kvraft_core::sim::Setup;
use wasm_bindgen::{JsCast, JsValue};

const SERVERS: std::ops::RangeInclusive<u32> = 1..=9;
const CLIENTS: std::ops::RangeInclusive<u32> = 0..=50;
/// An hour: longer patience is a mistake.
const TIMEOUT: std::ops::RangeInclusive<u32> = 1..=3_600_000;

/// The fields of [`SessionOptions`]; a misspelt one would go unnoticed.
const NAMES: [&str; 7] =
    ["servers", "clients", "seed", "request_timeout", "members", "production", "max_raft_state"];

const NO_OBJECT: &Word = &Word::new("no-object", "they are no object");
const STRANGE: &Word = &Word::new("strange-option", "`{found}` is none of {known}");
const WRONG: &Word = &Word::new("wrong-option", "`{key}` must be {expected}");
const WHOLE: &Word = &Word::new("between", "a whole number from {least} to {greatest}");
const TEXT: &Word = &Word::new("some-text", "a text");
const SWITCH: &Word = &Word::new("switch", "true or false");
const SERVER_COUNT: &Word = &Word::new("server-count", "number of servers");
const CLIENT_COUNT: &Word = &Word::new("client-count", "number of clients");
const MEMBER_COUNT: &Word = &Word::new("member-count", "number of members");
const TIMEOUT_IN_MS: &Word = &Word::new("timeout", "request timeout in ms");

fn unreadable(reason: &'static Word, mut facts: Facts) -> LabError {
    facts.push(("reason", reason.into()));
    LabError::new("bad-options", Sentence::new("The options cannot be read: {reason}.", facts))
}

/// Reads options field by field. One record is all that the page hands over: serde would bring along the printing
/// of floats, for its messages, which nothing else here needs and which is a twentieth of the module.
pub fn read(options: &JsValue) -> Result<SessionOptions, LabError> {
    if !options.is_object() {
        return Err(unreadable(NO_OBJECT, Facts::new()));
    }
    let names = js_sys::Object::keys(options.unchecked_ref::<js_sys::Object>());
    if let Some(strange) = names
        .iter()
        .filter_map(|name| name.as_string())
        .find(|name| !NAMES.contains(&name.as_str()))
    {
        let facts = vec![("found", Fact::Name(strange)), ("known", Fact::names(&NAMES))];
        return Err(unreadable(STRANGE, facts));
    }
    let whole = |name| field(options, name, WHOLE, whole);
    Ok(SessionOptions {
        servers: whole("servers")?,
        clients: whole("clients")?,
        seed: field(options, "seed", TEXT, JsValue::as_string)?,
        request_timeout: whole("request_timeout")?,
        members: whole("members")?,
        production: field(options, "production", SWITCH, JsValue::as_bool)?,
        max_raft_state: whole("max_raft_state")?,
    })
}

/// A field; none where it is missing, `undefined` or `null`.
fn field<T>(
    options: &JsValue,
    name: &str,
    expected: &'static Word,
    convert: fn(&JsValue) -> Option<T>,
) -> Result<Option<T>, LabError> {
    let value = Reflect::get(options, &name.into()).ok();
    if value.as_ref().is_some_and(|value| value.is_undefined() || value.is_null()) {
        return Ok(None);
    }
    let refused = || {
        let mut facts = vec![("key", Fact::name(&name)), ("expected", expected.into())];
        if expected == WHOLE {
            facts.extend([("least", Fact::Number(0)), ("greatest", Fact::Number(u32::MAX.into()))]);
        }
        unreadable(WRONG, facts)
    };
    value.and_then(|value| convert(&value)).map(Some).ok_or_else(refused)
}

fn whole(value: &JsValue) -> Option<u32> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0 && 0.0 <= *number)?;
    u32::try_from(from_number(number)).ok()
}

/// The setup that `options` ask for.
pub fn setup(options: &SessionOptions) -> Result<Setup, LabError> {
    let default = Setup::default();
    let servers = options.servers.unwrap_or(default.servers);
    check("bad-servers", SERVER_COUNT, servers, SERVERS)?;
    let clients = options.clients.unwrap_or(default.clients);
    check("bad-clients", CLIENT_COUNT, clients, CLIENTS)?;
    let timeout = options.request_timeout.unwrap_or(8000);
    check("bad-options", TIMEOUT_IN_MS, timeout, TIMEOUT)?;
    let members = options.members.unwrap_or(servers);
    check("bad-servers", MEMBER_COUNT, members, 1..=servers)?;
    let raft = if options.production.unwrap_or(false) {
        Config::production()
    } else {
        default.raft.clone()
    };
    let max_raft_state = options.max_raft_state.map(u64::from);
    let kv = KvConfig { max_raft_state, ..default.kv.clone() };
    let seed = options.seed.as_deref().map_or(Ok(default.seed), seed)?;
    let clerk = ClerkConfig { give_up_after: Some(timeout.into()), ..default.clerk };
    let members = Some(members);
    Ok(Setup { servers, members, clients, seed, raft, kv, clerk, ..default })
}

/// Reads a seed: a decimal unsigned 64-bit integer.
pub fn seed(text: &str) -> Result<u64, LabError> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain).ok_or_else(|| {
        let shown = text.chars().take(40).collect();
        let facts = vec![("found", Fact::Name(shown)), ("greatest", Fact::Number(u64::MAX))];
        let template = "`{found}` is not a seed; write a whole number from 0 to {greatest}.";
        LabError::new("bad-seed", Sentence::new(template, facts))
    })
}

fn check(
    code: &'static str,
    what: &'static Word,
    value: u32,
    range: std::ops::RangeInclusive<u32>,
) -> Result<(), LabError> {
    if range.contains(&value) {
        return Ok(());
    }
    let (least, most) = range.into_inner();
    let facts = vec![
        ("what", what.into()),
        ("value", Fact::Number(value.into())),
        ("least", Fact::Number(least.into())),
        ("greatest", Fact::Number(most.into())),
    ];
    let template = "The {what} cannot be {value}; from {least} to {greatest}.";
    Err(LabError::new(code, Sentence::new(template, facts)))
}
