//! Values as bytes, for the network and the disk alike. The core leaves this to its drivers: a binary
//! form of one's own, as here, or any serialization library.
//!
//! Numbers are little-endian and of fixed width, texts and lists stand behind their length, an enum
//! begins with a tag. Whatever the bytes, reading them neither panics nor takes more memory than they
//! have; it says where they are wrong.

use kvraft_core::kv::{Answer, Command, KEY_MAX, Op, ReadMode, Reply, Request, Text, VALUE_MAX};
use kvraft_core::raft::{
    Campaign, Conflict, Entries, Entry, Envelope, Membership, Message, Mismatch, Payload, ReadId,
    Snapshot, Write,
};
use kvraft_core::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term};
use std::fmt;
use std::sync::Arc;

/// Bytes that are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// At which byte, counted from 0.
    pub at: usize,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed at byte {}", self.at)
    }
}

impl std::error::Error for Malformed {}

/// Bytes being read.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// Those read last were wrong.
    fn wrong<T>(&self) -> Result<T, Malformed> {
        Err(Malformed { at: self.at })
    }

    fn take(&mut self, count: usize) -> Result<&[u8], Malformed> {
        let end = self.at.checked_add(count).filter(|&end| end <= self.bytes.len());
        let Some(end) = end else { return self.wrong() };
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let at = self.at;
        self.take(N)?.try_into().map_err(|_| Malformed { at })
    }

    /// A length of at most `most`.
    fn length(&mut self, most: usize) -> Result<usize, Malformed> {
        match usize::try_from(u32::decode(self)?) {
            Ok(length) if length <= most => Ok(length),
            _ => self.wrong(),
        }
    }

    fn text(&mut self, most: usize) -> Result<Text, Malformed> {
        let length = self.length(most)?;
        let at = self.at;
        std::str::from_utf8(self.take(length)?).map(Into::into).map_err(|_| Malformed { at })
    }
}

/// What can be written as bytes and read back.
pub trait Wire: Sized {
    /// Adds the bytes of this value.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads such a value.
    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed>;
}

/// The bytes of a value.
pub fn to_bytes(value: &impl Wire) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.encode(&mut bytes);
    bytes
}

/// The value of these bytes, with none left over.
pub fn from_bytes<T: Wire>(bytes: &[u8]) -> Result<T, Malformed> {
    let mut reader = Reader { bytes, at: 0 };
    let value = T::decode(&mut reader)?;
    if reader.at == bytes.len() { Ok(value) } else { reader.wrong() }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Wire for $number {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
                from.array().map(Self::from_le_bytes)
            }
        }
    )*};
}

numbers!(u8, u32, u64);

macro_rules! quantities {
    ($($name:ident),*) => {$(
        impl Wire for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                self.0.encode(out);
            }

            fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
                Wire::decode(from).map(Self)
            }
        }
    )*};
}

quantities!(NodeId, Term, LogIndex, ClientId, RequestNumber, ReadId);

impl Wire for bool {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push((*self).into());
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        match u8::decode(from)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => from.wrong(),
        }
    }
}

fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    put_length(bytes.len(), out);
    out.extend_from_slice(bytes);
}

fn put_length(length: usize, out: &mut Vec<u8>) {
    u32::try_from(length).expect("nothing here has four billion parts").encode(out);
}

impl Wire for Text {
    fn encode(&self, out: &mut Vec<u8>) {
        put_bytes(self.as_bytes(), out);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.text(VALUE_MAX)
    }
}

impl Wire for Arc<[u8]> {
    fn encode(&self, out: &mut Vec<u8>) {
        put_bytes(self, out);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let length = from.length(usize::MAX)?;
        from.take(length).map(Into::into)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        self.is_some().encode(out);
        if let Some(value) = self {
            value.encode(out);
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(if bool::decode(from)? { Some(T::decode(from)?) } else { None })
    }
}

fn put_list<T: Wire>(list: &[T], out: &mut Vec<u8>) {
    put_length(list.len(), out);
    for item in list {
        item.encode(out);
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        put_list(self, out);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        // No memory for a length that is only claimed: each item takes a byte at least.
        let length = from.length(usize::MAX)?;
        (0..length).map(|_| T::decode(from)).collect()
    }
}

impl Wire for EntryId {
    fn encode(&self, out: &mut Vec<u8>) {
        self.index.encode(out);
        self.term.encode(out);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self { index: Wire::decode(from)?, term: Wire::decode(from)? })
    }
}

