//! `kvraft-core` outside of its simulation: servers over TCP, with files as disks.
//!
//! ```text
//! cargo run -p kvraft-core --example tcp -- demo
//!
//! PEERS=1=127.0.0.1:7101,2=127.0.0.1:7102,3=127.0.0.1:7103
//! cargo run -p kvraft-core --example tcp -- serve --id 1 --peers $PEERS --data /tmp/s1
//! cargo run -p kvraft-core --example tcp -- client --peers $PEERS put color blue
//! ```
//!
//! The core is a step function; all that it does not do stands here, in reading order: `codec` (values
//! as bytes), `net` (frames on a stream), `disk` (a file that survives `kill -9`), `server` (threads,
//! clock, and the order in which effects are carried out), `client` (a Clerk that calls), `demo`.
//! Nothing but the standard library is used. Left out, for they are the same everywhere: encryption,
//! authentication, membership changes from outside, metrics.

#![allow(clippy::disallowed_types, reason = "a driver is where the real clock comes in")]

mod codec;

mod net;

mod disk;

mod server;

mod client;

mod demo;

use client::Client;
use kvraft_core::kv::{Command, KEY_MAX, ReadMode, VALUE_MAX};
use kvraft_core::types::NodeId;
use server::{Options, Peers};
use std::io::{self, BufRead};
use std::process::ExitCode;
use std::time::Duration;

const USAGE: &str = "\
usage: tcp demo
       tcp serve --id N --peers PEERS --data FOLDER [--snapshot-bytes N]
       tcp client --peers PEERS [--timeout MS] [COMMAND]
       tcp status --peers PEERS

PEERS    1=127.0.0.1:7101,2=127.0.0.1:7102,3=127.0.0.1:7103
COMMAND  put KEY VALUE | append KEY VALUE | get KEY [via index|lease] | delete KEY | cas KEY OLD NEW
         without one, each line of the input is one

serve ends with 1 if the disk or the port fails; client with 1 if there was no answer in time
(it may have been executed all the same); 64 says that the arguments are wrong.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(Failure::Usage(why)) => {
            eprintln!("{why}\n\n{USAGE}");
            ExitCode::from(64)
        }
        Err(Failure::Io(error)) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Why it ended.
enum Failure {
    /// The arguments are wrong.
    Usage(String),
    /// The world is.
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn usage<T>(why: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Usage(why.into()))
}

/// Whether all went well.
fn run(words: &[String]) -> Result<bool, Failure> {
    let Some((verb, rest)) = words.split_first() else { return usage("what shall be done?") };
    let mut arguments = Arguments { rest };
    match verb.as_str() {
        "demo" => {
            arguments.end()?;
            demo::demo(&std::env::temp_dir())?;
            Ok(true)
        }
        "serve" => {
            let (mut id, mut peers, mut folder, mut snapshot_bytes) = (None, None, None, 1 << 20);
            while let Some(option) = arguments.option() {
                match option {
                    "--id" => id = Some(NodeId(arguments.number(option)?)),
                    "--peers" => peers = Some(parse_peers(arguments.value(option)?)?),
                    "--data" => folder = Some(arguments.value(option)?.into()),
                    "--snapshot-bytes" => snapshot_bytes = arguments.number(option)?,
                    _ => return usage(format!("serve knows no {option}")),
                }
            }
            arguments.end()?;
            let (Some(id), Some(peers), Some(folder)) = (id, peers, folder) else {
                return usage("serve needs --id, --peers and --data");
            };
            if !peers.contains_key(&id) {
                return usage(format!("--id {} is not among the peers", id.0));
            }
            server::serve(&Options { id, peers, folder, snapshot_bytes })?;
            Ok(true)
        }
        "client" => {
            let (mut peers, mut timeout) = (None, 10_000);
            while let Some(option) = arguments.option() {
                match option {
                    "--peers" => peers = Some(parse_peers(arguments.value(option)?)?),
                    "--timeout" => timeout = arguments.number(option)?,
                    _ => return usage(format!("client knows no {option}")),
                }
            }
            let Some(peers) = peers else { return usage("client needs --peers") };
            let mut client = Client::new(peers, Duration::from_millis(timeout));
            if arguments.rest.is_empty() {
                answer_lines(&mut client)
            } else {
                answer(&mut client, arguments.rest)
            }
        }
        "status" => {
            let peers = match arguments.option() {
                Some("--peers") => parse_peers(arguments.value("--peers")?)?,
                _ => return usage("status needs --peers"),
            };
            arguments.end()?;
            Ok(tell_status(&peers))
        }
        _ => usage(format!("there is no {verb}")),
    }
}

