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

/// The lower half.
fn low(wide: u128) -> u64 {
    u64::try_from(wide & u128::from(u64::MAX)).expect("64 bits")
}

impl Fingerprint {
    fn mix(&mut self, word: u64) {
        // One round of a multiply-fold, as in wyhash: both halves of the product count.
        let wide = u128::from(self.0 ^ word) * u128::from(MULTIPLIER);
        self.0 = low(wide >> 64 ^ wide) ^ word.rotate_left(32) ^ self.0.rotate_left(29);
    }

    fn mix_two(&mut self, first: u64, second: u64) {
        let wide = u128::from(self.0 ^ first) * u128::from(second ^ MULTIPLIER);
        self.0 = low(wide >> 64 ^ wide) ^ second.rotate_left(32) ^ self.0.rotate_left(29);
    }
}

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        let mut last = *self;
        last.mix(0x5851_F42D_4C95_7F2D);
        last.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Long texts two words at a time: half the multiplications.
        let (pairs, rest) = bytes.as_chunks::<16>();
        for pair in pairs {
            let pair = u128::from_le_bytes(*pair);
            self.mix_two(low(pair), low(pair >> 64));
        }
        let (words, rest) = rest.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
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

    const PINNED: [u64; 2] = [18_315_734_073_822_524_268, 9_424_281_062_301_935_506];

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
    fn lengths_and_order_count() {
        assert_ne!(fingerprint(&"ab"), fingerprint(&"ab\0"));
        assert_ne!(fingerprint(&("a", "b")), fingerprint(&("ab", "")));
        assert_ne!(fingerprint(&[1u32, 2]), fingerprint(&[2u32, 1]));
    }
}
