//! Keys whose written values differ from each other: judged exactly in O(n log n + bytes) where the
//! general search explodes (Gibbons and Korach 1997, "Testing Shared Memories", generalised to Appends
//! and Cas).
//!
//! Each observed text then tells how it came about: a Put or a Cas set its beginning, and each further
//! piece is one Append. So all operations on texts with one beginning (a [`Segment`]), and on those that a
//! Cas made of them, stand next to each other in every linearization, in known order: a *block*.
//!
//! ```text
//! Put a   Get a   Append b   Get ab   Cas ab c   Get c    |    Put d   Get d
//! └────────────── segment a ────────┘ └─ segment c ─┘     |    └ segment d ┘
//! └───────────────────── one block ─────────────────┘     |    └── block ──┘
//! ```
//!
//! A block A must precede B if an operation of A returns before one of B is called, that is, if A's first
//! return comes before B's last call. If this relation has a circle, the one with the latest last call
//! precedes its successor and is preceded by it, so two blocks alone are in conflict; else sorting by the
//! *zones* between first return and last call gives an order.

use super::history::{Saw, View};
use super::table::{Table, hash_of};
use crate::kv::{Answer, Command, ReadMode, VALUE_MAX};
use crate::sorted::{sort_by_order, sort_numbers};

/// What the blocks tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Blocks {
    /// This order explains all answers; operations without an answer that nobody saw are missing in it.
    Order(Vec<u32>),
    /// There is none, already for these operations. Not the least set of them.
    Conflict(Vec<u32>),
    /// The operations are not of the kind.
    Unfit,
}

/// Judges the operations of one key.
pub(super) fn order(views: &[View<'_>]) -> Blocks {
    let Some(mut texts) = Texts::new(views) else { return Blocks::Unfit };
    match texts.find_all() {
        Ok(()) => {}
        Err(Obstacle::Conflict(operations)) => return Blocks::Conflict(operations),
        Err(Obstacle::Unfit) => return Blocks::Unfit,
    }
    match texts.chains().and_then(|blocks| sort(views, blocks)) {
        Ok(order) => Blocks::Order(order),
        Err(conflict) => Blocks::Conflict(conflict),
    }
}

/// Why the texts cannot be understood.
enum Obstacle {
    /// No order brings them about.
    Conflict(Vec<u32>),
    /// One could be put together in two ways.
    Unfit,
}

/// Texts with one beginning.
struct Segment<'a> {
    /// The Put or Cas that set the beginning; or the Append that nobody saw; none if the key was missing.
    head: Option<u32>,
    /// How long the beginning is.
    beginning: usize,
    /// The longest text observed, and by whom.
    text: &'a str,
    seen_by: Option<u32>,
    /// The Appends in it, each with the length of the text it makes.
    appends: Vec<(usize, u32)>,
    /// The Cas that replaced the last text.
    exit: Option<u32>,
    /// Who saw which of its texts: how many Appends are in it, and the observer.
    readers: Vec<(u64, u32)>,
}

/// The first segment is that of the missing key.
const ROOT: u32 = 0;

struct Texts<'a> {
    views: &'a [View<'a>],
    /// Who wrote a value.
    writers: Table,
    /// The lengths of all written values; empty if texts do not grow, and are compared as a whole.
    lengths: Vec<usize>,
    segments: Vec<Segment<'a>>,
    /// The segment each operation began or added to.
    segment_of: Vec<Option<u32>>,
    /// The Cas found to have taken effect whose expected text was not looked at yet.
    to_do: Vec<u32>,
}

/// More lengths than this would make it slow to take a text apart.
const LENGTHS_MAX: usize = 64;

