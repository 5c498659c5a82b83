//! What became of one entry, and what one message came from and led to: found by going along the
//! branch once more, step by step, from a keyframe on.

use super::reader::Walk;
use super::run::{Place, Run};
use super::{Happened, Session};
use crate::sim::{Address, Event, MessageId, Node};
use crate::types::{EntryId, NodeId, Tick};

/// So many events past the present place are looked at for the end of a message.
const AHEAD: u64 = 20_000;

/// A message that was held seems to have left later, by at most so many ticks for this.
const HELD_MOST: u64 = 10_000;

/// So many consequences of a message are told.
const EFFECTS_MOST: usize = 16;

/// What befell an entry at a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// It came into the server's log.
    Held,
    /// It would survive a crash.
    Durable,
    /// The server knows that it is committed.
    Known,
    /// The server has applied it.
    Applied,
    /// It gave way to a snapshot.
    Compacted,
    /// It left the log: overwritten, or lost in a crash.
    Lost,
}

/// A turn in the life of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub tick: Tick,
    /// The position of the first event of the step in which it happened.
    pub event: u64,
    /// Where.
    pub server: NodeId,
    /// What.
    pub turn: Turn,
    /// The message whose arrival brought it, if one did.
    pub message: Option<MessageId>,
}

/// How an entry stands at a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four facts, each compared with what it was")]
struct Standing {
    held: bool,
    durable: bool,
    known: bool,
    applied: bool,
}

impl Standing {
    fn of(node: &Node, entry: EntryId) -> Self {
        let raft = node.server().raft();
        let held = raft.log().first_index() <= entry.index
            && raft.log().term_at(entry.index) == Some(entry.term);
        Self {
            held,
            durable: held && node.disk().holds(entry),
            known: held && entry.index <= raft.commit_index(),
            applied: held && entry.index <= raft.last_applied(),
        }
    }
}

/// The life of an entry, as far as it has been read.
#[derive(Clone, Debug)]
pub struct Life {
    entry: EntryId,
    walk: Walk,
    standings: Vec<Standing>,
    moments: Vec<Moment>,
}

impl Life {
    /// What is known of it, oldest first.
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// Reads on for about so many events, at most up to where the session is. Returns whether there is
    /// more to read now.
    pub fn read(&mut self, session: &Session, events: u64) -> bool {
        let here = session.place();
        if self.walk.branch != session.current() {
            return false;
        }
        let most = self.walk.run.place().events.saturating_add(events);
        while self.walk.run.place().events < most {
            let position = self.walk.run.place().events;
            let Some(step) = self.walk.step(&session.branches, here) else { return false };
            self.compare(position, &step.collect::<Vec<_>>());
        }
        true
    }

    /// Notes what a step changed.
    fn compare(&mut self, event: u64, happened: &[Happened]) {
        let Some(first) = happened.first() else { return };
        for (node, before) in self.walk.run.world.nodes().iter().zip(&mut self.standings) {
            let now = Standing::of(node, self.entry);
            let server = node.id();
            let arrived = arrival(&first.event)
                .filter(|(_, _, to)| *to == server.into())
                .map(|(message, ..)| message);
            let mut note = |turn, is_so| {
                if is_so {
                    let tick = first.tick;
                    self.moments.push(Moment { tick, event, server, turn, message: arrived });
                }
            };
            note(Turn::Held, now.held && !before.held);
            note(Turn::Durable, now.durable && !before.durable);
            note(Turn::Known, now.known && !before.known);
            note(Turn::Applied, now.applied && !before.applied);
            let gone = before.held && !now.held;
            let in_snapshot = self.entry.index < node.server().raft().log().first_index();
            note(Turn::Compacted, gone && in_snapshot);
            note(Turn::Lost, gone && !in_snapshot);
            *before = now;
        }
    }
}

/// What a message came from, and what it led to, with the positions of the events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// What let it be sent, oldest first: what arrived or was due. Where it waited for a disk, first what
    /// was to be written.
    pub cause: Vec<(u64, Happened)>,
    /// Its arrival or its loss, if that has been seen, and what followed at once; at most 16 events.
    pub effects: Vec<(u64, Happened)>,
}

