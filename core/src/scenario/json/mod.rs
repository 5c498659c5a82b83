//! Scenarios as JSON, version 1. Reading is strict: what is unknown, of the wrong type or impossible
//! gives one error that names the place, says what was expected, and suggests the nearest known word.
//!
//! ```
//! use kvraft_core::scenario::Scenario;
//!
//! let error = Scenario::from_json(r#"{ "format": 1, "serverz": 3 }"#).expect_err("a misspelt key");
//! assert_eq!(error.to_string(), "There is no key `serverz` here. Did you mean `servers`?");
//! ```

mod challenge;

mod check;

mod error;

mod format;

mod link;

mod read;

mod schema;

mod shape;

mod write;

pub use error::{FormatError, Problem};
pub use link::LinkError;

use super::Scenario;
use serde_json::Value;

/// The version of the format that is read and written.
pub const VERSION: u64 = 1;

impl Scenario {
    /// Reads a file.
    pub fn from_json(text: &str) -> Result<Self, FormatError> {
        read::read(text)
    }

    /// Reads the compact form that links carry.
    pub fn from_link(text: &str) -> Result<Self, LinkError> {
        link::decode(text)
    }

    /// Writes the compact form that links carry: letters, digits, `-` and `_`.
    pub fn to_link(&self) -> String {
        link::encode(self)
    }

    /// Writes a file: what is as usual is left out.
    pub fn to_json(&self) -> Value {
        write::write(self)
    }
}

/// The JSON Schema (draft 2020-12) of challenges.
pub fn challenge_schema() -> Value {
    schema::challenge()
}

/// The JSON Schema (draft 2020-12) of the format.
pub fn schema() -> Value {
    schema::schema()
}
