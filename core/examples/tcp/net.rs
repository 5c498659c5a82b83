//! Frames on a TCP stream: a length of four bytes, then as many. The first frame of a connection says
//! who has opened it. Nobody proves who they are and nothing is encrypted: for a network of one's own.

use crate::codec::{Malformed, Reader, Wire, from_bytes};
use kvraft_core::kv::{Op, Reply};
use kvraft_core::types::{ClientId, EntryId, LogIndex, NodeId, RequestNumber, Term};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// No frame is longer: a full batch of the longest requests, of two values each, fits.
pub const FRAME_MAX: u32 = 32 << 20;

/// The most entries in one message, so that it fits into a frame.
pub const BATCH_MAX: usize = 12;

/// Who does not take what is sent to it for so long is given up.
const PATIENCE: Duration = Duration::from_secs(5);

/// Changes with each change of what is said.
const VERSION: u32 = u32::from_le_bytes(*b"KVT1");

/// Who has opened a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hello {
    /// Another server, to send [`Envelope`](kvraft_core::raft::Envelope)s; it gets none back here.
    Peer(NodeId),
    /// A client, to send [`Ask`]s and be told [`Tell`]s.
    Client(ClientId),
}

/// What a client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Execute this.
    Request(Op),
    /// How do you do?
    Status,
}

/// What it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tell {
    /// The reply to the request of this number.
    Reply(RequestNumber, Reply),
    /// How the server does.
    Status(Status),
}

/// How a server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Which server.
    pub id: NodeId,
    /// Its term.
    pub term: Term,
    /// Whom it believes to lead: itself, if it does.
    pub leader: Option<NodeId>,
    /// Its last entry.
    pub last: EntryId,
    /// Up to here entries are applied.
    pub applied: LogIndex,
    /// Up to here a snapshot stands for the log.
    pub snapshot: LogIndex,
}

impl Wire for Hello {
    fn encode(&self, out: &mut Vec<u8>) {
        VERSION.encode(out);
        match self {
            Self::Peer(id) => {
                out.push(0);
                id.encode(out);
            }
            Self::Client(id) => {
                out.push(1);
                id.encode(out);
            }
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (version, tag) = (u32::decode(from)?, u8::decode(from)?);
        match tag {
            0 if version == VERSION => Wire::decode(from).map(Self::Peer),
            1 if version == VERSION => Wire::decode(from).map(Self::Client),
            _ => Err(Malformed { at: 0 }),
        }
    }
}

impl Wire for Ask {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Request(request) => Some(request.clone()).encode(out),
            Self::Status => None::<Op>.encode(out),
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Option::decode(from)?.map_or(Self::Status, Self::Request))
    }
}

impl Wire for Tell {
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Reply(number, reply) => {
                true.encode(out);
                number.encode(out);
                reply.encode(out);
            }
            Self::Status(Status { id, term, leader, last, applied, snapshot }) => {
                false.encode(out);
                id.encode(out);
                term.encode(out);
                leader.encode(out);
                last.encode(out);
                applied.encode(out);
                snapshot.encode(out);
            }
        }
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        if bool::decode(from)? {
            return Ok(Self::Reply(Wire::decode(from)?, Wire::decode(from)?));
        }
        Ok(Self::Status(Status {
            id: Wire::decode(from)?,
            term: Wire::decode(from)?,
            leader: Wire::decode(from)?,
            last: Wire::decode(from)?,
            applied: Wire::decode(from)?,
            snapshot: Wire::decode(from)?,
        }))
    }
}

/// A stream that is ready for frames.
pub fn prepare(stream: TcpStream) -> io::Result<TcpStream> {
    // A frame is written whole; waiting for more to send with it would only cost time.
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Sends a frame.
pub fn send(stream: &mut TcpStream, value: &impl Wire) -> io::Result<()> {
    let mut frame = vec![0; 4];
    value.encode(&mut frame);
    let length = u32::try_from(frame.len() - 4).ok().filter(|&length| length <= FRAME_MAX);
    let length = length.ok_or_else(|| invalid("a frame too long"))?;
    frame[..4].copy_from_slice(&length.to_le_bytes());
    stream.write_all(&frame)
}

/// Waits for the next frame.
pub fn receive<T: Wire>(stream: &mut TcpStream) -> io::Result<T> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > FRAME_MAX {
        return Err(invalid("a frame too long"));
    }
    // Not `vec![0; length]`: no memory for what is only announced.
    let mut frame = Vec::new();
    stream.take(length.into()).read_to_end(&mut frame)?;
    if frame.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    from_bytes(&frame).map_err(invalid)
}

fn invalid(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::to_bytes;
    use std::net::TcpListener;

    fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let to = listener.local_addr().expect("it is bound");
        let one = TcpStream::connect(to).expect("it listens");
        (one, listener.accept().expect("one has called").0)
    }

    #[test]
    fn frames_arrive_as_they_were_sent() {
        let (mut here, mut there) = pair();
        let status = Tell::Status(Status {
            id: NodeId(1),
            term: Term(2),
            leader: Some(NodeId(3)),
            last: EntryId::new(LogIndex(4), Term(2)),
            applied: LogIndex(3),
            snapshot: LogIndex(1),
        });
        for tell in [Tell::Reply(RequestNumber(7), Reply::Outdated), status] {
            send(&mut here, &tell).expect("the other side listens");
            assert_eq!(receive::<Tell>(&mut there).expect("it was sent"), tell);
        }
        for hello in [Hello::Peer(NodeId(2)), Hello::Client(ClientId(9))] {
            assert_eq!(from_bytes(&to_bytes(&hello)), Ok(hello));
        }
        send(&mut here, &Ask::Status).expect("the other side listens");
        assert_eq!(receive::<Ask>(&mut there).expect("it was sent"), Ask::Status);
    }

    #[test]
    fn what_is_no_frame_is_an_error_and_not_a_panic() {
        for bytes in [&b"GET / HTTP/1.1\r\n"[..], &[0xFF; 9], &[9, 0, 0, 0, 1], &[0; 4]] {
            let (mut here, mut there) = pair();
            here.write_all(bytes).expect("the other side listens");
            drop(here);
            assert!(receive::<Hello>(&mut there).is_err(), "{bytes:?}");
        }
    }
}
