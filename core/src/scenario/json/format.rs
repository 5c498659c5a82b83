//! The scenario format, key by key.

use super::shape::{Field, SETTINGS, Shape, Variant};
use crate::check::Property;
use crate::console;
use crate::kv::{KEY_MAX, VALUE_MAX};
use crate::raft::Bug;
use crate::scenario::{MESSAGES, RoleName};
use crate::sim::{CLIENTS_MAX, DELAY_MAX, SERVERS_MAX};

/// Longest scenario, in ticks: a day.
const UNTIL_MAX: u64 = 86_400_000;
const TEXT_MAX: usize = 10_000;

const fn field(name: &'static str, shape: &'static Shape, about: &'static str) -> Field {
    Field { name, shape, required: false, about }
}

const fn required(name: &'static str, shape: &'static Shape, about: &'static str) -> Field {
    Field { name, shape, required: true, about }
}

const fn variant(
    word: &'static str,
    shape: &'static Shape,
    beside: &'static [Field],
    about: &'static str,
) -> Variant {
    Variant { word, shape, beside, about }
}

pub(super) static SCENARIO: Shape = Shape::Record(&[
    field("$schema", &TEXT, "Where the format is published; for editors."),
    required("format", &FORMAT, "The version of the format."),
    field("id", &Shape::Id, "Names it in links."),
    field("title", &Shape::Texts, "One line."),
    field("caption", &Shape::Texts, "What the reader sees, in a few sentences."),
    field("source", &TEXT, "Where the story comes from, such as Fig. 8."),
    field("servers", &SERVERS, "Number of servers; 5 if absent."),
    field(
        "members",
        &SERVERS,
        "How many of them, the first ones, are members at the start; all if absent.",
    ),
    field("clients", &CLIENTS, "Number of clients; 2 if absent."),
    field("seed", &Shape::Seed, "Where all chance comes from; 1 if absent."),
    field(
        "preset",
        &Shape::Word(presets),
        "Raft's options: as in the paper, or what production systems switch on.",
    ),
    field("config", &CONFIG, "What differs from the preset."),
    field("deviations", &Shape::PerServer(&CONFIG), "Servers whose configuration is another."),
    field("service", &SERVICE, "The key/value service."),
    field("clerk", &CLERK, "The Clerks' patience."),
    field("network", &NETWORK, "How all links are at first; steps can change single ones."),
    field("disks", &DISKS, "How all disks are at first."),
    field("logs", &Shape::PerServer(&LOG), "What servers find on their disks at the start."),
    field("bugs", &Shape::Many(&Shape::Word(bugs)), "The servers' bugs."),
    field("steps", &Shape::Many(&STEP), "What is done, one after the other."),
    field("rules", &Shape::Many(&RULE), "What is done whenever something comes true."),
    field("expect", &Shape::Many(&EXPECTATION), "What must come of it."),
    field("until", &TICK, "The tick (ms) at which it is over."),
]);

pub(super) static CHALLENGE: Shape = Shape::Record(&[
    field("$schema", &TEXT, "Where the format is published; for editors."),
    required("format", &FORMAT, "The version of the format."),
    required("id", &Shape::Id, "Names it in links."),
    required("title", &Shape::Texts, "One line."),
    required("caption", &Shape::Texts, "What is asked for, in a few sentences."),
    field("source", &TEXT, "Where it comes from, such as Fig. 8."),
    required("level", &LEVEL, "How hard it is: 1, 2 or 3."),
    field("hints", &Shape::Many(&Shape::Texts), "Help, from a nudge to nearly everything."),
    field(
        "allow",
        &Shape::Many(&Shape::Word(verbs)),
        "The verbs of the action language that may be used; all if absent.",
    ),
    field("moves", &POSITIVE, "At most so many actions."),
    required("goals", &Shape::Many(&GOAL), "What must come true, one after the other."),
    field("never", &Shape::Many(&GOAL), "What must not come true."),
    required("start", &SCENARIO, "How the run begins: a scenario, which says until when it lasts."),
]);
static LEVEL: Shape = Shape::Integer { min: 1, max: 3 };
static GOAL: Shape = Shape::Record(&[
    required("that", &CONDITION, "What."),
    required("say", &Shape::Texts, "The same in words."),
]);

fn verbs() -> Vec<&'static str> {
    console::VERBS.iter().map(|(verb, _)| *verb).collect()
}

pub(super) fn presets() -> Vec<&'static str> {
    vec!["paper", "production"]
}

fn bugs() -> Vec<&'static str> {
    Bug::ALL.iter().map(|bug| bug.id()).collect()
}

