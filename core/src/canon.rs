//! Canonical forms: a state written down as bytes, so that two states have the same bytes if, and only
//! if, nothing that matters tells them apart. What does not matter is left out (clocks, dice), written as a
//! difference (numbers that only count up), or in an order of its own (sets); and servers have the names
//! that a [`Naming`] gives them, so that states that differ by names alone can be found out.

use crate::types::{EntryId, LogIndex, NodeId, Term};

/// Other names for servers: a permutation of the first few.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Naming {
    /// By number, less one: what to call it.
    names: Vec<u8>,
    /// By name, less one: whose it is.
    bearers: Vec<NodeId>,
}

impl Naming {
    /// The naming that gives server 1 the first of `names`, and so on. They must be the numbers from 1 to
    /// their count, at most 255, in any order.
    pub fn new(names: &[u8]) -> Self {
        let mut bearers = vec![NodeId(0); names.len()];
        for (&name, number) in names.iter().zip(1..) {
            let place = usize::from(name).checked_sub(1).and_then(|at| bearers.get_mut(at));
            *place.expect("a name from 1 to their count") = NodeId(number);
        }
        assert!(!bearers.contains(&NodeId(0)), "each name is given once");
        Self { names: names.to_vec(), bearers }
    }

    /// All namings of so many servers, the one that changes nothing first. There are `servers`! of them.
    pub fn all(servers: u8) -> Vec<Self> {
        let mut lists: Vec<Vec<u8>> = vec![Vec::new()];
        for name in 1..=servers {
            let longer = |list: &Vec<u8>| {
                let list = list.clone();
                (0..=list.len()).rev().map(move |at| {
                    let mut longer = list.clone();
                    longer.insert(at, name);
                    longer
                })
            };
            lists = lists.iter().flat_map(longer).collect();
        }
        lists.iter().map(|names| Self::new(names)).collect()
    }

    /// Who has which name, the first name first.
    pub fn bearers(&self) -> &[NodeId] {
        &self.bearers
    }

    /// What a server is called; servers beyond the named ones keep their numbers.
    #[inline]
    pub fn name(&self, server: NodeId) -> u32 {
        let at = usize::try_from(server.0).unwrap_or(usize::MAX).wrapping_sub(1);
        self.names.get(at).map_or(server.0, |&name| name.into())
    }
}

/// What can be written down in its canonical form.
pub trait Canonical {
    /// Writes it.
    fn write(&self, out: &mut Writer<'_>);
}

/// Writes canonical forms.
#[derive(Debug)]
pub struct Writer<'a> {
    bytes: Vec<u8>,
    naming: &'a Naming,
    /// Whether it matters how many rounds of messages a leader has begun: only reads beside the log and
    /// notices of what is committed depend on it.
    pub has_rounds: bool,
    /// Where the items of a set stand that is being written; reused.
    items: Vec<(usize, usize)>,
    spare: Vec<u8>,
}

impl<'a> Writer<'a> {
    /// A writer that has written nothing, and takes the memory of `bytes`.
    pub fn new(naming: &'a Naming, has_rounds: bool, mut bytes: Vec<u8>) -> Self {
        bytes.clear();
        Self { bytes, naming, has_rounds, items: Vec::new(), spare: Vec::new() }
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The servers, in the order of the names they are given.
    pub fn servers(&self) -> &'a [NodeId] {
        &self.naming.bearers
    }

    /// Writes a number, in as few bytes as it takes (LEB128).
    #[inline]
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    /// Writes a length.
    #[inline]
    pub fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    /// Writes a tag or a truth value.
    #[inline]
    pub fn tag(&mut self, tag: impl Into<u8>) {
        self.bytes.push(tag.into());
    }