impl Session {
    /// The life of an entry in this branch up to this moment, nothing of it read yet; none where the past
    /// is out of reach.
    pub fn life(&self, entry: EntryId) -> Option<Life> {
        let here = self.place();
        let holds = |run: &Run| {
            let nodes = run.world.nodes().iter();
            nodes.map(|node| Standing::of(node, entry)).any(|standing| standing.held)
        };
        let last = |is_wanted: &dyn Fn(&Run) -> bool| {
            self.keyframes.last_of(&self.branches, self.current, is_wanted)
        };
        // It was born after the last keyframe without it before the last one with it. One that no keyframe
        // holds, nor the present, came and went in the term in which it was proposed, or after.
        let seen = if holds(&self.run) {
            Some(here)
        } else {
            last(&|run| run.place() <= here && holds(run)).map(Run::place)
        };
        let is_too_old = |run: &Run| {
            let mut nodes = run.world.nodes().iter();
            nodes.all(|node| node.server().raft().current_term() < entry.term)
        };
        let is_in_snapshot = |run: &Run| {
            let mut nodes = run.world.nodes().iter();
            nodes.any(|node| node.server().raft().log().first_index() > entry.index)
        };
        let run = match seen {
            Some(seen) => last(&|run| run.place() <= seen && !holds(run) && !is_in_snapshot(run)),
            None => last(&|run| run.place() <= here && is_too_old(run)),
        };
        let run = run.or_else(|| last(&|run| run.place() == Place::default()))?.clone();
        let standings = run.world.nodes().iter().map(|node| Standing::of(node, entry)).collect();
        let walk = Walk { branch: self.current, run };
        Some(Life { entry, walk, standings, moments: Vec::new() })
    }

    /// What the message that left at tick `sent` came from and led to; none if it did not leave then, nor
    /// 10,000 ticks before, or where the past is out of reach.
    pub fn story(&self, message: MessageId, sent: Tick) -> Option<Story> {
        let earlier = Tick(sent.0.saturating_sub(HELD_MOST));
        [sent, earlier].iter().find_map(|from| self.story_from(*from, message, sent))
    }

    /// Looks for the message from a keyframe before tick `from` on.
    fn story_from(&self, from: Tick, message: MessageId, sent: Tick) -> Option<Story> {
        let is_before = |run: &Run| run.place().tick < from || run.place() == Place::default();
        let run = self.keyframes.last_of(&self.branches, self.current, &is_before)?.clone();
        let mut walk = Walk { branch: self.current, run };
        let end = self.branch().end;
        let last = self.event_count().saturating_add(AHEAD);
        // What each disk was given to write since it last told, by what had come or was due.
        let mut given: Vec<Vec<(u64, Happened)>> = vec![Vec::new(); walk.run.world.nodes().len()];
        let mut pending = pending_writes(&walk.run);
        let mut story = None;
        while walk.run.place().events < last {
            let position = walk.run.place().events;
            let Some(step) = walk.step(&self.branches, end) else { break };
            let happened: Vec<Happened> = step.collect();
            let Some(root) = happened.first() else { continue };
            if story.is_none() && root.tick > sent {
                return None;
            }
            if story.is_none() && happened.iter().any(|each| leaves(&each.event, message)) {
                story = Some(Story {
                    cause: cause(&happened, position, message, &given),
                    ..Story::default()
                });
            }
            if let Some(at) = happened.iter().position(|each| ends(&each.event, message)) {
                let from = position + at as u64;
                let effects = (from..).zip(happened.into_iter().skip(at));
                return story
                    .map(|story| Story { effects: effects.take(EFFECTS_MOST).collect(), ..story });
            }
            let now = pending_writes(&walk.run);
            let writes = given.iter_mut().zip(pending.iter().zip(&now));
            for (node, (written, (before, now))) in walk.run.world.nodes().iter().zip(writes) {
                if matches!(root.event, Event::Persisted { server, .. } if server == node.id()) {
                    written.clear();
                }
                if now > before {
                    written.push((position, root.clone()));
                }
            }
            pending = now;
        }
        story
    }
}

