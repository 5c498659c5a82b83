//! What the tests share.

pub mod pinned;