impl Wire for ReadMode {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Self::Log => 0,
            Self::Index => 1,
            Self::Lease => 2,
            Self::Version => 3,
        });
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match u8::decode(from)? {
            0 => Self::Log,
            1 => Self::Index,
            2 => Self::Lease,
            3 => Self::Version,
            _ => return from.wrong(),
        })
    }
}

impl Wire for Command {
    fn encode(&self, out: &mut Vec<u8>) {
        let (tag, key) = match self {
            Self::OpenSession => return out.push(0),
            Self::Get { key, .. } => (1, key),
            Self::Put { key, .. } => (2, key),
            Self::PutAt { key, .. } => (3, key),
            Self::Append { key, .. } => (4, key),
            Self::Delete { key } => (5, key),
            Self::Cas { key, .. } => (6, key),
        };
        out.push(tag);
        key.encode(out);
        self.values().for_each(|value| value.encode(out));
        match self {
            Self::Get { via, .. } => via.encode(out),
            Self::PutAt { version, .. } => version.encode(out),
            Self::OpenSession
            | Self::Put { .. }
            | Self::Append { .. }
            | Self::Delete { .. }
            | Self::Cas { .. } => {}
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let tag = u8::decode(from)?;
        if tag == 0 {
            return Ok(Self::OpenSession);
        }
        let key = from.text(KEY_MAX)?;
        Ok(match tag {
            1 => Self::Get { key, via: Wire::decode(from)? },
            2 => Self::Put { key, value: Wire::decode(from)? },
            3 => Self::PutAt { key, value: Wire::decode(from)?, version: Wire::decode(from)? },
            4 => Self::Append { key, value: Wire::decode(from)? },
            5 => Self::Delete { key },
            6 => Self::Cas { key, expected: Wire::decode(from)?, new: Wire::decode(from)? },
            _ => return from.wrong(),
        })
    }
}

impl Wire for Op {
    fn encode(&self, out: &mut Vec<u8>) {
        self.client.encode(out);
        self.number.encode(out);
        self.command.encode(out);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (client, number) = (Wire::decode(from)?, Wire::decode(from)?);
        Ok(Arc::new(Request { client, number, command: Wire::decode(from)? }))
    }
}

impl Wire for Answer {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Ok => out.push(0),
            Self::Value(value) => {
                out.push(1);
                value.encode(out);
            }
            Self::Versioned { value, version } => {
                out.push(2);
                value.encode(out);
                version.encode(out);
            }
            Self::WrongVersion { actual } => {
                out.push(3);
                actual.encode(out);
            }
            Self::Maybe => out.push(4),
            Self::NoKey => out.push(5),
            Self::CasFailed { actual } => {
                out.push(6);
                actual.encode(out);
            }
            Self::ValueTooLong => out.push(7),
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match u8::decode(from)? {
            0 => Self::Ok,
            1 => Self::Value(Wire::decode(from)?),
            2 => Self::Versioned { value: Wire::decode(from)?, version: Wire::decode(from)? },
            3 => Self::WrongVersion { actual: Wire::decode(from)? },
            4 => Self::Maybe,
            5 => Self::NoKey,
            6 => Self::CasFailed { actual: Wire::decode(from)? },
            7 => Self::ValueTooLong,
            _ => return from.wrong(),
        })
    }
}

impl Wire for Reply {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Executed(answer) => {
                out.push(0);
                answer.encode(out);
            }
            Self::WrongLeader { hint } => {
                out.push(1);
                hint.encode(out);
            }
            Self::Outdated => out.push(2),
            Self::NoSession => out.push(3),
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match u8::decode(from)? {
            0 => Self::Executed(Wire::decode(from)?),
            1 => Self::WrongLeader { hint: Wire::decode(from)? },
            2 => Self::Outdated,
            3 => Self::NoSession,
            _ => return from.wrong(),
        })
    }
}

