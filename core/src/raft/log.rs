//! The replicated log of one server: entries from index 1 on, kept in memory as the server sees it.
//! What would survive a crash is the disk's affair, see [`Write`](super::Write).

use super::membership::Membership;
use crate::tape::Tape;
use crate::types::{EntryId, LogIndex, Term};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What an entry asks of the state machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Payload<C> {
    /// A new leader's first entry. It changes nothing, but once it is committed so is everything
    /// before it (paper §8; diss. §6.4 step 1).
    Noop,
    /// A client's command, opaque to Raft.
    Command(C),
    /// New members, in force from here on (paper §6).
    Membership(Arc<Membership>),
}

/// One entry. Its index is its place in the log, or behind `prev` in a message, so a batch can have no gaps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry<C> {
    /// The term of the leader that created it (Figure 2).
    pub term: Term,
    /// What to apply once it is committed.
    pub payload: Payload<C>,
}

/// Consecutive entries, shared by all messages and writes that carry them.
pub type Entries<C> = Arc<[Entry<C>]>;

/// The entries last copied out of a log, or into it: one copy serves all who are sent the same, and the disk.
#[derive(Clone, Debug)]
pub(super) struct Batch<C> {
    prev: LogIndex,
    entries: Entries<C>,
}

impl<C> Default for Batch<C> {
    fn default() -> Self {
        Self { prev: LogIndex::ZERO, entries: Entries::default() }
    }
}

/// It holds nothing that the log does not: servers do not differ by it.
impl<C> PartialEq for Batch<C> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<C> Eq for Batch<C> {}

impl<C> Hash for Batch<C> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<C: Clone> Batch<C> {
    /// Entries that `log` has just taken over, after `prev`.
    pub fn received(prev: LogIndex, entries: &Entries<C>) -> Self {
        Self { prev, entries: entries.clone() }
    }

    /// Up to `count` entries of `log` after `prev`. Nothing may have been removed from the log since the
    /// last time.
    #[inline]
    pub fn after(&mut self, log: &Log<C>, prev: LogIndex, count: usize) -> Entries<C> {
        let wanted = log.count_after(prev).min(count);
        if wanted == 0 {
            return Entries::default();
        }
        if self.prev != prev || self.entries.len() != wanted {
            self.copy(log, prev, wanted);
        }
        self.entries.clone()
    }

    // Apart, for `after` to be small enough to be inlined: most who ask are sent the same as the one before.
    #[inline(never)]
    fn copy(&mut self, log: &Log<C>, prev: LogIndex, count: usize) {
        *self = Self { prev, entries: log.after(prev, count).into() };
    }
}

/// Where a follower's log disagrees with the leader's, so that the leader need not walk back one
/// entry at a time (paper §5.3, last paragraphs).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Conflict {
    /// The term of the follower's entry at `prev`, or none if its log ends before `prev`.
    pub term: Option<Term>,
    /// The first index the follower stores for `term`; without one, the index after its last entry.
    pub index: LogIndex,
}

/// The log, without what a snapshot stands for. Invariants, for a server without bugs:
/// 1. terms never decrease from one entry to the next;
/// 2. an entry is only ever removed together with all that follow it;
/// 3. entries up to `commit_index` are never removed (checked by judges, not asserted: a lesson may break it).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Log<C> {
    /// The last entry that is compacted away; [`EntryId::ZERO`] if none is.
    base: EntryId,
    /// The entries after it.
    entries: Tape<Entry<C>>,
}

impl<C: Clone> Log<C> {
    /// A log with these entries, the first at index 1.
    pub fn new(entries: Tape<Entry<C>>) -> Self {
        Self::after_base(EntryId::ZERO, entries)
    }

    /// A log with these entries after `base`.
    pub fn after_base(base: EntryId, entries: Tape<Entry<C>>) -> Self {
        Self { base, entries }
    }

    /// The last entry that is compacted away; [`EntryId::ZERO`] if none is.
    pub fn base(&self) -> EntryId {
        self.base
    }

    /// Index of the first entry there is, or would be.
    pub fn first_index(&self) -> LogIndex {
        self.base.index.next()
    }

    /// Index of the last entry, compacted or not; 0 if there never was one.
    pub fn last_index(&self) -> LogIndex {
        self.base.index.plus(self.entries.len())
    }

