//! The network: what each link does to messages. It decides fates; the world carries them out.

use super::action::Direction;
use super::event::{Address, Loss, Parcel};
use super::link::{HELD_UP, Link, Order, Shape, Traffic};
use crate::rng::Rng;
use crate::sorted::SortedMap;
use crate::types::{ClientId, NodeId, Tick};
use std::sync::Arc;

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

/// All links: one for each direction between two servers, and between a client and a server.
#[derive(Clone, Debug)]
pub struct Network {
    servers: usize,
    clients: usize,
    /// Shared by clones of the world until one is tuned.
    links: Arc<Vec<Link>>,
    cut: Vec<bool>,
    /// What waits on links that keep order or carry only so much.
    traffic: SortedMap<usize, Traffic>,
    rng: Rng,
}

impl Network {
    /// A network in which every link is like `link`.
    pub fn new(servers: usize, clients: usize, link: Link, rng: Rng) -> Self {
        let count = servers * servers + 2 * clients * servers;
        Self {
            servers,
            clients,
            links: Arc::new(vec![link; count]),
            cut: vec![false; count],
            traffic: SortedMap::new(),
            rng,
        }
    }

    /// Decides what happens to a message that leaves now. Only answers can be late.
    pub fn fate(
        &mut self,
        now: Tick,
        (from, to): (Address, Address),
        parcel: &Parcel,
        kind: MessageKind,
    ) -> Fate {
        let Some(at) = self.at(from, to) else {
            return Fate { delay: 0, loss: Some(Loss::Cut), copy: None };
        };
        let Self { links, rng, .. } = self;
        let link = &links[at];
        let late = if kind == MessageKind::Request { 0 } else { link.late };
        let delay = draw_delay(rng, link, late);
        let loss = if self.cut[at] {
            Some(Loss::Cut)
        } else {
            rng.chance(link.loss).then_some(Loss::Chance)
        };
        let copy =
            (loss.is_none() && rng.chance(link.duplicate)).then(|| draw_delay(rng, link, late));
        let fate = Fate { delay, loss, copy };
        if link.order == Order::Any && link.bandwidth.is_none() {
            return fate;
        }
        self.traffic.get_or_default(at).admit(now, *link, parcel.size(), fate)
    }

    /// The delay of a message that leaves now, whatever else would happen to it.
    pub fn delay_of(&mut self, from: Address, to: Address) -> u64 {
        let at = self.at(from, to);
        at.map_or(0, |at| draw_delay(&mut self.rng, &self.links[at], 0))
    }

    /// The link a message takes, if there is one.
    pub fn link(&self, from: Address, to: Address) -> Option<Link> {
        self.at(from, to).map(|at| self.links[at])
    }

    /// Whether nothing passes from `from` to `to`.
    pub fn is_cut(&self, from: Address, to: Address) -> bool {
        self.at(from, to).is_none_or(|at| self.cut[at])
    }

    /// Cuts or mends one direction, if there is such a link.
    pub fn set_cut(&mut self, from: Address, to: Address, cut: bool) {
        if let Some(at) = self.at(from, to) {
            self.cut[at] = cut;
        }
    }

    /// Mends everything.
    pub fn heal(&mut self) {
        self.cut.fill(false);
    }

    /// Makes every link like `link`, and forgets what waits.
    pub fn reset(&mut self, link: Link) {
        Arc::make_mut(&mut self.links).fill(link);
        self.traffic.clear();
    }

    /// All directions between servers that are cut.
    pub fn cuts(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let servers = self.servers;
        let cut = self.cut.iter().take(servers * servers).enumerate().filter(|&(_, &cut)| cut);
        cut.map(move |(at, _)| (node(at / servers), node(at % servers)))
    }

    /// Changes one direction, or every link, clients' too.
    pub fn tune(&mut self, direction: Direction, change: impl Fn(&mut Link)) {
        match direction.map(|(from, to)| self.at(from, to)) {
            Some(None) => {}
            Some(Some(at)) => change(&mut Arc::make_mut(&mut self.links)[at]),
            None => Arc::make_mut(&mut self.links).iter_mut().for_each(change),
        }
    }

    /// Where a link stands: first those between servers, then each client's, there and back.
    fn at(&self, from: Address, to: Address) -> Option<usize> {
        let servers = self.servers;
        let of_client = |client, server| {
            let pair = client_position(client) * servers + position(server);
            servers * servers + 2 * pair
        };
        let at = match (from, to) {
            (Address::Server(from), Address::Server(to)) => position(from) * servers + position(to),
            (Address::Client(client), Address::Server(server)) => of_client(client, server),
            (Address::Server(server), Address::Client(client)) => of_client(client, server) + 1,
            (Address::Client(_), Address::Client(_)) => return None,
        };
        debug_assert!(at < servers * (servers + 2 * self.clients), "{from} and {to} exist");
        Some(at)
    }
}

