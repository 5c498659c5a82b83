//! What became of an entry, and what a message says, came from and led to: for the inspector.

use crate::event::{self, EventView};
use crate::frame::number;
use crate::session::{Session, from_number, list};
use crate::view::{VALUE_SHOWN, command, cut};
use kvraft_core::kv::Op;
use kvraft_core::raft::{Entry, Envelope, Message, Payload};
use kvraft_core::session::{Life as Core, Story, Turn};
use kvraft_core::sim::{MessageId, Parcel};
use kvraft_core::types::{EntryId, LogIndex, Term, Tick};
use std::fmt::Display;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// So many entries of a message are told one by one.
const ENTRIES_SHOWN: usize = 20;

/// The life of an entry, read piece by piece.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Life(Core);

#[wasm_bindgen]
impl Life {
    /// Reads on for about so many events, up to where the session is. Returns whether there is more now.
    pub fn read(&mut self, session: &Session, events: u32) -> bool {
        self.0.read(&session.core, events.into())
    }

    /// What is known of it from position `since` on, oldest first, five numbers for each: tick; position of
    /// the step's first event; server; 0 held, 1 durable, 2 known to be committed, 3 applied, 4 compacted,
    /// 5 lost; the message that brought it, 0 none.
    pub fn moments(&self, since: u32) -> Vec<f64> {
        let new = self.0.moments().iter().skip(since as usize);
        new.flat_map(|moment| {
            let turn = match moment.turn {
                Turn::Held => 0.0,
                Turn::Durable => 1.0,
                Turn::Known => 2.0,
                Turn::Applied => 3.0,
                Turn::Compacted => 4.0,
                Turn::Lost => 5.0,
            };
            let message = moment.message.map_or(0, |message| message.0);
            let server = f64::from(moment.server.0);
            [number(moment.tick.0), number(moment.event), server, turn, number(message)]
        })
        .collect()
    }
}

#[wasm_bindgen]
impl Session {
    /// The life of the entry of a term at an index; none where the past is out of reach.
    pub fn life(&self, index: f64, term: f64) -> Option<Life> {
        let entry = EntryId { index: LogIndex(from_number(index)), term: Term(from_number(term)) };
        self.core.life(entry).map(Life)
    }

    /// Every field of a message under way, name and value by turns, named as in the paper; entries as `entry`.
    /// Empty once it has arrived.
    pub fn fields(&self, message: f64) -> Vec<String> {
        let id = MessageId(from_number(message));
        let found = self.core.world().messages().find(|each| each.id == id);
        let mut out = Vec::new();
        if let Some(each) = found {
            tell(&mut out, &each.parcel);
            push(&mut out, "bytes", &each.parcel.size());
        }
        out
    }

    /// What the message that left at tick `sent` came from, oldest first, then its arrival or loss, if the
    /// branch has been seen so far, and what followed at once; nothing where the past is out of reach.
    pub fn story(&self, message: f64, sent: f64) -> Result<Option<Vec<Ts<EventView>>>, JsValue> {
        let story = self.core.story(MessageId(from_number(message)), Tick(from_number(sent)));
        let Some(Story { cause, effects }) = story else { return Ok(None) };
        let events = cause.iter().chain(&effects);
        list(events.map(|(at, happened)| event::event(*at, happened))).map(Some)
    }
}

fn push(out: &mut Vec<String>, name: &str, value: &dyn Display) {
    out.push(name.to_owned());
    out.push(cut(&value.to_string(), VALUE_SHOWN));
}

fn tell(out: &mut Vec<String>, parcel: &Parcel) {
    match parcel {
        Parcel::Raft(Envelope { term, message, .. }) => {
            push(out, "term", &term.0);
            raft(out, message);
        }
        Parcel::Request(request) => {
            push(out, "clientId", &request.client);
            push(out, "requestNumber", &request.number.0);
            push(out, "command", &command(&request.command));
        }
        Parcel::Reply { number, reply } => {
            push(out, "requestNumber", &number.0);
            push(out, "reply", reply);
        }
    }
}

fn raft(out: &mut Vec<String>, message: &Message<Op>) {
    let id = |out: &mut Vec<String>, names: [&str; 2], id: EntryId| {
        push(out, names[0], &id.index.0);
        push(out, names[1], &id.term.0);
    };
    match message {
        Message::RequestVote { last, .. } => id(out, ["lastLogIndex", "lastLogTerm"], *last),
        Message::RequestVoteResponse { granted } => push(out, "voteGranted", granted),
        Message::RequestPreVote { last, round } => {
            id(out, ["lastLogIndex", "lastLogTerm"], *last);
            push(out, "round", round);
        }
        Message::RequestPreVoteResponse { round, granted } => {
            push(out, "voteGranted", granted);
            push(out, "round", round);
        }
        Message::TimeoutNow => {}
        Message::AppendEntries { prev, entries, leader_commit, round } => {
            id(out, ["prevLogIndex", "prevLogTerm"], *prev);
            push(out, "leaderCommit", &leader_commit.0);
            push(out, "round", round);
            push(out, "entries", &entries.len());
            let indexes = prev.index.0 + 1..;
            for (index, entry) in indexes.zip(entries.iter()).take(ENTRIES_SHOWN) {
                push(out, "entry", &format_args!("{index}@{} {}", entry.term.0, content(entry)));
            }
        }
        Message::AppendEntriesResponse { outcome, round } => {
            push(out, "success", &outcome.is_ok());
            match outcome {
                Ok(matched) => push(out, "matchIndex", &matched.0),
                Err(mismatch) => {
                    push(out, "prevLogIndex", &mismatch.prev_index.0);
                    push(out, "conflictIndex", &mismatch.conflict.index.0);
                    if let Some(term) = mismatch.conflict.term {
                        push(out, "conflictTerm", &term.0);
                    }
                }
            }
            push(out, "round", round);
        }
        Message::InstallSnapshot { last, offset, chunk, done, membership } => {
            id(out, ["lastIncludedIndex", "lastIncludedTerm"], *last);
            push(out, "members", membership);
            push(out, "offset", offset);
            push(out, "data", &chunk.len());
            push(out, "done", done);
        }
        Message::InstallSnapshotResponse { last, next_offset } => {
            id(out, ["lastIncludedIndex", "lastIncludedTerm"], *last);
            push(out, "nextOffset", next_offset);
        }
        Message::ReadIndex { id } => push(out, "read", &id.0),
        Message::ReadIndexResponse { id, index } => {
            push(out, "read", &id.0);
            push(out, "readIndex", &index.0);
        }
    }
}

fn content(entry: &Entry<Op>) -> String {
    match &entry.payload {
        Payload::Noop => "no-op".to_owned(),
        Payload::Membership(membership) => format!("members {membership}"),
        Payload::Command(request) => command(&request.command),
    }
}
