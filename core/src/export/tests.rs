//! Exports of runs in random trouble, judged by what they claim.

use super::{Export, Format};
use crate::nemesis::Nemesis;
use crate::raft::BugSet;
use crate::session::Session;
use crate::sim::{Address, Event, MessageId, Setup};
use std::collections::BTreeMap;

fn records(session: &Session, format: Format) -> Vec<String> {
    Export::new(session, format).collect()
}

/// A run with crashes, pauses, lost and copied messages and changes of members, and its events.
fn troubled(seed: u64) -> (Session, Vec<Event>) {
    let mut nemesis = Nemesis::new(seed, BugSet::NONE);
    nemesis.run();
    let mut session = Session::play(nemesis.export().into());
    session.advance(4_000, u64::MAX);
    let events = session.events_between(0, session.event_count());
    (session, events.into_iter().map(|happened| happened.event).collect())
}

/// Who took part in an event, by the words of the log; an independent reading of `host`.
fn takes_part(event: &Event) -> Option<Address> {
    let text = event.to_string();
    let word = text.split([' ', '\'']).next().unwrap_or_default();
    let number = || word[1..].parse::<u32>().ok();
    match word.chars().next()? {
        'S' => Some(Address::Server(crate::types::NodeId(number()?))),
        'C' => Some(Address::Client(crate::types::ClientId(number()?))),
        _ => None,
    }
}

/// For each event with a host, how many events of each host happened before it or are it: by following
/// every arrow, instead of by clocks.
fn pasts(events: &[Event]) -> Vec<(Address, BTreeMap<Address, u64>)> {
    let mut last: BTreeMap<Address, usize> = BTreeMap::new();
    let mut sent: BTreeMap<MessageId, usize> = BTreeMap::new();
    let mut pasts: Vec<(Address, Vec<bool>)> = Vec::new();
    for event in events {
        if let Event::Duplicated { message, copy } = event {
            let original = sent[message];
            sent.insert(*copy, original);
        }
        let Some(host) = takes_part(event) else { continue };
        let at = pasts.len();
        let mut past = vec![false; at + 1];
        past[at] = true;
        let cause =
            if let Event::Delivered { message, .. } = event { Some(sent[message]) } else { None };
        for before in cause.into_iter().chain(last.get(&host).copied()) {
            for (mine, theirs) in past.iter_mut().zip(&pasts[before].1) {
                *mine |= theirs;
            }
        }
        last.insert(host, at);
        if let Event::Sent { message, .. } = event {
            sent.insert(*message, at);
        }
        pasts.push((host, past));
    }
    let counted = pasts.iter().map(|(host, past)| {
        let mut counts = BTreeMap::new();
        for (_, (other, _)) in past.iter().zip(&pasts).filter(|(is_before, _)| **is_before) {
            *counts.entry(*other).or_default() += 1;
        }
        (*host, counts)
    });
    counted.collect()
}

#[test]
fn vector_clocks_are_the_counts_of_what_happened_before() {
    let mut copies = 0;
    for seed in 0..12 {
        let (mut session, mut events) = troubled(seed);
        while events.len() > 3_000 {
            session.seek(crate::types::Tick(session.world().now().0 / 2));
            events.truncate(usize::try_from(session.event_count()).expect("it is small"));
        }
        copies += events.iter().filter(|one| matches!(one, Event::Duplicated { .. })).count();
        let records = records(&session, Format::ShiViz);
        let expected = pasts(&events).into_iter().map(|(host, past)| {
            let entries = past.iter().map(|(other, count)| format!("\"{other}\":{count}"));
            format!("{host} {{{}}}", entries.collect::<Vec<_>>().join(","))
        });
        let clocks =
            records[2..].iter().map(|record| record.split_once('\n').expect("two lines").1);
        assert_eq!(clocks.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "seed {seed}");
    }
    assert!(copies > 0, "some messages were copied");
}

#[test]
fn shiviz_reads_each_event_from_two_lines() {
    let mut session = Session::new(Setup::default());
    session.run_line("put \"a\\nb\" \"{\\\"x\\\"}\"").expect("a client is there");
    session.advance(2_000, u64::MAX);
    let records = records(&session, Format::ShiViz);
    assert_eq!(records[0], super::shiviz::PARSER);
    assert_eq!(records[1], "");
    for record in &records[2..] {
        let lines: Vec<&str> = record.lines().collect();
        let [what, whose] = lines[..] else { panic!("{record}") };
        let tick = what.split(' ').next().unwrap_or_default();
        assert!(tick.parse::<u64>().is_ok(), "{record}");
        let (host, clock) = whose.split_once(' ').expect("host and clock");
        assert!(!host.contains(char::is_whitespace) && clock.contains(&format!("\"{host}\":")));
    }
}

/// The text between `"NAME":` and the next comma or bracket.
fn field<'a>(record: &'a str, name: &str) -> &'a str {
    let rest = record.split_once(&format!("\"{name}\":")).map_or("", |(_, rest)| rest);
    rest.split([',', '}', ']']).next().unwrap_or_default().trim_matches('"')
}

