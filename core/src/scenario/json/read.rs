//! From a checked file to a scenario.

use super::check::{self, Limits, join, numbered, range, seed, server_key, share};
use super::error::{FormatError, Problem};
use super::shape::{Kind, Place, SETTINGS};
use crate::check::Property;
use crate::console;
use crate::kv::{Command, Op, Request};
use crate::raft::{Bug, BugSet, Config, Durable, Entry, Payload};
use crate::scenario::{
    Condition, Deadline, Expectation, MESSAGES, RoleName, Rule, Scenario, Step, Texts, Trigger,
};
use crate::sentence::Word;
use crate::sim::{self, Address, Setup, World};
use crate::types::{ClientId, LogIndex, NodeId, RequestNumber, Term, Tick};
use serde_json::Value;
use std::sync::Arc;

/// Longest file: 4 MiB.
const BYTES_MAX: usize = 4 << 20;

const MEMBERS_BEYOND_SERVERS: &Word =
    &Word::new("members-beyond-servers", "There cannot be more members than servers.");
const AFTER_WITHOUT_AT: &Word =
    &Word::new("after-without-at", "`after` counts within the tick that `at` names.");

/// Rules are followed so often unless they say otherwise.
const TIMES: u32 = 1000;

pub(super) fn read(text: &str) -> Result<Scenario, FormatError> {
    read_value(&parse(text)?)
}

/// The text as JSON.
pub(super) fn parse(text: &str) -> Result<Value, FormatError> {
    if text.len() > BYTES_MAX {
        let problem = Problem::TooLong { bytes: text.len(), max: BYTES_MAX };
        return Err(FormatError::new("", problem));
    }
    serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        let (line, column) = (error.line(), error.column());
        FormatError::new("", Problem::NotJson { line, column, reason })
    })
}

/// What numbers the file of a scenario may use.
pub(super) fn limits(file: &Value) -> Limits {
    let default = Setup::default();
    let limit = |key: &str, default: u32| number(file, key).map_or(default, small);
    Limits {
        servers: limit("servers", default.servers),
        clients: limit("clients", default.clients),
    }
}

/// Reads what has been parsed already.
pub(super) fn read_value(file: &Value) -> Result<Scenario, FormatError> {
    if let Some(found) = file.get("format").and_then(Value::as_u64)
        && found != super::VERSION
    {
        return Err(FormatError::new("format", Problem::OtherVersion { found }));
    }
    check::check(file, &super::format::SCENARIO, "", limits(file))?;
    let scenario = scenario(file)?;
    rehearse(&scenario)?;
    Ok(scenario)
}

fn scenario(file: &Value) -> Result<Scenario, FormatError> {
    let list = |key: &str| file.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let steps = list("steps").iter().enumerate();
    let steps = steps.map(|(at, value)| step(value, &format!("steps[{at}]")));
    Ok(Scenario {
        id: text(file, "id"),
        title: texts(file.get("title")),
        caption: texts(file.get("caption")),
        source: text(file, "source"),
        setup: setup(file)?,
        steps: steps.collect::<Result<_, _>>()?,
        rules: list("rules").iter().map(rule).collect(),
        expectations: list("expect").iter().filter_map(expectation).collect(),
        until: number(file, "until").map(Tick),
    })
}

