//! The quantities everything else speaks in. Each has its own type, so that a term can never be
//! passed for an index, and its own short print form: `S1`, `t2`, `4@1` (index 4 of term 1), `C1`.

use std::fmt;
use std::ops::RangeInclusive;

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident($inner:ty), $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    };
}

quantity! {
    /// One server (the paper's figures call them S1 … S5). Any numbers do; the simulation counts from 1.
    NodeId(u32), "S"
}
quantity! {
    /// A term, Raft's logical clock (paper §5.1). A server that never saw an election is in term 0.
    Term(u64), "t"
}
quantity! {
    /// A position in the log. The first entry has index 1; 0 is "before the first entry" (Figure 2).
    LogIndex(u64), ""
}
quantity! {
    /// Virtual time since the start of a run. One tick is one millisecond.
    Tick(u64), ""
}
quantity! {
    /// One client, that is: one Clerk and its session (paper §8).
    ClientId(u32), "C"
}
quantity! {
    /// A client's running number for its requests, from 1; retries keep it (paper §8).
    RequestNumber(u64), "#"
}

impl Term {
    /// The term after this one, or `None` at the end of `u64`.
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

impl LogIndex {
    /// The place before the first entry.
    pub const ZERO: Self = Self(0);

    /// The index after this one. Saturates: a log cannot reach 2^64 entries, a forged message can.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The index before this one; 0 stays 0.
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// This index moved on by `count` entries.
    pub fn plus(self, count: usize) -> Self {
        Self(self.0.saturating_add(count as u64))
    }

    /// All indexes after this one up to and including `last`.
    pub fn up_to(self, last: Self) -> impl DoubleEndedIterator<Item = Self> {
        let range: RangeInclusive<u64> = self.next().0..=last.0;
        range.map(Self)
    }
}

impl Tick {
    /// The moment `ticks` later.
    pub fn plus(self, ticks: u64) -> Self {
        Self(self.0.saturating_add(ticks))
    }

    /// Ticks from `earlier` until this moment; 0 if `earlier` is not earlier.
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Names an entry: two logs that hold the same `EntryId` hold the same entry (Log Matching, Figure 3).
///
/// The order is Raft's "at least as up-to-date" (paper §5.4.1): the later term wins, then the longer log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EntryId {
    /// Its position in the log.
    pub index: LogIndex,
    /// The term of the leader that created it.
    pub term: Term,
}

impl EntryId {
    /// What precedes the first entry.
    pub const ZERO: Self = Self { index: LogIndex(0), term: Term(0) };

    /// The entry at `index` of `term`.
    pub fn new(index: LogIndex, term: Term) -> Self {
        Self { index, term }
    }
}

impl Ord for EntryId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.term, self.index).cmp(&(other.term, other.index))
    }
}

impl PartialOrd for EntryId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.index.0, self.term.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(index: u64, term: u64) -> EntryId {
        EntryId::new(LogIndex(index), Term(term))
    }

    #[test]
    fn up_to_date_compares_the_term_before_the_length() {
        assert!(id(1, 3) > id(9, 2));
        assert!(id(3, 2) > id(2, 2));
        assert_eq!(id(2, 2), id(2, 2));
    }

    #[test]
    fn quantities_print_as_in_the_paper() {
        assert_eq!(
            format!("{} {} {} {}", NodeId(3), Term(2), id(4, 1), ClientId(1)),
            "S3 t2 4@1 C1"
        );
    }

    #[test]
    fn arithmetic_saturates_at_the_ends() {
        assert_eq!(LogIndex(u64::MAX).next(), LogIndex(u64::MAX));
        assert_eq!(LogIndex(0).previous(), LogIndex(0));
        assert_eq!(Term(u64::MAX).next(), None);
        assert_eq!(LogIndex(u64::MAX).up_to(LogIndex(u64::MAX)).count(), 1);
        assert_eq!(LogIndex(4).up_to(LogIndex(4)).count(), 0);
    }
}
