//! The network: what each link does to messages. It decides fates; the world carries them out.

use super::event::{Address, Loss};
use crate::rng::Rng;
use crate::types::{ClientId, NodeId};

/// How a link treats messages. Times in ticks, chances in permille.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Least delay.
    pub delay_min: u64,
    /// Greatest delay; each value between is equally likely, so messages overtake each other.
    pub delay_max: u64,
    /// How many of a thousand messages are lost.
    pub loss: u32,
    /// How many of a thousand arrive twice.
    pub duplicate: u32,
    /// How many of a thousand answers are held up for [`HELD_UP`] more ticks, and so overtaken by many.
    pub late: u32,
}

/// How long late answers are held up: least and greatest (the lab's "long reordering").
pub const HELD_UP: (u64, u64) = (200, 2200);

impl Default for Link {
    fn default() -> Self {
        Self { delay_min: 8, delay_max: 20, loss: 0, duplicate: 0, late: 0 }
    }
}

/// What happens to one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// Ticks until it arrives, or until it would.
    pub delay: u64,
    /// Why it does not arrive, if it does not.
    pub loss: Option<Loss>,
    /// The delay of a second copy, if there is one.
    pub copy: Option<u64>,
}

/// Whether a message asks or answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// It opens a remote procedure call.
    Request,
    /// It answers one.
    Answer,
}

/// All links: between servers one for each direction, between a client and the servers one for all.
#[derive(Clone, Debug)]
pub struct Network {
    servers: usize,
    links: Vec<Link>,
    cut: Vec<bool>,
    client_links: Vec<Link>,
    /// Whether (client, server) cannot reach each other.
    client_cut: Vec<bool>,
    rng: Rng,
}

impl Network {
    /// A network in which every link is like `link`.
    pub fn new(servers: usize, clients: usize, link: Link, rng: Rng) -> Self {
        Self {
            servers,
            links: vec![link; servers * servers],
            cut: vec![false; servers * servers],
            client_links: vec![link; clients],
            client_cut: vec![false; clients * servers],
            rng,
        }
    }

    /// Decides what happens to a message that leaves now. Only answers
    /// can be late.
    pub fn fate(&mut self, from: Address, to: Address, kind: MessageKind) -> Fate {
        let mut link = self.link(from, to);
        if kind == MessageKind::Request {
            link.late = 0;
        }
        let delay = self.delay(link);
        let loss = if self.is_cut(from, to) {
            Some(Loss::Cut)
        } else {
            self.rng.chance(link.loss).then_some(Loss::Chance)
        };
        let copy = (loss.is_none() && self.rng.chance(link.duplicate)).then(|| self.delay(link));
        Fate { delay, loss, copy }
    }

    fn delay(&mut self, link: Link) -> u64 {
        let delay = self.rng.between(link.delay_min, link.delay_max);
        let held_up = self.rng.chance(link.late);
        delay + if held_up { self.rng.between(HELD_UP.0, HELD_UP.1) } else { 0 }
    }

    /// The link a message takes.
    pub fn link(&self, from: Address, to: Address) -> Link {
        match (from, to) {
            (Address::Server(from), Address::Server(to)) => self.links[self.at(from, to)],
            (Address::Client(client), _) | (_, Address::Client(client)) => {
                self.client_links[client_position(client)]
            }
        }
    }

    /// Whether nothing passes from `from` to `to`.
    pub fn is_cut(&self, from: Address, to: Address) -> bool {
        match (from, to) {
            (Address::Server(from), Address::Server(to)) => self.cut[self.at(from, to)],
            (Address::Client(client), Address::Server(server))
            | (Address::Server(server), Address::Client(client)) => {
                self.client_cut[client_position(client) * self.servers + position(server)]
            }
            (Address::Client(_), Address::Client(_)) => true,
        }
    }

    /// Cuts or mends one direction between two servers.
    pub fn set_cut(&mut self, from: NodeId, to: NodeId, cut: bool) {
        let at = self.at(from, to);
        self.cut[at] = cut;
    }

    /// Cuts or mends a client's way to a server and back.
    pub fn set_client_cut(&mut self, client: ClientId, server: NodeId, cut: bool) {
        self.client_cut[client_position(client) * self.servers + position(server)] = cut;
    }

    /// Mends everything.
    pub fn heal(&mut self) {
        self.cut.fill(false);
        self.client_cut.fill(false);
    }

    /// All directions that are cut.
    pub fn cuts(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let servers = self.servers;
        let cut = self.cut.iter().enumerate().filter(|&(_, &cut)| cut);
        cut.map(move |(at, _)| (node(at / servers), node(at % servers)))
    }

    /// Changes one direction between two servers, or every link, clients' too.
    pub fn tune(&mut self, direction: Option<(NodeId, NodeId)>, change: impl Fn(&mut Link)) {
        match direction {
            Some((from, to)) => {
                let at = self.at(from, to);
                change(&mut self.links[at]);
            }
            None => self.links.iter_mut().chain(&mut self.client_links).for_each(change),
        }
    }

    fn at(&self, from: NodeId, to: NodeId) -> usize {
        position(from) * self.servers + position(to)
    }
}

/// Where a server stands in vectors over all servers: they count from 1.
pub(super) fn position(server: NodeId) -> usize {
    server.0 as usize - 1
}

/// Where a client stands in vectors over all clients.
pub(super) fn client_position(client: ClientId) -> usize {
    client.0 as usize - 1
}

/// The server at a position.
fn node(position: usize) -> NodeId {
    NodeId(u32::try_from(position + 1).expect("few servers"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Address = Address::Server(NodeId(1));
    const TWO: Address = Address::Server(NodeId(2));

    #[test]
    fn fates_follow_the_link() {
        let link = Link { delay_min: 3, delay_max: 5, loss: 500, duplicate: 500, late: 0 };
        let mut network = Network::new(2, 1, link, Rng::new(1));
        let fates: Vec<Fate> =
            (0..1000).map(|_| network.fate(ONE, TWO, MessageKind::Answer)).collect();
        assert!(fates.iter().all(|fate| (3..=5).contains(&fate.delay)));
        let lost = fates.iter().filter(|fate| fate.loss == Some(Loss::Chance)).count();
        let copied = fates.iter().filter(|fate| fate.copy.is_some()).count();
        assert!((400..600).contains(&lost) && (180..320).contains(&copied), "{lost} {copied}");
    }

    #[test]
    fn a_cut_is_one_way() {
        let mut network = Network::new(2, 1, Link::default(), Rng::new(1));
        network.set_cut(NodeId(1), NodeId(2), true);
        assert_eq!(network.fate(ONE, TWO, MessageKind::Answer).loss, Some(Loss::Cut));
        assert_eq!(network.fate(TWO, ONE, MessageKind::Answer).loss, None);
        assert_eq!(network.cuts().collect::<Vec<_>>(), [(NodeId(1), NodeId(2))]);
        network.heal();
        assert_eq!(network.fate(ONE, TWO, MessageKind::Answer).loss, None);
    }
}
