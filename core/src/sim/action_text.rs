//! How actions print: each as the line of the action language that means it.

use super::action::{Action, Direction, Shares, Work};
use super::event::Address;
use super::link::Shape;
use crate::kv::Word;
use crate::types::{ClientId, NodeId};
use std::fmt;

/// Prints a word so that it can be typed back.
pub fn quoted(word: &str) -> String {
    Word(word).to_string()
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submit { client, command, first } => {
                let caller = if client.0 == 1 { String::new() } else { format!("c{} ", client.0) };
                let first = first.map_or(String::new(), |server| format!(" @{}", server.0));
                write!(f, "{caller}{command}{first}")
            }
            Self::Crash(server) => write!(f, "crash {}", server.0),
            Self::CrashAfter { server, effects } => write!(f, "crash {} after {effects}", server.0),
            Self::Restart(server) => write!(f, "restart {}", server.0),
            Self::Pause(server) => write!(f, "pause {}", server.0),
            Self::Resume(server) => write!(f, "resume {}", server.0),
            Self::Timeout(server) => write!(f, "timeout {}", server.0),
            Self::Heartbeat(server) => write!(f, "heartbeat {}", server.0),
            Self::AskAgain { client, server } => {
                let server = server.map_or(String::new(), |server| format!(" @{}", server.0));
                write!(f, "{} again{server}", Caller(Some(*client)))
            }
            Self::Members { voters, learners } if learners.is_empty() => {
                write!(f, "members{}", List(voters))
            }
            Self::Members { voters, learners } => {
                write!(f, "members{} learners{}", List(voters), List(learners))
            }
            Self::Compact(server) => write!(f, "compact {}", server.0),
            Self::Transfer(server) => write!(f, "transfer {}", server.0),
            Self::Isolate(server) => write!(f, "isolate {}", server.0),
            Self::Cut(from, to) => write!(f, "cut {} {}", End(*from), End(*to)),
            Self::Mend(from, to) => write!(f, "mend {} {}", End(*from), End(*to)),
            Self::Partition(sides) => write!(f, "partition{}", Sides(sides)),
            Self::Bridge(sides) => write!(f, "bridge{}", Sides(sides)),
            Self::OneWay { from, to } => write!(f, "oneway{} >{}", List(from), List(to)),
            Self::Heal => f.write_str("heal"),
            Self::Calm => f.write_str("calm"),
            Self::Reach { client, server, reachable } => {
                let verb = if *reachable { "attach" } else { "detach" };
                write!(f, "{} {verb} {}", Caller(*client), server.0)
            }
            Self::Work { client, work } => write!(f, "{} {}", Caller(*client), WorkLine(work)),
            Self::Rest(client) => write!(f, "{} rest", Caller(*client)),
            Self::Patience { client, ticks } => {
                let ticks = ticks.map_or("forever".to_owned(), |ticks| ticks.to_string());
                write!(f, "{} patience {ticks}", Caller(*client))
            }
            Self::Retry { client, ticks } => write!(f, "{} retry {ticks}", Caller(*client)),
            Self::Delay { link, min, max, shape } => {
                let shape = if *shape == Shape::Tail { " tail" } else { "" };
                write!(f, "delay {min} {max}{shape}{}", On(*link))
            }
            Self::Loss { link, permille } => percent_line(f, "loss", *permille, *link),
            Self::Duplicate { link, permille } => percent_line(f, "duplicate", *permille, *link),
            Self::Late { link, permille } => percent_line(f, "late", *permille, *link),
            Self::Reorder { link, permille } => percent_line(f, "reorder", *permille, *link),
            Self::Order { link, order } => write!(f, "order {}{}", order.word(), On(*link)),
            Self::Bandwidth { link, bytes } => {
                let bytes = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
                write!(f, "bandwidth {bytes}{}", On(*link))
            }
            Self::DiskLatency { server, min, max } => {
                let on = server.map_or(String::new(), |server| format!(" on {}", server.0));
                write!(f, "disk {min} {max}{on}")
            }
            Self::Disk { server, fault, on } => {
                let switch = if *on { "on" } else { "off" };
                write!(f, "{} {} {switch}", fault.word(), server.0)
            }
            Self::Clock { server, percent } => write!(f, "clock {} {percent}", server.0),
            Self::Message { message, deed } => write!(f, "{} {message}", deed.word()),
        }
    }
}

fn percent_line(
    f: &mut fmt::Formatter<'_>,
    verb: &str,
    permille: u32,
    link: Direction,
) -> fmt::Result {
    write!(f, "{verb} {}{}", percent(permille), On(link))
}

/// Which link a line is about.
struct On(Direction);

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |(from, to)| write!(f, " on {} {}", End(from), End(to)))
    }
}

/// One end of a link.
struct End(Address);

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Address::Server(server) => write!(f, "{}", server.0),
            Address::Client(client) => write!(f, "c{}", client.0),
        }
    }
}

/// Whom a line about clients is about.
struct Caller(Option<ClientId>);

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(client) => write!(f, "c{}", client.0),
            None => f.write_str("all"),
        }
    }
}

struct List<'a>(&'a [NodeId]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|server| write!(f, " {}", server.0))
    }
}

struct Sides<'a>(&'a [Vec<NodeId>]);

impl fmt::Display for Sides<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, side) in self.0.iter().enumerate() {
            write!(f, "{}{}", if at > 0 { " |" } else { "" }, List(side))?;
        }
        Ok(())
    }
}

struct WorkLine<'a>(&'a Work);

impl fmt::Display for WorkLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Work { think: (min, max), keys, shares, via } = self.0;
        write!(f, "work {min} {max}")?;
        if let Some(keys) = keys {
            write!(f, " keys {keys}")?;
        }
        if let Some(Shares { gets, puts, appends }) = *shares {
            let (gets, puts, appends) = (percent(gets), percent(puts), percent(appends));
            write!(f, " gets {gets} puts {puts} appends {appends}")?;
        }
        via.map_or(Ok(()), |mode| write!(f, " via {}", mode.word()))
    }
}

fn percent(permille: u32) -> String {
    Percent(permille.into()).to_string()
}

/// So many of a thousand.
pub(super) struct Percent(pub u64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenths => write!(f, "{}.{tenths}", self.0 / 10),
        }
    }
}
