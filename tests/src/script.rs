//! Lines that drive a session: those of the action language, and some that let time pass. Golden
//! scripts and the scenarios of the bugs are made of them.
//!
//! ```text
//! run MS                      lets time pass
//! step [N]                    lets the next thing happen, N times
//! until leader [S]            until there is one (S), at most 10 s
//! until committed INDEX [S]   until somebody (S) knows it to be committed
//! until applied INDEX [S]     until everybody (S) has applied it
//! until answered              until no client waits
//! try LINE                    a line of the action language that may be impossible
//! ```

use kvraft_core::session::Session;
use kvraft_core::sim::{Node, World};
use kvraft_core::types::{LogIndex, NodeId};

/// How long `until` waits.
const PATIENCE: u64 = 10_000;

/// Runs all lines of a script; empty ones and comments do nothing.
pub fn run(session: &mut Session, script: &str) -> Result<(), String> {
    for line in script.lines().map(str::trim) {
        if !line.is_empty() && !line.starts_with('#') {
            run_line(session, line).map_err(|error| format!("`{line}`: {error}"))?;
        }
    }
    Ok(())
}

/// Runs one line.
pub fn run_line(session: &mut Session, line: &str) -> Result<(), String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match *words {
        ["run", ticks] => {
            session.advance(number(ticks)?, u64::MAX);
            Ok(())
        }
        ["step"] => step(session, 1),
        ["step", count] => step(session, number(count)?),
        ["until", ref what @ ..] => until(session, what),
        ["try", ..] => {
            // Whether it was possible is what such a script is about.
            let _ = session.run_line(line.trim_start().trim_start_matches("try"));
            Ok(())
        }
        _ => session.run_line(line).map(|_| ()).map_err(|error| error.to_string()),
    }
}

fn step(session: &mut Session, count: u64) -> Result<(), String> {
    for _ in 0..count {
        if !session.step() {
            return Err("nothing is due".to_owned());
        }
    }
    Ok(())
}

fn until(session: &mut Session, what: &[&str]) -> Result<(), String> {
    let done: Box<dyn Fn(&World) -> bool> = match *what {
        ["leader"] => Box::new(|world| world.leader().is_some()),
        ["leader", id] => {
            let id = server(id)?;
            Box::new(move |world| world.leader() == Some(id))
        }
        ["committed", index] => {
            let index = LogIndex(number(index)?);
            Box::new(move |world| world.nodes().iter().any(|node| committed(node) >= index))
        }
        ["committed", index, id] => {
            let (index, id) = (LogIndex(number(index)?), server(id)?);
            Box::new(move |world| world.node(id).is_some_and(|node| committed(node) >= index))
        }
        ["applied", index] => {
            let index = LogIndex(number(index)?);
            Box::new(move |world| world.nodes().iter().all(|node| applied(node) >= index))
        }
        ["applied", index, id] => {
            let (index, id) = (LogIndex(number(index)?), server(id)?);
            Box::new(move |world| world.node(id).is_some_and(|node| applied(node) >= index))
        }
        ["answered"] => {
            Box::new(|world| world.clients().iter().all(|client| client.is_done(world.now())))
        }
        _ => return Err("until what?".to_owned()),
    };
    let end = session.world().now().plus(PATIENCE);
    while !done(session.world()) {
        if !session.step() || session.world().now() > end {
            return Err(format!("it did not come to that in {PATIENCE} ms"));
        }
    }
    Ok(())
}

fn committed(node: &Node) -> LogIndex {
    node.server().raft().commit_index()
}

fn applied(node: &Node) -> LogIndex {
    node.server().raft().last_applied()
}

fn server(word: &str) -> Result<NodeId, String> {
    let digits = word.strip_prefix('S').unwrap_or(word);
    digits.parse().map(NodeId).map_err(|_| format!("{word} is no server"))
}

fn number(word: &str) -> Result<u64, String> {
    word.parse().map_err(|_| format!("{word} is no number"))
}

/// Does what a line of the action language says; that must be possible.
pub fn must(session: &mut Session, line: &str) {
    if let Err(error) = session.run_line(line) {
        panic!("`{line}` at {} ms: {error}", session.world().now());
    }
}
