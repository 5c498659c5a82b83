//! A sequence that grows at its end and shares its past: a copy costs little, however long it is. Logs,
//! disks and the judges' records are kept in it, so that a session can keep many moments of a long run.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::iter::FusedIterator;
use std::ops::{Index, Range};
use std::sync::Arc;

/// Items that are shared together.
const CHUNK: usize = 128;

/// The sequence. What is older than the last items stands in chunks that all copies share; the last
/// one to two chunks' worth is each copy's own.
#[derive(Clone, Debug)]
pub struct Tape<T> {
    sealed: Vec<Arc<[T]>>,
    tail: Vec<T>,
    /// How many items of the first chunk are gone.
    gone: usize,
}

impl<T> Default for Tape<T> {
    fn default() -> Self {
        Self { sealed: Vec::new(), tail: Vec::new(), gone: 0 }
    }
}

impl<T> Tape<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.sealed.len() * CHUNK + self.tail.len() - self.gone
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at a position from 0.
    pub fn get(&self, at: usize) -> Option<&T> {
        let at = at.checked_add(self.gone)?;
        // What is asked for is nearly always among the last.
        match at.checked_sub(self.sealed.len() * CHUNK) {
            Some(at) => self.tail.get(at),
            None => self.sealed[at / CHUNK].get(at % CHUNK),
        }
    }

    /// The last item.
    pub fn last(&self) -> Option<&T> {
        self.tail.last().or_else(|| self.get(self.len().checked_sub(1)?))
    }

    /// All items, from the first to the last.
    pub fn iter(&self) -> Iter<'_, T> {
        self.range(0..self.len())
    }

    /// The items of a range; what is beyond the end is left out.
    pub fn range(&self, range: Range<usize>) -> Iter<'_, T> {
        let end = range.end.min(self.len());
        Iter { tape: self, range: range.start.min(end)..end }
    }

    /// The position of the first item for which `is_before` is false; it must be so for all behind it.
    pub fn partition_point(&self, is_before: impl Fn(&T) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(&self[middle]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Removes the first items.
    pub fn drop_first(&mut self, count: usize) {
        self.gone += count.min(self.len());
        let chunks = (self.gone / CHUNK).min(self.sealed.len());
        self.sealed.drain(..chunks);
        self.gone -= chunks * CHUNK;
        if self.sealed.is_empty() {
            self.tail.drain(..self.gone);
            self.gone = 0;
        }
    }

    /// About how many bytes a copy adds, what items point at left aside.
    pub fn own_bytes(&self) -> usize {
        size_of_val(self.sealed.as_slice()) + size_of_val(self.tail.as_slice())
    }
}

impl<T: Clone> Tape<T> {
    /// Adds an item at the end.
    pub fn push(&mut self, item: T) {
        self.tail.push(item);
        if self.tail.len() >= 2 * CHUNK {
            self.seal();
        }
    }

    /// Adds items at the end.
    pub fn extend_from_slice(&mut self, items: &[T]) {
        self.tail.extend_from_slice(items);
        if self.tail.len() >= 2 * CHUNK {
            self.seal();
        }
    }

    /// Leaves between one and two chunks' worth in the tail.
    #[cold]
    fn seal(&mut self) {
        let count = self.tail.len() / CHUNK - 1;
        let mut items = self.tail.drain(..count * CHUNK);
        for _ in 0..count {
            self.sealed.push(items.by_ref().take(CHUNK).collect());
        }
    }

    /// Keeps only the first `length` items.
    pub fn truncate(&mut self, length: usize) {
        if length >= self.len() {
            return;
        }
        let length = length + self.gone;
        if let Some(length) = length.checked_sub(self.sealed.len() * CHUNK) {
            return self.tail.truncate(length);
        }
        let chunk = length / CHUNK;
        self.tail = self.sealed[chunk][..length % CHUNK].to_vec();
        self.sealed.truncate(chunk);
        self.drop_first(0);
    }

    /// The item at a position, to be changed: a shared one is copied first, with its chunk.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        let at = at.checked_add(self.gone)?;
        match at.checked_sub(self.sealed.len() * CHUNK) {
            Some(at) => self.tail.get_mut(at),
            None => Arc::make_mut(&mut self.sealed[at / CHUNK]).get_mut(at % CHUNK),
        }
    }

    /// The items of a range in one piece, as they stand if they do; what is beyond the end is left out.
    #[inline]
    pub fn slice(&self, range: Range<usize>) -> Cow<'_, [T]> {
        // What is asked for is nearly always among the last.
        let start = range.start.saturating_add(self.gone);
        let Some(start) = start.checked_sub(self.sealed.len() * CHUNK) else {
            return self.slice_of_sealed(range);
        };
        let items = self.tail.get(start..).unwrap_or_default();
        Cow::Borrowed(items.get(..range.len()).unwrap_or(items))
    }

    /// The same for a range that begins before the tail.
    #[inline(never)]
    fn slice_of_sealed(&self, range: Range<usize>) -> Cow<'_, [T]> {
        let end = range.end.min(self.len()) + self.gone;
        let start = (range.start + self.gone).min(end);
        let chunk = start / CHUNK;
        match self.sealed[chunk].get(start % CHUNK..end - chunk * CHUNK) {
            Some(items) => Cow::Borrowed(items),
            None => Cow::Owned(self.range(start - self.gone..end - self.gone).cloned().collect()),
        }
    }
}

