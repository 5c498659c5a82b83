//! Linearizability while the run goes on. The cluster itself names an order: that in which commands are
//! applied for the first time. While every answer agrees with it, it is a linearization: each write takes
//! effect when it is applied, between its call and its return, and each read found what the key held at
//! some moment between its own. Checking that costs little. An answer that does not agree proves nothing
//! yet; then the key's whole history is judged, and again and again as it grows.

use super::{Verdict, check};
use crate::check::{Breach, Property, Report};
use crate::kv::{Answer, Command, Execution, Request, Text, VALUE_MAX};
use crate::sim::Operation;
use crate::sorted::SortedMap;
use crate::tape::Tape;
use crate::types::{ClientId, RequestNumber, Tick};
use std::collections::VecDeque;

/// What is known of a run's client history so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is linearizable.
    Linearizable,
    /// Not all is known of this key: its answers do not agree with the order in which commands were
    /// applied, but another order may explain them.
    Unsettled {
        /// The key.
        key: Text,
    },
    /// It is not: this key's operations cannot be ordered.
    Illegal {
        /// The key.
        key: Text,
    },
}

/// History variables: what each key holds by the order of application, and what each client waits for.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Live {
    keys: SortedMap<Text, Held>,
    clients: SortedMap<ClientId, Client>,
    /// Keys whose answers did not agree.
    doubted: SortedMap<Text, Doubt>,
}

/// What a key holds.
#[derive(Clone, Debug, Default)]
struct Held {
    now: Holding,
    /// All it has held since the oldest call that is open, the latest last.
    before: VecDeque<(Holding, Tick)>,
    /// The texts that these are beginnings of, and the number of the first. The last one grows.
    texts: VecDeque<String>,
    first_text: usize,
}

/// What a key holds at some time: the first part of one of the texts.
#[derive(Clone, Copy, Debug, Default)]
struct Holding {
    /// None if it is missing.
    text: Option<usize>,
    length: usize,
    version: u64,
}

/// What is known of a client.
#[derive(Clone, Debug, Default)]
struct Client {
    /// The call under way, and when it was made.
    open: Option<(Tick, Command)>,
    /// The last of its requests that was answered.
    answered: Option<RequestNumber>,
    /// The last of its requests that has changed anything.
    effective: Option<RequestNumber>,
}

/// What is known of a doubted key.
#[derive(Clone, Copy, Debug, Default)]
struct Doubt {
    is_illegal: bool,
    is_settled: bool,
    /// How many operations it had when it was judged.
    judged: usize,
    /// How many have returned since.
    returned: usize,
}

/// So many former holdings of a key are remembered. A read of an older one only raises a doubt.
const REMEMBERED_MAX: usize = 1024;

/// The steps for judging one operation of a doubted key.
const STEPS_EACH: u64 = 256;

impl Live {
    /// What is known so far.
    pub(in crate::check) fn standing(&self) -> Standing {
        let illegal = self.doubted.iter().find(|(_, doubt)| doubt.is_illegal);
        let open =
            || self.doubted.iter().find(|(_, doubt)| !doubt.is_settled || doubt.returned > 0);
        match (illegal, open) {
            (Some((key, _)), _) => Standing::Illegal { key: key.clone() },
            (None, open) => match open() {
                Some((key, _)) => Standing::Unsettled { key: key.clone() },
                None => Standing::Linearizable,
            },
        }
    }

    /// About how many bytes a copy of it takes.
    pub(in crate::check) fn own_bytes(&self) -> u64 {
        let bytes = |held: &Held| {
            let texts: usize = held.texts.iter().map(String::len).sum();
            texts + held.before.len() * size_of::<(Holding, Tick)>() + size_of::<Held>()
        };
        self.keys.values().map(bytes).sum::<usize>() as u64
    }

    /// A client makes a call.
    pub(in crate::check) fn called(&mut self, now: Tick, client: ClientId, command: &Command) {
        self.clients.get_or_default(client).open = Some((now, command.clone()));
    }

    /// A request was applied that stands at an index where nobody had applied anything before.
    pub(in crate::check) fn applied(
        &mut self,
        now: Tick,
        request: &Request,
        outcome: Execution,
        history: &Tape<Operation>,
        report: &mut Report,
    ) {
        let key = request.command.key();
        if outcome != Execution::Executed || matches!(request.command, Command::Get { .. }) {
            return;
        }
        let oldest = self.oldest_call(now);
        if !self.keys.contains_key(key) {
            self.keys.insert(key.into(), Held::default());
        }
        let Some(held) = self.keys.get_mut(key) else { return };
        if !held.execute(&request.command, now, oldest) {
            return;
        }
        let client = self.clients.get_or_default(request.client);
        // Twice, or after the answer, or after a later one: another order would have to explain that.
        let last = client.effective.max(client.answered);
        client.effective = client.effective.max(Some(request.number));
        if last >= Some(request.number) {
            self.doubt(key, history, report);
        }
    }

