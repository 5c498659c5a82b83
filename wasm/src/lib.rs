//! kvraft-core for JavaScript. Two levels:
//!
//! - [`Session`](session::Session): a whole cluster in virtual time, to act on and to look at;
//! - [`Server`](server::Server): one server, driven completely by hand, each message delivered, dropped
//!   or delayed by the caller.
//!
//! This crate converts and delegates; it decides nothing.

pub mod challenge;
pub mod chronicle;
pub mod error;
pub mod event;
#[cfg(feature = "tools")]
pub mod explore;
mod frame;
pub mod history;
pub mod life;
#[cfg(feature = "manual")]
pub mod manual;
mod options;
#[cfg(feature = "manual")]
pub mod server;
pub mod session;
#[cfg(feature = "tools")]
pub mod shrink;
pub mod time;
pub mod trace;
pub mod view;

use wasm_bindgen::prelude::*;

/// Makes a panic, should there be one, readable in the browser's console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// A fresh seed from the browser's randomness, as a decimal string. Runs themselves use only the
/// generator of the core.
#[wasm_bindgen]
pub fn random_seed() -> Result<String, JsValue> {
    // 2^48 seeds are plenty, and short enough to read aloud.
    match getrandom::u64() {
        Ok(bits) => Ok((bits >> 16).to_string()),
        Err(error) => Err(error::LabError::said("no-randomness", &error).into()),
    }
}

/// A key or value as one word of the action language: quoted if it must be.
#[wasm_bindgen]
pub fn quote(word: &str) -> String {
    kvraft_core::sim::quoted(word)
}
