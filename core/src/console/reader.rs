//! From words to an action.

use super::VERBS;
use super::complete::nearest;
use super::error::{ParseError, ParseErrorKind};
use super::expected;
use super::words::Token;
use crate::kv::{Command, ReadMode, Text};
use crate::sentence::Word;
use crate::sim::{Action, Address, Deed, Direction, DiskFault, MessageId, Order, Shape, Work};
use crate::types::{ClientId, NodeId};

/// Reads the words of one line.
pub(super) struct Reader<'a> {
    words: &'a [Token],
    at: usize,
    /// Where a missing word would begin.
    end: usize,
    /// Whom the word `leader` means.
    leader: Option<NodeId>,
    usage: String,
}

/// Whom a line about clients is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    /// Nobody is named: the first client.
    Unsaid,
    One(ClientId),
    All,
}

impl Caller {
    fn chosen(self) -> Option<ClientId> {
        match self {
            Self::Unsaid => Some(ClientId(1)),
            Self::One(client) => Some(client),
            Self::All => None,
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(words: &'a [Token], end: usize, leader: Option<NodeId>) -> Self {
        Self { words, at: 0, end, leader, usage: String::new() }
    }

    pub(super) fn action(mut self) -> Result<Action, ParseError> {
        let caller = self.caller();
        let Some(verb) = self.words.get(self.at) else {
            return Err(ParseError { kind: ParseErrorKind::Empty, column: 1 });
        };
        self.at += 1;
        let name = verb.text.to_ascii_lowercase();
        let Some((name, arguments)) = VERBS.iter().find(|(known, _)| *known == name) else {
            let kind = ParseErrorKind::UnknownVerb {
                found: shortened(&verb.text),
                suggestion: nearest(&name, VERBS.iter().map(|(verb, _)| verb)),
            };
            return Err(ParseError { kind, column: verb.column });
        };
        format!("{name} {arguments}").trim_end().clone_into(&mut self.usage);
        let action = match *name {
            "put" | "append" | "get" | "delete" | "cas" => self.submit(name, caller)?,
            "again" => {
                let client = self.one_client(caller)?;
                Action::AskAgain { client, server: self.asked_server()? }
            }
            "attach" | "detach" | "work" | "rest" | "patience" | "retry" => {
                self.client(name, caller.chosen())?
            }
            "delay" | "loss" | "duplicate" | "late" | "reorder" | "order" | "bandwidth" => {
                self.tuning(name)?
            }
            "cut" | "mend" | "partition" | "bridge" | "oneway" | "heal" | "calm" => {
                self.network(name)?
            }
            "deliver" | "drop" | "copy" | "hold" | "release" => self.message(name)?,
            "disk" => self.disk()?,
            "clock" => Action::Clock { server: self.server()?, percent: self.percent_of_time()? },
            _ => self.server_action(name)?,
        };
        match self.words.get(self.at) {
            None => Ok(action),
            Some(word) => {
                let kind =
                    ParseErrorKind::Extra { found: shortened(&word.text), usage: self.usage };
                Err(ParseError { kind, column: word.column })
            }
        }
    }

    fn caller(&mut self) -> Caller {
        let Some(word) = self.words.first().filter(|word| !word.quoted) else {
            return Caller::Unsaid;
        };
        let caller = match client_of(&word.text) {
            Some(client) => Caller::One(client),
            None if word.text.eq_ignore_ascii_case("all") => Caller::All,
            None => return Caller::Unsaid,
        };
        self.at += 1;
        caller
    }

    /// What is done to one server; for `members`, to the leader.
    fn server_action(&mut self, verb: &str) -> Result<Action, ParseError> {
        if verb == "members" {
            return self.members();
        }
        if let Some(fault) = DiskFault::ALL.into_iter().find(|fault| fault.word() == verb) {
            let server = self.server()?;
            let on = self.one_of(expected::ON_OFF, &[("on", true), ("off", false)])?;
            return Ok(Action::Disk { server, fault, on });
        }
        let server = self.server()?;
        Ok(match verb {
            "crash" => return self.crash(server),
            "restart" => Action::Restart(server),
            "pause" => Action::Pause(server),
            "resume" => Action::Resume(server),
            "timeout" => Action::Timeout(server),
            "heartbeat" => Action::Heartbeat(server),
            "compact" => Action::Compact(server),
            "transfer" => Action::Transfer(server),
            _ => Action::Isolate(server),
        })
    }

    fn crash(&mut self, server: NodeId) -> Result<Action, ParseError> {
        if !self.takes("after") {
            return Ok(Action::Crash(server));
        }
        let effects = self.number(expected::EFFECTS)?;
        Ok(Action::CrashAfter { server, effects })
    }

    fn members(&mut self) -> Result<Action, ParseError> {
        let mut voters = vec![self.server()?];
        let mut learners = Vec::new();
        while self.at < self.words.len() {
            if learners.is_empty() && self.takes("learners") {
                learners.push(self.server()?);
            } else if learners.is_empty() {
                voters.push(self.server()?);
            } else {
                learners.push(self.server()?);
            }
        }
        Ok(Action::Members { voters, learners })
    }

    fn submit(&mut self, verb: &str, caller: Caller) -> Result<Action, ParseError> {
        let client = self.one_client(caller)?;
        let key = self.text(expected::KEY)?;
        let command = match verb {
            "get" => Command::Get { key, via: self.read_mode()?.unwrap_or_default() },
            "delete" => Command::Delete { key },
            "put" => {
                let value = self.text(expected::VALUE)?;
                if self.takes("at") {
                    let version = self.number(expected::VERSION)?;
                    Command::PutAt { key, value, version }
                } else {
                    Command::Put { key, value }
                }
            }
            "append" => Command::Append { key, value: self.text(expected::VALUE)? },
            _ => {
                let expected = self.text(expected::EXPECTED_VALUE)?;
                Command::Cas { key, expected, new: self.text(expected::NEW_VALUE)? }
            }
        };
        Ok(Action::Submit { client, command, first: self.asked_server()? })
    }

    fn one_client(&self, caller: Caller) -> Result<ClientId, ParseError> {
        caller.chosen().ok_or_else(|| {
            let (found, expected) = (self.words[0].text.clone(), expected::ONE_CLIENT);
            let kind = ParseErrorKind::Unexpected { found, expected };
            ParseError { kind, column: self.words[0].column }
        })
    }

    /// The server that a client is to ask, if the line says it: `@3`.
    fn asked_server(&mut self) -> Result<Option<NodeId>, ParseError> {
        match self.words.get(self.at) {
            Some(word) if !word.quoted && word.text.starts_with('@') => {
                self.at += 1;
                self.server_named(&word.text[1..], word.column + 1).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn read_mode(&mut self) -> Result<Option<ReadMode>, ParseError> {
        if !self.takes("via") {
            return Ok(None);
        }
        let modes = [ReadMode::Log, ReadMode::Index, ReadMode::Lease, ReadMode::Version];
        self.one_of(expected::READ_MODE, &modes.map(|mode| (mode.word(), mode))).map(Some)
    }
}

/// Clients.
impl Reader<'_> {
    fn client(&mut self, verb: &str, client: Option<ClientId>) -> Result<Action, ParseError> {
        Ok(match verb {
            "attach" => Action::Reach { client, server: self.server()?, reachable: true },
            "detach" => Action::Reach { client, server: self.server()?, reachable: false },
            "work" => Action::Work { client, work: self.work()? },
            "rest" => Action::Rest(client),
            "patience" if self.takes("forever") => Action::Patience { client, ticks: None },
            "patience" => Action::Patience { client, ticks: Some(self.ticks()?) },
            _ => Action::Retry { client, ticks: self.ticks()? },
        })
    }

    fn work(&mut self) -> Result<Work, ParseError> {
        let mut work = Work { think: (self.ticks()?, self.ticks()?), ..Work::default() };
        loop {
            if self.takes("keys") {
                work.keys = Some(self.small(expected::KEY_COUNT)?);
            } else if self.takes("gets") {
                work.shares.get_or_insert_default().gets = self.permille()?;
            } else if self.takes("puts") {
                work.shares.get_or_insert_default().puts = self.permille()?;
            } else if self.takes("appends") {
                work.shares.get_or_insert_default().appends = self.permille()?;
            } else if let Some(mode) = self.read_mode()? {
                work.via = Some(mode);
            } else {
                return Ok(work);
            }
        }
    }
}

/// The network, the disks and the clocks.
impl Reader<'_> {
    fn network(&mut self, verb: &str) -> Result<Action, ParseError> {
        Ok(match verb {
            "cut" => Action::Cut(self.link_end()?, self.link_end()?),
            "mend" => Action::Mend(self.link_end()?, self.link_end()?),
            "partition" => Action::Partition(self.sides()?),
            "bridge" => Action::Bridge(self.sides()?),
            "heal" => Action::Heal,
            "calm" => Action::Calm,
            _ => {
                let from = self.servers_until(">")?;
                self.must_take(">", expected::ARROW)?;
                Action::OneWay { from, to: self.servers_until(">")? }
            }
        })
    }

    fn sides(&mut self) -> Result<Vec<Vec<NodeId>>, ParseError> {
        let mut sides = vec![self.servers_until("|")?];
        while self.takes("|") {
            sides.push(self.servers_until("|")?);
        }
        Ok(sides)
    }

    /// Servers, at least one, up to the end or this word.
    fn servers_until(&mut self, end: &str) -> Result<Vec<NodeId>, ParseError> {
        let mut servers = vec![self.server()?];
        while self.words.get(self.at).is_some_and(|word| word.quoted || word.text != end) {
            servers.push(self.server()?);
        }
        Ok(servers)
    }

    fn tuning(&mut self, verb: &str) -> Result<Action, ParseError> {
        Ok(match verb {
            "delay" => {
                let (min, max) = (self.ticks()?, self.ticks()?);
                let shape = if self.takes("tail") { Shape::Tail } else { Shape::Even };
                Action::Delay { min, max, shape, link: self.link()? }
            }
            "order" => {
                let orders = [Order::Any, Order::Fifo].map(|order| (order.word(), order));
                let order = self.one_of(expected::ORDER, &orders)?;
                Action::Order { order, link: self.link()? }
            }
            "bandwidth" => {
                let bytes = if self.takes("unlimited") {
                    None
                } else {
                    Some(self.small(expected::BYTES_EACH_MS)?)
                };
                Action::Bandwidth { bytes, link: self.link()? }
            }
            _ => {
                let (permille, link) = (self.permille()?, self.link()?);
                match verb {
                    "loss" => Action::Loss { permille, link },
                    "late" => Action::Late { permille, link },
                    "reorder" => Action::Reorder { permille, link },
                    _ => Action::Duplicate { permille, link },
                }
            }
        })
    }

    fn link(&mut self) -> Result<Direction, ParseError> {
        if !self.takes("on") {
            return Ok(None);
        }
        Ok(Some((self.link_end()?, self.link_end()?)))
    }

    fn link_end(&mut self) -> Result<Address, ParseError> {
        let word = self.word(expected::LINK_END)?;
        match client_of(&word.text).filter(|_| !word.quoted) {
            Some(client) => Ok(client.into()),
            None => self.server_named(&word.text, word.column).map(Address::Server),
        }
    }

    fn disk(&mut self) -> Result<Action, ParseError> {
        let (min, max) = (self.ticks()?, self.ticks()?);
        let server = if self.takes("on") { Some(self.server()?) } else { None };
        Ok(Action::DiskLatency { server, min, max })
    }

    fn percent_of_time(&mut self) -> Result<u32, ParseError> {
        self.small(expected::PERCENT_OF_TIME)
    }

    fn message(&mut self, verb: &str) -> Result<Action, ParseError> {
        let deed = Deed::ALL.into_iter().find(|deed| deed.word() == verb).unwrap_or(Deed::Release);
        let word = self.word(expected::MESSAGE)?;
        let digits = word.text.strip_prefix(['m', 'M']).unwrap_or(&word.text);
        let message = number(digits, &word.text, expected::MESSAGE_ID, word.column)?;
        Ok(Action::Message { message: MessageId(message), deed })
    }
}

/// Words.
impl<'a> Reader<'a> {
    /// Goes past this word, if it stands here.
    fn takes(&mut self, name: &str) -> bool {
        let stands = self.words.get(self.at).is_some_and(|word| !word.quoted && word.text == name);
        self.at += usize::from(stands);
        stands
    }

    fn must_take(&mut self, sign: &str, expected: &'static Word) -> Result<(), ParseError> {
        if self.takes(sign) { Ok(()) } else { Err(self.missing(expected)) }
    }

    fn missing(&self, expected: &'static Word) -> ParseError {
        let column = self.words.get(self.at).map_or(self.end, |word| word.column);
        ParseError { kind: ParseErrorKind::Missing { expected, usage: self.usage.clone() }, column }
    }

    fn word(&mut self, expected: &'static Word) -> Result<&'a Token, ParseError> {
        match self.words.get(self.at) {
            Some(word) if word.quoted || !["|", ">"].contains(&word.text.as_str()) => {
                self.at += 1;
                Ok(word)
            }
            _ => Err(self.missing(expected)),
        }
    }

    /// Any word: a key may look like anything.
    fn text(&mut self, expected: &'static Word) -> Result<Text, ParseError> {
        match self.words.get(self.at) {
            Some(word) if word.quoted || word.text != "|" => {
                self.at += 1;
                Ok(word.text.as_str().into())
            }
            _ => Err(self.missing(expected)),
        }
    }

    fn one_of<T: Copy>(
        &mut self,
        expected: &'static Word,
        choices: &[(&str, T)],
    ) -> Result<T, ParseError> {
        let word = self.word(expected)?;
        choices.iter().find(|(name, _)| *name == word.text).map(|&(_, choice)| choice).ok_or_else(
            || {
                let kind = ParseErrorKind::Unexpected { found: shortened(&word.text), expected };
                ParseError { kind, column: word.column }
            },
        )
    }

    fn server(&mut self) -> Result<NodeId, ParseError> {
        let word = self.word(expected::SERVER)?;
        self.server_named(&word.text, word.column)
    }

    fn server_named(&self, name: &str, column: usize) -> Result<NodeId, ParseError> {
        if name.eq_ignore_ascii_case("leader") {
            return self.leader.ok_or(ParseError { kind: ParseErrorKind::NoLeader, column });
        }
        let digits = name.strip_prefix(['s', 'S']).unwrap_or(name);
        let expected = expected::SERVER_NAME;
        small(number(digits, name, expected, column)?, name, expected, column).map(NodeId)
    }

    fn ticks(&mut self) -> Result<u64, ParseError> {
        self.number(expected::MS)
    }

    fn number(&mut self, expected: &'static Word) -> Result<u64, ParseError> {
        let word = self.word(expected)?;
        number(&word.text, &word.text, expected, word.column)
    }

    fn small(&mut self, expected: &'static Word) -> Result<u32, ParseError> {
        let word = self.word(expected)?;
        let value = number(&word.text, &word.text, expected, word.column)?;
        small(value, &word.text, expected, word.column)
    }

    /// A percentage with at most one decimal, as permille.
    fn permille(&mut self) -> Result<u32, ParseError> {
        let word = self.word(expected::SHARE)?;
        let text = word.text.strip_suffix('%').unwrap_or(&word.text);
        let (whole, tenths) = text.split_once('.').unwrap_or((text, "0"));
        let expected = expected::SHARE;
        let whole = number(whole, &word.text, expected, word.column)?;
        let tenths = match number(tenths, &word.text, expected, word.column)? {
            tenths @ 0..=9 if text.split_once('.').is_none_or(|(_, t)| t.len() == 1) => tenths,
            _ => {
                let kind = ParseErrorKind::NotANumber { found: shortened(&word.text), expected };
                return Err(ParseError { kind, column: word.column });
            }
        };
        let permille = whole.saturating_mul(10).saturating_add(tenths);
        small(permille, &word.text, expected, word.column)
    }
}

fn number(
    digits: &str,
    found: &str,
    expected: &'static Word,
    column: usize,
) -> Result<u64, ParseError> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain).ok_or_else(|| {
        let kind = ParseErrorKind::NotANumber { found: shortened(found), expected };
        ParseError { kind, column }
    })
}

fn small(
    value: u64,
    found: &str,
    expected: &'static Word,
    column: usize,
) -> Result<u32, ParseError> {
    u32::try_from(value).map_err(|_| {
        let kind = ParseErrorKind::NotANumber { found: shortened(found), expected };
        ParseError { kind, column }
    })
}

pub(super) fn client_of(word: &str) -> Option<ClientId> {
    let digits = word.strip_prefix(['c', 'C'])?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain).map(ClientId)
}

/// Enough of a word to recognise it: somebody may paste a megabyte.
pub(crate) fn shortened(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word.to_owned(),
    }
}
