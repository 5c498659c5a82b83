//! What is done with arbitrary bytes. Each target takes them and panics if it finds something wrong;
//! a fuzzer looks for such bytes (`tests/fuzz/`), and a test replays those it found, and those that show
//! how far it came (`tests/fuzz/corpus/`), with changes, on every machine.

mod node;

mod texts;

pub use node::{node, node_with};
pub use texts::{console, history, link, scenario};

/// A target: its name, that of its folder in the corpus as well, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 5] = [
    ("scenario", scenario),
    ("link", link),
    ("console", console),
    ("history", history),
    ("node", node),
];
