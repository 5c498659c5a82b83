//! Maps and sorting for what is small, copied often and sent to browsers.
//!
//! The standard library's ordered map and its sorts are made for large content, and are compiled anew for each
//! type: a fifth of the WebAssembly was theirs. Here, a map is one run of memory, which a keyframe copies at
//! once, and what is long is sorted by one function over numbers.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::ops::Index;

/// A map in key order. Finding takes O(log n); inserting and removing move what is behind, which costs nothing at
/// the end, and little in maps of some hundred keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortedMap<K, V> {
    pairs: Vec<(K, V)>,
}

impl<K, V> SortedMap<K, V> {
    /// An empty map; it takes no memory.
    pub const fn new() -> Self {
        Self { pairs: Vec::new() }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Removes all.
    pub fn clear(&mut self) {
        self.pairs.clear();
    }

    /// All pairs, by ascending key.
    pub fn iter(&self) -> Iter<'_, K, V> {
        self.pairs.iter().map(|(key, value)| (key, value))
    }

    /// All keys, ascending.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.pairs.iter().map(|(key, _)| key)
    }

    /// All values, by ascending key.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.pairs.iter().map(|(_, value)| value)
    }

    /// All values, by ascending key, to be changed.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> + ExactSizeIterator {
        self.pairs.iter_mut().map(|(_, value)| value)
    }

    /// Keeps the pairs for which this holds.
    pub fn retain(&mut self, mut keeps: impl FnMut(&K, &mut V) -> bool) {
        self.pairs.retain_mut(|(key, value)| keeps(key, value));
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let at = self.place(key).ok()?;
        self.pairs.get(at).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.place(key).ok()?;
        self.pairs.get_mut(at).map(|(_, value)| value)
    }

    /// Whether the key is there.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Sets the value of a key; returns the one before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(at) => Some(std::mem::replace(&mut self.pairs[at].1, value)),
            Err(at) => {
                self.pairs.insert(at, (key, value));
                None
            }
        }
    }

    /// The value of a key, which gets this one if it has none.
    pub fn get_or_insert(&mut self, key: K, value: V) -> &mut V {
        let at = match self.place(&key) {
            Ok(at) => at,
            Err(at) => {
                self.pairs.insert(at, (key, value));
                at
            }
        };
        &mut self.pairs[at].1
    }

    /// The value of a key, which gets the default one if it has none.
    pub fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.get_or_insert(key, V::default())
    }

    /// Removes a key; returns its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.place(key).ok()?;
        Some(self.pairs.remove(at).1)
    }

    /// The last pair whose key is below this one.
    pub fn last_below(&self, key: &K) -> Option<(&K, &V)> {
        let (Ok(end) | Err(end)) = self.place(key);
        self.pairs[..end].last().map(|(key, value)| (key, value))
    }

    /// Removes the pairs whose keys are below this one.
    pub fn remove_below(&mut self, key: &K) {
        let (Ok(end) | Err(end)) = self.place(key);
        self.pairs.drain(..end);
    }

    /// Where a key is, or would be.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.pairs.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }
}

impl<K: Ord + Borrow<Q>, Q: Ord + ?Sized, V> Index<&Q> for SortedMap<K, V> {
    type Output = V;

    /// Panics if the key is missing.
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the key is there")
    }
}

/// The pairs of a map, by ascending key.
pub type Iter<'a, K, V> =
    std::iter::Map<std::slice::Iter<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>;

impl<'a, K, V> IntoIterator for &'a SortedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    /// Of several values for a key the last one counts.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for SortedMap<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

