//! Runs for the tools of others.

use crate::error::LabError;
use crate::session::Session;
use kvraft_core::export::{Export, Format};
use wasm_bindgen::prelude::*;

/// A run on its way out, in parts: it may be long.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Trace {
    core: Export,
}

#[wasm_bindgen]
impl Trace {
    /// The next part, of about a megabyte; none after the last.
    pub fn part(&mut self) -> Option<String> {
        const PART: usize = 1 << 20;
        let mut text = String::new();
        while text.len() < PART
            && let Some(record) = self.core.next()
        {
            text.push_str(&record);
            text.push('\n');
        }
        (!text.is_empty()).then_some(text)
    }
}

#[wasm_bindgen]
impl Session {
    /// The run up to now for the tools of others: in `etcd`'s vocabulary of trace validation, or as a log for
    /// `shiviz`. Throws a `LabError` for another format.
    pub fn trace(&self, format: &str) -> Result<Trace, JsValue> {
        let known = Format::of(format)
            .ok_or_else(|| LabError::invalid("format", &format_args!("`{format}` is unknown")))?;
        Ok(Trace { core: Export::new(&self.core, known) })
    }
}