    /// A client has its answer, or has given up.
    pub(in crate::check) fn returned(
        &mut self,
        now: Tick,
        (client, number): (ClientId, RequestNumber),
        answer: Option<&Answer>,
        history: &Tape<Operation>,
        report: &mut Report,
    ) {
        let client = self.clients.get_or_default(client);
        let Some((call, command)) = client.open.take() else { return };
        let Some(answer) = answer.filter(|answer| **answer != Answer::Maybe) else { return };
        client.answered = Some(number);
        let took_effect = client.effective == Some(number);
        let key = command.key();
        report.checked(Property::Linearizability);
        let agrees =
            if matches!((&command, answer), (Command::Get { .. }, _)) || *answer != Answer::Ok {
                let held = self.keys.get(key);
                let fits = held.map_or_else(
                    || Held::default().fits_since(now, &command, answer),
                    |held| held.fits_since(call, &command, answer),
                );
                fits && !took_effect
            } else {
                took_effect
            };
        if !agrees {
            self.doubt(key, history, report);
        } else if !self.doubted.is_empty() {
            self.judge_again(key, history, report);
        }
    }

    /// When the oldest call was made that may still be answered.
    fn oldest_call(&self, now: Tick) -> Tick {
        let open = self.clients.values().filter_map(|client| client.open.as_ref());
        open.map(|&(call, _)| call).min().unwrap_or(now)
    }

    fn doubt(&mut self, key: &str, history: &Tape<Operation>, report: &mut Report) {
        self.doubted.get_or_default(key.into());
        self.judge_again(key, history, report);
    }

    /// Judges a doubted key, if that was not done lately.
    fn judge_again(&mut self, key: &str, history: &Tape<Operation>, report: &mut Report) {
        let Some(doubt) = self.doubted.get_mut(key) else { return };
        doubt.returned += 1;
        if doubt.is_illegal || doubt.returned < doubt.judged / 16 {
            return;
        }
        let same_key = |one: &&Operation| one.command.key() == key;
        let operations: Vec<Operation> = history.iter().filter(same_key).cloned().collect();
        let verdict = check(&operations, STEPS_EACH * (operations.len() as u64 + 16));
        (doubt.judged, doubt.returned) = (operations.len(), 0);
        doubt.is_settled = verdict == Verdict::Linearizable;
        if let Verdict::Illegal { key } = verdict {
            doubt.is_illegal = true;
            report.breach(Breach::NotLinearizable { key });
        }
    }
}

impl Held {
    /// Lets a command take effect. Returns whether it has any.
    fn execute(&mut self, command: &Command, now: Tick, oldest: Tick) -> bool {
        let text = self.text(self.now);
        let new = match command {
            Command::Put { value, .. } => Some(value),
            Command::PutAt { value, version, .. } if self.now.version == *version => Some(value),
            Command::Cas { expected, new, .. } if text == Some(expected) => Some(new),
            Command::Append { value, .. } if text.is_none() => Some(value),
            Command::Append { value, .. } if self.now.length + value.len() <= VALUE_MAX => {
                let version = self.now.version + 1;
                let next = Holding { length: self.now.length + value.len(), version, ..self.now };
                if let Some(text) = self.texts.back_mut() {
                    text.push_str(value);
                }
                self.hold(next, now, oldest);
                return true;
            }
            Command::Delete { .. } if text.is_some() => None,
            Command::Get { .. }
            | Command::PutAt { .. }
            | Command::OpenSession
            | Command::Append { .. }
            | Command::Delete { .. }
            | Command::Cas { .. } => return false,
        };
        let next = match new {
            Some(value) => {
                self.texts.push_back(value.to_string());
                let text = Some(self.first_text + self.texts.len() - 1);
                Holding { text, length: value.len(), version: self.now.version + 1 }
            }
            None => Holding::default(),
        };
        self.hold(next, now, oldest);
        true
    }

    fn hold(&mut self, next: Holding, now: Tick, oldest: Tick) {
        self.before.push_back((self.now, now));
        self.now = next;
        let is_old = |&(_, until): &(Holding, Tick)| until < oldest;
        while self.before.front().is_some_and(is_old) || self.before.len() > REMEMBERED_MAX {
            self.before.pop_front();
        }
        let mut used = self.before.iter().map(|&(holding, _)| holding).chain([self.now]);
        let first = used.find_map(|holding| holding.text).unwrap_or(self.first_text);
        while self.first_text < first {
            self.texts.pop_front();
            self.first_text += 1;
        }
    }

    fn text(&self, holding: Holding) -> Option<&str> {
        self.texts.get(holding.text?.checked_sub(self.first_text)?)?.get(..holding.length)
    }

    /// Whether a command that changes nothing could have been answered so at some moment since `call`.
    fn fits_since(&self, call: Tick, command: &Command, answer: &Answer) -> bool {
        let before = self.before.iter().rev().take_while(|&&(_, until)| call <= until);
        let holdings = before.map(|&(holding, _)| holding);
        [self.now].into_iter().chain(holdings).any(|holding| {
            let text = self.text(holding);
            match (command, answer) {
                (Command::Get { .. }, Answer::Value(value)) => text == Some(value),
                (Command::Get { .. }, Answer::Versioned { value, version }) => {
                    holding.version == *version && text == Some(value)
                }
                (Command::Cas { expected, .. }, Answer::CasFailed { actual }) => {
                    expected != actual && text == Some(actual)
                }
                (Command::PutAt { version, .. }, Answer::WrongVersion { actual }) => {
                    version != actual && holding.version == *actual && text.is_some()
                }
                (Command::PutAt { version, .. }, Answer::NoKey) => *version > 0 && text.is_none(),
                (_, Answer::NoKey) => text.is_none(),
                _ => false,
            }
        })
    }
}