impl Wire for Membership {
    fn encode(&self, out: &mut Vec<u8>) {
        put_list(self.voters(), out);
        put_list(self.learners(), out);
        put_list(self.outgoing(), out);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (voters, learners) = (Vec::decode(from)?, Vec::decode(from)?);
        let target = Self::new(voters).with_learners(learners);
        let outgoing: Vec<NodeId> = Vec::decode(from)?;
        Ok(if outgoing.is_empty() { target } else { Self::new(outgoing).joint_with(&target) })
    }
}

impl Wire for Entry<Op> {
    fn encode(&self, out: &mut Vec<u8>) {
        self.term.encode(out);
        match &self.payload {
            Payload::Noop => out.push(0),
            Payload::Command(request) => {
                out.push(1);
                request.encode(out);
            }
            Payload::Membership(membership) => {
                out.push(2);
                membership.encode(out);
            }
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let term = Wire::decode(from)?;
        let payload = match u8::decode(from)? {
            0 => Payload::Noop,
            1 => Payload::Command(Wire::decode(from)?),
            2 => Payload::Membership(Arc::new(Wire::decode(from)?)),
            _ => return from.wrong(),
        };
        Ok(Self { term, payload })
    }
}

impl Wire for Entries<Op> {
    fn encode(&self, out: &mut Vec<u8>) {
        put_list(self, out);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Vec::decode(from).map(Into::into)
    }
}

impl Wire for Snapshot {
    fn encode(&self, out: &mut Vec<u8>) {
        self.last.encode(out);
        self.membership.encode(out);
        self.data.encode(out);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (last, membership) = (Wire::decode(from)?, Arc::new(Wire::decode(from)?));
        Ok(Self { last, membership, data: Wire::decode(from)? })
    }
}

impl Wire for Write<Op> {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::HardState { current_term, voted_for } => {
                out.push(0);
                current_term.encode(out);
                voted_for.encode(out);
            }
            Self::Snapshot(snapshot) => {
                out.push(1);
                snapshot.encode(out);
            }
            Self::Log { first, entries } => {
                out.push(2);
                first.encode(out);
                entries.encode(out);
            }
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match u8::decode(from)? {
            0 => Self::HardState {
                current_term: Wire::decode(from)?,
                voted_for: Wire::decode(from)?,
            },
            1 => Self::Snapshot(Arc::new(Wire::decode(from)?)),
            2 => Self::Log { first: Wire::decode(from)?, entries: Wire::decode(from)? },
            _ => return from.wrong(),
        })
    }
}

