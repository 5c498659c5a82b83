//! The general search: Wing and Gong's, return by return as Lowe's, with a memory of the
//! configurations visited (which operations are placed, what the key then holds).
//!
//! What makes it fast, each without loss:
//! - An operation that is legal now and can never change anything (a read, a failed Cas) is placed at
//!   once: later it could only be harder.
//! - What returns first is tried first.
//! - Of operations with equal effects the one that returns first is placed first; those without an
//!   answer come last.
//! - One without an answer is placed only for somebody to notice: what is placed next must not be
//!   blind to it, and the text it leaves must begin something that was found.
//! - It looks ahead: what the key holds must be able to become what the next read found; else a row of
//!   Appends that nobody reads in between would be tried in every order.

use super::history::View;
use super::ring::{Moments, Unplaced};
use super::state::{Model, State, Step};
use super::table::Marks;
use crate::hash::Fingerprint;
use crate::sorted::{sort_by_number, sort_by_order, sort_few};
use std::hash::Hasher;

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// This order explains all answers; operations without an answer may be missing in it.
    Order(Vec<u32>),
    /// There is none.
    Nothing,
    /// The steps ran out.
    RanOut,
}

/// Searches an order of `views`, all of one key. Each of `supply` may take effect at any time and any
/// number of times, or never. A step is one operation looked at.
pub(super) fn search(views: &[View<'_>], supply: &[View<'_>], left: &mut u64) -> Found {
    let mut search = Search::new(views, supply);
    let Some(found) = search.run(left) else { return Found::RanOut };
    if found {
        let placed = search.frames.iter().filter_map(|frame| frame.placed);
        return Found::Order(placed.filter(|&one| (one as usize) < views.len()).collect());
    }
    Found::Nothing
}

struct Search<'a> {
    views: &'a [View<'a>],
    model: Model<'a>,
    /// How each operation is tried, then how each of the supply.
    steps: Vec<Step<'a>>,
    moments: Moments,
    /// The reads not placed yet, in the order of their returns; none if texts cannot grow.
    reads: Unplaced,
    /// What may replace the text and is not placed yet, in the order of the calls.
    replacements: Unplaced,
    /// The supply may replace the text.
    is_replaceable: bool,
    /// The operations placed so far, as the combined marks of all of them.
    placed: [u64; 2],
    state: State,
    visited: Marks,
    frames: Vec<Frame>,
    /// What may be placed in each frame, one behind the other.
    choices: Vec<Choice>,
    /// More than one way was open somewhere, so the search may come to one place twice.
    has_branched: bool,
}

/// A configuration on the way to the present one.
struct Frame {
    /// Where its choices begin, and the next one to try.
    start: usize,
    next: usize,
    state: State,
    /// What was placed last here.
    placed: Option<u32>,
}

/// What can be placed, and what the key then holds.
#[derive(Clone, Copy)]
struct Choice {
    operation: u32,
    end: u64,
    state: State,
}

