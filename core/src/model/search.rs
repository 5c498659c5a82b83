//! The search itself, breadth first. Of each state found it keeps a fingerprint, the state it was found from,
//! and by which of that one's steps; the states themselves are made again, by going their way.
//!
//! ```text
//! level 0   level 1   level 2            The states of a level lie in the order of those they were found
//!    0 ──┬── 1 ──┬─── 3                  from. Whoever goes through them so has nearly always made the
//!        │       └─── 4  ◀─ now          better part of the next one's way already: it is kept on a Path.
//!        └── 2 ────── 5  ◀─ next: make 2 from 0, then 5
//! ```
//!
//! Work is handed out in ranges of a level and taken in order, so that several threads find exactly what
//! one would.

use super::fingerprints::Fingerprints;
use super::scope::Scope;
use super::state::{Bound, State};
use super::step::Step;
use crate::canon::Naming;
use crate::check::Property;
use crate::hash::Fingerprint;
use crate::types::NodeId;
use std::hash::Hasher;
use std::ops::Range;

/// A search.
#[derive(Debug)]
pub struct Search {
    scope: Scope,
    namings: Vec<Naming>,
    has_rounds: bool,
    /// What to look for; anything, if none.
    wanted: Option<Property>,
    fingerprints: Fingerprints,
    /// Of each state, the one it was found from; of the first, itself.
    parents: Vec<u32>,
    /// Of each state, which of its parent's steps led to it.
    choices: Vec<u16>,
    /// Where each level ends, up to the one that is being expanded.
    levels: Vec<usize>,
    /// The states before it are expanded, or are being.
    next: usize,
    transitions: u64,
    cuts: Cuts,
    finding: Option<Finding>,
}

/// How many transitions led beyond a bound, and were not followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `Bounds`")]
pub struct Cuts {
    pub term: u64,
    pub log: u64,
    pub messages: u64,
    pub steps: u64,
}

/// A property broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub property: Property,
    /// How, in words.
    pub sentence: String,
    /// By which steps, from the beginning.
    pub steps: Vec<Step>,
}

/// A state found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    fingerprint: u128,
    parent: u32,
    choice: u16,
}

/// What came of expanding some states.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    found: Vec<Found>,
    transitions: u64,
    cuts: Cuts,
    finding: Option<Finding>,
}

/// The way to a state, with all states on it.
#[derive(Clone, Debug, Default)]
pub struct Path {
    states: Vec<(u32, State)>,
    bytes: [Vec<u8>; 2],
}

impl Search {
    /// A search for a broken property, this one or any, that has found the first state only.
    pub fn new(scope: Scope, wanted: Option<Property>) -> Self {
        let (namings, has_rounds) = (scope.namings(), scope.has_rounds());
        let mut search = Self {
            scope,
            namings,
            has_rounds,
            wanted,
            fingerprints: Fingerprints::default(),
            parents: vec![0],
            choices: vec![0],
            levels: vec![1],
            next: 0,
            transitions: 0,
            cuts: Cuts::default(),
            finding: None,
        };
        let first = State::first(&search.scope);
        let fingerprint = search.fingerprint(&first, &mut Default::default());
        search.fingerprints.insert(fingerprint);
        search
    }

    /// The scope.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// How many states were found.
    pub fn states(&self) -> usize {
        self.fingerprints.len()
    }

    /// How many steps were taken from them.
    pub fn transitions(&self) -> u64 {
        self.transitions
    }

    /// How many steps the states that are being expanded are away from the first.
    pub fn depth(&self) -> usize {
        self.levels.len() - 1
    }

    /// What led beyond the bounds.
    pub fn cuts(&self) -> Cuts {
        self.cuts
    }

    /// How many names for the servers are tried for each state.
    pub fn namings(&self) -> usize {
        self.namings.len()
    }

    /// How much memory the states take, in bytes.
    pub fn bytes(&self) -> u64 {
        let parents = self.parents.capacity() * size_of::<u32>();
        let choices = self.choices.capacity() * size_of::<u16>();
        self.fingerprints.bytes() + (parents + choices) as u64
    }