fn properties_or_any() -> Vec<&'static str> {
    let properties = Property::ALL.iter().map(|property| property.id());
    properties.chain(["any"]).collect()
}

fn messages() -> Vec<&'static str> {
    MESSAGES.to_vec()
}

fn roles() -> Vec<&'static str> {
    RoleName::ALL.iter().map(|role| role.word()).collect()
}

pub(super) fn spreads() -> Vec<&'static str> {
    vec!["even", "tail"]
}

pub(super) fn orders() -> Vec<&'static str> {
    vec!["any", "fifo"]
}

static FORMAT: Shape = Shape::Integer { min: 1, max: u64::MAX };
static TEXT: Shape = Shape::Text { max: TEXT_MAX };
static SERVERS: Shape = Shape::Integer { min: 1, max: SERVERS_MAX as u64 };
static CLIENTS: Shape = Shape::Integer { min: 0, max: CLIENTS_MAX as u64 };
static TICK: Shape = Shape::Integer { min: 0, max: UNTIL_MAX };
static COUNT: Shape = Shape::Integer { min: 0, max: u32::MAX as u64 };
static TERM: Shape = Shape::Integer { min: 0, max: 1 << 40 };
static POSITIVE: Shape = Shape::Integer { min: 1, max: u32::MAX as u64 };
static CONFIG: Shape = Shape::Settings(SETTINGS);

static SERVICE: Shape = Shape::Record(&[
    field(
        "max_raft_state",
        &MAX_RAFT_STATE,
        "Bytes of entries after which a server takes a snapshot; null: never.",
    ),
    field("sessions_max", &SESSIONS_MAX, "Sessions kept, those used last; null: all."),
]);
static MAX_RAFT_STATE: Shape = Shape::OrNull(&POSITIVE);
static SESSIONS_MAX: Shape = Shape::OrNull(&POSITIVE);

static CLERK: Shape = Shape::Record(&[
    field("retry_after", &PATIENCE, "Ticks (ms) without a reply until another server is asked."),
    field("pause", &PATIENCE, "Ticks (ms) between two rounds in which nobody leads."),
    field(
        "give_up_after",
        &Shape::OrNull(&PATIENCE),
        "Ticks (ms) after which a call returns ErrTimeout; null: never.",
    ),
]);
static PATIENCE: Shape = Shape::Integer { min: 1, max: UNTIL_MAX };

static NETWORK: Shape = Shape::Record(&[
    field("delay", &DELAY, "Ticks (ms) a message takes: least and greatest."),
    field("loss", &Shape::Share, "Percentage of messages that are lost."),
    field("duplicate", &Shape::Share, "Percentage of messages that arrive twice."),
    field("late", &Shape::Share, "Percentage of answers that are held up for long."),
    field(
        "reorder",
        &Shape::Share,
        "Percentage of messages that are held back, so that later ones overtake them.",
    ),
    field(
        "spread",
        &Shape::Word(spreads),
        "How delays lie between least and greatest: evenly, or most of them short and few long.",
    ),
    field("order", &Shape::Word(orders), "Whether messages may overtake each other."),
    field(
        "bandwidth",
        &Shape::OrNull(&POSITIVE),
        "Bytes a link carries in a tick; null: any amount.",
    ),
]);
static DELAY: Shape = Shape::Range { max: DELAY_MAX };

static DISKS: Shape =
    Shape::Record(&[field("sync", &DELAY, "Ticks (ms) a sync takes: least and greatest.")]);

static LOG: Shape = Shape::Record(&[
    field("term", &TERM, "currentTerm; the last entry's if absent."),
    field("voted_for", &Shape::OrNull(&Shape::Server), "votedFor in that term."),
    field("entries", &Shape::Many(&ENTRY), "The entries from index 1 on."),
]);
static ENTRY: Shape = Shape::Either(&TERM, &PUT_ENTRY);
static PUT_ENTRY: Shape = Shape::Record(&[
    required("term", &TERM, "The entry's term."),
    required("key", &KEY, "The key it sets."),
    required("value", &VALUE, "The value it sets it to."),
]);
static KEY: Shape = Shape::Text { max: KEY_MAX };
static VALUE: Shape = Shape::Text { max: VALUE_MAX };

static LINES: Shape = Shape::OneOrMany(&Shape::Line);

