//! A log for [ShiViz](https://bestchai.bitbucket.io/shiviz/), which draws who could know of what.
//!
//! Each event is two lines: when (in ticks) and what, in the words of [`trace`](crate::trace); then where,
//! and the vector clock there and then (Mattern 1989), with an entry for each host that the event can
//! know of. A host's own entry is 1 at its first event and grows by one with each.
//!
//! ```text
//! (?<tick>\d+) (?<event>.*)\n(?<host>\S+) (?<clock>{.*})
//!
//! 164 S3 → S1 RequestVote t1 last=0@0 (m1)
//! S3 {"S3":3}
//! 171 S1 receives m1 from S3
//! S1 {"S1":1,"S3":3}
//! ```
//!
//! The first line is the regular expression by which ShiViz reads the rest, the second, empty, would
//! separate several runs. The hosts are the servers `S1` … and clients `C1` …: it is they who know something.
//! A message carries its sender's clock; so does a copy that the network made of it. What only the
//! network does or what is done to it, knows nothing and has no line: [`Event::Duplicated`],
//! [`Event::Dropped`], [`Event::Held`], [`Event::Released`], [`Event::Cut`], [`Event::Mended`],
//! [`Event::Partitioned`], [`Event::Bridged`], [`Event::CutOneWay`], [`Event::Healed`],
//! [`Event::Calmed`], [`Event::Tuned`].

use super::OnTheWay;
use crate::sim::{Address, Event, Setup, World};
use crate::types::{ClientId, NodeId, Tick};
use std::collections::VecDeque;
use std::fmt::Write;

/// The regular expression by which ShiViz reads the log: its first line.
pub const PARSER: &str = r"(?<tick>\d+) (?<event>.*)\n(?<host>\S+) (?<clock>{.*})";

/// How many events of each host an event can know of: of the servers, then of the clients.
type Clock = Vec<u64>;

/// Writes the log, step by step.
#[derive(Debug)]
pub(super) struct ShiViz {
    hosts: Vec<Address>,
    servers: usize,
    /// Each host's clock.
    clocks: Vec<Clock>,
    /// The clocks that messages on their way carry.
    carried: OnTheWay<Clock>,
}

impl ShiViz {
    /// Writes the lines before the first event.
    pub(super) fn new(world: &World, lines: &mut VecDeque<String>) -> Self {
        lines.extend([PARSER.to_owned(), String::new()]);
        let Setup { servers, clients, .. } = *world.setup();
        let hosts = (1..=servers).map(|id| Address::Server(NodeId(id)));
        let hosts = hosts.chain((1..=clients).map(|id| Address::Client(ClientId(id))));
        let hosts: Vec<Address> = hosts.collect();
        let clocks = vec![vec![0; hosts.len()]; hosts.len()];
        Self { hosts, servers: servers as usize, clocks, carried: OnTheWay::new() }
    }

    /// Writes what has happened up to now.
    pub(super) fn write(&mut self, now: Tick, events: &[&Event], lines: &mut VecDeque<String>) {
        for event in events {
            if let Some(host) = host(event) {
                let at = self.position(host);
                self.take_part(at, event);
                lines.push_back(self.lines(now, at, event));
            } else if let Event::Duplicated { message, copy } = event {
                if let Some(clock) = self.carried.get(*message).cloned() {
                    self.carried.insert(*copy, clock);
                }
            } else if let Event::Dropped { message, .. } = event {
                self.carried.remove(*message);
            }
        }
    }

    fn position(&self, host: Address) -> usize {
        match host {
            Address::Server(server) => server.0 as usize - 1,
            Address::Client(client) => self.servers + client.0 as usize - 1,
        }
    }

    /// Moves the clock of the host where the event happens.
    fn take_part(&mut self, host: usize, event: &Event) {
        let clock = &mut self.clocks[host];
        if let Event::Delivered { message, .. } = event
            && let Some(carried) = self.carried.remove(*message)
        {
            for (known, count) in clock.iter_mut().zip(carried) {
                *known = count.max(*known);
            }
        }
        clock[host] += 1;
        if let Event::Sent { message, .. } = event {
            self.carried.insert(*message, clock.clone());
        }
    }

    fn lines(&self, now: Tick, host: usize, event: &Event) -> String {
        let mut text = format!("{now} ");
        // Keys and values may hold anything; an event is one line.
        for c in event.to_string().chars() {
            if c.is_control() { text.extend(c.escape_default()) } else { text.push(c) }
        }
        // Writing to a text cannot fail.
        let _ = write!(text, "\n{} ", self.hosts[host]);
        let known = self.hosts.iter().zip(&self.clocks[host]).filter(|(_, count)| **count > 0);
        for (at, (other, count)) in known.enumerate() {
            let _ = write!(text, "{}\"{other}\":{count}", if at > 0 { ',' } else { '{' });
        }
        text.push('}');
        text
    }
}

/// Who takes part in an event; nobody if it is the network's alone.
fn host(event: &Event) -> Option<Address> {
    match *event {
        Event::Sent { from, .. } => Some(from),
        Event::Delivered { to, .. } => Some(to),
        Event::Raft { server, .. }
        | Event::Applied { server, .. }
        | Event::Restored { server, .. }
        | Event::Persisted { server, .. }
        | Event::Crashed { server }
        | Event::Restarted { server }
        | Event::Paused { server }
        | Event::Resumed { server }
        | Event::Written { server, .. }
        | Event::DiskFull { server, .. }
        | Event::WritesLost { server, .. } => Some(server.into()),
        Event::Called { client, .. } | Event::Returned { client, .. } => Some(client.into()),
        Event::Duplicated { .. }
        | Event::Dropped { .. }
        | Event::Cut { .. }
        | Event::Mended { .. }
        | Event::Partitioned { .. }
        | Event::Healed
        | Event::Tuned { .. }
        | Event::Bridged { .. }
        | Event::CutOneWay { .. }
        | Event::Calmed
        | Event::Held { .. }
        | Event::Released { .. } => None,
    }
}
