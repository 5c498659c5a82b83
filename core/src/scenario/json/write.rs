//! From a scenario to a file: only what differs from the defaults.

use super::shape::{Kind, Place, SETTINGS};
use crate::kv::{Command, Op};
use crate::raft::{Config, Durable, Payload};
use crate::scenario::{Condition, Deadline, Expectation, Rule, Scenario, Step, Texts, Trigger};
use crate::sim::{self, Address, Setup};
use crate::types::{ClientId, RequestNumber};
use serde_json::{Map, Value, json};

pub(super) fn write(scenario: &Scenario) -> Value {
    let mut file = Map::new();
    put(&mut file, "format", json!(super::VERSION));
    put_if(&mut file, "id", !scenario.id.is_empty(), || json!(scenario.id));
    put_if(&mut file, "title", !scenario.title.is_empty(), || texts(&scenario.title));
    put_if(&mut file, "caption", !scenario.caption.is_empty(), || texts(&scenario.caption));
    put_if(&mut file, "source", !scenario.source.is_empty(), || json!(scenario.source));
    write_setup(&scenario.setup, &mut file);
    put_if(&mut file, "steps", !scenario.steps.is_empty(), || list(&scenario.steps, step));
    put_if(&mut file, "rules", !scenario.rules.is_empty(), || list(&scenario.rules, rule));
    let expectations = &scenario.expectations;
    put_if(&mut file, "expect", !expectations.is_empty(), || list(expectations, expectation));
    if let Some(until) = scenario.until {
        put(&mut file, "until", json!(until.0));
    }
    Value::Object(file)
}

fn write_setup(setup: &Setup, file: &mut Map<String, Value>) {
    let default = Setup::default();
    put_if(file, "servers", setup.servers != default.servers, || json!(setup.servers));
    if let Some(members) = setup.members {
        put(file, "members", json!(members));
    }
    put_if(file, "clients", setup.clients != default.clients, || json!(setup.clients));
    put_if(file, "seed", setup.seed != default.seed, || seed(setup.seed));
    let production = Config::production();
    let from = |base: &Config| config(&setup.raft, base);
    let (plain, other) = (from(&default.raft), from(&production));
    let is_production = other.len() < plain.len();
    put_if(file, "preset", is_production, || json!("production"));
    let differs = if is_production { other } else { plain };
    put_if(file, "config", !differs.is_empty(), || Value::Object(differs));
    let mut deviations = Map::new();
    for (server, deviation) in &setup.deviations {
        put(&mut deviations, &server.to_string(), Value::Object(config(deviation, &setup.raft)));
    }
    put_if(file, "deviations", !deviations.is_empty(), || Value::Object(deviations));
    let mut service = Map::new();
    let (kv, base) = (&setup.kv, &default.kv);
    let differs = kv.max_raft_state != base.max_raft_state;
    put_if(&mut service, "max_raft_state", differs, || json!(kv.max_raft_state));
    let differs = kv.sessions_max != base.sessions_max;
    put_if(&mut service, "sessions_max", differs, || json!(kv.sessions_max));
    put_if(file, "service", !service.is_empty(), || Value::Object(service));
    write_surroundings(setup, &default, file);
    let mut logs = Map::new();
    for (server, durable) in &setup.disks {
        put(&mut logs, &server.to_string(), log(durable));
    }
    put_if(file, "logs", !logs.is_empty(), || Value::Object(logs));
    let bugs: Vec<&str> = setup.bugs.iter().map(crate::raft::Bug::id).collect();
    put_if(file, "bugs", !bugs.is_empty(), || json!(bugs));
}

/// Clients, network and disks.
fn write_surroundings(setup: &Setup, default: &Setup, file: &mut Map<String, Value>) {
    let mut clerk = Map::new();
    let (patience, base) = (&setup.clerk, &default.clerk);
    let differs = patience.retry_after != base.retry_after;
    put_if(&mut clerk, "retry_after", differs, || json!(patience.retry_after));
    put_if(&mut clerk, "pause", patience.pause != base.pause, || json!(patience.pause));
    let differs = patience.give_up_after != base.give_up_after;
    put_if(&mut clerk, "give_up_after", differs, || json!(patience.give_up_after));
    put_if(file, "clerk", !clerk.is_empty(), || Value::Object(clerk));
    let mut network = Map::new();
    let (link, base) = (&setup.link, &default.link);
    let delay = (link.delay_min, link.delay_max);
    let differs = delay != (base.delay_min, base.delay_max);
    put_if(&mut network, "delay", differs, || json!([delay.0, delay.1]));
    put_if(&mut network, "loss", link.loss != base.loss, || share(link.loss));
    let differs = link.duplicate != base.duplicate;
    put_if(&mut network, "duplicate", differs, || share(link.duplicate));
    put_if(&mut network, "late", link.late != base.late, || share(link.late));
    let differs = link.reorder != base.reorder;
    put_if(&mut network, "reorder", differs, || share(link.reorder));
    put_if(&mut network, "spread", link.shape == sim::Shape::Tail, || json!("tail"));
    put_if(&mut network, "order", link.order == sim::Order::Fifo, || json!("fifo"));
    put_if(&mut network, "bandwidth", link.bandwidth != base.bandwidth, || json!(link.bandwidth));
    put_if(file, "network", !network.is_empty(), || Value::Object(network));
    let disk = setup.disk;
    put_if(file, "disks", disk != default.disk, || json!({ "sync": [disk.0, disk.1] }));
}