impl<'a> Search<'a> {
    fn new(views: &'a [View<'a>], supply: &'a [View<'a>]) -> Self {
        let all = views.iter().chain(supply).copied();
        let model = Model::new(all.clone());
        let steps: Vec<Step<'a>> = all.map(|view| model.step(&view)).collect();
        let (mut reads, mut replacements) = (Vec::new(), Vec::new());
        if model.has_appends() {
            for (operation, step) in (0u32..).zip(&steps[..views.len()]) {
                if Model::text_read(step).is_some() {
                    reads.push(operation);
                } else if Model::replaces(step) {
                    replacements.push(operation);
                }
            }
        }
        sort_by_number(&mut reads, |&at| views[at as usize].end);
        sort_by_number(&mut replacements, |&at| views[at as usize].call);
        Self {
            views,
            moments: Moments::new(views),
            reads: Unplaced::new(reads, views.len()),
            replacements: Unplaced::new(replacements, views.len()),
            is_replaceable: steps[views.len()..].iter().any(Model::replaces),
            model,
            steps,
            placed: [0; 2],
            state: State::START,
            visited: Marks::default(),
            frames: Vec::new(),
            choices: Vec::new(),
            // The supply can go in circles.
            has_branched: !supply.is_empty(),
        }
    }

    /// Depth first. `None` if the steps ran out.
    fn run(&mut self, left: &mut u64) -> Option<bool> {
        self.enter(left)?;
        while !self.moments.is_done() {
            if let Some(choice) = self.next_choice() {
                self.place(choice);
                if self.is_new() {
                    self.enter(left)?;
                } else {
                    self.take_back();
                }
            } else if let Some(frame) = self.frames.pop() {
                self.choices.truncate(frame.start);
                if self.frames.is_empty() {
                    return Some(false);
                }
                self.take_back();
            }
        }
        Some(true)
    }

    /// Takes the next choice of the last frame.
    fn next_choice(&mut self) -> Option<Choice> {
        let frame = self.frames.last_mut()?;
        let choice = self.choices.get(frame.next).copied()?;
        frame.next += 1;
        frame.placed = Some(choice.operation);
        Some(choice)
    }

    fn place(&mut self, choice: Choice) {
        self.state = choice.state;
        if self.is_own(choice.operation) {
            self.toggle(choice.operation);
            self.moments.take_out(choice.operation);
            self.reads.take_out(choice.operation);
            self.replacements.take_out(choice.operation);
        }
    }

    /// Takes back what the last frame has placed.
    fn take_back(&mut self) {
        let Some(frame) = self.frames.last_mut() else { return };
        self.state = frame.state;
        if let Some(operation) = frame.placed.take()
            && self.is_own(operation)
        {
            self.replacements.put_back(operation);
            self.reads.put_back(operation);
            self.moments.put_back(operation);
            self.toggle(operation);
        }
    }

    /// Whether it is one of the operations, not of the supply.
    fn is_own(&self, operation: u32) -> bool {
        (operation as usize) < self.views.len()
    }

    /// Adds an operation to those placed, or takes it away: a set's mark does not depend on the order.
    fn toggle(&mut self, operation: u32) {
        for (salt, mark) in (0u64..).zip(&mut self.placed) {
            *mark ^= mark_of([salt, operation.into()]);
        }
    }

    /// Whether the search was never here before.
    fn is_new(&mut self) -> bool {
        let [text, version] = self.state.words();
        let demands = u64::from(self.must_be_noticed());
        let mark = |placed: u64| mark_of([placed ^ demands, text, version]);
        !self.has_branched || self.visited.insert(self.placed.map(mark))
    }

    /// Whether what was placed last needs somebody who notices it.
    fn must_be_noticed(&self) -> bool {
        let last = self.frames.last().and_then(|frame| frame.placed);
        last.is_some_and(|last| self.views.get(last as usize).is_none_or(|view| !view.is_known()))
    }

    /// Comes to a configuration, and collects what may be placed next.
    fn enter(&mut self, left: &mut u64) -> Option<()> {
        let must_be_noticed = self.must_be_noticed();
        let start = self.choices.len();
        self.frames.push(Frame { start, next: start, state: self.state, placed: None });
        let (mut looked_at, mut has_looked) = (0, false);
        let supply = self.views.len()..self.steps.len();
        let supply = supply.map(|at| u32::try_from(at).expect("fewer than 2^32 operations"));
        for operation in self.moments.open().chain(supply) {
            looked_at += 1;
            let step = &self.steps[operation as usize];
            if must_be_noticed && self.model.is_blind(step) {
                continue;
            }
            let Some(state) = self.model.apply(self.state, step) else { continue };
            let view = self.views.get(operation as usize);
            let end = view.map_or(u64::MAX, |view| view.end);
            let is_known = view.is_some_and(View::is_known);
            let choice = Choice { operation, end, state };
            if is_known && Model::only_looks(step) {
                self.choices.truncate(start);
                self.choices.push(choice);
                has_looked = true;
                break;
            }
            let is_exact = self.model.is_exact();
            if is_known || state != self.state && !(is_exact && state.is_other()) {
                add(&mut self.choices, start, choice, &self.steps);
            }
        }
        if !has_looked && self.model.has_appends() {
            self.keep_those_with_prospects(start);
        }
        self.sort_choices(start);
        self.has_branched |= self.choices.len() > start + 1;
        *left = left.checked_sub(looked_at)?;
        Some(())
    }

    /// What must end first is tried first. There are rarely more choices than clients.
    fn sort_choices(&mut self, start: usize) {
        const FEW: usize = 32;
        let key = |choice: &Choice| (choice.end, choice.operation);
        if self.choices.len() - start <= FEW {
            sort_few(&mut self.choices[start..], |a, b| key(a) < key(b));
        } else {
            let mut many = self.choices.split_off(start);
            sort_by_order(&mut many, |a, b| key(a).cmp(&key(b)));
            self.choices.append(&mut many);
        }
    }

    /// Drops the choices after which the next read to return cannot find any more what it found. The text
    /// must begin what was found, and so may grow to it, or must be replaced before.
    fn keep_those_with_prospects(&mut self, start: usize) {
        let Some(read) = self.reads.iter().next().filter(|_| !self.is_replaceable) else { return };
        let Some(goal) = Model::text_read(&self.steps[read as usize]) else { return };
        let end = self.views[read as usize].end;
        let in_time = |&other: &u32| self.views[other as usize].call <= end;
        let may_begin = |&other: &u32| self.model.may_begin(&self.steps[other as usize], goal);
        let mut replacing = self.replacements.iter().take_while(in_time).filter(may_begin);
        // If there is another one besides the choice itself.
        let (first, second) = (replacing.next(), replacing.next());
        let is_replaced = |by: u32| first.is_some_and(|first| first != by) || second.is_some();
        let mut kept = start;
        for at in start..self.choices.len() {
            let choice = self.choices[at];
            if self.model.leads_to(choice.state, goal) || is_replaced(choice.operation) {
                self.choices[kept] = choice;
                kept += 1;
            }
        }
        self.choices.truncate(kept);
    }
}

/// Adds a choice, unless there is one with an equal effect that returns before.
fn add(choices: &mut Vec<Choice>, start: usize, choice: Choice, steps: &[Step<'_>]) {
    let step = |one: &Choice| &steps[one.operation as usize];
    let same =
        |one: &&mut Choice| one.state == choice.state && Model::is_same(step(one), step(&choice));
    match choices[start..].iter_mut().find(same) {
        Some(other) if choice.end < other.end => *other = choice,
        Some(_) => {}
        None => choices.push(choice),
    }
}

fn mark_of<const N: usize>(words: [u64; N]) -> u64 {
    let mut hasher = Fingerprint::default();
    for word in words {
        hasher.write_u64(word);
    }
    hasher.finish()
}