fn pending_writes(run: &Run) -> Vec<usize> {
    run.world.nodes().iter().map(|node| node.disk().pending()).collect()
}

/// Of a delivery: which message, whence, and where.
fn arrival(event: &Event) -> Option<(MessageId, Address, Address)> {
    if let Event::Delivered { message, from, to } = event {
        return Some((*message, *from, *to));
    }
    None
}

/// Whether a message comes to be with an event.
fn leaves(event: &Event, id: MessageId) -> bool {
    if let Event::Duplicated { copy, .. } = event {
        return *copy == id;
    }
    matches!(event, Event::Sent { message, .. } if *message == id)
}

fn ends(event: &Event, id: MessageId) -> bool {
    matches!(event, Event::Delivered { message, .. } | Event::Dropped { message, .. } if *message == id)
}

/// What the step in which a message left began with. Where that is a disk that is done, before it what
/// the write was for: the latest from the receiver of the message, who is answered, else the latest.
fn cause(
    happened: &[Happened],
    position: u64,
    message: MessageId,
    given: &[Vec<(u64, Happened)>],
) -> Vec<(u64, Happened)> {
    let Some(root) = happened.first() else { return Vec::new() };
    let mut found = Vec::new();
    if let Event::Persisted { server, .. } = root.event {
        let receiver = happened.iter().find_map(|each| {
            if let Event::Sent { message: id, to, .. } = each.event {
                return (id == message).then_some(to);
            }
            None
        });
        let answered =
            |event: &Event| arrival(event).is_some_and(|(_, from, _)| Some(from) == receiver);
        let given = given.get(server.0 as usize - 1).map_or(&[][..], Vec::as_slice);
        let why = given.iter().rev().find(|(_, each)| answered(&each.event));
        found.extend(why.or(given.last()).cloned());
    }
    // A message that is the first of its step left by itself: a timer was due.
    if !leaves(&root.event, message) {
        found.push((position, root.clone()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Setup;
    use crate::types::LogIndex;

    /// A session with short ways back, whose disks take their time, and a put that is committed.
    fn session() -> (Session, EntryId) {
        let mut session = Session::new(Setup::default());
        session.keep_moments(100);
        session.run_line("disk 3 3").expect("possible");
        session.seek(Tick(1000));
        session.run_line("put x 1").expect("a client is there");
        session.seek(Tick(1500));
        let leader = session.world().leader().expect("one was elected");
        let put = session.world().node(leader).expect("it exists").server().raft().log().last();
        (session, put)
    }

    fn life_of(session: &Session, entry: EntryId) -> Vec<Moment> {
        let mut life = session.life(entry).expect("the past is there");
        while life.read(session, 50) {}
        life.moments().to_vec()
    }

    #[test]
    fn an_entry_is_held_then_durable_then_known_then_applied_everywhere() {
        let (session, entry) = session();
        let life = life_of(&session, entry);
        let leader = session.world().leader().expect("it leads still");
        let first = life[0];
        assert_eq!((first.server, first.turn), (leader, Turn::Held));
        assert!(first.message.is_some(), "the client's request brought it");
        for node in session.world().nodes() {
            let turns: Vec<Turn> =
                life.iter().filter(|each| each.server == node.id()).map(|each| each.turn).collect();
            let mut sorted = turns.clone();
            sorted.sort();
            assert_eq!(turns, [Turn::Held, Turn::Durable, Turn::Known, Turn::Applied]);
            assert_eq!(turns, sorted);
        }
        let known = life.iter().find(|each| each.turn == Turn::Known).expect("it is committed");
        let durable =
            life.iter().filter(|each| each.turn == Turn::Durable && each.event < known.event);
        assert!(durable.count() >= 3, "not before a majority has it on disk");
    }

    #[test]
    fn a_life_goes_on_where_reading_stopped_and_ends_at_the_present() {
        let (mut session, entry) = session();
        let whole = life_of(&session, entry);
        session.seek(whole[3].tick);
        let mut life = session.life(entry).expect("the past is there");
        while life.read(&session, 7) {}
        let part = life.moments().len();
        assert!((1..whole.len()).contains(&part));
        session.seek(Tick(1500));
        while life.read(&session, 7) {}
        assert_eq!(life.moments(), whole);
        assert!(!life.read(&session, 7));
    }

    #[test]
    fn an_entry_that_is_overwritten_is_lost_one_in_a_snapshot_is_compacted() {
        let (mut session, put) = session();
        let old = session.world().leader().expect("one leads");
        session.run_line(&format!("isolate {}", old.0)).expect("possible");
        session.run_line(&format!("put y 2 @{}", old.0)).expect("possible");
        session.seek(Tick(1560));
        let log = session.world().node(old).expect("it exists").server().raft().log();
        let lost = log.last();
        assert_eq!(lost.index, put.index.next());
        session.seek(Tick(5000));
        session.run_line("heal").expect("possible");
        session.seek(Tick(6000));
        let life = life_of(&session, lost);
        let turns: Vec<Turn> = life.iter().map(|each| each.turn).collect();
        assert_eq!(turns, [Turn::Held, Turn::Durable, Turn::Lost]);
        assert!(life.iter().all(|each| each.server == old));
        session.run_line("compact leader").expect("possible");
        session.seek(Tick(6100));
        let end = life_of(&session, put).last().copied().expect("it lived");
        assert_eq!(end.turn, Turn::Compacted);
        assert_eq!(life_of(&session, EntryId { index: LogIndex(99), term: put.term }), []);
    }

    #[test]
    fn an_answer_comes_from_a_disk_that_wrote_what_was_asked_and_leads_to_a_commit() {
        let (mut session, entry) = session();
        let life = life_of(&session, entry);
        let known = life.iter().find(|each| each.turn == Turn::Known).expect("it is committed");
        let answer = known.message.expect("an answer made it so");
        let sent = session
            .events_between(0, known.event)
            .into_iter()
            .find(|each| leaves(&each.event, answer))
            .expect("it was sent");
        let story = session.story(answer, sent.tick).expect("it left then");
        let Event::Sent { from, .. } = sent.event else { panic!("{sent:?}") };
        let causes: Vec<&Event> = story.cause.iter().map(|(_, each)| &each.event).collect();
        assert!(
            matches!(causes[..], [Event::Delivered { to, .. }, Event::Persisted { server, .. }]
                if *to == from && from == (*server).into()),
            "{causes:?}"
        );
        assert!(ends(&story.effects[0].1.event, answer));
        assert_eq!(story.effects[0].0, known.event);
        let commits = |event: &Event| {
            matches!(event, Event::Raft { event: crate::raft::Event::Committed { .. }, .. })
        };
        assert!(story.effects.iter().any(|(_, each)| commits(&each.event)));
        // The same is told in the middle of its way, and wherever one is.
        session.seek(sent.tick);
        assert_eq!(session.story(answer, sent.tick), Some(story));
        assert_eq!(session.story(answer, Tick(sent.tick.0 - 1)), None);
        assert_eq!(session.story(MessageId(1 << 40), sent.tick), None);
    }

    #[test]
    fn what_a_timer_sends_has_no_cause_before_it() {
        let (session, _) = session();
        let heartbeat = session.events_between(0, u64::MAX).into_iter().find_map(|each| {
            if let Event::Sent { message, summary, .. } = each.event
                && matches!(summary, crate::sim::Summary::AppendEntries { count: 0, .. })
            {
                return Some((message, each.tick));
            }
            None
        });
        let (message, tick) = heartbeat.expect("heartbeats were sent");
        let story = session.story(message, tick).expect("it left then");
        assert!(story.cause.iter().all(|(_, each)| !matches!(each.event, Event::Called { .. })));
        assert!(story.cause.len() <= 2);
    }
}