fn setup(file: &Value) -> Result<Setup, FormatError> {
    let mut setup = Setup::default();
    setup.servers = number(file, "servers").map_or(setup.servers, small);
    setup.clients = number(file, "clients").map_or(setup.clients, small);
    setup.members = number(file, "members").map(small);
    if setup.members.is_some_and(|members| members > setup.servers) {
        return Err(contradiction("members", MEMBERS_BEYOND_SERVERS));
    }
    setup.seed = file.get("seed").and_then(seed).unwrap_or(setup.seed);
    if text(file, "preset") == "production" {
        setup.raft = Config::production();
    }
    setup.raft = config(setup.raft, file.get("config"), "config")?;
    if let Some(map) = file.get("deviations").and_then(Value::as_object) {
        for (key, value) in map {
            let config = config(setup.raft.clone(), Some(value), &join("deviations", key))?;
            if let Some(server) = server_key(key) {
                setup.deviations.insert(NodeId(server), config);
            }
        }
    }
    if let Some(service) = file.get("service") {
        setup.kv.max_raft_state = optional(service, "max_raft_state", setup.kv.max_raft_state);
        let sessions = setup.kv.sessions_max.map(|most| most as u64);
        let sessions = optional(service, "sessions_max", sessions);
        setup.kv.sessions_max = sessions.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
    }
    if let Some(clerk) = file.get("clerk") {
        let config = &mut setup.clerk;
        config.retry_after = number(clerk, "retry_after").unwrap_or(config.retry_after);
        config.pause = number(clerk, "pause").unwrap_or(config.pause);
        config.give_up_after = optional(clerk, "give_up_after", config.give_up_after);
    }
    if let Some(network) = file.get("network") {
        let link = &mut setup.link;
        if let Some(delay) = network.get("delay").and_then(range) {
            (link.delay_min, link.delay_max) = delay;
        }
        let part = |key: &str, default| network.get(key).and_then(share).unwrap_or(default);
        link.loss = part("loss", link.loss);
        link.duplicate = part("duplicate", link.duplicate);
        link.late = part("late", link.late);
        link.reorder = part("reorder", link.reorder);
        if text(network, "spread") == "tail" {
            link.shape = sim::Shape::Tail;
        }
        if text(network, "order") == "fifo" {
            link.order = sim::Order::Fifo;
        }
        let bandwidth = optional(network, "bandwidth", link.bandwidth.map(u64::from));
        link.bandwidth = bandwidth.map(small);
    }
    let sync = file.get("disks").and_then(|disks| disks.get("sync")).and_then(range);
    setup.disk = sync.unwrap_or(setup.disk);
    if let Some(map) = file.get("logs").and_then(Value::as_object) {
        for (key, value) in map {
            let durable = durable(value, &join("logs", key))?;
            if let Some(server) = server_key(key) {
                setup.disks.insert(NodeId(server), durable);
            }
        }
    }
    let bugs = file.get("bugs").and_then(Value::as_array);
    let ids = bugs.into_iter().flatten().filter_map(Value::as_str);
    setup.bugs = ids
        .filter_map(|id| Bug::ALL.iter().copied().find(|bug| bug.id() == id))
        .fold(BugSet::NONE, BugSet::with);
    Ok(setup)
}

fn config(mut config: Config, values: Option<&Value>, path: &str) -> Result<Config, FormatError> {
    let Some(values) = values else { return Ok(config) };
    for setting in SETTINGS {
        let Some(value) = values.get(setting.name) else { continue };
        match &setting.kind {
            Kind::Number { place, .. } => {
                if let Some(number) = value.as_u64() {
                    match place(&mut config) {
                        Place::Ticks(ticks) => *ticks = number,
                        Place::Count(count) => {
                            *count = usize::try_from(number).unwrap_or(usize::MAX);
                        }
                    }
                }
            }
            Kind::Range { places, .. } => {
                if let Some(range) = range(value) {
                    let (min, max) = places(&mut config);
                    (*min, *max) = range;
                }
            }
            Kind::Switch(place) => *place(&mut config) = value.as_bool().unwrap_or_default(),
            Kind::Optional { place, .. } => *place(&mut config) = value.as_u64().map(small),
        }
    }
    if config.election_timeout_min == 0 {
        const REASON: &Word = &Word::new(
            "no-election-timeout",
            "An election timeout of 0 would leave no time for anything else.",
        );
        return Err(contradiction(&join(path, "election_timeout"), REASON));
    }
    Ok(config)
}

fn durable(value: &Value, path: &str) -> Result<Durable<Op>, FormatError> {
    let entries = value.get("entries").and_then(Value::as_array);
    let mut log: Vec<Entry<Op>> = Vec::new();
    for value in entries.into_iter().flatten() {
        let term = value.as_u64().or_else(|| number(value, "term")).map_or(Term(0), Term);
        let key: Arc<str> = text(value, "key").into();
        let payload = if value.is_object() {
            // Written by version, it needs no session; the version counts what is before it.
            let earlier = log.iter().filter(|entry| sets(entry, &key)).count();
            let command =
                Command::PutAt { key, value: text(value, "value").into(), version: earlier as u64 };
            let (client, number) = (ClientId(1), RequestNumber(u64::MAX));
            Payload::Command(Arc::new(Request { client, number, command }))
        } else {
            Payload::Noop
        };
        log.push(Entry { term, payload });
    }
    let terms = log.iter().map(|entry| entry.term);
    if !terms.clone().is_sorted() || terms.clone().next() == Some(Term(0)) {
        const REASON: &Word = &Word::new(
            "terms-of-log",
            "The terms of a log begin with 1 or more and never decrease.",
        );
        return Err(contradiction(&join(path, "entries"), REASON));
    }
    let last = log.last().map_or(Term(0), |entry| entry.term);
    let current_term = number(value, "term").map_or(last, Term);
    if current_term < last {
        const REASON: &Word = &Word::new(
            "term-of-server",
            "A server's term cannot be smaller than that of its last entry.",
        );
        return Err(contradiction(&join(path, "term"), REASON));
    }
    let voted_for = value.get("voted_for").and_then(|value| numbered(value, 'S')).map(NodeId);
    Ok(Durable { current_term, voted_for, snapshot: None, log: log.into() })
}

