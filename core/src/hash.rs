//! Hashing that gives the same number on every platform: for trace hashes and state digests.
//!
//! `#[derive(Hash)]` says what to hash; what differs between platforms there (the width of `usize`
//! and of enum tags, byte order) is evened out by [`Fingerprint`]. Not for use against adversaries.

use std::hash::{Hash, Hasher};

/// A 64-bit running hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        // The first digits of pi: nothing up the sleeve.
        Self(0x243F_6A88_85A3_08D3)
    }
}

/// The fingerprint of one value.
pub fn fingerprint(value: &impl Hash) -> u64 {
    let mut hasher = Fingerprint::default();
    value.hash(&mut hasher);
    hasher.finish()
}

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
const WORD_MULTIPLIER: u64 = 0xD6E8_FEB8_6659_FD93;

/// One round. A multiplication carries each bit upwards, the shift brings the upper half down again;
/// the word goes through the same first, or its highest bits would cancel each other from round to
/// round. Products of 128 bits would mix better, but WebAssembly has none.
fn mixed(state: u64, word: u64) -> u64 {
    let word = word.wrapping_mul(WORD_MULTIPLIER);
    let product = (state ^ word ^ (word >> 32)).wrapping_mul(MULTIPLIER);
    product ^ (product >> 32)
}

impl Fingerprint {
    fn mix(&mut self, word: u64) {
        self.0 = mixed(self.0, word);
    }
}

/// A block of bytes is four words, one for each lane; the lanes start from the state, turned so far.
const LANES: usize = 4;
const TURNS: [u32; LANES] = [1, 17, 33, 49];

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        // Twice, so that what came last reaches every bit.
        mixed(mixed(self.0, 0x5851_F42D_4C95_7F2D), 0)
    }

    fn write(&mut self, bytes: &[u8]) {
        let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let (words, rest) = bytes.as_chunks::<8>();
        let (blocks, words) = words.as_chunks::<LANES>();
        if !blocks.is_empty() {
            // Four lanes that do not wait for each other.
            let mut lanes = TURNS.map(|turn| self.0.rotate_left(turn));
            for block in blocks {
                for (lane, bytes) in lanes.iter_mut().zip(block) {
                    *lane = mixed(*lane, word(bytes));
                }
            }
            for lane in lanes {
                self.mix(lane);
            }
        }
        for bytes in words {
            self.mix(word(bytes));
        }
        // The last few bytes as one little-endian word; copying so few costs more.
        let tail = rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        self.mix(tail ^ (bytes.len() as u64).rotate_left(56));
    }

    fn write_u8(&mut self, word: u8) {
        self.mix(word.into());
    }

    fn write_u16(&mut self, word: u16) {
        self.mix(word.into());
    }

    fn write_u32(&mut self, word: u32) {
        self.mix(word.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }

    fn write_isize(&mut self, word: isize) {
        self.mix(i64::try_from(word).expect("at most 64 bits").cast_unsigned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Hash)]
    enum Sample {
        Nothing,
        Some { text: &'static str, numbers: Vec<u32>, flag: Option<bool> },
    }

    fn sample() -> Sample {
        Sample::Some { text: "Raft, 木筏", numbers: vec![1, 2, 3], flag: Some(true) }
    }

    /// The wasm tests demand the same numbers there (32-bit `usize`).
    #[test]
    fn fingerprints_are_pinned() {
        assert_eq!(fingerprint(&Sample::Nothing), PINNED[0]);
        assert_eq!(fingerprint(&sample()), PINNED[1]);
    }

    const PINNED: [u64; 2] = [14_501_822_442_237_996_333, 9_849_585_803_248_992_753];

    #[test]
    fn every_bit_of_a_word_counts() {
        let base = fingerprint(&0u64);
        let mut seen: Vec<u64> = (0..64).map(|bit| fingerprint(&(1u64 << bit))).collect();
        seen.push(base);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 65);
    }

    #[test]
    fn short_sequences_of_extreme_words_do_not_collide() {
        let words = [0, 1, 2, 0x10, 1 << 31, 1 << 32, 1 << 62, 1 << 63, u64::MAX, u64::MAX >> 32];
        let mut seen = Vec::new();
        for length in 0..=5 {
            for mut number in 0..words.len().pow(length) {
                let mut hasher = Fingerprint::default();
                for _ in 0..length {
                    hasher.write_u64(words[number % words.len()]);
                    number /= words.len();
                }
                seen.push(hasher.finish());
            }
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn every_byte_of_a_long_text_counts() {
        let base = [7u8; 100];
        let mut seen = vec![fingerprint(&base)];
        for at in 0..base.len() {
            for bit in 0..8 {
                let mut other = base;
                other[at] ^= 1 << bit;
                seen.push(fingerprint(&other));
            }
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 801);
    }

    #[test]
    fn lengths_and_order_count() {
        assert_ne!(fingerprint(&"ab"), fingerprint(&"ab\0"));
        assert_ne!(fingerprint(&("a", "b")), fingerprint(&("ab", "")));
        assert_ne!(fingerprint(&[1u32, 2]), fingerprint(&[2u32, 1]));
    }
}