    /// Writes bytes behind their length.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes several, whose order matters, behind their number.
    pub fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        let items = items.into_iter();
        self.length(items.len());
        items.for_each(|item| write(self, item));
    }

    /// Writes several, whose order does not matter, behind their number; what they are written as decides
    /// their order.
    pub fn set<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        let mut places = std::mem::take(&mut self.items);
        places.clear();
        let start = self.bytes.len();
        for item in items {
            let from = self.bytes.len();
            write(self, item);
            places.push((from, self.bytes.len()));
        }
        let count = places.len();
        places.sort_unstable_by(|a, b| self.bytes[a.0..a.1].cmp(&self.bytes[b.0..b.1]));
        self.spare.clear();
        for &(from, end) in &places {
            self.spare.extend_from_slice(&self.bytes[from..end]);
        }
        self.bytes.truncate(start);
        self.length(count);
        self.bytes.extend_from_slice(&self.spare);
        self.items = places;
    }
}

impl<T: Canonical + ?Sized> Canonical for &T {
    fn write(&self, out: &mut Writer<'_>) {
        (**self).write(out);
    }
}

impl<T: Canonical + ?Sized> Canonical for std::sync::Arc<T> {
    fn write(&self, out: &mut Writer<'_>) {
        (**self).write(out);
    }
}

impl<T: Canonical> Canonical for Option<T> {
    fn write(&self, out: &mut Writer<'_>) {
        out.tag(self.is_some());
        if let Some(inner) = self {
            inner.write(out);
        }
    }
}

impl<A: Canonical, B: Canonical> Canonical for (A, B) {
    fn write(&self, out: &mut Writer<'_>) {
        self.0.write(out);
        self.1.write(out);
    }
}

impl Canonical for u64 {
    fn write(&self, out: &mut Writer<'_>) {
        out.number(*self);
    }
}

impl Canonical for Term {
    fn write(&self, out: &mut Writer<'_>) {
        out.number(self.0);
    }
}

impl Canonical for LogIndex {
    fn write(&self, out: &mut Writer<'_>) {
        out.number(self.0);
    }
}

impl Canonical for EntryId {
    fn write(&self, out: &mut Writer<'_>) {
        self.index.write(out);
        self.term.write(out);
    }
}

impl Canonical for NodeId {
    fn write(&self, out: &mut Writer<'_>) {
        out.number(out.naming.name(*self).into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(naming: &Naming, write: impl FnOnce(&mut Writer<'_>)) -> Vec<u8> {
        let mut out = Writer::new(naming, true, Vec::new());
        write(&mut out);
        out.into_bytes()
    }

    #[test]
    fn there_are_as_many_namings_as_orders_and_the_first_changes_nothing() {
        for (servers, count) in [(1, 1), (2, 2), (3, 6), (4, 24), (5, 120)] {
            let all = Naming::all(servers);
            let mut names: Vec<_> = all.iter().map(|naming| naming.names.clone()).collect();
            assert!(names[0].is_sorted());
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }

    #[test]
    fn bearers_and_names_are_each_others_inverse() {
        for naming in Naming::all(4) {
            for (&bearer, name) in naming.bearers.iter().zip(1..) {
                assert_eq!(naming.name(bearer), name);
            }
        }
        assert_eq!(Naming::new(&[2, 1]).name(NodeId(9)), 9);
    }

    #[test]
    fn a_set_is_the_same_in_any_order_and_under_any_names() {
        let sets = [[1, 2, 3], [3, 1, 2], [2, 3, 1]];
        let form = |naming: &Naming, ids: &[u32]| {
            written(naming, |out| out.set(ids, |out, &id| NodeId(id).write(out)))
        };
        let naming = &Naming::all(3)[0];
        assert!(sets.iter().all(|set| form(naming, set) == form(naming, &sets[0])));
        assert!(Naming::all(3).iter().all(|other| form(other, &sets[1]) == form(naming, &sets[0])));
        assert_ne!(form(naming, &[1, 2]), form(naming, &[1, 3]));
        let swapped = Naming::new(&[1, 3, 2]);
        assert_eq!(form(naming, &[1, 2]), form(&swapped, &[1, 3]));
    }

    #[test]
    fn numbers_tell_their_own_ends() {
        let naming = &Naming::all(1)[0];
        let form = |number| written(naming, |out| out.number(number));
        assert_eq!(form(127), [127]);
        assert_eq!(form(128), [0x80, 1]);
        assert_eq!(form(u64::MAX).len(), 10);
    }
}
