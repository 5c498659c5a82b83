//! A hash table that is the same on every machine and in every run: the caller names each item by 64 bits
//! (its key's fingerprint, or the key itself if it is a number), and items are only listed sorted.
//!
//! ```text
//! home of the name:   a  b  a  b     c
//! slots:            . A1 B1 A2 B2 . C1 .     a slot holds an item at home, or one that found its home
//!                     ^ home of a            and all behind it taken; a search ends at the first gap
//! ```
//!
//! Names need not spread well, a multiplication sees to that; but whoever may choose many names can make it slow.

use crate::sorted::sort_by_order;
use std::cmp::Ordering;

/// Items by name.
#[derive(Clone, Debug)]
pub struct Table<T> {
    /// A power of two, or none; at least a quarter are free.
    slots: Vec<Option<Slot<T>>>,
    len: usize,
}

#[derive(Clone, Debug)]
struct Slot<T> {
    name: u64,
    item: T,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), len: 0 }
    }
}

/// Tables are equal if their items are, however they came to lie.
impl<T: PartialEq> PartialEq for Table<T> {
    fn eq(&self, other: &Self) -> bool {
        let is_there = |slot: &Slot<T>| other.get(slot.name, |item| *item == slot.item).is_some();
        self.len == other.len && self.slots.iter().flatten().all(is_there)
    }
}

impl<T: Eq> Eq for Table<T> {}

impl<T> Table<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The item of this name that `is` the one.
    #[inline]
    pub fn get(&self, name: u64, is: impl Fn(&T) -> bool) -> Option<&T> {
        let at = self.find(name, is)?;
        self.slots[at].as_ref().map(|slot| &slot.item)
    }

    /// The same, to be changed in what neither its name nor its key depends on.
    #[inline]
    pub fn get_mut(&mut self, name: u64, is: impl Fn(&T) -> bool) -> Option<&mut T> {
        let at = self.find(name, is)?;
        self.slots[at].as_mut().map(|slot| &mut slot.item)
    }

    /// Adds an item. That its key is not there yet is the caller's to know.
    pub fn insert(&mut self, name: u64, item: T) {
        if 4 * (self.len + 1) > 3 * self.slots.len() {
            self.grow();
        }
        self.put(Slot { name, item });
        self.len += 1;
    }

    /// Takes out the item of this name that `is` the one.
    pub fn remove(&mut self, name: u64, is: impl Fn(&T) -> bool) -> Option<T> {
        let mut gap = self.find(name, is)?;
        let removed = self.slots[gap].take();
        // What lies behind it up to the next gap moves into this one, if that is no further from home.
        let mut at = self.behind(gap);
        while let Some(Slot { name, .. }) = self.slots[at] {
            let mask = self.slots.len() - 1;
            let from_home = at.wrapping_sub(self.home(name)) & mask;
            if at.wrapping_sub(gap) & mask <= from_home {
                self.slots.swap(gap, at);
                gap = at;
            }
            at = self.behind(at);
        }
        self.len -= 1;
        removed.map(|slot| slot.item)
    }

    /// All items, in an order in which no two are equal.
    pub fn sorted_by(&self, order: impl Fn(&T, &T) -> Ordering) -> Vec<&T> {
        let mut items: Vec<&T> = self.slots.iter().flatten().map(|slot| &slot.item).collect();
        sort_by_order(&mut items, |a, b| order(a, b));
        items
    }

    /// The slot where the search for a name begins.
    fn home(&self, name: u64) -> usize {
        // The upper bits of the product depend on all bits of the name: these, as many as it takes.
        let spread = name.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bits = self.slots.len().trailing_zeros();
        usize::try_from(spread >> 1 >> (63 - bits)).expect("below the number of slots")
    }

    fn behind(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }

    #[inline]
    fn find(&self, name: u64, is: impl Fn(&T) -> bool) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.home(name);
        while let Some(slot) = &self.slots[at] {
            if slot.name == name && is(&slot.item) {
                return Some(at);
            }
            at = self.behind(at);
        }
        None
    }

    fn put(&mut self, slot: Slot<T>) {
        let mut at = self.home(slot.name);
        while self.slots[at].is_some() {
            at = self.behind(at);
        }
        self.slots[at] = Some(slot);
    }

    fn grow(&mut self) {
        let count = (2 * self.slots.len()).max(8);
        let slots = (0..count).map(|_| None).collect();
        for slot in std::mem::replace(&mut self.slots, slots).into_iter().flatten() {
            self.put(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use std::collections::BTreeMap;

    type Pair = (u64, u64);

    /// Names shared by some four keys each, and so few that homes are shared, too.
    fn name(key: u64) -> u64 {
        key / 4
    }

    fn check(table: &Table<Pair>, model: &BTreeMap<u64, u64>) {
        assert_eq!((table.len(), table.is_empty()), (model.len(), model.is_empty()));
        let listed: Vec<Pair> = table.sorted_by(Ord::cmp).into_iter().copied().collect();
        let modelled: Vec<Pair> = model.iter().map(|(&key, &value)| (key, value)).collect();
        assert_eq!(listed, modelled);
    }

    #[test]
    fn it_does_what_an_ordered_map_does() {
        let mut rng = Rng::new(5);
        for keys in [1, 7, 40, 300] {
            let (mut table, mut model) = (Table::default(), BTreeMap::new());
            for step in 0..4000 {
                let key = rng.below(keys);
                let is = |pair: &Pair| pair.0 == key;
                match rng.below(3) {
                    0 => assert_eq!(
                        table.remove(name(key), is),
                        model.remove(&key).map(|value| (key, value))
                    ),
                    1 => assert_eq!(table.get(name(key), is).map(|pair| &pair.1), model.get(&key)),
                    _ => {
                        match table.get_mut(name(key), is) {
                            Some(pair) => pair.1 = step,
                            None => table.insert(name(key), (key, step)),
                        }
                        model.insert(key, step);
                    }
                }
            }
            check(&table, &model);
        }
    }

    #[test]
    fn tables_of_equal_items_are_equal_whatever_their_past() {
        let (mut grown, mut other) = (Table::default(), Table::default());
        for key in 0..100 {
            grown.insert(name(key), key);
        }
        for key in 10..100 {
            grown.remove(name(key), |&item| item == key);
        }
        for key in (0..10).rev() {
            assert_ne!(grown, other);
            other.insert(name(key), key);
        }
        assert_eq!(grown, other);
        assert_ne!(grown.slots.len(), other.slots.len());
    }

    #[test]
    fn an_empty_table_takes_no_memory_and_holds_nothing() {
        let mut table: Table<u8> = Table::default();
        assert_eq!(table.slots.capacity(), 0);
        assert_eq!(table.get(0, |_| true), None);
        assert_eq!(table.remove(0, |_| true), None);
    }
}