    /// The shortest way to break what is looked for, once it is found.
    pub fn finding(&self) -> Option<&Finding> {
        self.finding.as_ref()
    }

    /// Whether nothing is left to do: all is seen, or something was found.
    pub fn is_done(&self) -> bool {
        self.finding.is_some() || self.next == self.parents.len()
    }

    /// Whether every state within the bounds was seen.
    pub fn is_exhausted(&self) -> bool {
        self.finding.is_none() && self.next == self.parents.len()
    }

    /// Up to `count` states of the present level that nobody has expanded, to be expanded by whoever asks.
    /// None if there are no more of this level: then what is handed out must be taken first.
    pub fn hand_out(&mut self, count: usize) -> Option<Range<usize>> {
        let range = self.next..self.level_end().min(self.next.saturating_add(count));
        self.next = range.end;
        (!range.is_empty()).then_some(range)
    }

    fn level_end(&self) -> usize {
        self.levels[self.depth()]
    }

    /// Expands states that were handed out.
    pub fn expand(&self, range: Range<usize>, path: &mut Path) -> Batch {
        let mut batch = Batch::default();
        for node in range {
            if batch.finding.is_some() {
                break;
            }
            self.go_to(u32::try_from(node).expect("states are counted in 32 bits"), path);
            self.expand_last(path, &mut batch);
        }
        batch
    }

    /// Takes what came of a range. Ranges must be taken in the order in which they were handed out.
    pub fn take(&mut self, batch: Batch) {
        if self.finding.is_some() {
            return;
        }
        self.transitions += batch.transitions;
        self.cuts.term += batch.cuts.term;
        self.cuts.log += batch.cuts.log;
        self.cuts.messages += batch.cuts.messages;
        self.cuts.steps += batch.cuts.steps;
        for Found { fingerprint, parent, choice } in batch.found {
            if self.fingerprints.insert(fingerprint) {
                self.parents.push(parent);
                self.choices.push(choice);
            }
        }
        self.finding = batch.finding;
    }

    /// Begins the next level; to be called once all of this one is taken. False if there is none.
    pub fn begin_level(&mut self) -> bool {
        assert!(self.next == self.level_end(), "the level before is expanded");
        let goes_on = !self.is_done();
        if goes_on {
            self.levels.push(self.parents.len());
        }
        goes_on
    }

    /// Goes on until all is seen or something found, for as long as `goes_on`. For whoever has one thread.
    pub fn run(&mut self, mut goes_on: impl FnMut(&Self) -> bool) {
        let mut path = Path::default();
        loop {
            while let Some(range) = self.hand_out(256) {
                let batch = self.expand(range, &mut path);
                self.take(batch);
                if self.finding.is_some() || !goes_on(self) {
                    return;
                }
            }
            if !self.begin_level() {
                return;
            }
        }
    }

    /// Makes the state of a node, at the end of the path.
    fn go_to(&self, node: u32, path: &mut Path) {
        let mut way = vec![node];
        loop {
            let last = way[way.len() - 1];
            // Levels lie in order, so the path's nodes ascend.
            match path.states.binary_search_by_key(&last, |(at, _)| *at) {
                Ok(at) => {
                    path.states.truncate(at + 1);
                    way.pop();
                    break;
                }
                Err(_) if last == 0 => {
                    path.states.clear();
                    break;
                }
                Err(_) => way.push(self.parents[last as usize]),
            }
        }
        while let Some(node) = way.pop() {
            let state = match path.states.last() {
                None => State::first(&self.scope),
                Some((_, before)) => {
                    let choice = self.choices[node as usize];
                    let steps = before.steps(&self.scope);
                    let step = &steps[usize::from(choice)];
                    before.after(&self.scope, step).expect("what was possible once is again")
                }
            };
            path.states.push((node, state));
        }
    }