/// What `config` has otherwise than `base`.
fn config(config: &Config, base: &Config) -> Map<String, Value> {
    let mut differs = Map::new();
    for setting in SETTINGS {
        let (value, usual) = (value_of(&setting.kind, config), value_of(&setting.kind, base));
        put_if(&mut differs, setting.name, value != usual, || value);
    }
    differs
}

/// A setting's value in a configuration.
pub(super) fn value_of(kind: &Kind, config: &Config) -> Value {
    let mut config = config.clone();
    match kind {
        Kind::Number { place, .. } => match place(&mut config) {
            Place::Ticks(ticks) => json!(*ticks),
            Place::Count(count) => json!(*count),
        },
        Kind::Range { places, .. } => {
            let (min, max) = places(&mut config);
            json!([*min, *max])
        }
        Kind::Switch(place) => json!(*place(&mut config)),
        Kind::Optional { place, .. } => json!(*place(&mut config)),
    }
}

fn log(durable: &Durable<Op>) -> Value {
    let entries = durable.log.iter().map(|entry| match &entry.payload {
        Payload::Command(request) if let Command::PutAt { key, value, .. } = &request.command => {
            json!({ "term": entry.term.0, "key": &**key, "value": &**value })
        }
        Payload::Command(_) | Payload::Noop | Payload::Membership(_) => json!(entry.term.0),
    });
    let mut log = Map::new();
    put(&mut log, "term", json!(durable.current_term.0));
    if let Some(server) = durable.voted_for {
        put(&mut log, "voted_for", json!(server.to_string()));
    }
    put(&mut log, "entries", entries.collect());
    Value::Object(log)
}

fn step(step: &Step) -> Value {
    let mut value = Map::new();
    match &step.trigger {
        Trigger::Then => {}
        Trigger::At { tick, after } => {
            put(&mut value, "at", json!(tick.0));
            if let Some(after) = after {
                put(&mut value, "after", json!(after));
            }
        }
        Trigger::When(when) => put(&mut value, "when", condition(when)),
    }
    put_if(&mut value, "wait", step.wait > 0, || json!(step.wait));
    put_if(&mut value, "do", !step.lines.is_empty(), || lines(&step.lines));
    put_if(&mut value, "say", !step.say.is_empty(), || texts(&step.say));
    Value::Object(value)
}

fn rule(rule: &Rule) -> Value {
    json!({
        "whenever": condition(&rule.whenever),
        "do": lines(&rule.lines),
        "times": rule.times,
    })
}

fn expectation(expectation: &Expectation) -> Value {
    let that = condition(&expectation.that);
    match expectation.deadline {
        Deadline::At(tick) => json!({ "at": tick.0, "that": that }),
        Deadline::By(tick) => json!({ "by": tick.0, "that": that }),
        Deadline::Always => json!({ "always": that }),
        Deadline::Never => json!({ "never": that }),
        Deadline::End => json!({ "end": that }),
    }
}

