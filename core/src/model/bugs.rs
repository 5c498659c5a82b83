//! Which bugs of the catalogue an exhaustive search finds, and in which scope.

use super::scope::{Bounds, Scope};
use crate::raft::{Bug, BugSet};

/// Whether a search can find a bug.
#[derive(Clone, Debug)]
pub enum Reach {
    /// In this scope.
    Within(Box<Scope>),
    /// Not at all, for this reason.
    Beyond(&'static str),
}

/// Where a bug is to be looked for.
pub fn reach(bug: Bug) -> Reach {
    let mut scope = Scope::new(3);
    scope.bounds = Bounds { term: 2, log: 3, ..Bounds::default() };
    scope.setup.bugs = BugSet::NONE.with(bug);
    Reach::Within(Box::new(scope))
}