impl<'a> Texts<'a> {
    /// None if the operations are not of the kind.
    fn new(views: &'a [View<'a>]) -> Option<Self> {
        let mut writers = Table::new(views.len());
        let (mut lengths, mut bytes, mut appends) = (Vec::new(), 0, false);
        for (at, view) in (0u32..).zip(views) {
            if !is_fit(view) {
                return None;
            }
            let Some(value) = written(view) else { continue };
            let same = |other: u32| written(&views[other as usize]) == Some(value);
            if writers.find_or_put(hash_of(value.as_bytes()), at, same).is_some() {
                return None;
            }
            appends |= matches!(view.command, Command::Append { .. });
            bytes += value.len();
            if !lengths.contains(&value.len()) && lengths.len() <= LENGTHS_MAX {
                lengths.push(value.len());
            }
        }
        if !appends {
            lengths.clear();
        } else if bytes > VALUE_MAX || lengths.len() > LENGTHS_MAX || lengths.contains(&0) {
            return None;
        }
        let root = Segment::new(None, "");
        let segment_of = vec![None; views.len()];
        let segments = vec![root];
        Some(Self { views, writers, lengths, segments, segment_of, to_do: Vec::new() })
    }

    /// Finds the segment of every operation.
    fn find_all(&mut self) -> Result<(), Obstacle> {
        for (at, view) in (0u32..).zip(self.views) {
            match (view.command, view.saw) {
                (Command::Get { .. } | Command::Cas { .. }, Saw::Answer(Answer::NoKey)) => {
                    self.segments[ROOT as usize].readers.push((0, at));
                }
                (Command::Get { .. }, Saw::Answer(Answer::Value(text))) => {
                    self.observe(at, text)?;
                }
                (Command::Cas { expected, .. }, Saw::Answer(Answer::CasFailed { actual })) => {
                    if actual == expected {
                        return Err(Obstacle::Conflict(vec![at]));
                    }
                    self.observe(at, actual)?;
                }
                (Command::Put { .. } | Command::Cas { .. }, Saw::Answer(_)) => {
                    self.segment_begun_by(at);
                }
                _ => {}
            }
        }
        while let Some(cas) = self.to_do.pop() {
            if let Command::Cas { expected, .. } = self.views[cas as usize].command {
                let (segment, appends) = self.locate(cas, expected)?;
                let exit = self.segments[segment as usize].exit.replace(cas);
                self.segments[segment as usize].readers.push((appends.into(), cas));
                if let Some(other) = exit {
                    let mut conflict = self.operations(&[segment]);
                    conflict.extend([cas, other]);
                    return Err(Obstacle::Conflict(conflict));
                }
            }
        }
        for (at, view) in (0u32..).zip(self.views) {
            if self.is_append(at) && view.is_known() && self.segment_of[at as usize].is_none() {
                // Nobody saw it: it may stand between any two blocks.
                self.segment_begun_by(at);
            }
        }
        Ok(())
    }

    fn observe(&mut self, observer: u32, text: &'a str) -> Result<(), Obstacle> {
        let (segment, appends) = self.locate(observer, text)?;
        self.segments[segment as usize].readers.push((appends.into(), observer));
        Ok(())
    }

    /// The segment that an operation begins.
    fn segment_begun_by(&mut self, operation: u32) -> u32 {
        if let Some(segment) = self.segment_of[operation as usize] {
            return segment;
        }
        let view = &self.views[operation as usize];
        let segment = u32::try_from(self.segments.len()).expect("fewer than 2^32 operations");
        self.segments.push(Segment::new(Some(operation), written(view).unwrap_or_default()));
        self.segment_of[operation as usize] = Some(segment);
        if matches!(view.command, Command::Cas { .. }) {
            self.to_do.push(operation);
        }
        segment
    }

    /// The segment of a text, and how many Appends are in it.
    fn locate(&mut self, observer: u32, text: &'a str) -> Result<(u32, u32), Obstacle> {
        let nobody = || Obstacle::Conflict(vec![observer]);
        let first = self.writer_at(text)?.ok_or_else(nobody)?;
        let segment = if self.is_append(first) { ROOT } else { self.segment_begun_by(first) };
        let at = segment as usize;
        let Segment { text: longest, beginning, seen_by, .. } = self.segments[at];
        if text.len() > longest.len() {
            if !text.starts_with(longest) {
                return Err(self.two_texts(observer, text, seen_by, longest));
            }
            self.extend(segment, observer, text)?;
        } else if !longest.starts_with(text) {
            return Err(self.two_texts(observer, text, seen_by, longest));
        }
        let appends = &self.segments[at].appends;
        if text.len() == beginning {
            return Ok((segment, 0));
        }
        match appends.binary_search_by_key(&text.len(), |&(length, _)| length) {
            Ok(before) => Ok((segment, u32::try_from(before + 1).expect("as many as operations"))),
            Err(_) => Err(nobody()),
        }
    }

    /// A longer text was observed in this segment.
    fn extend(&mut self, segment: u32, observer: u32, text: &'a str) -> Result<(), Obstacle> {
        let at = segment as usize;
        let mut length = self.segments[at].text.len();
        while length < text.len() {
            let Some(rest) = text.get(length..) else {
                return Err(Obstacle::Conflict(vec![observer]));
            };
            let writer = self.writer_at(rest)?;
            let append = writer
                .filter(|&one| matches!(self.views[one as usize].command, Command::Append { .. }));
            let Some(append) = append else { return Err(Obstacle::Conflict(vec![observer])) };
            if let Some(other) = self.segment_of[append as usize] {
                // It took effect twice.
                let other = &self.segments[other as usize];
                return Err(self.two_texts(observer, text, other.seen_by, other.text));
            }
            self.segment_of[append as usize] = Some(segment);
            length += written(&self.views[append as usize]).map_or(0, str::len);
            self.segments[at].appends.push((length, append));
            // At once, for the next piece may be the same.
            (self.segments[at].text, self.segments[at].seen_by) = (&text[..length], Some(observer));
        }
        Ok(())
    }

    fn is_append(&self, operation: u32) -> bool {
        matches!(self.views[operation as usize].command, Command::Append { .. })
    }

    /// Who wrote the piece at the beginning of a text.
    fn writer_at(&self, text: &str) -> Result<Option<u32>, Obstacle> {
        let whole = [text.len()];
        let lengths = if self.lengths.is_empty() { &whole[..] } else { &self.lengths[..] };
        let mut found = None;
        for &length in lengths {
            let Some(piece) = text.as_bytes().get(..length) else { continue };
            let value = |one: u32| written(&self.views[one as usize]).map(str::as_bytes);
            let writer = self.writers.find(hash_of(piece), |one| value(one) == Some(piece));
            if found.is_some() && writer.is_some() {
                return Err(Obstacle::Unfit);
            }
            found = found.or(writer);
        }
        Ok(found)
    }

    /// Two texts that cannot both have been there.
    fn two_texts(
        &self,
        observer: u32,
        text: &str,
        other: Option<u32>,
        other_text: &str,
    ) -> Obstacle {
        let mut operations = vec![observer];
        operations.extend(other);
        for mut rest in [text, other_text] {
            while let Ok(Some(writer)) = self.writer_at(rest)
                && let Some(value) = written(&self.views[writer as usize])
                && !value.is_empty()
            {
                operations.push(writer);
                rest = rest.get(value.len()..).unwrap_or_default();
            }
        }
        Obstacle::Conflict(operations)
    }

    /// Those who wrote the texts of some segments.
    fn operations(&self, segments: &[u32]) -> Vec<u32> {
        let segments = segments.iter().map(|&segment| &self.segments[segment as usize]);
        let written = |segment: &Segment<'_>| {
            let appends = segment.appends.iter().map(|&(_, append)| append);
            let all = segment.head.into_iter().chain(appends).chain(segment.seen_by);
            all.collect::<Vec<u32>>()
        };
        segments.flat_map(written).collect()
    }

    /// Puts segments together to blocks, and the operations of each in order.
    fn chains(&mut self) -> Result<Vec<Block>, Vec<u32>> {
        let is_cas = |segment: &Segment<'_>| {
            let head = segment.head.map(|head| self.views[head as usize].command);
            matches!(head, Some(Command::Cas { .. }))
        };
        let begins: Vec<bool> = self.segments.iter().map(|segment| !is_cas(segment)).collect();
        let (mut blocks, mut visited) = (Vec::new(), begins.clone());
        for (at, _) in (0u32..).zip(&begins).filter(|(_, begins)| **begins) {
            let (mut chain, mut segment) = (Chain::default(), Some(at));
            while let Some(at) = segment {
                visited[at as usize] = true;
                sort_numbers(&mut self.segments[at as usize].readers);
                segment = chain.add(self.views, &self.segments[at as usize])?;
                segment = segment.and_then(|exit| self.segment_of[exit as usize]);
            }
            blocks.extend(Block::new(self.views, chain.order, at == ROOT));
        }
        // Others only follow from each other, in a circle.
        let others = (0u32..).zip(&visited).filter(|(_, visited)| !**visited);
        let circle: Vec<u32> = others.map(|(at, _)| at).collect();
        if circle.is_empty() { Ok(blocks) } else { Err(self.operations(&circle)) }
    }
}