    fn expand_last(&self, path: &mut Path, batch: &mut Batch) {
        let Path { states, bytes } = path;
        let Some((node, state)) = states.last() else { return };
        let known = self.broken(state);
        for (choice, step) in (0u16..).zip(state.steps(&self.scope)) {
            let Some(next) = state.after(&self.scope, &step) else { continue };
            batch.transitions += 1;
            if self.broken(&next) > known {
                let steps = states.iter().skip(1).map(|(node, _)| *node).collect::<Vec<u32>>();
                batch.finding = Some(self.finding_of(&next, &steps, step));
                return;
            }
            if let Some(bound) = next.beyond(&self.scope) {
                match bound {
                    Bound::Term => batch.cuts.term += 1,
                    Bound::Log => batch.cuts.log += 1,
                    Bound::Messages => batch.cuts.messages += 1,
                    Bound::Steps => batch.cuts.steps += 1,
                }
                continue;
            }
            let fingerprint = self.fingerprint(&next, bytes);
            if !self.fingerprints.contains(fingerprint) {
                batch.found.push(Found { fingerprint, parent: *node, choice });
            }
        }
    }

    /// How often what is looked for is broken.
    fn broken(&self, state: &State) -> u64 {
        let report = state.report();
        match self.wanted {
            Some(property) => report.breaches(property),
            None => report.violations().len() as u64,
        }
    }

    fn finding_of(&self, state: &State, nodes: &[u32], last: Step) -> Finding {
        let violations = state.report().violations();
        let is_wanted = |property| self.wanted.is_none_or(|wanted| wanted == property);
        let breach = violations.iter().map(|one| &one.breach);
        let breach = breach.rev().find(|breach| is_wanted(breach.property()));
        let breach = breach.expect("it was counted");
        let mut state = State::first(&self.scope);
        let mut steps = Vec::new();
        for &node in nodes {
            let choice = usize::from(self.choices[node as usize]);
            let step = state.steps(&self.scope).swap_remove(choice);
            state = state.after(&self.scope, &step).expect("what was possible once is again");
            steps.push(step);
        }
        steps.push(last);
        Finding { property: breach.property(), sentence: breach.to_string(), steps }
    }

    /// The fingerprint of a state: that of the least of its forms, among those under the namings that put
    /// the servers' signatures in the least order. The states that others are by name have the same.
    pub(super) fn fingerprint(&self, state: &State, [least, other]: &mut [Vec<u8>; 2]) -> u128 {
        let mut best: Vec<&Naming> = Vec::with_capacity(self.namings.len());
        if let [only] = &self.namings[..] {
            best.push(only);
        } else {
            let signatures = state.signatures(&self.scope);
            let order = |naming: &'_ Naming| {
                let of = |server: &NodeId| signatures[server.0 as usize - 1];
                naming.bearers().iter().map(of).collect::<Vec<u64>>()
            };
            let orders: Vec<Vec<u64>> = self.namings.iter().map(order).collect();
            let first = orders.iter().min();
            let is_best = |order: &Vec<u64>| first.is_some_and(|first| first == order);
            let namings = self.namings.iter().zip(&orders);
            best.extend(namings.filter(|(_, order)| is_best(order)).map(|(naming, _)| naming));
        }
        let form = |naming: &Naming, bytes: &mut Vec<u8>| {
            *bytes = state.form(&self.scope, naming, self.has_rounds, std::mem::take(bytes));
        };
        for (at, naming) in best.into_iter().enumerate() {
            if at == 0 {
                form(naming, least);
                continue;
            }
            form(naming, other);
            if other < least {
                std::mem::swap(least, other);
            }
        }
        let half = |salt| {
            let mut hasher = Fingerprint::default();
            hasher.write_u64(salt);
            hasher.write(least);
            u128::from(hasher.finish())
        };
        // The first digits of e and of the square root of 2.
        half(0xB7E1_5162_8AED_2A6A) << 64 | half(0x6A09_E667_F3BC_C908)
    }
}