/// Sorts a short list, and leaves equal items in their order: O(n²), but O(n) for what is sorted already.
pub fn sort_few<T>(list: &mut [T], mut is_less: impl FnMut(&T, &T) -> bool) {
    for end in 1..list.len() {
        let mut at = end;
        while 0 < at && is_less(&list[at], &list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// Sorts by a number of each item, and leaves items with equal ones in their order.
pub fn sort_by_number<T>(list: &mut Vec<T>, number: impl Fn(&T) -> u64) {
    let mut numbers: Vec<(u64, u32)> = list.iter().map(number).zip(0..).collect();
    sort_numbers(&mut numbers);
    rearrange(list, numbers.into_iter().map(|(_, place)| place));
}

/// Sorts by a comparison, and leaves equal items in their order.
pub fn sort_by_order<T>(list: &mut Vec<T>, order: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<u32> = (0..).take(list.len()).collect();
    sort_places(&mut places, &|a, b| order(&list[a as usize], &list[b as usize]));
    rearrange(list, places);
}

/// Sorts numbers, each with a second one that decides between equal ones.
#[inline(never)]
pub fn sort_numbers(numbers: &mut [(u64, u32)]) {
    numbers.sort_unstable();
}

#[inline(never)]
fn sort_places(places: &mut [u32], order: &dyn Fn(u32, u32) -> Ordering) {
    places.sort_unstable_by(|&a, &b| order(a, b).then(a.cmp(&b)));
}

/// Puts the items that are at these places first, second, and so on.
fn rearrange<T>(list: &mut Vec<T>, places: impl IntoIterator<Item = u32>) {
    let mut items: Vec<Option<T>> = list.drain(..).map(Some).collect();
    list.extend(places.into_iter().filter_map(|place| items[place as usize].take()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use std::collections::BTreeMap;

    #[test]
    fn it_holds_what_the_ordered_map_of_the_standard_library_holds() {
        let mut rng = Rng::new(5);
        let (mut map, mut model) = (SortedMap::new(), BTreeMap::new());
        for step in 0..20_000_u64 {
            let key = rng.below(40);
            match rng.below(7) {
                0 | 1 => assert_eq!(map.insert(key, step), model.insert(key, step)),
                2 => assert_eq!(map.remove(&key), model.remove(&key)),
                3 => {
                    *map.get_or_insert(key, step) += 1;
                    *model.entry(key).or_insert(step) += 1;
                }
                4 => assert_eq!(map.last_below(&key), model.range(..key).next_back()),
                5 if step % 50 == 0 => {
                    map.remove_below(&key);
                    model = model.split_off(&key);
                }
                5 if step % 49 == 0 => {
                    map.retain(|_, value| *value % 3 != 0);
                    model.retain(|_, value| *value % 3 != 0);
                }
                _ => {
                    assert_eq!(map.get(&key), model.get(&key));
                    assert_eq!(map.get_mut(&key), model.get_mut(&key));
                    assert_eq!(map.contains_key(&key), model.contains_key(&key));
                }
            }
            assert!(map.iter().eq(&model));
            assert!(map.keys().eq(model.keys()) && map.values().eq(model.values()));
            assert_eq!((map.len(), map.is_empty()), (model.len(), model.is_empty()));
        }
        assert_eq!(model.into_iter().collect::<SortedMap<_, _>>(), map);
    }

    #[test]
    fn a_short_list_is_sorted_and_equal_items_stay_in_their_order() {
        let mut rng = Rng::new(6);
        for length in 0..40 {
            let mut list: Vec<(u64, u64)> = (0..length).map(|at| (rng.below(9), at)).collect();
            sort_few(&mut list, |a, b| a.0 < b.0);
            assert!(list.is_sorted());
        }
    }

    #[test]
    fn a_long_list_is_sorted_and_equal_items_stay_in_their_order() {
        let mut rng = Rng::new(7);
        for length in [0, 1, 2, 30, 1000] {
            let list: Vec<(u64, String)> =
                (0..length).map(|at| (rng.below(99), format!("{at:4}"))).collect();
            let (mut by_number, mut by_order) = (list.clone(), list);
            sort_by_number(&mut by_number, |item| item.0);
            assert!(by_number.is_sorted() && by_number.len() == length);
            sort_by_order(&mut by_order, |a, b| a.0.cmp(&b.0));
            assert_eq!(by_order, by_number);
        }
    }
}
