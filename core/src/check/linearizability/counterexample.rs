//! Why a key's operations cannot be ordered, as short as possible: up to where they can, the least set of
//! them that cannot, and what each of these could have seen instead.

use super::blocks::{self, Blocks};
use super::history::{Key, Saw, View};
use super::order;
use super::search::{Found, search};
use super::state::text_in;
use super::witness::{Point, points};
use crate::kv::{Answer, Command, ReadMode, Store, Text};
use crate::sorted::{SortedMap, sort_by_number, sort_by_order};

/// The operations of a key that cannot be ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The key.
    pub key: Text,
    /// The operation at whose return the history of this key ceases to be linearizable.
    pub stuck: usize,
    /// A linearization of all that happened before that return. Empty if the steps ran out before
    /// one was found.
    pub prefix: Vec<Point>,
    /// Operations that contradict each other even if all others called before that return could take
    /// effect at any time, and any number of times, or never; in the order of their calls.
    pub culprits: Vec<Culprit>,
    /// Whether each culprit is needed for the contradiction, and `stuck` is the first return that cannot
    /// be explained; not, if the steps ran out before that was known.
    pub is_minimal: bool,
}

/// An operation that contradicts others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Culprit {
    /// Which: its place in the history.
    pub operation: usize,
    /// Other answers with which the history would be linearizable up to `stuck`: at most
    /// [`ANSWERS_MAX`]. None for an operation that is always answered the same.
    pub could_have_seen: Vec<Answer>,
}

/// So many answers are looked for.
pub const ANSWERS_MAX: usize = 8;

/// Finds the reasons for a key that has no order.
pub(super) fn find(key: &Key<'_>, steps: u64) -> Counterexample {
    let mut left = steps;
    let (cut, mut is_minimal) = first_stuck(&key.views, &mut left);
    let Cut { stuck, prefix, .. } = &cut;
    let suspects = match blocks::order(&cut.views) {
        Blocks::Conflict(mut suspects) => {
            sort_by_number(&mut suspects, |&suspect| suspect.into());
            suspects.dedup();
            suspects
        }
        Blocks::Order(_) | Blocks::Unfit => Vec::new(),
    };
    let set = least(&cut.views, suspects, &mut left, &mut is_minimal);
    let mut culprits: Vec<Culprit> = set
        .iter()
        .map(|&at| Culprit {
            operation: key.places[cut.origin[at as usize]],
            could_have_seen: alternatives(&cut.views, at as usize, &mut left),
        })
        .collect();
    let place = |operation: &usize| key.places.binary_search(operation).unwrap_or_default();
    let call = |one: &Culprit| (key.views[place(&one.operation)].call, one.operation);
    sort_by_order(&mut culprits, |a, b| call(a).cmp(&call(b)));
    let in_history = |point: &Point| Point { operation: key.places[point.operation], ..*point };
    Counterexample {
        key: key.name.into(),
        stuck: key.places[*stuck],
        prefix: prefix.iter().map(in_history).collect(),
        culprits,
        is_minimal,
    }
}

/// A history up to a return.
struct Cut<'a> {
    /// What had been called by then; of what had not returned, the outcome is unknown.
    views: Vec<View<'a>>,
    /// Where each stands among all.
    origin: Vec<usize>,
    /// Whose return it is.
    stuck: usize,
    /// A linearization up to just before it.
    prefix: Vec<Point>,
}

/// Cuts a history at the last of `count` returns, these in the order of `ends`.
fn cut<'a>(views: &[View<'a>], ends: &[usize], count: usize) -> (Vec<View<'a>>, Vec<usize>) {
    let Some(last) = count.checked_sub(1).and_then(|last| ends.get(last)) else {
        return Default::default();
    };
    let last = (views[*last].end, *last);
    let called = views.iter().enumerate().filter(|(_, view)| view.call <= last.0);
    let known = called
        .map(|(at, view)| (if (view.end, at) <= last { *view } else { view.forgotten() }, at));
    known.filter(|(view, _)| !view.says_nothing()).unzip()
}

/// Judges, for at most a quarter of the steps that are left.
fn judge(views: &[View<'_>], left: &mut u64) -> Found {
    let given = *left / 4;
    let mut rest = given;
    let found = order(views, &mut rest);
    *left -= given - rest;
    found
}

/// The first return up to which there is no order, by halving, for what is linearizable is so up to
/// any earlier moment; and whether it is certain.
fn first_stuck<'a>(views: &[View<'a>], left: &mut u64) -> (Cut<'a>, bool) {
    let mut ends: Vec<usize> = (0..views.len()).filter(|&at| views[at].is_known()).collect();
    sort_by_number(&mut ends, |&at| views[at].end);
    // Up to `low` returns there is an order, as far as known; up to `high` there is none.
    let (mut low, mut high, mut is_certain) = (0, ends.len(), true);
    let mut prefix = Vec::new();
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        let (some, origin) = cut(views, &ends, middle);
        match judge(&some, left) {
            Found::Order(order) => {
                let all = points(&some, order.into_iter().map(|at| at as usize));
                let of_all = |point: Point| Point { operation: origin[point.operation], ..point };
                prefix = all.into_iter().map(of_all).collect();
                low = middle;
            }
            Found::Nothing => high = middle,
            Found::RanOut => {
                prefix.clear();
                (low, is_certain) = (middle, false);
            }
        }
    }
    let (some, origin) = cut(views, &ends, high);
    let stuck = ends.get(high.saturating_sub(1)).copied().unwrap_or_default();
    (Cut { views: some, origin, stuck, prefix }, is_certain)
}