fn number(record: &str, name: &str) -> u64 {
    field(record, name).parse().unwrap_or_else(|_| panic!("{name} in {record}"))
}

#[test]
fn the_trace_tells_a_history_that_raft_allows() {
    for seed in 0..40 {
        let (session, _) = troubled(seed);
        let mut leaders: BTreeMap<u64, String> = BTreeMap::new();
        let mut before: BTreeMap<String, (u64, u64, String)> = BTreeMap::new();
        let mut sent: BTreeMap<String, u64> = BTreeMap::new();
        for record in records(&session, Format::Etcd) {
            let (name, server) = (field(&record, "name"), field(&record, "nid"));
            let (term, commit) = (number(&record, "term"), number(&record, "commit"));
            let vote = field(&record, "vote").to_owned();
            assert!(commit <= number(&record, "log") && number(&record, "applied") <= commit);
            if name == "BecomeLeader" {
                let first = leaders.entry(term).or_insert_with(|| server.to_owned());
                assert_eq!(first, server, "seed {seed}: {record}");
                assert_eq!(vote, server, "seed {seed}: {record}");
            }
            // A restart forgets what was not durable: nobody has relied on it.
            let old = before.get(server).filter(|_| name != "InitState");
            if let Some((old_term, old_commit, old_vote)) = old {
                assert!(term >= *old_term && commit >= *old_commit, "seed {seed}: {record}");
                let is_new = term > *old_term || *old_vote == "0" || vote == *old_vote;
                assert!(is_new, "seed {seed}: another vote in the same term: {record}");
                let tells = ["BecomeFollower", "BecomeCandidate"].contains(&name);
                assert!(tells || term == *old_term, "seed {seed}: silent new term: {record}");
            }
            before.insert(server.to_owned(), (term, commit, vote));
            if let Some((_, message)) = record.split_once("\"msg\":") {
                if name.starts_with("Send") {
                    assert_eq!(field(message, "from"), server);
                    *sent.entry(message.to_owned()).or_default() += 1;
                } else {
                    assert_eq!(field(message, "to"), server);
                    assert!(sent.contains_key(message), "seed {seed}: never sent: {record}");
                }
            }
        }
        assert!(!leaders.is_empty(), "seed {seed} has a leader");
        for node in session.world().nodes() {
            let (term, commit, _) = &before[&node.id().0.to_string()];
            let raft = node.server().raft();
            assert!(*term <= raft.current_term().0 || node.status() != crate::sim::Status::Up);
            assert!(*commit <= raft.commit_index().0 || node.status() != crate::sim::Status::Up);
        }
    }
}

#[test]
fn an_export_ends_where_the_session_is_and_leaves_it_there() {
    let mut session = Session::new(Setup::default());
    session.run_line("put x 1").expect("a client is there");
    session.advance(1_500, u64::MAX);
    let (place, all) = (session.place(), records(&session, Format::Etcd));
    assert_eq!(session.place(), place);
    session.seek(crate::types::Tick(700));
    let part = records(&session, Format::Etcd);
    assert!(part.len() > 10 && part.len() < all.len());
    assert_eq!(part, all[..part.len()]);
}

/// The variants of `pub enum NAME` in a source.
fn variants<'a>(source: &'a str, name: &str) -> Vec<&'a str> {
    let start = source.split_once(&format!("pub enum {name} {{\n")).expect("it is there").1;
    let body = start.split("\n}\n").next().unwrap_or_default();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let lines = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    lines.map(|line| line.split([' ', ',', '(']).next().unwrap_or_default()).collect()
}

#[test]
fn every_event_has_its_place_in_the_documentation() {
    let is_doc = |line: &&str| line.starts_with("//!");
    let docs = |source: &str| source.lines().take_while(is_doc).collect::<Vec<_>>().join("\n");
    let (etcd, shiviz) = (docs(include_str!("etcd.rs")), docs(include_str!("shiviz.rs")));
    let table: Vec<&str> = etcd.lines().filter(|line| line.starts_with("//! |")).collect();
    let ours = table.iter().filter_map(|row| row.split('|').nth(1)).collect::<Vec<_>>().join("\n");
    let (world, raft) = (include_str!("../sim/event.rs"), include_str!("../raft/effects.rs"));
    let of_world = variants(world, "Event");
    assert!(of_world.len() >= 27, "{of_world:?}");
    for variant in of_world.iter().filter(|variant| **variant != "Raft") {
        assert!(ours.contains(&format!("`{variant}`")), "etcd: {variant}");
    }
    for variant in variants(raft, "Event") {
        assert!(ours.contains(&format!("`{variant}`")), "etcd: {variant}");
    }
    for variant in variants(world, "Summary") {
        assert!(ours.contains(variant), "etcd: {variant}");
    }
    // Whatever happens at nobody's place is named in the other.
    for event in troubled(3).1.iter().filter(|event| takes_part(event).is_none()) {
        let name = format!("{event:?}");
        let name = name.split([' ', '{']).next().unwrap_or_default();
        assert!(shiviz.contains(&format!("[`Event::{name}`]")), "ShiViz: {name}");
    }
}