impl<T> Index<usize> for Tape<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        self.get(at).expect("a position on the tape")
    }
}

impl<T: Clone> FromIterator<T> for Tape<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::from(Vec::from_iter(items))
    }
}

impl<T: Clone> From<Vec<T>> for Tape<T> {
    fn from(items: Vec<T>) -> Self {
        let mut tape = Self { sealed: Vec::new(), tail: items, gone: 0 };
        if tape.tail.len() >= 2 * CHUNK {
            tape.seal();
            tape.tail.shrink_to(2 * CHUNK);
        }
        tape
    }
}

impl<T: PartialEq> PartialEq for Tape<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for Tape<T> {}

impl<T: Hash> Hash for Tape<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len());
        self.iter().for_each(|item| item.hash(state));
    }
}

impl<'a, T> IntoIterator for &'a Tape<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

/// Items of a tape, one after the other.
#[derive(Clone, Debug)]
pub struct Iter<'a, T> {
    tape: &'a Tape<T>,
    range: Range<usize>,
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.tape.get(self.range.next()?)
    }

    fn nth(&mut self, count: usize) -> Option<&'a T> {
        self.tape.get(self.range.nth(count)?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.tape.get(self.range.next_back()?)
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<T> FusedIterator for Iter<'_, T> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    /// Does the same to a tape and a vector, and looks whether they stay the same.
    #[test]
    fn a_tape_is_a_vector() {
        let mut rng = Rng::new(1);
        for _ in 0..200 {
            let (mut tape, mut vector) = (Tape::default(), Vec::new());
            let mut copies: Vec<(Tape<u64>, Vec<u64>)> = Vec::new();
            for _ in 0..60 {
                let length = vector.len() as u64;
                let some = |rng: &mut Rng| usize::try_from(rng.below(length + 2)).expect("small");
                match rng.below(12) {
                    0..=2 => {
                        tape.push(length);
                        vector.push(length);
                    }
                    3..=5 => {
                        let items: Vec<u64> = (0..rng.below(400)).collect();
                        tape.extend_from_slice(&items);
                        vector.extend(items);
                    }
                    6 => {
                        let length = some(&mut rng);
                        tape.truncate(length);
                        vector.truncate(length);
                    }
                    7 => {
                        let count = some(&mut rng).min(300);
                        tape.drop_first(count);
                        vector.drain(..count.min(vector.len()));
                    }
                    8 => {
                        let at = some(&mut rng);
                        assert_eq!(tape.get_mut(at).is_some(), vector.get(at).is_some());
                        if let (Some(item), Some(same)) = (tape.get_mut(at), vector.get_mut(at)) {
                            (*item, *same) = (7, 7);
                        }
                    }
                    9 => copies.push((tape.clone(), vector.clone())),
                    _ => {
                        let (a, b) = (some(&mut rng), some(&mut rng));
                        let range = a.min(b)..a.max(b);
                        let end = range.end.min(vector.len());
                        let expected = &vector[range.start.min(end)..end];
                        assert_eq!(*tape.slice(range.clone()), *expected);
                        assert!(tape.range(range).rev().eq(expected.iter().rev()));
                    }
                }
                assert_eq!(tape.len(), vector.len());
                assert_eq!(tape.last(), vector.last());
                assert!(tape.tail.len() < 2 * CHUNK && (!tape.sealed.is_empty() || tape.gone == 0));
            }
            copies.push((tape, vector));
            for (tape, vector) in copies {
                assert!(tape.iter().eq(&vector), "copies are left alone");
                assert_eq!(tape, Tape::from(vector));
            }
        }
    }

    #[test]
    fn the_partition_point_is_where_the_order_changes() {
        let tape: Tape<u64> = (0..1000).collect();
        for at in [0, 1, 500, 999, 1000] {
            assert_eq!(tape.partition_point(|&item| item < at) as u64, at);
        }
    }

    #[test]
    fn a_copy_shares_what_is_old() {
        let tape: Tape<u64> = (0..100_000).collect();
        assert!(tape.own_bytes() < 20_000);
        assert!(Arc::ptr_eq(&tape.sealed[5], &tape.clone().sealed[5]));
    }
}
