//! The whole story in one command: three processes, a write, a crash of the leader, a read, a crash of
//! everybody, and a read again.

use crate::client::{Client, status};
use crate::server::Peers;
use kvraft_core::kv::{Answer, Command};
use kvraft_core::types::NodeId;
use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{self, Child};
use std::thread;
use std::time::{Duration, Instant};

/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_mins(1);

/// Three processes and their folder. All are gone when it is dropped.
struct Cluster {
    peers: Peers,
    folder: PathBuf,
    processes: BTreeMap<NodeId, Child>,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let ids: Vec<NodeId> = self.peers.keys().copied().collect();
        for id in ids {
            self.kill(id);
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Cluster {
    /// Starts whoever does not run.
    fn start(&mut self) -> io::Result<()> {
        for &id in self.peers.keys() {
            if self.processes.contains_key(&id) {
                continue;
            }
            let child = process::Command::new(std::env::current_exe()?)
                .args(["serve", "--id", &id.0.to_string(), "--peers", &spell(&self.peers)])
                .arg("--data")
                .arg(self.folder.join(id.to_string()))
                .spawn()?;
            self.processes.insert(id, child);
        }
        Ok(())
    }

    /// As `kill -9` does: the process gets no chance to write anything more.
    fn kill(&mut self, id: NodeId) {
        if let Some(mut child) = self.processes.remove(&id) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn leader(&self) -> io::Result<NodeId> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let all = self.peers.values().filter_map(|&address| status(address).ok());
            if let Some(leader) =
                all.filter(|one| one.leader == Some(one.id)).max_by_key(|one| one.term)
            {
                return Ok(leader.id);
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(io::Error::other("nobody leads"))
    }
}

/// Three free ports of this machine, none of those from which the system itself calls others.
fn free_ports() -> io::Result<Peers> {
    let mut peers = Peers::new();
    // Two demonstrations at once do not look for the same.
    for port in 10_000 + process::id() % 3_000 * 3..32_000 {
        let port = u16::try_from(port).map_err(io::Error::other)?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            peers
                .insert(NodeId(u32::try_from(peers.len()).map_err(io::Error::other)? + 1), address);
        }
        if peers.len() == 3 {
            return Ok(peers);
        }
    }
    Err(io::Error::other("no free ports"))
}

/// As `--peers` wants them.
fn spell(peers: &Peers) -> String {
    let one = |(id, address): (&NodeId, &SocketAddr)| format!("{}={address}", id.0);
    peers.iter().map(one).collect::<Vec<String>>().join(",")
}

/// Tells the story, in a folder that it makes below `folder`.
pub fn demo(folder: &Path) -> io::Result<()> {
    let folder = folder.join(format!("kvraft-tcp-{}", process::id()));
    let mut cluster = Cluster { peers: free_ports()?, folder, processes: BTreeMap::new() };
    let mut client = Client::new(cluster.peers.clone(), PATIENCE);
    let mut say = |command: Command| {
        let answer = client.call(command.clone());
        let answer = answer.ok_or_else(|| io::Error::other(format!("no answer to {command}")))?;
        println!("> {command}\n{answer}");
        Ok::<Answer, io::Error>(answer)
    };
    cluster.start()?;
    say(Command::Put { key: "color".into(), value: "blue".into() })?;
    let leader = cluster.leader()?;
    println!("# kill -9 {leader}, the leader");
    cluster.kill(leader);
    let first = say(Command::get("color"))?;
    say(Command::Append { key: "color".into(), value: "-green".into() })?;
    println!(
        "# {leader} comes back; then kill -9 all three, and start them again from their files"
    );
    cluster.start()?;
    cluster.leader()?;
    for id in cluster.peers.clone().into_keys() {
        cluster.kill(id);
    }
    cluster.start()?;
    let second = say(Command::get("color"))?;
    let expected = (Answer::Value("blue".into()), Answer::Value("blue-green".into()));
    if (first, second) == expected { Ok(()) } else { Err(io::Error::other("something was lost")) }
}
