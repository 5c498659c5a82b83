//! What goes wrong is told with its facts apart from its words, so that every language can tell it.

use kvraft_core::challenge::Refusal;
use kvraft_core::console::{ParseError, ParseErrorKind};
use kvraft_core::raft::ChangeRefused;
use kvraft_core::scenario::{FormatError, LinkError, Problem, Scenario};
use kvraft_core::sentence::{Fact, Sentence, Word};
use kvraft_core::sim::{Action, ActionError, Address, MessageId};
use kvraft_core::types::{ClientId, NodeId, Tick};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const THING: &Word = &Word::new("thing", "a thing from {least} to {greatest}");

/// One of each action error, with other facts for another `n`.
fn action_errors(n: u32) -> Vec<ActionError> {
    let (server, client, message) = (NodeId(n), ClientId(n), MessageId(n.into()));
    let (number, bytes, what) = (u64::from(n), n as usize, THING);
    vec![
        ActionError::NoSuchServer { server: number, servers: n },
        ActionError::NoSuchClient { client: number, clients: 0 },
        ActionError::NoSuchClient { client: number, clients: n },
        ActionError::AlreadyCrashed(server),
        ActionError::NotCrashed(server),
        ActionError::AlreadyPaused(server),
        ActionError::NotPaused(server),
        ActionError::NotRunning(server),
        ActionError::IsLeader(server),
        ActionError::LeadsAlready(server),
        ActionError::NotLeading(server),
        ActionError::NotCalling(client),
        ActionError::NoLeader,
        ActionError::ChangeRefused(ChangeRefused::NotLeader),
        ActionError::ChangeRefused(ChangeRefused::NoVoters),
        ActionError::ChangeRefused(ChangeRefused::ChangeUnderWay),
        ActionError::ChangeRefused(ChangeRefused::NothingCommittedYet),
        ActionError::ChangeRefused(ChangeRefused::TooMuchAtOnce),
        ActionError::SameServer(server),
        ActionError::NoLink(Address::Client(client), Address::Server(server)),
        ActionError::RepeatedServer(server),
        ActionError::TwiceOnOneSide(server),
        ActionError::NoBridge,
        ActionError::EmptySide,
        ActionError::OutOfRange { what, value: number, max: number },
        ActionError::TooSmall { what, value: number, min: number },
        ActionError::MoreThanAll { what },
        ActionError::Reversed { what, min: number, max: number },
        ActionError::KeyEmpty,
        ActionError::KeyTooLong { bytes },
        ActionError::ValueTooLong { bytes },
        ActionError::QueueFull(client),
        ActionError::SharesNotAll { permille: number },
        ActionError::DiskFull(server),
        ActionError::NoSuchMessage { message, sent: number },
        ActionError::NotOnItsWay(message),
        ActionError::AlreadyHeld(message),
        ActionError::NotHeld(message),
    ]
}

fn parse_errors(n: u32) -> Vec<ParseErrorKind> {
    let (found, usage, expected) = (format!("x{n}"), format!("put KEY{n}"), THING);
    vec![
        ParseErrorKind::Empty,
        ParseErrorKind::UnknownVerb { found: found.clone(), suggestion: None },
        ParseErrorKind::UnknownVerb { found: found.clone(), suggestion: Some("near") },
        ParseErrorKind::Missing { expected, usage: usage.clone() },
        ParseErrorKind::Extra { found: found.clone(), usage },
        ParseErrorKind::NotANumber { found: found.clone(), expected },
        ParseErrorKind::Unexpected { found: found.clone(), expected },
        ParseErrorKind::NoLeader,
        ParseErrorKind::UnclosedQuote,
        ParseErrorKind::StrayQuote,
        ParseErrorKind::BadEscape { found },
    ]
}