    /// About how many bytes a copy of it adds: what is old is shared.
    pub fn own_bytes(&self) -> usize {
        self.entries.own_bytes()
    }

    /// The last entry's id, [`EntryId::ZERO`] if there never was one.
    pub fn last(&self) -> EntryId {
        match self.entries.last() {
            Some(entry) => EntryId::new(self.last_index(), entry.term),
            None => self.base,
        }
    }

    /// The term at `index`: known at the base too (`Some(t0)` at index 0), none before it and beyond
    /// the end. "Missing" must not look like "before the first", or an empty log matches anything
    /// (etcd-io/raft#31).
    pub fn term_at(&self, index: LogIndex) -> Option<Term> {
        if index == self.base.index {
            Some(self.base.term)
        } else {
            self.entry(index).map(|entry| entry.term)
        }
    }

    /// The id of the entry at `index`, if there is one (index 0 counts as one).
    pub fn id_at(&self, index: LogIndex) -> Option<EntryId> {
        self.term_at(index).map(|term| EntryId::new(index, term))
    }

    /// Whether this log holds the entry named `id`.
    pub fn contains(&self, id: EntryId) -> bool {
        self.term_at(id.index) == Some(id.term)
    }

    /// Whether this log holds the entry named `id`, or may have held it before it was compacted away.
    pub fn covers(&self, id: EntryId) -> bool {
        id.index < self.base.index || self.contains(id)
    }

    /// The entry at `index`.
    pub fn entry(&self, index: LogIndex) -> Option<&Entry<C>> {
        self.entries.get(self.position(index)?)
    }

