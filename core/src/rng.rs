//! The only source of chance: a seeded xoshiro256** generator (Blackman & Vigna) on `u64`, the same
//! on every platform. No `usize`, no floats; each purpose forks a stream of its own, so that a new
//! draw in one place does not shift the dice of another.

/// A stream of reproducible random numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rng {
    state: [u64; 4],
}

impl Rng {
    /// The stream of `seed`. Any seed is good, 0 too.
    pub fn new(seed: u64) -> Self {
        let mut mix = seed;
        Self { state: std::array::from_fn(|_| split_mix(&mut mix)) }
    }

    /// An independent stream for `purpose`. It depends on this stream's present state but draws
    /// nothing from it; fork before drawing.
    pub fn fork(&self, purpose: u64) -> Self {
        let mut mix =
            self.state[0] ^ self.state[2].rotate_left(17) ^ split_mix(&mut purpose.clone());
        Self { state: std::array::from_fn(|_| split_mix(&mut mix)) }
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        let result = self.state[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = self.state[1] << 17;
        self.state[2] ^= self.state[0];
        self.state[3] ^= self.state[1];
        self.state[1] ^= self.state[2];
        self.state[0] ^= self.state[3];
        self.state[2] ^= shifted;
        self.state[3] = self.state[3].rotate_left(45);
        result
    }

    /// A number below `bound`, all equally likely (Lemire's method); 0 if `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        let mut wide = u128::from(self.draw()) * u128::from(bound);
        if low_half(wide) < bound {
            let threshold = bound.wrapping_neg() % bound;
            while low_half(wide) < threshold {
                wide = u128::from(self.draw()) * u128::from(bound);
            }
        }
        high_half(wide)
    }

    /// A number of `min..=max`; `min` if the range is empty.
    #[inline]
    pub fn between(&mut self, min: u64, max: u64) -> u64 {
        if max <= min {
            return min;
        }
        match (max - min).checked_add(1) {
            Some(span) => min + self.below(span),
            None => self.draw(),
        }
    }

    /// True in `permille` of a thousand cases.
    pub fn chance(&mut self, permille: u32) -> bool {
        permille > 0 && self.below(1000) < u64::from(permille)
    }

    /// One of `items`, or none if there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let at = self.below(items.len() as u64);
        items.get(usize::try_from(at).unwrap_or(usize::MAX))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
fn low_half(wide: u128) -> u64 {
    wide as u64
}

fn high_half(wide: u128) -> u64 {
    low_half(wide >> 64)
}

/// SplitMix64: turns any seed, however poor, into well-mixed state.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // Reference values of xoshiro256** for the state 1, 2, 3, 4 (as in the `rand_xoshiro` crate's tests).
        let mut rng = Rng { state: [1, 2, 3, 4] };
        let drawn: Vec<u64> = (0..5).map(|_| rng.draw()).collect();
        assert_eq!(
            drawn,
            [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360]
        );
    }

    #[test]
    fn below_and_between_stay_in_range_and_reach_the_ends() {
        let mut rng = Rng::new(7);
        let mut seen = [0u32; 6];
        for _ in 0..6000 {
            let at = usize::try_from(rng.below(6)).expect("below 6");
            seen[at] += 1;
        }
        assert!(seen.iter().all(|&count| (800..1200).contains(&count)), "{seen:?}");
        assert_eq!(rng.between(5, 5), 5);
        assert_eq!(rng.below(0), 0);
        assert!((0..1000).any(|_| rng.between(3, 4) == 4));
        let _ = rng.between(0, u64::MAX);
    }

    #[test]
    fn forks_differ_from_each_other_and_repeat() {
        let root = Rng::new(42);
        let (mut a, mut b, mut again) = (root.fork(1), root.fork(2), root.fork(1));
        let first = a.draw();
        assert_ne!(first, b.draw());
        assert_eq!(first, again.draw());
    }

    #[test]
    fn chance_follows_its_permille() {
        let mut rng = Rng::new(1);
        let hits = (0..10_000).filter(|_| rng.chance(100)).count();
        assert!((850..1150).contains(&hits), "{hits}");
        assert!(!rng.chance(0));
        assert!(rng.chance(1000));
    }
}
