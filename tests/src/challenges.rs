//! The challenges of the page, for programs that run without it.

macro_rules! challenges {
    ($($id:literal),+ $(,)?) => {
        /// Each id with its file, from easy to hard.
        pub const ALL: &[(&str, &str)] = &[
            $(($id, include_str!(concat!("../../www/public/challenges/", $id, ".json")))),+
        ];
    };
}

challenges!(
    "first-write",
    "three-are-too-many",
    "two-leaders",
    "split-vote",
    "undo-entry",
    "elect-s5",
    "ghost-write",
    "snapshot-rescue",
    "new-generation",
    "lost-write",
    "one-cut-link",
    "stale-read",
    "figure-8",
);

/// The file of a challenge.
pub fn text_of(id: &str) -> Option<&'static str> {
    ALL.iter().find(|(name, _)| *name == id).map(|(_, text)| *text)
}