/// The words not read yet.
struct Arguments<'a> {
    rest: &'a [String],
}

impl<'a> Arguments<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// The next word, if it is an option.
    fn option(&mut self) -> Option<&'a str> {
        self.rest.first().filter(|word| word.starts_with("--")).and_then(|_| self.next())
    }

    fn value(&mut self, option: &str) -> Result<&'a str, Failure> {
        self.next().map_or_else(|| usage(format!("{option} needs a value")), Ok)
    }

    fn number<T: std::str::FromStr>(&mut self, option: &str) -> Result<T, Failure> {
        let word = self.value(option)?;
        word.parse().or_else(|_| usage(format!("{option} needs a number, not {word}")))
    }

    fn end(&self) -> Result<(), Failure> {
        self.rest.first().map_or(Ok(()), |word| usage(format!("{word} is one word too many")))
    }
}

fn parse_peers(text: &str) -> Result<Peers, Failure> {
    let mut peers = Peers::new();
    for part in text.split(',') {
        let parsed = part
            .split_once('=')
            .and_then(|(id, address)| Some((NodeId(id.parse().ok()?), address.parse().ok()?)));
        let Some((id, address)) = parsed else {
            return usage(format!("a peer is a number, = and an address with port; not {part}"));
        };
        if peers.insert(id, address).is_some() {
            return usage(format!("{id} is named twice"));
        }
    }
    Ok(peers)
}

fn parse_command(words: &[String]) -> Result<Command, Failure> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let command = match *words.as_slice() {
        ["get", key] => Command::get(key),
        ["get", key, "via", "index"] => Command::Get { key: key.into(), via: ReadMode::Index },
        ["get", key, "via", "lease"] => Command::Get { key: key.into(), via: ReadMode::Lease },
        ["put", key, value] => Command::Put { key: key.into(), value: value.into() },
        ["append", key, value] => Command::Append { key: key.into(), value: value.into() },
        ["delete", key] => Command::Delete { key: key.into() },
        ["cas", key, expected, new] => {
            Command::Cas { key: key.into(), expected: expected.into(), new: new.into() }
        }
        _ => return usage(format!("there is no command {}", words.join(" "))),
    };
    if command.key().len() > KEY_MAX || command.values().any(|value| value.len() > VALUE_MAX) {
        return usage(format!("a key has at most {KEY_MAX} bytes, a value {VALUE_MAX}"));
    }
    Ok(command)
}

/// Makes one call, and says what comes of it.
fn answer(client: &mut Client, words: &[String]) -> Result<bool, Failure> {
    let answer = client.call(parse_command(words)?);
    println!("{}", answer.as_ref().map_or_else(|| "ErrTimeout".into(), ToString::to_string));
    Ok(answer.is_some())
}

fn answer_lines(client: &mut Client) -> Result<bool, Failure> {
    let mut is_well = true;
    for line in io::stdin().lock().lines() {
        let words: Vec<String> = line?.split_whitespace().map(str::to_owned).collect();
        if !words.is_empty() {
            is_well &= answer(client, &words)?;
        }
    }
    Ok(is_well)
}

/// A line for each server. Whether any answers.
fn tell_status(peers: &Peers) -> bool {
    let mut is_any = false;
    for (id, &address) in peers {
        match client::status(address) {
            Ok(status) => {
                is_any = true;
                let leader =
                    status.leader.map_or_else(|| "nobody".into(), |leader| leader.to_string());
                println!(
                    "{id} {} leader {leader} last {} applied {} snapshot {}",
                    status.term, status.last, status.applied, status.snapshot
                );
            }
            Err(error) => println!("{id} down: {error}"),
        }
    }
    is_any
}
