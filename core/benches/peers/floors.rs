//! What cannot be undercut: the stores alone, and the least messages of a leader that never fails.

use super::cluster::{Map, Network, Put, Replica};
use std::sync::Arc;

fn insert(map: &mut Map, put: &Put) {
    map.insert(put.key.clone(), put.value.clone());
}

fn pairs(map: &Map) -> Vec<(String, String)> {
    map.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

/// One insert for each replica, and nothing else.
pub struct MapFloor {
    leads: bool,
    applied: u64,
    map: Map,
}

impl Replica for MapFloor {
    type Command = Arc<Put>;
    type Message = ();

    const NAME: &'static str = "floor: map";
    const PROPOSED_EVERYWHERE: bool = true;

    fn start(id: usize, _count: usize) -> Self {
        Self { leads: id == 0, applied: 0, map: Map::new() }
    }

    fn command(put: Put) -> Arc<Put> {
        Arc::new(put)
    }

    fn stand(&mut self, _network: &mut Network<()>) {}

    fn propose(&mut self, put: Arc<Put>, _network: &mut Network<()>) {
        insert(&mut self.map, &put);
        self.applied += 1;
    }

    fn receive(&mut self, (): (), _network: &mut Network<()>) {}

    fn tick(&mut self, _network: &mut Network<()>) {}

    fn flush(&mut self, _network: &mut Network<()>) {}

    fn leads(&self) -> bool {
        self.leads
    }

    fn applied(&self) -> u64 {
        self.applied
    }

    fn pairs(&self) -> Vec<(String, String)> {
        pairs(&self.map)
    }
}

/// An entry: its term and its command.
type Entry = (u64, Arc<Put>);

pub enum Message {
    Append { term: u64, prev: usize, prev_term: u64, entries: Arc<[Entry]>, commit: usize },
    Ack { term: u64, from: usize, matched: usize },
    Commit { term: u64, commit: usize },
}

/// Append, acknowledge, tell what is committed; logs are checked to match. Replica 0 leads for ever.
pub struct MessageFloor {
    id: usize,
    count: usize,
    term: u64,
    log: Vec<Entry>,
    commit: usize,
    applied: usize,
    map: Map,
    /// The leader's: what is sent to all, what each has acknowledged, and what all know as committed.
    sent: usize,
    matched: Vec<usize>,
    told: usize,
    /// A follower's: what it has not acknowledged yet.
    owes: Option<usize>,
}

impl Replica for MessageFloor {
    type Command = Arc<Put>;
    type Message = Message;

    const NAME: &'static str = "floor: messages";

    fn start(id: usize, count: usize) -> Self {
        Self {
            id,
            count,
            term: 1,
            log: Vec::new(),
            commit: 0,
            applied: 0,
            map: Map::new(),
            sent: 0,
            matched: vec![0; count],
            told: 0,
            owes: None,
        }
    }

    fn command(put: Put) -> Arc<Put> {
        Arc::new(put)
    }

    fn stand(&mut self, _network: &mut Network<Message>) {}

    fn propose(&mut self, put: Arc<Put>, _network: &mut Network<Message>) {
        self.log.push((self.term, put));
    }

    fn receive(&mut self, message: Message, _network: &mut Network<Message>) {
        match message {
            Message::Append { term, prev, prev_term, entries, commit } => {
                assert_eq!(term, self.term);
                let own = if prev == 0 { 0 } else { self.log[prev - 1].0 };
                assert!(own == prev_term && self.log.len() == prev, "the logs match");
                self.log.extend_from_slice(&entries);
                self.commit = commit.min(self.log.len());
                self.owes = Some(self.log.len());
            }
            Message::Ack { term, from, matched } => {
                assert_eq!(term, self.term);
                self.matched[from] = matched;
                let majority = self.count / 2 + 1;
                self.matched[0] = self.log.len();
                let holds = |&index: &usize| {
                    self.matched.iter().filter(|&&m| m >= index).count() >= majority
                };
                let best = self.matched.iter().copied().filter(holds).max();
                self.commit = self.commit.max(best.unwrap_or_default());
            }
            Message::Commit { term, commit } => {
                assert_eq!(term, self.term);
                self.commit = commit.min(self.log.len());
            }
        }
    }

    fn tick(&mut self, _network: &mut Network<Message>) {}

    fn flush(&mut self, network: &mut Network<Message>) {
        let (term, commit) = (self.term, self.commit);
        for (_, put) in &self.log[self.applied..commit] {
            insert(&mut self.map, put);
        }
        self.applied = commit;
        if let Some(matched) = self.owes.take() {
            network.send(0, Message::Ack { term, from: self.id, matched });
        }
        if self.id != 0 {
            return;
        }
        if self.sent < self.log.len() {
            let prev = self.sent;
            let prev_term = if prev == 0 { 0 } else { self.log[prev - 1].0 };
            let entries: Arc<[Entry]> = self.log[prev..].into();
            for to in 1..self.count {
                let entries = entries.clone();
                network.send(to, Message::Append { term, prev, prev_term, entries, commit });
            }
            (self.sent, self.told) = (self.log.len(), commit);
        } else if self.told < commit {
            (1..self.count).for_each(|to| network.send(to, Message::Commit { term, commit }));
            self.told = commit;
        }
    }

    fn leads(&self) -> bool {
        self.id == 0
    }

    fn applied(&self) -> u64 {
        self.applied as u64
    }

    fn pairs(&self) -> Vec<(String, String)> {
        pairs(&self.map)
    }
}
