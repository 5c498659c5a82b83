//! A client as a process: the core's [`Clerk`], and a connection to each server that it asks.

use crate::net::{self, Ask, Hello, Status, Tell};
use crate::server::Peers;
use kvraft_core::kv::{Answer, Clerk, ClerkConfig, ClerkEffect, ClerkInput, Command};
use kvraft_core::types::{ClientId, NodeId};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A client of a cluster.
pub struct Client {
    clerk: Clerk,
    peers: Peers,
    connections: BTreeMap<NodeId, TcpStream>,
    told: Receiver<(NodeId, Tell)>,
    inbox: Sender<(NodeId, Tell)>,
}

impl Client {
    /// A client that gives a call up after so long.
    pub fn new(peers: Peers, patience: Duration) -> Self {
        let config = ClerkConfig {
            retry_after: 300,
            pause: 100,
            give_up_after: Some(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX)),
        };
        // A name that no other client has had: the session of that one would answer for it.
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&RandomState::new().hash_one(std::process::id()).to_le_bytes()[..4]);
        let id = ClientId(u32::from_le_bytes(bytes));
        let clerk = Clerk::new(id, peers.keys().copied().collect(), config);
        let (inbox, told) = channel();
        Self { clerk, peers, connections: BTreeMap::new(), told, inbox }
    }

    /// Calls, and waits for the answer; none if there was none in time. Then it may or may not have been
    /// executed, and may still be.
    pub fn call(&mut self, command: Command) -> Option<Answer> {
        let mut effects = Vec::new();
        let mut told = Instant::now();
        self.clerk.step(ClerkInput::Call(command), &mut effects);
        loop {
            for effect in effects.drain(..) {
                match effect {
                    ClerkEffect::Return { answer, .. } => return answer,
                    // What does not get there is asked again, of another.
                    ClerkEffect::Send { to, request } => drop(self.ask(to, &Ask::Request(request))),
                }
            }
            let wait = Duration::from_millis(self.clerk.timer().unwrap_or(1));
            let next = self.told.recv_timeout(wait);
            let elapsed = u64::try_from(told.elapsed().as_millis()).unwrap_or(u64::MAX);
            told += Duration::from_millis(elapsed);
            self.clerk.step(ClerkInput::Tick { elapsed }, &mut effects);
            if let Ok((from, Tell::Reply(number, reply))) = next {
                self.clerk.step(ClerkInput::Reply { from, number, reply }, &mut effects);
            }
        }
    }

    fn ask(&mut self, to: NodeId, ask: &Ask) -> io::Result<()> {
        if !self.connections.contains_key(&to) {
            let stream = connect(self.peers[&to], self.clerk.id())?;
            let (mut reader, inbox) = (stream.try_clone()?, self.inbox.clone());
            thread::spawn(move || {
                while let Ok(tell) = net::receive(&mut reader) {
                    if inbox.send((to, tell)).is_err() {
                        return;
                    }
                }
                // So that the next request finds out at once, and does not vanish in a dead connection.
                let _ = reader.shutdown(std::net::Shutdown::Both);
            });
            self.connections.insert(to, stream);
        }
        let Some(stream) = self.connections.get_mut(&to) else { return Ok(()) };
        let outcome = net::send(stream, ask);
        if outcome.is_err() {
            self.connections.remove(&to);
        }
        outcome
    }
}

/// How a server does, if it answers within a second.
pub fn status(address: SocketAddr) -> io::Result<Status> {
    let mut stream = connect(address, ClientId(0))?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    net::send(&mut stream, &Ask::Status)?;
    match net::receive(&mut stream)? {
        Tell::Status(status) => Ok(status),
        Tell::Reply(..) => Err(io::Error::other("an answer that nobody asked for")),
    }
}

fn connect(address: SocketAddr, id: ClientId) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, Duration::from_millis(500))?;
    let mut stream = net::prepare(stream)?;
    net::send(&mut stream, &Hello::Client(id))?;
    Ok(stream)
}