static STEP: Shape = Shape::Record(&[
    field("at", &TICK, "The tick (ms) at which it is taken; at once if it has passed."),
    field(
        "after",
        &COUNT,
        "With `at`: after so many of the things due at that tick, not after all.",
    ),
    field("when", &CONDITION, "It is taken when this is true."),
    field("wait", &TICK, "So many ticks (ms) later than that."),
    field("do", &LINES, "Lines of the action language."),
    field("say", &Shape::Texts, "What the narrator says."),
]);

static RULE: Shape = Shape::Record(&[
    required("whenever", &CONDITION, "It is followed each time this comes true."),
    required("do", &LINES, "Lines of the action language."),
    field("times", &POSITIVE, "At most so often."),
]);

static EXPECTATION: Shape = Shape::Choice(&[
    variant(
        "at",
        &TICK,
        &[required("that", &CONDITION, "What must be true then.")],
        "True at this tick (ms).",
    ),
    variant(
        "by",
        &TICK,
        &[required("that", &CONDITION, "What must have been true.")],
        "True at some moment up to this tick (ms).",
    ),
    variant("always", &CONDITION, &[], "True at every moment."),
    variant("never", &CONDITION, &[], "True at no moment."),
    variant("end", &CONDITION, &[], "True when the scenario is over."),
]);

static ENDS: &[Field] =
    &[field("from", &Shape::End, "Whence."), field("to", &Shape::End, "Whither.")];
static ON: &[Field] = &[field("on", &POSITIVE, "On at least so many servers; 1 if absent.")];

pub(super) static CONDITION: Shape = Shape::Choice(&[
    variant(
        "leader",
        &Shape::ServerOrAny,
        &[field("term", &TERM, "In this term.")],
        "A running server leads.",
    ),
    variant(
        "role",
        &Shape::Word(roles),
        &[required("server", &Shape::Server, "Which server.")],
        "A server runs and has this role.",
    ),
    variant("roles", &Shape::Word(roles), ON, "Running servers have this role at once."),
    variant(
        "held",
        &COUNT,
        &[
            field("term", &TERM, "Of this term."),
            field("on", &POSITIVE, "On at least so many servers; 1 if absent."),
        ],
        "Servers hold an entry at this index, durable or not.",
    ),
    variant("compacted", &COUNT, ON, "Servers' logs have given way to snapshots up to this index."),
    variant(
        "members",
        &Shape::Many(&Shape::Server),
        ON,
        "Servers go by a membership of exactly these voters, and not by a joint one.",
    ),
    variant("term", &TERM, &[], "Some server has reached this term."),
    variant("committed", &COUNT, ON, "Servers know that the entry at this index is committed."),
    variant("applied", &COUNT, ON, "Servers have applied the entry at this index."),
    variant("up", &Shape::Server, &[], "A server runs."),
    variant("down", &Shape::Server, &[], "A server does not run."),
    variant(
        "log",
        &Shape::Many(&TERM),
        &[required("server", &Shape::Server, "Which server.")],
        "A server's log has exactly these terms.",
    ),
    variant(
        "store",
        &KEY,
        &[
            required("value", &Shape::OrNull(&VALUE), "Its value; null: it is missing."),
            field("server", &Shape::Server, "In which server's store; in all that run, if absent."),
        ],
        "A key has this value.",
    ),
    variant(
        "converged",
        &Shape::Yes,
        &[],
        "All servers run and are equal in log, commit index and store.",
    ),
    variant("sent", &Shape::Word(messages), ENDS, "A message of this kind leaves."),
    variant("delivered", &Shape::Yes, ENDS, "A message arrives."),
    variant("lost", &Shape::Yes, ENDS, "A message is lost."),
    variant(
        "returned",
        &Shape::Client,
        &[
            field("number", &POSITIVE, "The call's number."),
            field("answer", &TEXT, "The answer as it prints, such as OK, \"1\" or ErrTimeout."),
        ],
        "A call has returned to this client.",
    ),
    variant(
        "truncated",
        &Shape::ServerOrAny,
        &[],
        "A server removes entries from its log, for the leader's are others.",
    ),
    variant(
        "waiting",
        &Shape::Client,
        &[required("for", &TICK, "At least so many ticks (ms).")],
        "This client has been waiting for an answer.",
    ),
    variant("violation", &Shape::Word(properties_or_any), &[], "A judge has objected."),
    variant(
        "linearizable",
        &Shape::Switch,
        &[],
        "The clients' history is linearizable, or is not.",
    ),
    variant("all", &Shape::Many(&CONDITION), &[], "All of these are true."),
    variant("any", &Shape::Many(&CONDITION), &[], "One of these is true."),
    variant("not", &CONDITION, &[], "This is not true."),
]);
