//! What judges find, and what exploring does besides, is told with its facts apart from its words, so that every
//! language can tell it. `UPDATE_GOLDENFILES=1 cargo test --test breaches` writes `breaches.json` anew: one of each form
//! with its code, facts and English sentence. The page's texts are compared with it.

use kvraft_core::check::Breach;
use kvraft_core::nemesis::Objection;
use kvraft_core::sentence::{Fact, Sentence};
use kvraft_core::sim::ActionError;
use kvraft_core::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term, Tick};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// One breach of each form, with other facts for another `n`.
#[expect(clippy::too_many_lines, reason = "a few lines for each breach")]
fn breaches(n: u32) -> Vec<Breach> {
    let n = 10 * n;
    let server = |more: u32| NodeId(n + more);
    let term = |more: u32| Term((n + more).into());
    let index = |more: u32| LogIndex((n + more).into());
    let tick = |more: u32| Tick((n + more).into());
    let entry = |more: u32| EntryId { index: index(more), term: term(more) };
    let (client, number) = (ClientId(n), RequestNumber(n.into()));
    vec![
        Breach::TwoLeaders { term: term(1), first: server(2), second: server(3) },
        Breach::LeaderRemoved { leader: server(1), term: term(2), from: index(3), last: index(4) },
        Breach::LogsDiffer { server: server(1), id: entry(2), prev: term(3), other_prev: term(4) },
        Breach::EntriesDiffer { server: server(1), id: entry(2) },
        Breach::CommittedMissing {
            leader: server(1),
            term: term(2),
            committed: entry(3),
            committed_in: term(4),
        },
        Breach::AppliedDifferent {
            server: server(1),
            id: entry(2),
            first: server(3),
            first_id: entry(4),
        },
        Breach::StoresDiffer { server: server(1), first: server(2), index: index(3) },
        Breach::ExecutedAgain { client, number, first: index(1), again: index(2) },
        Breach::AnsweredUnexecuted { client, number },
        Breach::NotLinearizable { key: format!("a key {n}").into() },
        Breach::VotedTwice {
            server: server(1),
            term: term(2),
            first: server(3),
            second: server(4),
        },
        Breach::ElectedByTooFew {
            leader: server(1),
            term: term(2),
            voters: vec![server(1), server(3)],
        },
        Breach::ElectedByTooFew { leader: server(1), term: term(2), voters: Vec::new() },
        Breach::LeadsWithoutVote { leader: server(1), term: term(2) },
        Breach::TermNotDurable { server: server(1), term: term(2), durable: term(3) },
        Breach::VoteNotDurable { server: server(1), term: term(2), candidate: server(3) },
        Breach::EntriesNotDurable {
            server: server(1),
            term: term(2),
            index: index(3),
            durable: index(4),
        },
        Breach::CommittedByTooFew {
            leader: server(1),
            term: term(2),
            entry: entry(3),
            holders: vec![server(4)],
        },
        Breach::CommittedByTooFew {
            leader: server(1),
            term: term(2),
            entry: entry(3),
            holders: Vec::new(),
        },
        Breach::CommittedRemoved {
            server: server(1),
            from: index(2),
            last: index(3),
            committed: index(4),
        },
        Breach::CommittedDifferent {
            server: server(1),
            id: entry(2),
            first: server(3),
            first_id: entry(4),
        },
        Breach::StateDisordered {
            server: server(1),
            base: index(2),
            applied: index(3),
            committed: index(4),
            last: index(5),
        },
        Breach::StateWentBack {
            server: server(1),
            before: (term(2), index(3), index(4)),
            now: (term(5), index(6), index(7)),
        },
        Breach::NextNotBehindMatch {
            leader: server(1),
            server: server(2),
            match_index: index(3),
            next_index: index(4),
        },
        Breach::MatchUntrue {
            leader: server(1),
            server: server(2),
            match_index: index(3),
            last: entry(4),
        },
        Breach::WrongConfiguration {
            server: server(1),
            expected: format!("S{n} S2 S3"),
            found: format!("S{n} S2 → S2 S3"),
        },
        Breach::TwoChanges { leader: server(1), term: term(2), pending: index(3), index: index(4) },
        Breach::ChangeTooEarly { leader: server(1), term: term(2), index: index(3) },
        Breach::HopelessPreVote {
            server: server(1),
            candidate: server(2),
            term: term(3),
            candidates: entry(4),
            own: entry(5),
        },
        Breach::SessionMissing { server: server(1), client, number, last: index(2) },
        Breach::StaleRead {
            server: server(1),
            client,
            number,
            applied: index(2),
            needed: index(3),
        },
        Breach::NoLeader { since: tick(1) },
        Breach::ElectionsWithoutEnd { since: tick(1), elections: n },
        Breach::MajorityLost { leader: server(1), when: tick(2) },
        Breach::StuckBehind { server: server(1), applied: index(2), committed: index(3) },
        Breach::Unanswered { client, number, since: tick(1) },
    ]
}

