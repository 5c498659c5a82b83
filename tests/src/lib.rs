//! What the tests share: servers driven by hand, worlds watched by the judges, scripts, and the 6.824
//! lab suite.

pub mod challenges;

pub mod hand;

pub mod observed;

pub mod script;

pub mod lab;

pub mod lab2;

pub mod pinned;

#[cfg(not(target_family = "wasm"))]
pub mod fuzz;