impl Wire for Result<LogIndex, Mismatch> {
    fn encode(&self, out: &mut Vec<u8>) {
        self.is_ok().encode(out);
        match self {
            Ok(index) => index.encode(out),
            Err(Mismatch { prev_index, conflict }) => {
                prev_index.encode(out);
                conflict.term.encode(out);
                conflict.index.encode(out);
            }
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        if bool::decode(from)? {
            return Wire::decode(from).map(Ok);
        }
        let prev_index = Wire::decode(from)?;
        let conflict = Conflict { term: Wire::decode(from)?, index: Wire::decode(from)? };
        Ok(Err(Mismatch { prev_index, conflict }))
    }
}

impl Wire for Message<Op> {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::RequestVote { last, campaign } => {
                out.push(0);
                last.encode(out);
                (*campaign == Campaign::Transfer).encode(out);
            }
            Self::RequestVoteResponse { granted } => {
                out.push(1);
                granted.encode(out);
            }
            Self::RequestPreVote { last, round } => {
                out.push(2);
                last.encode(out);
                round.encode(out);
            }
            Self::RequestPreVoteResponse { round, granted } => {
                out.push(3);
                round.encode(out);
                granted.encode(out);
            }
            Self::TimeoutNow => out.push(4),
            Self::AppendEntries { prev, entries, leader_commit, round } => {
                out.push(5);
                prev.encode(out);
                entries.encode(out);
                leader_commit.encode(out);
                round.encode(out);
            }
            Self::AppendEntriesResponse { outcome, round } => {
                out.push(6);
                outcome.encode(out);
                round.encode(out);
            }
            Self::InstallSnapshot { last, membership, offset, chunk, done } => {
                out.push(7);
                last.encode(out);
                membership.encode(out);
                offset.encode(out);
                chunk.encode(out);
                done.encode(out);
            }
            Self::InstallSnapshotResponse { last, next_offset } => {
                out.push(8);
                last.encode(out);
                next_offset.encode(out);
            }
            Self::ReadIndex { id } => {
                out.push(9);
                id.encode(out);
            }
            Self::ReadIndexResponse { id, index } => {
                out.push(10);
                id.encode(out);
                index.encode(out);
            }
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let tag = u8::decode(from)?;
        Ok(match tag {
            0 => {
                let last = Wire::decode(from)?;
                let is_transfer = bool::decode(from)?;
                let campaign = if is_transfer { Campaign::Transfer } else { Campaign::Timeout };
                Self::RequestVote { last, campaign }
            }
            1 => Self::RequestVoteResponse { granted: Wire::decode(from)? },
            2 => Self::RequestPreVote { last: Wire::decode(from)?, round: Wire::decode(from)? },
            3 => Self::RequestPreVoteResponse {
                round: Wire::decode(from)?,
                granted: Wire::decode(from)?,
            },
            4 => Self::TimeoutNow,
            5 => Self::AppendEntries {
                prev: Wire::decode(from)?,
                entries: Wire::decode(from)?,
                leader_commit: Wire::decode(from)?,
                round: Wire::decode(from)?,
            },
            6 => Self::AppendEntriesResponse {
                outcome: Wire::decode(from)?,
                round: Wire::decode(from)?,
            },
            7 => Self::InstallSnapshot {
                last: Wire::decode(from)?,
                membership: Arc::new(Wire::decode(from)?),
                offset: Wire::decode(from)?,
                chunk: Wire::decode(from)?,
                done: Wire::decode(from)?,
            },
            8 => Self::InstallSnapshotResponse {
                last: Wire::decode(from)?,
                next_offset: Wire::decode(from)?,
            },
            9 => Self::ReadIndex { id: Wire::decode(from)? },
            10 => Self::ReadIndexResponse { id: Wire::decode(from)?, index: Wire::decode(from)? },
            _ => return from.wrong(),
        })
    }
}

