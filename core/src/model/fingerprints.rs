//! A set of 128-bit fingerprints, as dense as can be: a hundred million of them must fit into memory.

/// Fingerprints.
#[derive(Clone, Debug, Default)]
pub(super) struct Fingerprints {
    /// A power of two of them, or none; at least a quarter are free, that is zero.
    slots: Vec<u128>,
    len: usize,
}

impl Fingerprints {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// How much memory they take, in bytes.
    pub fn bytes(&self) -> u64 {
        (self.slots.capacity() * size_of::<u128>()) as u64
    }

    /// Whether this one is there.
    pub fn contains(&self, fingerprint: u128) -> bool {
        !self.slots.is_empty() && self.slots[self.place(fingerprint)] != 0
    }

    /// Adds one. False if it was there before.
    pub fn insert(&mut self, fingerprint: u128) -> bool {
        if 4 * (self.len + 1) > 3 * self.slots.len() {
            self.grow();
        }
        let place = self.place(fingerprint);
        let is_new = self.slots[place] == 0;
        if is_new {
            self.slots[place] = some(fingerprint);
            self.len += 1;
        }
        is_new
    }

    /// Where it is, or would be.
    fn place(&self, fingerprint: u128) -> usize {
        let (sought, mask) = (some(fingerprint), self.slots.len() - 1);
        // They are hashes already: any bits will do.
        let home = usize::try_from(fingerprint >> 64 & u128::from(u32::MAX));
        let mut at = home.expect("32 bits") & mask;
        while self.slots[at] != 0 && self.slots[at] != sought {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let count = (2 * self.slots.len()).max(64);
        let old = std::mem::replace(&mut self.slots, vec![0; count]);
        for fingerprint in old.into_iter().filter(|&slot| slot != 0) {
            let place = self.place(fingerprint);
            self.slots[place] = fingerprint;
        }
    }
}

/// Zero stands for none.
fn some(fingerprint: u128) -> u128 {
    fingerprint.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use std::collections::BTreeSet;

    #[test]
    fn it_is_a_set() {
        let mut rng = Rng::new(9);
        let (mut set, mut model) = (Fingerprints::default(), BTreeSet::new());
        assert!(!set.contains(7));
        for _ in 0..5000 {
            // The upper half has few values, so that homes are shared.
            let one = u128::from(rng.below(40)) << 64 | u128::from(rng.below(60));
            assert_eq!(set.contains(one), model.contains(&one.max(1)));
            assert_eq!(set.insert(one), model.insert(one.max(1)));
            assert_eq!(set.len(), model.len());
        }
        assert!(model.iter().all(|&one| set.contains(one)));
        assert!(4 * set.len() <= 3 * set.slots.len());
    }
}