/// The least set that cannot be ordered even if all others may take effect at any time, any number of
/// times: smaller pieces are left out as long as that keeps it so. Begins with `suspects`, if those
/// are enough.
fn least(
    views: &[View<'_>],
    suspects: Vec<u32>,
    left: &mut u64,
    is_minimal: &mut bool,
) -> Vec<u32> {
    let all = 0..u32::try_from(views.len()).expect("fewer than 2^32 operations");
    let suffice = !suspects.is_empty() && contradict(views, &suspects, left) == Some(true);
    let mut set: Vec<u32> = if suffice { suspects } else { all.collect() };
    let mut piece = set.len().div_ceil(2);
    while piece > 0 {
        let mut at = 0;
        while at < set.len() {
            let end = set.len().min(at + piece);
            let rest: Vec<u32> = set[..at].iter().chain(&set[end..]).copied().collect();
            match contradict(views, &rest, left) {
                Some(true) => set = rest,
                Some(false) => at = end,
                None => {
                    *is_minimal = false;
                    at = end;
                }
            }
        }
        piece /= 2;
    }
    set
}

/// Whether the operations of `set` cannot be ordered, whatever the others do.
fn contradict(views: &[View<'_>], set: &[u32], left: &mut u64) -> Option<bool> {
    let mut is_in = vec![false; views.len()];
    for &at in set {
        is_in[at as usize] = true;
    }
    let (mut culprits, mut others) = (Vec::new(), Vec::new());
    for (view, is_in) in views.iter().zip(is_in) {
        if is_in {
            culprits.push(*view);
        } else if !view.forgotten().says_nothing() {
            others.push(View { call: 0, ..view.forgotten() });
        }
    }
    let supply = supply(&culprits, others);
    let given = *left / 4;
    let mut rest = given;
    let found = search(&culprits, &supply, &mut rest);
    *left -= given - rest;
    match found {
        Found::Order(_) => Some(false),
        Found::Nothing => Some(true),
        Found::RanOut => None,
    }
}

/// Those of the others, each once, that can lead to anything that is found.
fn supply<'a>(culprits: &[View<'a>], mut others: Vec<View<'a>>) -> Vec<View<'a>> {
    let mut texts: Vec<&str> = culprits.iter().flat_map(observed).collect();
    let is_vague = culprits.iter().any(|view| match view.command {
        Command::PutAt { .. } | Command::Delete { .. } => true,
        Command::Get { via, .. } => *via == ReadMode::Version,
        Command::Put { .. }
        | Command::Append { .. }
        | Command::Cas { .. }
        | Command::OpenSession => view.saw == Saw::Refused,
    });
    let mut supply: Vec<View<'a>> = Vec::new();
    let mut seen = SortedMap::new();
    others.retain(|view| seen.insert(view.command.to_string(), ()).is_none());
    loop {
        let before = supply.len();
        others.retain(|view| {
            let helps = is_vague
                || match view.command {
                    Command::Put { value, .. }
                    | Command::PutAt { value, .. }
                    | Command::Cas { new: value, .. } => {
                        texts.iter().any(|text| text.starts_with(&**value))
                    }
                    Command::Append { value, .. } => {
                        texts.iter().any(|text| text.contains(&**value))
                    }
                    Command::Delete { .. } => true,
                    Command::Get { .. } | Command::OpenSession => false,
                };
            if helps {
                supply.push(*view);
                // What a Cas needs may need others.
                if let Command::Cas { expected, .. } = view.command {
                    texts.push(expected);
                }
            }
            !helps
        });
        if supply.len() == before {
            return supply;
        }
    }
}

/// The texts that an operation tells of.
fn observed<'a>(view: &View<'a>) -> impl Iterator<Item = &'a str> {
    let expected =
        if let Command::Cas { expected, .. } = view.command { Some(&**expected) } else { None };
    let answered = match view.saw {
        Saw::Answer(answer) => text_in(answer),
        Saw::Refused | Saw::Nothing | Saw::NoneOf(_) => None,
    };
    expected.into_iter().chain(answered)
}

/// Other answers that one of the operations could have got.
fn alternatives(views: &[View<'_>], at: usize, left: &mut u64) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    if matches!(views[at].command, Command::Put { .. } | Command::Append { .. }) {
        return answers;
    }
    while answers.len() < ANSWERS_MAX {
        let mut views = views.to_vec();
        views[at].saw = Saw::NoneOf(&answers);
        let given = *left / 16;
        let mut rest = given;
        let found = search(&views, &[], &mut rest);
        *left -= given - rest;
        let Found::Order(order) = found else { break };
        let mut store = Store::default();
        let answer = order.into_iter().find_map(|placed| {
            let answer = store.execute(views[placed as usize].command);
            (placed as usize == at).then_some(answer)
        });
        let Some(answer) = answer else { break };
        answers.push(answer);
    }
    answers
}
