//! Lists from which things are taken out and put back (Knuth's dancing links), so that a step of the
//! search costs the same however long the history is.

use super::history::View;
use crate::sorted::sort_numbers;

/// A doubly linked list of places, closed to a ring by one more place behind the last. What is taken
/// out keeps its links, so that it can be put back, in reverse order.
pub(super) struct Ring {
    next: Vec<u32>,
    previous: Vec<u32>,
}

impl Ring {
    pub(super) fn new(places: u32) -> Self {
        let ring = places + 1;
        Self {
            next: (1..ring).chain([0]).collect(),
            previous: std::iter::once(places).chain(0..places).collect(),
        }
    }

    /// The first place in the ring; one behind the last if it is empty.
    pub(super) fn first(&self) -> u32 {
        self.next.last().copied().unwrap_or_default()
    }

    pub(super) fn after(&self, at: u32) -> u32 {
        self.next[at as usize]
    }

    pub(super) fn take_out(&mut self, at: u32) {
        let (previous, next) = (self.previous[at as usize], self.next[at as usize]);
        self.next[previous as usize] = next;
        self.previous[next as usize] = previous;
    }

    pub(super) fn put_back(&mut self, at: u32) {
        let (previous, next) = (self.previous[at as usize], self.next[at as usize]);
        self.next[previous as usize] = at;
        self.previous[next as usize] = at;
    }
}

/// Calls and returns in time order, of operations not placed yet.
pub(super) struct Moments {
    list: Vec<Moment>,
    ring: Ring,
    /// Where each operation's call and return stand.
    calls: Vec<u32>,
    ends: Vec<Option<u32>>,
    /// How many returns are in the ring.
    returns: u32,
}

#[derive(Clone, Copy)]
pub(super) enum Moment {
    Call(u32),
    Return,
}

/// Beside an operation's number, its return. So calls come before returns of the same moment, for intervals
/// are closed.
const RETURN: u32 = 1 << 31;

impl Moments {
    pub(super) fn new(views: &[View<'_>]) -> Self {
        let mut timed = Vec::with_capacity(2 * views.len());
        for (operation, view) in (0u32..).zip(views) {
            timed.push((view.call, operation));
            if view.is_known() {
                timed.push((view.end, RETURN | operation));
            }
        }
        sort_numbers(&mut timed);
        let (mut calls, mut ends) = (vec![0; views.len()], vec![None; views.len()]);
        for (at, &(_, what)) in (0u32..).zip(&timed) {
            if what & RETURN == 0 {
                calls[what as usize] = at;
            } else {
                ends[(what & !RETURN) as usize] = Some(at);
            }
        }
        let moment = |&(_, what): &(u64, u32)| {
            if what & RETURN == 0 { Moment::Call(what) } else { Moment::Return }
        };
        let list: Vec<Moment> = timed.iter().map(moment).collect();
        let places = u32::try_from(list.len()).expect("fewer than 2^31 operations");
        let returns = places - u32::try_from(views.len()).expect("even fewer");
        Self { ring: Ring::new(places), list, calls, ends, returns }
    }

    /// The operations that may be placed next: those called before the first of the rest returns.
    pub(super) fn open(&self) -> impl Iterator<Item = u32> {
        let mut at = self.ring.first();
        std::iter::from_fn(move || match self.list.get(at as usize) {
            Some(Moment::Call(operation)) => {
                at = self.ring.after(at);
                Some(*operation)
            }
            Some(Moment::Return) | None => None,
        })
    }

    /// Whether all that have returned are placed: the rest may be left out.
    pub(super) fn is_done(&self) -> bool {
        self.returns == 0
    }

    pub(super) fn take_out(&mut self, operation: u32) {
        self.ring.take_out(self.calls[operation as usize]);
        if let Some(end) = self.ends[operation as usize] {
            self.ring.take_out(end);
            self.returns -= 1;
        }
    }

    /// Undoes the last [`Moments::take_out`] that was not undone yet.
    pub(super) fn put_back(&mut self, operation: u32) {
        if let Some(end) = self.ends[operation as usize] {
            self.ring.put_back(end);
            self.returns += 1;
        }
        self.ring.put_back(self.calls[operation as usize]);
    }
}

/// Some of the operations, in an order of their own, without those that are placed.
pub(super) struct Unplaced {
    list: Vec<u32>,
    ring: Ring,
    /// Where each operation stands in the list, if it is one of them.
    places: Vec<Option<u32>>,
}

impl Unplaced {
    pub(super) fn new(list: Vec<u32>, count: usize) -> Self {
        let mut places = vec![None; count];
        for (place, &operation) in (0u32..).zip(&list) {
            places[operation as usize] = Some(place);
        }
        let length = u32::try_from(list.len()).expect("fewer than 2^31 operations");
        Self { ring: Ring::new(length), places, list }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let places =
            std::iter::successors(Some(self.ring.first()), |&at| Some(self.ring.after(at)));
        // The ring closes behind the last place of the list.
        places.map_while(|place| self.list.get(place as usize).copied())
    }

    pub(super) fn take_out(&mut self, operation: u32) {
        if let Some(place) = self.places[operation as usize] {
            self.ring.take_out(place);
        }
    }

    /// Undoes the last [`Unplaced::take_out`] that was not undone yet.
    pub(super) fn put_back(&mut self, operation: u32) {
        if let Some(place) = self.places[operation as usize] {
            self.ring.put_back(place);
        }
    }
}
