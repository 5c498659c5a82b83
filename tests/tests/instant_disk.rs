//! A disk that is durable at once ([`Sink::persist`]) makes no difference but for the steps it saves: the same
//! servers, fed the same, do the same as with a disk that reports right after each step.

use kvraft_core::raft::{
    BugSet, Config, Durable, Effect, Effects, Envelope, Input, Membership, Server, Sink, Write,
    WriteId,
};
use kvraft_core::rng::Rng;
use kvraft_core::types::NodeId;

/// A list of effects whose writes are durable at once.
#[derive(Default)]
struct AtOnce(Vec<Effect<u64>>);

impl Sink<u64> for AtOnce {
    fn push(&mut self, effect: Effect<u64>) {
        self.0.push(effect);
    }

    fn persist(&mut self, id: WriteId, write: Write<u64>) -> bool {
        self.push(Effect::Persist { id, write });
        true
    }
}

/// Steps a server whose disk reports right after each step.
fn step_and_report(server: &mut Server<u64>, input: Input<u64>) -> Vec<Effect<u64>> {
    let (mut all, mut effects) = (Vec::new(), Effects::new());
    let mut next = Some(input);
    while let Some(input) = next.take() {
        server.step(input, &mut effects);
        for effect in effects.drain() {
            if let Effect::Persist { id, .. } = &effect {
                next = Some(Input::Persisted(*id));
            }
            all.push(effect);
        }
    }
    all
}

fn input(rng: &mut Rng, mail: &mut Vec<Envelope<u64>>, servers: u64) -> (NodeId, Input<u64>) {
    let id = NodeId(u32::try_from(rng.below(servers) + 1).expect("few"));
    match rng.below(40) {
        0 => (id, Input::ElectionTimeout),
        1..4 => (id, Input::Tick { elapsed: rng.below(60) + 1 }),
        4..12 => (id, Input::Propose(rng.below(1000))),
        _ if mail.is_empty() => (id, Input::Tick { elapsed: 1 }),
        _ => {
            // Mostly in order: the clusters are to get somewhere.
            let at = if rng.chance(800) { 0 } else { rng.below(mail.len() as u64) };
            let envelope = mail.remove(usize::try_from(at).expect("few"));
            (envelope.to, Input::Receive(envelope))
        }
    }
}

#[test]
fn a_disk_that_is_durable_at_once_only_saves_steps() {
    let mut committed = 0;
    for seed in 0..60 {
        let mut rng = Rng::new(seed);
        let count = [1, 2, 3, 5][usize::try_from(seed % 4).expect("few")];
        let ids = || (1..=count).map(NodeId);
        let config = Config {
            coalesce: rng.chance(500),
            commit_notice: rng.chance(500),
            pre_vote: rng.chance(500),
            ..Config::default()
        };
        let start = |id: NodeId| {
            let (bugs, disk) = (BugSet::default(), Durable::default());
            let rng = Rng::new(u64::from(id.0));
            Server::new(id, Membership::new(ids()), config.clone(), bugs, disk, rng)
        };
        let (mut at_once, mut reporting): (Vec<_>, Vec<_>) =
            ids().map(|id| (start(id), start(id))).unzip();
        let mut mail = Vec::new();
        for _ in 0..2000 {
            let (id, input) = input(&mut rng, &mut mail, count.into());
            let at = usize::try_from(id.0 - 1).expect("few");
            let mut effects = AtOnce::default();
            at_once[at].step(input.clone(), &mut effects);
            assert_eq!(effects.0, step_and_report(&mut reporting[at], input), "seed {seed}");
            assert_eq!(at_once[at], reporting[at], "seed {seed}");
            for effect in effects.0 {
                if let Effect::Send { envelope, .. } = effect {
                    mail.push(envelope);
                }
            }
        }
        committed += at_once[0].commit_index().0;
    }
    assert!(committed > 1000, "they got somewhere: {committed}");
}