fn problems(n: u32) -> Vec<Problem> {
    let (found, bytes) = (format!("x{n}"), n as usize);
    let known = vec!["one", "two"];
    let near = Some("near");
    let facts = vec![
        ("expected", Fact::Words(vec![THING])),
        ("least", Fact::Number(n.into())),
        ("greatest", Fact::Number(9)),
        ("found", Fact::Name(found.clone())),
    ];
    vec![
        Problem::NotJson { line: bytes, column: bytes, reason: format!("reason {n}") },
        Problem::TooLong { bytes, max: bytes },
        Problem::UnknownKey { found: found.clone(), known: known.clone(), suggestion: near },
        Problem::UnknownKey { found: found.clone(), known: known.clone(), suggestion: None },
        Problem::UnknownWord { found: found.clone(), known: known.clone(), suggestion: near },
        Problem::UnknownWord { found, known: known.clone(), suggestion: None },
        Problem::MissingKey { key: "key" },
        Problem::Expected(facts),
        Problem::NoChoice { known },
        Problem::TwoChoices { first: "one", second: "two" },
        Problem::Line(ParseError { kind: ParseErrorKind::NoLeader, column: bytes }),
        Problem::Action(ActionError::NotPaused(NodeId(n))),
        Problem::Contradiction(THING),
        Problem::OtherVersion { found: n.into() },
    ]
}

fn link_errors(n: u32) -> Vec<LinkError> {
    let column = n as usize;
    let problem = Problem::MissingKey { key: "key" };
    vec![
        LinkError::BadCharacter { found: '!', column },
        LinkError::OtherVersion { found: 7 },
        LinkError::Damaged,
        LinkError::Format(FormatError { path: String::new(), problem }),
    ]
}

fn refusals(n: u32) -> Vec<Refusal> {
    let (tick, action) = (Tick(n.into()), Action::Crash(NodeId(n)));
    vec![
        Refusal::OtherStart { key: format!("key{n}") },
        Refusal::Forbidden { tick, action: action.clone(), allowed: vec!["put", "get"] },
        Refusal::TooManyMoves { tick, most: n },
        Refusal::Impossible { tick, action, reason: ActionError::AlreadyCrashed(NodeId(n)) },
    ]
}

/// Each error's name in Rust, its code, its text, and its sentence.
fn told(n: u32) -> Vec<(String, &'static str, String, Sentence)> {
    let name = |error: &dyn std::fmt::Debug| {
        let text = format!("{error:?}");
        text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
    };
    let mut all = Vec::new();
    for error in action_errors(n) {
        all.push((name(&error), error.code(), error.to_string(), error.sentence()));
    }
    for kind in parse_errors(n) {
        let error = ParseError { kind, column: 1 };
        let text = error.to_string();
        all.push((name(&error.kind), error.kind.code(), text, error.sentence()));
    }
    for problem in problems(n) {
        let error = FormatError { path: String::new(), problem };
        let text = error.to_string();
        let text = text.split(" (column ").next().unwrap_or_default().to_owned();
        all.push((name(&error.problem), error.code(), text, error.problem.into_sentence()));
    }
    for error in link_errors(n) {
        let text = error.to_string();
        all.push((name(&error), error.code(), text, error.into_sentence()));
    }
    for error in refusals(n) {
        all.push((name(&error), error.code(), error.to_string(), error.sentence()));
    }
    all
}

/// What stands in braces.
fn placeholders(template: &str) -> BTreeSet<&str> {
    let inner = template.split('{').skip(1).filter_map(|part| part.split('}').next());
    inner.filter(|name| name.bytes().all(|byte| byte.is_ascii_lowercase())).collect()
}

#[test]
fn every_error_has_a_code_and_names_all_its_facts() {
    for (name, code, text, sentence) in told(1) {
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(!code.is_empty() && code.chars().all(plain), "{name}: {code:?}");
        assert_eq!(sentence.to_string(), text, "{name}");
        let mut named = placeholders(sentence.template);
        for (_, fact) in &sentence.facts {
            match fact {
                Fact::Words(words) => {
                    for word in words {
                        named.extend(placeholders(word.english));
                    }
                }
                Fact::Other { template, .. } => named.extend(placeholders(template)),
                Fact::Number(_) | Fact::Name(_) | Fact::Said(_) => {}
            }
        }
        let facts: BTreeSet<&str> = sentence.facts.iter().map(|(fact, _)| *fact).collect();
        assert_eq!(facts.len(), sentence.facts.len(), "{name} tells a fact twice");
        // The word of these tests stands for words with facts and for those without.
        let spare = BTreeSet::from(["least", "greatest"]);
        let missing: Vec<_> =
            named.difference(&facts).filter(|fact| !spare.contains(*fact)).collect();
        assert!(missing.is_empty(), "{name} does not tell {missing:?}");
        let idle: Vec<_> = facts.difference(&named).collect();
        assert!(idle.is_empty(), "{name}: its sentence does not name {idle:?}");
    }
}