fn draw_delay(rng: &mut Rng, link: &Link, late: u32) -> u64 {
    let (min, max) = (link.delay_min, link.delay_max);
    let delay = match link.shape {
        Shape::Even => rng.between(min, max),
        Shape::Tail => Shape::tail(rng, min, max),
    };
    let mut held = 0;
    if rng.chance(late) {
        held += rng.between(HELD_UP.0, HELD_UP.1);
    }
    if rng.chance(link.reorder) {
        held += rng.between(1, 3) * link.held_back();
    }
    delay + held
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
    use crate::raft::{Envelope, Message};
    use crate::types::Term;

    const ONE: Address = Address::Server(NodeId(1));
    const TWO: Address = Address::Server(NodeId(2));
    const CALLER: Address = Address::Client(ClientId(1));

    fn network(link: Link) -> Network {
        Network::new(2, 1, link, Rng::new(1))
    }

    fn fate(network: &mut Network, from: Address, to: Address) -> Fate {
        let message = Message::RequestVoteResponse { granted: true };
        let (sender, receiver) = (NodeId(1), NodeId(2));
        let parcel = Parcel::Raft(Envelope { from: sender, to: receiver, term: Term(1), message });
        network.fate(Tick(100), (from, to), &parcel, MessageKind::Answer)
    }

    fn delays(network: &mut Network) -> Vec<u64> {
        (0..1000).map(|_| fate(network, ONE, TWO).delay).collect()
    }

    #[test]
    fn fates_follow_the_link() {
        let link =
            Link { delay_min: 3, delay_max: 5, loss: 500, duplicate: 500, ..Link::default() };
        let mut network = network(link);
        let fates: Vec<Fate> = (0..1000).map(|_| fate(&mut network, ONE, TWO)).collect();
        assert!(fates.iter().all(|fate| (3..=5).contains(&fate.delay)));
        let lost = fates.iter().filter(|fate| fate.loss == Some(Loss::Chance)).count();
        let copied = fates.iter().filter(|fate| fate.copy.is_some()).count();
        assert!((400..600).contains(&lost) && (180..320).contains(&copied), "{lost} {copied}");
    }

    #[test]
    fn a_cut_is_one_way() {
        let mut network = network(Link::default());
        network.set_cut(ONE, TWO, true);
        assert_eq!(fate(&mut network, ONE, TWO).loss, Some(Loss::Cut));
        assert_eq!(fate(&mut network, TWO, ONE).loss, None);
        assert_eq!(network.cuts().collect::<Vec<_>>(), [(NodeId(1), NodeId(2))]);
        network.heal();
        assert_eq!(fate(&mut network, ONE, TWO).loss, None);
    }

    #[test]
    fn a_clients_way_there_is_another_link_than_its_way_back() {
        let mut network = network(Link::default());
        network.set_cut(TWO, CALLER, true);
        network.tune(Some((CALLER, ONE)), |link| link.loss = 1000);
        let loss = |network: &mut Network, from, to| fate(network, from, to).loss;
        assert_eq!(loss(&mut network, CALLER, TWO), None);
        assert_eq!(loss(&mut network, TWO, CALLER), Some(Loss::Cut));
        assert_eq!(loss(&mut network, CALLER, ONE), Some(Loss::Chance));
        assert_eq!(loss(&mut network, ONE, CALLER), None);
        assert_eq!(network.cuts().count(), 0);
    }

    #[test]
    fn a_tail_is_mostly_short_and_sometimes_long() {
        let link = Link { delay_min: 10, delay_max: 1010, shape: Shape::Tail, ..Link::default() };
        let delays = delays(&mut network(link));
        let at_most = |most| delays.iter().filter(|&&delay| delay <= most).count();
        assert!(delays.iter().all(|delay| (10..=1010).contains(delay)));
        assert!((450..550).contains(&at_most(20)), "{}", at_most(20));
        assert!((870..930).contains(&at_most(101)), "{}", at_most(101));
        assert!((2..25).contains(&delays.iter().filter(|&&delay| delay == 1010).count()));
    }

    #[test]
    fn some_messages_are_held_back() {
        let link = Link { delay_min: 10, delay_max: 10, reorder: 300, ..Link::default() };
        let delays = delays(&mut network(link));
        let held = delays.iter().filter(|&&delay| delay > 10).count();
        assert!((250..350).contains(&held), "{held}");
        assert!(delays.iter().all(|delay| [10, 20, 30, 40].contains(delay)));
    }

    #[test]
    fn order_is_kept_on_request() {
        let link = Link { delay_min: 1, delay_max: 99, order: Order::Fifo, ..Link::default() };
        assert!(delays(&mut network(link)).is_sorted());
        assert!(!delays(&mut network(Link { order: Order::Any, ..link })).is_sorted());
    }

    #[test]
    fn messages_queue_for_a_narrow_link_and_too_many_are_lost() {
        let link = Link { delay_min: 5, delay_max: 5, bandwidth: Some(10), ..Link::default() };
        let mut network = network(link);
        // Forty bytes each, at ten a tick.
        let first: Vec<u64> = (0..3).map(|_| fate(&mut network, ONE, TWO).delay).collect();
        assert_eq!(first, [9, 13, 17]);
        assert_eq!(fate(&mut network, TWO, ONE).delay, 9, "each direction by itself");
        let lost = (0..3000).filter(|_| fate(&mut network, ONE, TWO).loss == Some(Loss::Full));
        assert!((490..=510).contains(&lost.count()), "ten seconds' worth may wait");
    }
}