    /// Up to `count` entries after `prev`; none if what follows it is compacted away.
    pub fn after(&self, prev: LogIndex, count: usize) -> Cow<'_, [Entry<C>]> {
        match self.position_behind(prev) {
            Some(start) => self.entries.slice(start..start.saturating_add(count)),
            None => Cow::default(),
        }
    }

    /// How many entries follow `prev`; none if what follows it is compacted away.
    fn count_after(&self, prev: LogIndex) -> usize {
        self.position_behind(prev).map_or(0, |start| self.entries.len().saturating_sub(start))
    }

    /// Appends one entry and returns its id.
    pub fn push(&mut self, entry: Entry<C>) -> EntryId {
        self.entries.push(entry);
        self.last()
    }

    /// Appends entries in order.
    pub fn extend(&mut self, entries: &[Entry<C>]) {
        self.entries.extend_from_slice(entries);
    }

    /// Removes the entry at `from` and all that follow it.
    pub fn truncate_from(&mut self, from: LogIndex) {
        if let Some(keep) = self.position(from) {
            self.entries.truncate(keep);
        }
    }

    /// Removes all entries up to `last`, which this log holds: a snapshot stands for them.
    pub fn compact(&mut self, last: EntryId) {
        if let Some(at) = self.position(last.index) {
            self.entries.drop_first(at + 1);
            self.base = last;
        }
    }

    /// Removes everything: a snapshot up to `base` stands for it.
    pub fn reset(&mut self, base: EntryId) {
        self.entries.clear();
        self.base = base;
    }

    /// What to tell a leader whose `prev` this log does not hold.
    pub fn conflict_at(&self, prev: LogIndex) -> Conflict {
        match self.term_at(prev) {
            Some(term) => Conflict { term: Some(term), index: self.first_index_of(term) },
            None => Conflict { term: None, index: self.last_index().next() },
        }
    }

    /// Where a leader with this log should try next after `conflict`: behind its own last entry of
    /// the conflicting term if it has one, else where the follower's run of that term begins.
    pub fn resume_after(&self, conflict: Conflict) -> LogIndex {
        match conflict.term.and_then(|term| self.last_index_of(term)) {
            // Both have entries of this term, and one term's entries all come from one leader in
            // order: the logs agree at least up to the shorter run.
            Some(last) => last.next(),
            None => conflict.index,
        }
    }

    fn first_index_of(&self, term: Term) -> LogIndex {
        self.first_index().plus(self.entries.partition_point(|entry| entry.term < term))
    }

    fn last_index_of(&self, term: Term) -> Option<LogIndex> {
        let last = self.base.index.plus(self.entries.partition_point(|entry| entry.term <= term));
        (last > LogIndex::ZERO && self.term_at(last) == Some(term)).then_some(last)
    }

    /// Where `index` lies, or would lie, in the vector; none up to the base and for more than the
    /// machine can address.
    fn position(&self, index: LogIndex) -> Option<usize> {
        usize::try_from(index.0.checked_sub(self.first_index().0)?).ok()
    }

    /// The same for what follows `prev`.
    fn position_behind(&self, prev: LogIndex) -> Option<usize> {
        usize::try_from(prev.0.checked_sub(self.base.index.0)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(terms: &[u64]) -> Log<u8> {
        Log::new(terms.iter().map(|&t| Entry { term: Term(t), payload: Payload::Noop }).collect())
    }

    #[test]
    fn index_zero_is_before_the_first_entry_and_beyond_the_end_is_nothing() {
        let log = log(&[1, 1, 2]);
        assert_eq!(log.term_at(LogIndex(0)), Some(Term(0)));
        assert_eq!(log.term_at(LogIndex(3)), Some(Term(2)));
        assert_eq!(log.term_at(LogIndex(4)), None);
        assert_eq!(log.term_at(LogIndex(u64::MAX)), None);
        assert!(log.contains(EntryId::ZERO));
        assert!(!log.contains(EntryId::new(LogIndex(4), Term(0))));
    }

    #[test]
    fn slices_clamp_to_what_exists() {
        let log = log(&[1, 1, 2]);
        assert_eq!(log.after(LogIndex(1), 10).len(), 2);
        assert_eq!(log.after(LogIndex(3), 10).len(), 0);
        assert_eq!(log.after(LogIndex(u64::MAX), usize::MAX).len(), 0);
    }

    #[test]
    fn truncation_removes_the_tail_and_index_zero_removes_nothing() {
        let mut log = log(&[1, 1, 2, 3]);
        log.truncate_from(LogIndex(3));
        assert_eq!(log.last(), EntryId::new(LogIndex(2), Term(1)));
        log.truncate_from(LogIndex(0));
        log.truncate_from(LogIndex(9));
        assert_eq!(log.last_index(), LogIndex(2));
    }

    #[test]
    fn a_compacted_log_knows_its_base_and_forgets_what_is_before() {
        let mut log = log(&[1, 1, 2, 3]);
        log.compact(EntryId::new(LogIndex(2), Term(1)));
        assert_eq!((log.first_index(), log.last_index()), (LogIndex(3), LogIndex(4)));
        assert_eq!(log.term_at(LogIndex(2)), Some(Term(1)));
        assert_eq!(log.term_at(LogIndex(1)), None);
        assert!(log.after(LogIndex(0), 9).is_empty(), "what follows index 0 is gone");
        assert_eq!(log.after(LogIndex(2), 9).len(), 2);
        assert!(log.covers(EntryId::new(LogIndex(1), Term(1))));
        log.truncate_from(LogIndex(1));
        assert_eq!(log.last_index(), LogIndex(4), "nothing before the base can be cut");
        log.compact(log.last());
        assert_eq!(log.last(), EntryId::new(LogIndex(4), Term(3)));
        assert_eq!(log.conflict_at(LogIndex(9)), Conflict { term: None, index: LogIndex(5) });
        log.reset(EntryId::new(LogIndex(9), Term(5)));
        assert_eq!((log.first_index(), log.last_index()), (LogIndex(10), LogIndex(9)));
    }

    #[test]
    fn a_conflict_names_the_first_entry_of_its_term() {
        let log = log(&[1, 4, 4, 4, 5]);
        assert_eq!(
            log.conflict_at(LogIndex(4)),
            Conflict { term: Some(Term(4)), index: LogIndex(2) }
        );
        assert_eq!(log.conflict_at(LogIndex(9)), Conflict { term: None, index: LogIndex(6) });
    }

    #[test]
    fn a_leader_resumes_behind_its_own_run_of_the_term_or_before_the_followers() {
        let leader = log(&[1, 1, 4, 4, 5, 5, 6]);
        let at = |term: u64, index| Conflict { term: Some(Term(term)), index: LogIndex(index) };
        assert_eq!(leader.resume_after(at(4, 2)), LogIndex(5));
        assert_eq!(leader.resume_after(at(2, 3)), LogIndex(3));
        assert_eq!(leader.resume_after(Conflict { term: None, index: LogIndex(4) }), LogIndex(4));
    }
}