fn condition(it: &Condition) -> Value {
    let mut value = Map::new();
    let mut set = |key: &str, part: Value| put(&mut value, key, part);
    match it {
        Condition::Leader { server, term } => {
            set("leader", json!(server.map_or("any".to_owned(), |server| server.to_string())));
            if let Some(term) = term {
                set("term", json!(term.0));
            }
        }
        Condition::Role { server, role } => {
            set("role", json!(role.word()));
            set("server", json!(server.to_string()));
        }
        Condition::Truncated(server) => {
            set("truncated", json!(server.map_or("any".to_owned(), |server| server.to_string())));
        }
        Condition::Waiting { client, ticks } => {
            set("waiting", json!(client.to_string()));
            set("for", json!(ticks));
        }
        Condition::Term(term) => set("term", json!(term.0)),
        Condition::Roles { .. }
        | Condition::Held { .. }
        | Condition::Compacted { .. }
        | Condition::Members { .. }
        | Condition::Committed { .. }
        | Condition::Applied { .. } => counted(it, &mut set),
        Condition::Running { server, running } => {
            set(if *running { "up" } else { "down" }, json!(server.to_string()));
        }
        Condition::Log { server, terms } => {
            set("log", terms.iter().map(|term| term.0).collect());
            set("server", json!(server.to_string()));
        }
        Condition::Store { server, key, value } => {
            set("store", json!(key));
            set("value", json!(value));
            if let Some(server) = server {
                set("server", json!(server.to_string()));
            }
        }
        Condition::Converged => set("converged", json!(true)),
        Condition::Sent { message, from, to } => {
            set("sent", json!(message));
            ends(*from, *to, &mut set);
        }
        Condition::Delivered { from, to } => {
            set("delivered", json!(true));
            ends(*from, *to, &mut set);
        }
        Condition::Lost { from, to } => {
            set("lost", json!(true));
            ends(*from, *to, &mut set);
        }
        Condition::Returned { client, number, answer } => {
            returned(*client, *number, answer.as_deref(), &mut set);
        }
        Condition::Violation(property) => {
            set("violation", json!(property.map_or("any", crate::check::Property::id)));
        }
        Condition::Linearizable(expected) => set("linearizable", json!(expected)),
        Condition::All(all) => set("all", list(all, condition)),
        Condition::Any(any) => set("any", list(any, condition)),
        Condition::Not(inner) => set("not", condition(inner)),
    }
    Value::Object(value)
}

/// A statement about so many servers.
fn counted(it: &Condition, set: &mut impl FnMut(&str, Value)) {
    if let Condition::Roles { role, on } = it {
        set("roles", json!(role.word()));
        set("on", json!(on));
    }
    if let Condition::Held { index, term, on } = it {
        set("held", json!(index.0));
        set("on", json!(on));
        if let Some(term) = term {
            set("term", json!(term.0));
        }
    }
    if let Condition::Compacted { index, on } = it {
        set("compacted", json!(index.0));
        set("on", json!(on));
    }
    if let Condition::Members { voters, on } = it {
        set("members", voters.iter().map(ToString::to_string).collect());
        set("on", json!(on));
    }
    if let Condition::Committed { index, on } = it {
        set("committed", json!(index.0));
        set("on", json!(on));
    }
    if let Condition::Applied { index, on } = it {
        set("applied", json!(index.0));
        set("on", json!(on));
    }
}

fn returned(
    client: ClientId,
    number: Option<RequestNumber>,
    answer: Option<&str>,
    set: &mut impl FnMut(&str, Value),
) {
    set("returned", json!(client.to_string()));
    if let Some(number) = number {
        set("number", json!(number.0));
    }
    if let Some(answer) = answer {
        set("answer", json!(answer));
    }
}

fn ends(from: Option<Address>, to: Option<Address>, set: &mut impl FnMut(&str, Value)) {
    for (key, end) in [("from", from), ("to", to)] {
        if let Some(end) = end {
            set(key, json!(end.to_string()));
        }
    }
}

fn lines(lines: &[String]) -> Value {
    match lines {
        [line] => json!(line),
        lines => json!(lines),
    }
}

fn texts(texts: &Texts) -> Value {
    texts.iter().map(|(tag, text)| (tag.clone(), json!(text))).collect::<Map<_, _>>().into()
}

/// A permille as a percentage. JSON knows decimals; ours have one place.
fn share(permille: u32) -> Value {
    if permille.is_multiple_of(10) {
        json!(permille / 10)
    } else {
        let text = format!("{}.{}", permille / 10, permille % 10);
        serde_json::from_str(&text).unwrap_or_default()
    }
}

/// JavaScript reads numbers up to 2^53 exactly.
fn seed(seed: u64) -> Value {
    if seed < 1 << 53 { json!(seed) } else { json!(seed.to_string()) }
}

fn list<T>(items: &[T], write: impl Fn(&T) -> Value) -> Value {
    items.iter().map(write).collect()
}

fn put(map: &mut Map<String, Value>, key: &str, value: Value) {
    map.insert(key.to_owned(), value);
}

fn put_if(map: &mut Map<String, Value>, key: &str, there: bool, value: impl FnOnce() -> Value) {
    if there {
        put(map, key, value());
    }
}