impl<'a> Segment<'a> {
    fn new(head: Option<u32>, text: &'a str) -> Self {
        let (appends, readers) = (Vec::new(), Vec::new());
        Self { head, beginning: text.len(), text, seen_by: None, appends, exit: None, readers }
    }
}

/// The operations of a block in the only order they can have, but for reads of one text.
#[derive(Default)]
struct Chain {
    order: Vec<u32>,
    /// Of those before the present text, the one that was called last.
    last_called: Option<(u64, u32)>,
}

impl Chain {
    /// Adds the operations of a segment. Returns the Cas that replaces its last text.
    fn add(&mut self, views: &[View<'_>], segment: &Segment<'_>) -> Result<Option<u32>, Vec<u32>> {
        // A Cas stands in front of the text that it makes, behind all others of the one before.
        if let Some(head) = segment.head {
            self.write(views, head)?;
        }
        let mut readers = segment.readers.iter().peekable();
        let last = u32::try_from(segment.appends.len()).expect("as many as operations");
        for text in 0..=last {
            let before = self.last_called;
            let mut latest = before;
            while let Some(&&(_, reader)) =
                readers.peek().filter(|&&&(at, _)| at == u64::from(text))
            {
                readers.next();
                if segment.exit == Some(reader) {
                    continue;
                }
                self.check(views, before, reader)?;
                self.order.push(reader);
                latest = latest.max(Some((views[reader as usize].call, reader)));
            }
            self.last_called = latest;
            if let Some(&(_, append)) = segment.appends.get(text as usize) {
                self.write(views, append)?;
            }
        }
        if let Some(exit) = segment.exit
            && !segment.readers.contains(&(last.into(), exit))
        {
            // What the Cas expected was seen to grow.
            let mut conflict = self.order.clone();
            conflict.extend(segment.seen_by.into_iter().chain([exit]));
            return Err(conflict);
        }
        Ok(segment.exit)
    }

    fn write(&mut self, views: &[View<'_>], writer: u32) -> Result<(), Vec<u32>> {
        self.check(views, self.last_called, writer)?;
        self.order.push(writer);
        self.last_called = self.last_called.max(Some((views[writer as usize].call, writer)));
        Ok(())
    }

    /// Whether an operation did not return before one that must precede it was called.
    fn check(
        &self,
        views: &[View<'_>],
        before: Option<(u64, u32)>,
        next: u32,
    ) -> Result<(), Vec<u32>> {
        match before {
            Some((call, other)) if views[next as usize].end < call => {
                let writes = |&one: &u32| written(&views[one as usize]).is_some();
                let mut conflict: Vec<u32> = self.order.iter().copied().filter(writes).collect();
                conflict.extend([other, next]);
                Err(conflict)
            }
            _ => Ok(()),
        }
    }
}

/// Operations that stand next to each other, and their zone.
struct Block {
    order: Vec<u32>,
    /// Whether nothing can precede it.
    is_root: bool,
    first_return: (u64, u32),
    last_call: (u64, u32),
}

impl Block {
    /// None if nothing is in it.
    fn new(views: &[View<'_>], order: Vec<u32>, is_root: bool) -> Option<Self> {
        let first_return = order.iter().map(|&one| (views[one as usize].end, one)).min()?;
        let last_call = order.iter().map(|&one| (views[one as usize].call, one)).max()?;
        Some(Self { order, is_root, first_return, last_call })
    }

    /// Where it stands among the others. A zone whose first return precedes its last call is filled by its
    /// block alone; another's block may be thought of as at one moment, best the first.
    fn rank(&self) -> (bool, u64, bool) {
        let (first, last) = (self.first_return.0, self.last_call.0);
        let is_forward = first < last;
        (!self.is_root, if is_forward { first } else { last }, is_forward)
    }
}

/// Orders the blocks.
fn sort(views: &[View<'_>], mut blocks: Vec<Block>) -> Result<Vec<u32>, Vec<u32>> {
    sort_by_order(&mut blocks, |a, b| a.rank().cmp(&b.rank()));
    let mut order = Vec::with_capacity(views.len());
    let mut latest: Option<usize> = None;
    for (at, block) in blocks.iter().enumerate() {
        if let Some(before) = latest.map(|latest| &blocks[latest])
            && block.first_return.0 < before.last_call.0
        {
            let writes = |&one: &u32| written(&views[one as usize]).is_some();
            let both = before.order.iter().chain(&block.order);
            let mut conflict: Vec<u32> = both.copied().filter(writes).collect();
            conflict.extend([before, block].map(|block| block.first_return.1));
            conflict.extend([before, block].map(|block| block.last_call.1));
            return Err(conflict);
        }
        if latest.is_none_or(|latest| blocks[latest].last_call.0 < block.last_call.0) {
            latest = Some(at);
        }
        order.extend(&block.order);
    }
    Ok(order)
}

/// The value an operation writes if it takes effect; that a Cas has failed is known.
fn written<'a>(view: &View<'a>) -> Option<&'a str> {
    match view.command {
        Command::Put { value, .. } | Command::Append { value, .. } => Some(value),
        Command::Cas { new, .. } if matches!(view.saw, Saw::Nothing | Saw::Answer(Answer::Ok)) => {
            Some(new)
        }
        Command::Cas { .. }
        | Command::PutAt { .. }
        | Command::Get { .. }
        | Command::Delete { .. }
        | Command::OpenSession => None,
    }
}

/// Whether an operation is of the kind that makes blocks.
fn is_fit(view: &View<'_>) -> bool {
    match (view.command, view.saw) {
        (Command::Get { via, .. }, Saw::Answer(Answer::Value(_) | Answer::NoKey)) => {
            *via != ReadMode::Version
        }
        (
            Command::Put { .. } | Command::Append { .. } | Command::Cas { .. },
            Saw::Answer(Answer::Ok) | Saw::Nothing,
        )
        | (Command::Cas { .. }, Saw::Answer(Answer::NoKey | Answer::CasFailed { .. })) => true,
        _ => false,
    }
}
