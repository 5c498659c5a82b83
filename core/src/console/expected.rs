//! What may be expected at a place of a line.

use crate::sentence::Word;

pub(super) const ARROW: &Word = &Word::new("arrow", ">");
pub(super) const BYTES_EACH_MS: &Word =
    &Word::new("bytes-each-ms", "a whole number of bytes for each millisecond, or unlimited");
pub(super) const EFFECTS: &Word = &Word::new("effects", "a whole number of effects");
pub(super) const EXPECTED_VALUE: &Word = &Word::new("expected-value", "the expected value");
pub(super) const KEY: &Word = &Word::new("key", "a key");
pub(super) const KEY_COUNT: &Word = &Word::new("key-count", "a whole number of keys");
pub(super) const LINK_END: &Word = &Word::new("link-end", "a server or client");
pub(super) const MESSAGE: &Word = &Word::new("message", "a message");
pub(super) const MESSAGE_ID: &Word = &Word::new("message-id", "a message; write m12");
pub(super) const MS: &Word = &Word::new("ms", "a whole number of milliseconds");
pub(super) const NEW_VALUE: &Word = &Word::new("new-value", "the new value");
pub(super) const ONE_CLIENT: &Word = &Word::new("one-client", "one client, such as c1");
pub(super) const ON_OFF: &Word = &Word::new("on-off", "on or off");
pub(super) const ORDER: &Word = &Word::new("order", "any or fifo");
pub(super) const PERCENT_OF_TIME: &Word =
    &Word::new("percent-of-time", "a whole percentage of true time such as 50 or 200");
pub(super) const READ_MODE: &Word = &Word::new("read-mode", "log, index, lease or version");
pub(super) const SERVER: &Word = &Word::new("server", "a server");
pub(super) const SERVER_NAME: &Word = &Word::new("server-name", "a server; write 3, S3 or leader");
pub(super) const SHARE: &Word = &Word::new("share", "a percentage such as 10 or 2.5");
pub(super) const VALUE: &Word = &Word::new("value", "a value");
pub(super) const VERSION: &Word =
    &Word::new("version", "a version (a whole number, 0 for a missing key)");