fn sets(entry: &Entry<Op>, key: &str) -> bool {
    match &entry.payload {
        Payload::Command(request) => request.command.key() == key,
        Payload::Noop | Payload::Membership(_) => false,
    }
}

fn step(value: &Value, path: &str) -> Result<Step, FormatError> {
    let when = value.get("when").and_then(condition);
    let at = number(value, "at").map(Tick);
    let after = number(value, "after");
    let trigger = match (at, when) {
        (Some(_), Some(_)) => {
            let problem = Problem::TwoChoices { first: "at", second: "when" };
            return Err(FormatError::new(path, problem));
        }
        (None, _) if after.is_some() => {
            return Err(contradiction(path, AFTER_WITHOUT_AT));
        }
        (Some(tick), None) => Trigger::At { tick, after },
        (None, Some(condition)) => Trigger::When(condition),
        (None, None) => Trigger::Then,
    };
    let wait = number(value, "wait").unwrap_or_default();
    Ok(Step { trigger, wait, lines: lines(value), say: texts(value.get("say")) })
}

fn rule(value: &Value) -> Rule {
    let whenever = value.get("whenever").and_then(condition);
    Rule {
        whenever: whenever.unwrap_or(Condition::Any(Vec::new())),
        lines: lines(value),
        times: number(value, "times").map_or(TIMES, small),
    }
}

fn expectation(value: &Value) -> Option<Expectation> {
    let that = |key: &str| value.get(key).and_then(condition);
    let (that, deadline) = if let Some(tick) = number(value, "at") {
        (that("that")?, Deadline::At(Tick(tick)))
    } else if let Some(tick) = number(value, "by") {
        (that("that")?, Deadline::By(Tick(tick)))
    } else if let Some(that) = that("always") {
        (that, Deadline::Always)
    } else if let Some(that) = that("never") {
        (that, Deadline::Never)
    } else {
        (that("end")?, Deadline::End)
    };
    Some(Expectation { that, deadline })
}