#[test]
fn what_differs_between_two_errors_of_a_kind_is_a_fact() {
    for (one, other) in told(1).into_iter().zip(told(2)) {
        assert_eq!((one.1, one.3.template), (other.1, other.3.template));
        assert_eq!(one.2 == other.2, one.3.facts == other.3.facts, "{}", one.0);
    }
}

#[test]
fn no_error_is_left_out_here() {
    let names: BTreeSet<String> = told(1).into_iter().map(|(name, ..)| name).collect();
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    for file in [
        "sim/action_error.rs",
        "console/error.rs",
        "scenario/json/error.rs",
        "scenario/json/link.rs",
        "challenge.rs",
    ] {
        let source = fs::read_to_string(core.join(file)).expect("it is there");
        let (_, rest) = source.split_once("pub fn code(").expect("errors have codes");
        let body = rest.split("\n    }").next().unwrap_or_default();
        let variants: Vec<&str> = body
            .split("Self::")
            .flat_map(|part| part.split("Problem::"))
            .skip(1)
            .map(|part| part.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())
            .collect();
        assert!(variants.len() > 3, "core/src/{file}: {variants:?}");
        for variant in variants {
            assert!(names.contains(variant), "core/src/{file}: {variant} is not told here");
        }
    }
}

#[test]
fn a_word_has_one_meaning() {
    let mut meanings: BTreeMap<String, String> = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in [
        "core/src/sim/action_error.rs",
        "core/src/check/breach_text.rs",
        "core/src/console/expected.rs",
        "core/src/scenario/json/check.rs",
        "core/src/scenario/json/read.rs",
        "core/src/scenario/json/challenge.rs",
        "wasm/src/options.rs",
    ] {
        let source = fs::read_to_string(root.join(file)).expect("it is there");
        let words: Vec<&str> = source.split("&Word::new(").skip(1).collect();
        assert!(!words.is_empty(), "{file}");
        for word in words {
            let mut texts = word.split('"').skip(1).step_by(2);
            let (code, english) =
                (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
            let before = meanings.insert(code.to_owned(), english.to_owned());
            assert!(before.is_none_or(|known| known == english), "{file}: {code}");
        }
    }
}

#[test]
fn what_no_line_can_say_a_program_can_and_is_refused() {
    let scenario = Scenario::from_json(r#"{ "format": 1 }"#).expect("it can be read");
    let mut session = kvraft_core::session::Session::play(std::sync::Arc::new(scenario));
    let hash = session.world().trace_hash();
    for sides in [vec![], vec![vec![]], vec![vec![NodeId(1)], vec![]]] {
        let refused = session.act(Action::Partition(sides)).expect_err("a side is empty");
        assert_eq!((refused.clone(), refused.code()), (ActionError::EmptySide, "empty-group"));
    }
    assert_eq!(session.world().trace_hash(), hash);
}

#[test]
fn a_trouble_of_a_run_has_its_facts() {
    let file = r#"{ "format": 1, "steps": [{ "at": 5, "do": "restart 1" }], "until": 20 }"#;
    let scenario = Scenario::from_json(file).expect("it can be read");
    let mut session = kvraft_core::session::Session::play(std::sync::Arc::new(scenario));
    session.seek(Tick(20));
    let trouble = session.troubles().first().expect("it runs already");
    assert_eq!(trouble.code, "not-crashed");
    assert_eq!(trouble.reason.facts, vec![("server", Fact::Name("S1".to_owned()))]);
}
