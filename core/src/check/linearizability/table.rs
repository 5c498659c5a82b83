//! Two small hash tables, open addressing both: the standard ones differ between runs in their order
//! and cost three times as much.

use crate::hash::Fingerprint;
use std::hash::Hasher;

/// The hash of a text, for [`Table`].
pub(super) fn hash_of(bytes: &[u8]) -> u64 {
    let mut hasher = Fingerprint::default();
    hasher.write(bytes);
    hasher.finish()
}

/// Numbers of things that lie elsewhere, found by the things' hashes. Never grows.
pub(super) struct Table {
    /// One more than the number; 0 is free.
    slots: Vec<u32>,
}

impl Table {
    /// Room for `most` numbers.
    pub(super) fn new(most: usize) -> Self {
        Self { slots: vec![0; (2 * most).next_power_of_two().max(2)] }
    }

    /// The number under this hash that is the same; else `number` is put there.
    pub(super) fn find_or_put(
        &mut self,
        hash: u64,
        number: u32,
        same: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        match self.seek(hash, same) {
            Ok(found) => Some(found),
            Err(free) => {
                self.slots[free] = number + 1;
                None
            }
        }
    }

    /// The number under this hash that is the same.
    pub(super) fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        self.seek(hash, same).ok()
    }

    fn seek(&self, hash: u64, same: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let last = self.slots.len() - 1;
        let mut at = first_slot(hash, last);
        while self.slots[at] != 0 {
            let number = self.slots[at] - 1;
            if same(number) {
                return Ok(number);
            }
            at = (at + 1) & last;
        }
        Err(at)
    }
}

/// At most this many configurations are remembered: 64 MiB. Later ones may be visited twice.
const REMEMBERED_MAX: usize = 1 << 22;

/// A set of marks: two independent 64-bit fingerprints each, so that a false match would take 2^64 of
/// them.
#[derive(Default)]
pub(super) struct Marks {
    /// The pair of zeros is free.
    slots: Vec<[u64; 2]>,
    count: usize,
}

impl Marks {
    /// Adds a mark. Returns whether it is new, or cannot be remembered.
    pub(super) fn insert(&mut self, mark: [u64; 2]) -> bool {
        if 2 * self.count >= self.slots.len() && self.count < REMEMBERED_MAX {
            self.grow();
        }
        let at = self.seek(mark);
        if self.slots[at] == mark {
            return false;
        }
        if self.count < REMEMBERED_MAX {
            self.slots[at] = mark;
            self.count += 1;
        }
        true
    }

    fn seek(&self, mark: [u64; 2]) -> usize {
        let last = self.slots.len() - 1;
        let mut at = first_slot(mark[0], last);
        while self.slots[at] != [0; 2] && self.slots[at] != mark {
            at = (at + 1) & last;
        }
        at
    }

    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(64);
        for mark in std::mem::replace(&mut self.slots, vec![[0; 2]; size]) {
            if mark != [0; 2] {
                let at = self.seek(mark);
                self.slots[at] = mark;
            }
        }
    }
}

/// Where a search for `hash` begins; the number of slots, one more than `last`, is a power of two.
fn first_slot(hash: u64, last: usize) -> usize {
    let upper = u32::try_from(hash >> 32).expect("32 bits");
    usize::try_from(upper).unwrap_or(usize::MAX) & last
}
