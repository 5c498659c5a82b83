//! What an exploration found: written by `explore`, put together by `merge`.

use kvraft_core::nemesis::Outcome;
use serde_json::{Map, Value, json};
use std::fs;
use std::ops::Range;
use std::path::Path;

/// The results of one exploration, or of several together.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// The seeds that were run, in order, no two of them touching.
    pub ranges: Vec<Range<u64>>,
    /// The seeds of the whole, if it was bounded.
    pub of: Option<Range<u64>>,
    /// Virtual time, in ms.
    pub virtual_ms: u64,
    /// Events simulated.
    pub events: u64,
    /// Real time, in ms; of several, their sum.
    pub real_ms: u64,
    /// One number for the trace hashes of all seeds, see `nemesis::digest`.
    pub digest: u64,
    /// What was wrong.
    pub findings: Vec<Failure>,
}

/// A seed that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// The word for what is wrong.
    pub kind: String,
    /// When it was noticed, in ms.
    pub at: u64,
    /// How, in words.
    pub sentence: String,
}

impl Failure {
    /// The command that runs it again.
    pub fn replay(&self) -> String {
        format!("kvraft-lab replay {}", self.seed)
    }
}

impl Results {
    /// Adds what a seed led to. The ranges are told when all is done.
    pub fn add(&mut self, outcome: &Outcome) {
        self.virtual_ms += outcome.ticks;
        self.events += outcome.events;
        self.digest = self.digest.wrapping_add(outcome.digest());
        if let Some(finding) = &outcome.finding {
            self.findings.push(Failure {
                seed: outcome.seed,
                kind: finding.kind.id().to_owned(),
                at: finding.at.0,
                sentence: finding.sentence.to_string(),
            });
        }
    }

    /// Adds the results of others.
    pub fn append(&mut self, other: Self) {
        self.ranges.extend(other.ranges);
        self.virtual_ms += other.virtual_ms;
        self.events += other.events;
        self.real_ms += other.real_ms;
        self.digest = self.digest.wrapping_add(other.digest);
        self.findings.extend(other.findings);
    }

    /// How many seeds were run.
    pub fn seeds(&self) -> u64 {
        self.ranges.iter().map(|range| range.end - range.start).sum()
    }

    /// What is written to a file.
    pub fn to_json(&self) -> Value {
        let failure = |one: &Failure| {
            json!({
                "seed": one.seed,
                "kind": one.kind,
                "at": one.at,
                "sentence": one.sentence,
                "replay": one.replay(),
            })
        };
        json!({
            "ranges": self.ranges.iter().map(pair).collect::<Vec<_>>(),
            "of": self.of.as_ref().map(pair),
            "seeds": self.seeds(),
            "virtualMs": self.virtual_ms,
            "events": self.events,
            "realMs": self.real_ms,
            "digest": format!("{:016x}", self.digest),
            "findings": self.findings.iter().map(failure).collect::<Vec<_>>(),
        })
    }

    /// Reads what was written.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        let value: Value =
            serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        let object = value.as_object().ok_or(format!("{name}: this is no object"))?;
        Self::from_json(object)
            .ok_or_else(|| format!("{name}: these are not the results of `kvraft-lab explore`"))
    }

    fn from_json(object: &Map<String, Value>) -> Option<Self> {
        let number = |object: &Map<String, Value>, name| object.get(name)?.as_u64();
        let text = |object: &Map<String, Value>, name| Some(object.get(name)?.as_str()?.to_owned());
        let findings = object.get("findings")?.as_array()?.iter().map(|one| {
            let one = one.as_object()?;
            let (seed, at) = (number(one, "seed")?, number(one, "at")?);
            let (kind, sentence) = (text(one, "kind")?, text(one, "sentence")?);
            Some(Failure { seed, kind, at, sentence })
        });
        let of = object.get("of")?;
        Some(Self {
            ranges: object.get("ranges")?.as_array()?.iter().map(range).collect::<Option<_>>()?,
            of: if of.is_null() { None } else { Some(range(of)?) },
            virtual_ms: number(object, "virtualMs")?,
            events: number(object, "events")?,
            real_ms: number(object, "realMs")?,
            digest: u64::from_str_radix(&text(object, "digest")?, 16).ok()?,
            findings: findings.collect::<Option<_>>()?,
        })
    }

    /// The results in words.
    pub fn to_text(&self) -> String {
        let failures = self.findings.iter().map(|one| {
            let Failure { seed, kind, at, sentence } = one;
            format!("seed {seed}, {kind} at {at} ms: {sentence}\n  {}\n", one.replay())
        });
        let text: String = failures.collect::<Vec<_>>().concat();
        let rate = (self.seeds() * 1000).checked_div(self.real_ms).unwrap_or_default();
        let ranges: Vec<String> =
            self.ranges.iter().map(|range| format!("{}..{}", range.start, range.end)).collect();
        let ranges = if ranges.is_empty() { "none".to_owned() } else { ranges.join(", ") };
        text + &format!(
            "{} seeds ({ranges}), {} failed; {} virtual s and {} events in {} s, {rate} seeds/s, \
             digest {:016x}",
            self.seeds(),
            self.findings.len(),
            self.virtual_ms / 1000,
            self.events,
            self.real_ms / 1000,
            self.digest,
        )
    }
}

fn pair(range: &Range<u64>) -> Value {
    json!([range.start, range.end])
}

fn range(value: &Value) -> Option<Range<u64>> {
    let [start, end] = value.as_array()?.as_slice() else { return None };
    let (start, end) = (start.as_u64()?, end.as_u64()?);
    (start <= end).then_some(start..end)
}