/// One of what is objected to without a judge, of each form.
fn objections(n: u32) -> Vec<Objection> {
    let patience = (10 * n).into();
    let key = format!("a key {n}").into();
    let client = ClientId(n);
    vec![
        Objection::NotLinearizable { key },
        Objection::Undecided { key: format!("k{n}").into(), steps: patience },
        Objection::Refused {
            line: format!("heartbeat {n}"),
            reason: ActionError::NotRunning(NodeId(n)),
        },
        Objection::NoLeader { patience },
        Objection::NoLeaderAtRest,
        Objection::NotMembers { patience },
        Objection::NoAnswer { client, patience },
        Objection::NotEqual { patience },
        Objection::NoLongerEqual,
        Objection::Restless { stop: Tick(patience) },
        Objection::Chatter { requests: patience + 1, ticks: patience + 2, most: patience },
    ]
}

/// Something that is told.
struct Told {
    /// The variant that tells it.
    form: String,
    code: &'static str,
    judge: &'static str,
    sentence: Sentence,
}

fn told(n: u32) -> Vec<Told> {
    let form =
        |one: &dyn Debug| format!("{one:?}").split(' ').next().unwrap_or_default().to_owned();
    let by_judges = breaches(n).into_iter().map(|one| Told {
        form: form(&one),
        code: one.code(),
        judge: one.property().id(),
        sentence: one.sentence(),
    });
    let by_nobody = objections(n).into_iter().map(|one| Told {
        form: form(&one),
        code: one.code(),
        judge: one.kind().id(),
        sentence: one.sentence(),
    });
    by_judges.chain(by_nobody).collect()
}

/// What stands in braces.
fn placeholders(template: &str) -> BTreeSet<&str> {
    template.split(['{', '}']).skip(1).step_by(2).collect()
}

#[test]
fn each_has_a_code_and_its_sentence_names_its_facts() {
    let mut templates = BTreeMap::new();
    for (one, other) in told(1).into_iter().zip(told(2)) {
        let Told { form, code, sentence, .. } = one;
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(!code.is_empty() && code.chars().all(plain), "{form}");
        let names: Vec<&str> = sentence.facts.iter().map(|(name, _)| *name).collect();
        assert!(names.concat().chars().all(|c| c.is_ascii_lowercase()), "{names:?}");
        let once: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(once.len(), names.len(), "{form} tells a fact twice");
        let mut written = placeholders(sentence.template);
        for (_, fact) in &sentence.facts {
            if let Fact::Other { template, .. } = fact {
                written.extend(placeholders(template));
            }
        }
        assert_eq!(once, written, "{form}");
        // A code has one sentence, and one form the code.
        let told = (form.clone(), sentence.template);
        assert_eq!(*templates.entry(code).or_insert_with(|| told.clone()), told);
        // Another of the form differs in each of its facts, or they are words.
        assert_eq!((code, sentence.template), (other.code, other.sentence.template));
        for (fact, another) in sentence.facts.iter().zip(&other.sentence.facts) {
            let is_words = matches!(fact.1, Fact::Words(_) | Fact::Other { .. });
            assert!(fact != another || is_words, "{form}: {fact:?}");
        }
    }
    let different: BTreeSet<&str> = templates.values().map(|(_, template)| *template).collect();
    assert_eq!(different.len(), templates.len(), "two codes have one sentence");
}

#[test]
fn none_is_left_out_here() {
    let variants = |file: &str, name: &str| -> BTreeSet<String> {
        let source = fs::read_to_string(folder().join("../core/src").join(file));
        let source = source.expect("it is there");
        let (_, rest) = source.split_once(&format!("pub enum {name} {{")).expect("it is an enum");
        let body = rest.split("\n}").next().unwrap_or_default();
        let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
        let names = lines.filter_map(|line| line.strip_suffix(" {").or(line.strip_suffix(',')));
        names.filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned).collect()
    };
    let by_judges = variants("check/breach.rs", "Breach");
    let by_nobody = variants("nemesis/finding.rs", "Objection");
    assert!(by_judges.len() > 30 && by_nobody.len() > 10);
    let names: BTreeSet<String> = told(1).into_iter().map(|one| one.form).collect();
    assert_eq!(names, &by_judges | &by_nobody);
}

#[test]
fn codes_facts_and_sentences_are_as_they_were() {
    let all: Vec<Value> = told(1)
        .into_iter()
        .map(|Told { code, judge, sentence, .. }| {
            let text = sentence.to_string();
            let facts: Map<String, Value> = sentence
                .facts
                .into_iter()
                .map(|(name, fact)| (name.to_owned(), as_the_page_has_it(fact)))
                .collect();
            json!({ "code": code, "judge": judge, "facts": facts, "text": text })
        })
        .collect();
    let path = folder().join("breaches.json");
    if env::var_os("UPDATE_GOLDENFILES").is_some() {
        let text = serde_json::to_string_pretty(&all).expect("it can be written");
        fs::write(&path, text + "\n").expect("it can be written");
    }
    let golden = fs::read_to_string(&path).expect("it is committed");
    let golden: Vec<Value> = serde_json::from_str(&golden).expect("it is JSON");
    assert_eq!(all.len(), golden.len());
    for (found, golden) in all.iter().zip(&golden) {
        assert_eq!(found, golden);
    }
}

fn as_the_page_has_it(fact: Fact) -> Value {
    match fact {
        Fact::Number(number) => number.to_string().into(),
        Fact::Name(name) => name.into(),
        Fact::Words(words) => words.iter().map(|word| word.code).collect(),
        Fact::Other { code, .. } => vec![code].into(),
        Fact::Said(_) => panic!("what is said by others cannot be translated: {fact:?}"),
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