pub(super) fn condition(value: &Value) -> Option<Condition> {
    let end = |key: &str| value.get(key).and_then(address);
    let server = |key: &str| value.get(key).and_then(|value| numbered(value, 'S')).map(NodeId);
    let on = number(value, "on").map_or(1, small);
    let has = |key: &str| value.get(key).is_some();
    let many = |key: &str| -> Vec<Condition> {
        let items = value.get(key).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(condition).collect()
    };
    Some(if has("leader") {
        Condition::Leader { server: server("leader"), term: number(value, "term").map(Term) }
    } else if let Some(word) = value.get("role").and_then(Value::as_str) {
        let role = RoleName::ALL.into_iter().find(|role| role.word() == word)?;
        Condition::Role { server: server("server")?, role }
    } else if let Some(word) = value.get("roles").and_then(Value::as_str) {
        let role = RoleName::ALL.into_iter().find(|role| role.word() == word)?;
        Condition::Roles { role, on }
    } else if let Some(index) = number(value, "held") {
        Condition::Held { index: LogIndex(index), term: number(value, "term").map(Term), on }
    } else if let Some(index) = number(value, "compacted") {
        Condition::Compacted { index: LogIndex(index), on }
    } else if let Some(voters) = value.get("members").and_then(Value::as_array) {
        let voters = voters.iter().filter_map(|voter| numbered(voter, 'S')).map(NodeId).collect();
        Condition::Members { voters, on }
    } else if has("truncated") {
        Condition::Truncated(server("truncated"))
    } else if let Some(client) = value.get("waiting").and_then(|value| numbered(value, 'C')) {
        Condition::Waiting { client: ClientId(client), ticks: number(value, "for")? }
    } else if let Some(term) = number(value, "term") {
        Condition::Term(Term(term))
    } else if let Some(index) = number(value, "committed") {
        Condition::Committed { index: LogIndex(index), on }
    } else if let Some(index) = number(value, "applied") {
        Condition::Applied { index: LogIndex(index), on }
    } else if let Some(server) = server("up") {
        Condition::Running { server, running: true }
    } else if let Some(server) = server("down") {
        Condition::Running { server, running: false }
    } else if let Some(terms) = value.get("log").and_then(Value::as_array) {
        let terms = terms.iter().filter_map(Value::as_u64).map(Term).collect();
        Condition::Log { server: server("server")?, terms }
    } else if let Some(key) = value.get("store").and_then(Value::as_str) {
        let found = value.get("value").and_then(Value::as_str).map(str::to_owned);
        Condition::Store { server: server("server"), key: key.to_owned(), value: found }
    } else if has("converged") {
        Condition::Converged
    } else if let Some(word) = value.get("sent").and_then(Value::as_str) {
        let message = MESSAGES.iter().copied().find(|name| *name == word)?;
        Condition::Sent { message, from: end("from"), to: end("to") }
    } else if has("delivered") {
        Condition::Delivered { from: end("from"), to: end("to") }
    } else if has("lost") {
        Condition::Lost { from: end("from"), to: end("to") }
    } else if let Some(client) = value.get("returned").and_then(|value| numbered(value, 'C')) {
        let answer = value.get("answer").and_then(Value::as_str).map(str::to_owned);
        let number = number(value, "number").map(RequestNumber);
        Condition::Returned { client: ClientId(client), number, answer }
    } else if let Some(word) = value.get("violation").and_then(Value::as_str) {
        Condition::Violation(Property::ALL.into_iter().find(|property| property.id() == word))
    } else if let Some(expected) = value.get("linearizable").and_then(Value::as_bool) {
        Condition::Linearizable(expected)
    } else if has("all") {
        Condition::All(many("all"))
    } else if has("any") {
        Condition::Any(many("any"))
    } else {
        Condition::Not(Box::new(condition(value.get("not")?)?))
    })
}

/// Sees to it that no line asks for what can never be, such as a server there is not.
fn rehearse(scenario: &Scenario) -> Result<(), FormatError> {
    let steps = scenario.steps.iter().map(|step| &step.lines);
    let rules = scenario.rules.iter().map(|rule| &rule.lines);
    let parts =
        [("steps", steps.enumerate().collect::<Vec<_>>()), ("rules", rules.enumerate().collect())];
    let mut stage = World::new(scenario.setup.clone());
    for (part, lists) in parts {
        for (at, lines) in lists {
            for (line_at, line) in lines.iter().enumerate() {
                let Ok(action) = console::parse(line, Some(NodeId(1))) else { continue };
                if let Err(error) = stage.act(&action)
                    && error.is_lasting()
                {
                    let place = match lines.len() {
                        1 => format!("{part}[{at}].do"),
                        _ => format!("{part}[{at}].do[{line_at}]"),
                    };
                    return Err(FormatError::new(&place, Problem::Action(error)));
                }
            }
        }
    }
    Ok(())
}

fn lines(value: &Value) -> Vec<String> {
    match value.get("do") {
        Some(Value::String(line)) => vec![line.clone()],
        Some(Value::Array(lines)) => {
            lines.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn address(value: &Value) -> Option<Address> {
    let server = || numbered(value, 'S').map(|id| Address::Server(NodeId(id)));
    server().or_else(|| numbered(value, 'C').map(|id| Address::Client(ClientId(id))))
}

pub(super) fn texts(value: Option<&Value>) -> Texts {
    match value {
        Some(Value::String(text)) => Texts::from([("en".to_owned(), text.clone())]),
        Some(Value::Object(texts)) => texts
            .iter()
            .filter_map(|(tag, text)| Some((tag.clone(), text.as_str()?.to_owned())))
            .collect(),
        _ => Texts::new(),
    }
}

pub(super) fn number(value: &Value, key: &str) -> Option<u64> {
    value.get(key).and_then(Value::as_u64)
}

/// A number that may be switched off by null.
fn optional(value: &Value, key: &str, default: Option<u64>) -> Option<u64> {
    value.get(key).map_or(default, Value::as_u64)
}

pub(super) fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn contradiction(path: &str, reason: &'static Word) -> FormatError {
    FormatError::new(path, Problem::Contradiction(reason))
}