impl Wire for Envelope<Op> {
    fn encode(&self, out: &mut Vec<u8>) {
        self.from.encode(out);
        self.to.encode(out);
        self.term.encode(out);
        self.message.encode(out);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (sender, to) = (Wire::decode(from)?, Wire::decode(from)?);
        let (term, message) = (Wire::decode(from)?, Wire::decode(from)?);
        Ok(Self { from: sender, to, term, message })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kvraft_core::rng::Rng;
    use std::fmt::Debug;

    fn requests() -> Entries<Op> {
        let commands = [
            Command::OpenSession,
            Command::get("x"),
            Command::Get { key: "键".into(), via: ReadMode::Lease },
            Command::Put { key: "x".into(), value: "".into() },
            Command::PutAt { key: "x".into(), value: "1".into(), version: 7 },
            Command::Append { key: "a b".into(), value: "é".into() },
            Command::Delete { key: "".into() },
            Command::Cas { key: "x".into(), expected: "1".into(), new: "2".into() },
        ];
        let entry = |(number, command)| Entry {
            term: Term(3),
            payload: Payload::Command(Arc::new(Request {
                client: ClientId(u32::MAX),
                number: RequestNumber(number),
                command,
            })),
        };
        let joint = Membership::new([NodeId(1), NodeId(2)])
            .joint_with(&Membership::new([NodeId(2)]).with_learners([NodeId(9)]));
        let others = [Payload::Noop, Payload::Membership(Arc::new(joint))]
            .map(|payload| Entry { term: Term(4), payload });
        (1..).zip(commands).map(entry).chain(others).collect()
    }

    fn messages() -> Vec<Message<Op>> {
        let last = EntryId::new(LogIndex(u64::MAX), Term(9));
        let conflict = Conflict { term: Some(Term(2)), index: LogIndex(5) };
        vec![
            Message::RequestVote { last, campaign: Campaign::Transfer },
            Message::RequestVote { last, campaign: Campaign::Timeout },
            Message::RequestVoteResponse { granted: true },
            Message::RequestPreVote { last, round: 1 },
            Message::RequestPreVoteResponse { round: 1, granted: false },
            Message::TimeoutNow,
            Message::AppendEntries {
                prev: last,
                entries: requests(),
                leader_commit: LogIndex(2),
                round: 8,
            },
            Message::AppendEntriesResponse { outcome: Ok(LogIndex(4)), round: 8 },
            Message::AppendEntriesResponse {
                outcome: Err(Mismatch { prev_index: LogIndex(6), conflict }),
                round: 0,
            },
            Message::InstallSnapshot {
                last,
                membership: Arc::new(Membership::new([NodeId(1)])),
                offset: 3,
                chunk: Arc::new([1, 2, 3]),
                done: true,
            },
            Message::InstallSnapshotResponse { last, next_offset: 6 },
            Message::ReadIndex { id: ReadId(7) },
            Message::ReadIndexResponse { id: ReadId(7), index: LogIndex(1) },
        ]
    }

    fn envelopes() -> Vec<Envelope<Op>> {
        let envelope =
            |message| Envelope { from: NodeId(1), to: NodeId(2), term: Term(3), message };
        messages().into_iter().map(envelope).collect()
    }

    fn reads_back<T: Wire + PartialEq + Debug>(value: &T) {
        let bytes = to_bytes(value);
        assert_eq!(from_bytes::<T>(&bytes).as_ref(), Ok(value));
        for length in 0..bytes.len() {
            assert!(from_bytes::<T>(&bytes[..length]).is_err(), "{value:?} cut at {length}");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert_eq!(from_bytes::<T>(&longer), Err(Malformed { at: bytes.len() }));
    }

    #[test]
    fn everything_reads_back_as_it_was() {
        envelopes().iter().for_each(reads_back);
        let snapshot = Snapshot {
            last: EntryId::new(LogIndex(5), Term(2)),
            membership: Arc::new(Membership::new([NodeId(3)])),
            data: Arc::new([9; 40]),
        };
        let writes: Vec<Write<Op>> = vec![
            Write::HardState { current_term: Term(1), voted_for: Some(NodeId(2)) },
            Write::HardState { current_term: Term(1), voted_for: None },
            Write::Log { first: LogIndex(4), entries: requests() },
            Write::Snapshot(Arc::new(snapshot)),
        ];
        reads_back(&writes);
        let answers = [
            Answer::Ok,
            Answer::Value("v".into()),
            Answer::Versioned { value: "v".into(), version: 1 },
            Answer::WrongVersion { actual: 2 },
            Answer::Maybe,
            Answer::NoKey,
            Answer::CasFailed { actual: "w".into() },
            Answer::ValueTooLong,
        ];
        let replies = answers.into_iter().map(Reply::Executed).chain([
            Reply::WrongLeader { hint: Some(NodeId(1)) },
            Reply::WrongLeader { hint: None },
            Reply::Outdated,
            Reply::NoSession,
        ]);
        reads_back(&replies.collect::<Vec<Reply>>());
    }

    #[test]
    fn too_long_texts_are_refused() {
        let put = |key: usize, value: usize| {
            let (key, value) = ("k".repeat(key).into(), "v".repeat(value).into());
            from_bytes::<Command>(&to_bytes(&Command::Put { key, value })).is_ok()
        };
        assert!(put(KEY_MAX, VALUE_MAX));
        assert!(!put(KEY_MAX + 1, 1));
        assert!(!put(1, VALUE_MAX + 1));
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let mut rng = Rng::new(1);
        let mut below = |bound: usize| {
            usize::try_from(rng.below(bound as u64)).expect("below a length that fits")
        };
        let all: Vec<Vec<u8>> = envelopes().iter().map(to_bytes).collect();
        for _ in 0..20_000 {
            let mut bytes = all[below(all.len())].clone();
            for _ in 0..=below(3) {
                let at = below(bytes.len());
                bytes[at] = u8::try_from(below(256)).expect("a byte");
            }
            let _ = from_bytes::<Envelope<Op>>(&bytes);
        }
        // A list that claims four billion entries and has none takes no memory for them.
        assert_eq!(from_bytes::<Vec<u64>>(&[0xFF; 4]), Err(Malformed { at: 4 }));
    }
}
