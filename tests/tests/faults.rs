//! Faults as actions, whichever and in whatever order: they print as lines that mean them, they neither
//! panic nor hang, and as long as no disk lies Raft stays safe among them.

use kvraft_core::console;
use kvraft_core::kv::{Command, ReadMode};
use kvraft_core::session::Session;
use kvraft_core::sim::{
    Action, Address, Deed, Direction, DiskFault, MessageId, Order, Setup, Shape, Shares, Work,
};
use kvraft_core::types::{ClientId, NodeId};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const SERVERS: u32 = 4;
const CLIENTS: u32 = 3;

/// Now and then one that does not exist.
fn server() -> impl Strategy<Value = NodeId> {
    prop_oneof![20 => 1..=SERVERS, 1 => 0..12u32].prop_map(NodeId)
}

fn servers() -> impl Strategy<Value = Vec<NodeId>> {
    prop::collection::vec(server(), 1..4)
}

fn sides() -> impl Strategy<Value = Vec<Vec<NodeId>>> {
    prop::collection::vec(servers(), 1..4)
}

fn client() -> impl Strategy<Value = ClientId> {
    prop_oneof![20 => 1..=CLIENTS, 1 => 0..9u32].prop_map(ClientId)
}

fn callers() -> impl Strategy<Value = Option<ClientId>> {
    prop::option::weighted(0.7, client())
}

fn end() -> impl Strategy<Value = Address> {
    prop_oneof![3 => server().prop_map(Address::Server), 1 => client().prop_map(Address::Client)]
}

fn link() -> impl Strategy<Value = Direction> {
    prop::option::of((end(), end()))
}

fn permille() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 0..400u32, 2 => 0..=1000u32, 1 => any::<u32>().prop_map(|any| any / 2)]
}

fn ticks() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0..60u64, 2 => 0..800u64, 1 => any::<u64>()]
}

fn command() -> impl Strategy<Value = Command> {
    let text = || prop_oneof![4 => "[ab]", 1 => "[ \"#|>@\\\\\n]{0,3}", 1 => any::<String>()];
    let mode = prop::sample::select(vec![ReadMode::Log, ReadMode::Index, ReadMode::Lease]);
    prop_oneof![
        (text(), text())
            .prop_map(|(key, value)| Command::Append { key: key.into(), value: value.into() }),
        (text(), mode).prop_map(|(key, via)| Command::Get { key: key.into(), via }),
    ]
}

fn work() -> impl Strategy<Value = Work> {
    let shares = prop_oneof![
        Just(Shares { gets: 300, puts: 300, appends: 400 }),
        (permille(), permille(), permille()).prop_map(|(gets, puts, appends)| Shares {
            gets,
            puts,
            appends
        }),
    ];
    let modes = vec![ReadMode::Log, ReadMode::Index, ReadMode::Lease, ReadMode::Version];
    let (keys, via) = (prop::option::of(0..9u32), prop::option::of(prop::sample::select(modes)));
    ((ticks(), ticks()), keys, prop::option::of(shares), via)
        .prop_map(|(think, keys, shares, via)| Work { think, keys, shares, via })
}

/// On servers and members.
fn of_servers() -> impl Strategy<Value = Action> {
    prop_oneof![
        2 => (client(), command(), prop::option::of(server()))
            .prop_map(|(client, command, first)| Action::Submit { client, command, first }),
        1 => server().prop_map(Action::Crash),
        1 => (server(), 0..20u64)
            .prop_map(|(server, effects)| Action::CrashAfter { server, effects }),
        3 => server().prop_map(Action::Restart),
        1 => server().prop_map(Action::Pause),
        1 => server().prop_map(Action::Resume),
        1 => server().prop_map(Action::Timeout),
        1 => (servers(), prop::collection::vec(server(), 0..2))
            .prop_map(|(voters, learners)| Action::Members { voters, learners }),
        1 => server().prop_map(Action::Compact),
        1 => server().prop_map(Action::Transfer),
    ]
}

/// On cuts, and on all at once.
fn of_cuts() -> impl Strategy<Value = Action> {
    prop_oneof![
        server().prop_map(Action::Isolate),
        (end(), end()).prop_map(|(from, to)| Action::Cut(from, to)),
        (end(), end()).prop_map(|(from, to)| Action::Mend(from, to)),
        sides().prop_map(Action::Partition),
        sides().prop_map(Action::Bridge),
        (servers(), servers()).prop_map(|(from, to)| Action::OneWay { from, to }),
        Just(Action::Heal),
        Just(Action::Calm),
    ]
}

/// On links.
fn of_links() -> impl Strategy<Value = Action> {
    let shape = prop_oneof![Just(Shape::Even), Just(Shape::Tail)];
    let order = prop_oneof![Just(Order::Any), Just(Order::Fifo)];
    let shared = (link(), permille());
    prop_oneof![
        (link(), ticks(), ticks(), shape).prop_map(|(link, min, max, shape)| Action::Delay {
            link,
            min,
            max,
            shape
        }),
        shared.prop_map(|(link, permille)| Action::Loss { link, permille }),
        (link(), permille()).prop_map(|(link, permille)| Action::Duplicate { link, permille }),
        (link(), permille()).prop_map(|(link, permille)| Action::Late { link, permille }),
        (link(), permille()).prop_map(|(link, permille)| Action::Reorder { link, permille }),
        (link(), order).prop_map(|(link, order)| Action::Order { link, order }),
        (link(), prop::option::of(0..300u32))
            .prop_map(|(link, bytes)| Action::Bandwidth { link, bytes }),
    ]
}

/// On disks, clocks, single messages and clients.
fn of_others() -> impl Strategy<Value = Action> {
    let deed = prop::sample::select(Deed::ALL.to_vec());
    let fault = prop::sample::select(DiskFault::ALL.to_vec());
    prop_oneof![
        1 => (prop::option::of(server()), ticks(), ticks())
            .prop_map(|(server, min, max)| Action::DiskLatency { server, min, max }),
        2 => (server(), fault, any::<bool>())
            .prop_map(|(server, fault, on)| Action::Disk { server, fault, on }),
        1 => (server(), 0..1100u32).prop_map(|(server, percent)| Action::Clock { server, percent }),
        3 => (0..400u64, deed)
            .prop_map(|(id, deed)| Action::Message { message: MessageId(id), deed }),
        1 => (callers(), server(), any::<bool>()).prop_map(|(client, server, reachable)| {
            Action::Reach { client, server, reachable }
        }),
        1 => (callers(), work()).prop_map(|(client, work)| Action::Work { client, work }),
        1 => callers().prop_map(Action::Rest),
        1 => (callers(), prop::option::of(ticks()))
            .prop_map(|(client, ticks)| Action::Patience { client, ticks }),
        1 => (callers(), ticks()).prop_map(|(client, ticks)| Action::Retry { client, ticks }),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![of_servers(), of_cuts(), of_links(), of_others()]
}

fn config(cases: u32) -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(20_261_121);
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

fn setup(seed: u64) -> Setup {
    Setup { servers: SERVERS, clients: CLIENTS, seed, ..Setup::default() }
}

/// The latest messages on their way, for an action to be about one of them.
fn aimed(session: &Session, action: Action) -> Action {
    let Action::Message { message: MessageId(any), deed } = action else { return action };
    let on_its_way: Vec<MessageId> = session.world().messages().map(|one| one.id).collect();
    // Some are about none of them.
    let at = usize::try_from(any).expect("small") % (on_its_way.len() + 1);
    let message = on_its_way.get(at).copied().unwrap_or(MessageId(any));
    Action::Message { message, deed }
}

/// Lets time pass; false if more happens in it than there can be a reason for.
fn passes(session: &mut Session, ticks: u64) -> bool {
    session.advance(ticks, 400_000) == ticks
}

proptest! {
    #![proptest_config(config(20_000))]

    /// What is recorded is a line, and the line is the action.
    #[test]
    fn every_action_is_a_line(action in action()) {
        let line = action.to_string();
        prop_assert_eq!(console::parse(&line, None), Ok(action), "{}", line);
    }
}

proptest! {
    #![proptest_config(config(400))]

    /// Whatever is done, possible or not, the run goes on, no judge objects unless a disk lied, and
    /// the record of it, as text and in slices of time, gives the same run.
    #[test]
    fn any_actions_in_any_order_are_survived(
        seed in any::<u64>(),
        actions in prop::collection::vec((action(), 0u64..120), 0..80),
        slice in 1u64..50,
    ) {
        let mut session = Session::new(setup(seed));
        session.advance(0, u64::MAX);
        let work = Work { think: (0, 50), ..Work::default() };
        session.act(Action::Work { client: None, work }).expect("there are clients");
        session.advance(0, u64::MAX);
        let mut lied = false;
        for (action, pause) in actions {
            let action = aimed(&session, action);
            lied |= matches!(action, Action::Disk { fault: DiskFault::Lie, on: true, .. });
            // Of an impossible one nothing is recorded.
            let _ = session.act(action);
            prop_assert!(passes(&mut session, pause), "too much happens in {} ms", pause);
        }
        prop_assert!(lied || session.report().is_clean(), "{:?}", session.report().violations());
        let mut again = Session::new(setup(seed));
        let goes_to = |again: &mut Session, end| {
            // What is due in this very tick comes before what is done next, as above.
            again.advance(0, u64::MAX);
            while again.world().now() < end {
                again.advance(end.since(again.world().now()).min(slice), 3);
            }
        };
        for recorded in session.recording() {
            goes_to(&mut again, recorded.tick);
            again.run_line(&recorded.action.to_string()).expect("it was possible before");
        }
        goes_to(&mut again, session.world().now());
        prop_assert_eq!(session.world().trace_hash(), again.world().trace_hash());
    }

    /// After any trouble without lies, calm, heal and restarts are enough to make the cluster work again.
    #[test]
    fn calm_and_healed_it_works_again(
        seed in any::<u64>(),
        actions in prop::collection::vec((action(), 0u64..120), 0..40),
    ) {
        let mut session = Session::new(setup(seed));
        for (action, pause) in actions {
            let action = aimed(&session, action);
            let lie = matches!(action, Action::Disk { fault: DiskFault::Lie, .. });
            // Who is not a member cannot help; others may lead them out.
            if !lie && !matches!(action, Action::Members { .. }) {
                let _ = session.act(action);
            }
            prop_assert!(passes(&mut session, pause), "too much happens in {} ms", pause);
        }
        for action in [Action::Calm, Action::Heal, Action::Rest(None)] {
            session.act(action).expect("always possible");
        }
        for server in (1..=SERVERS).map(NodeId) {
            let _ = session.act(Action::Restart(server));
            let _ = session.act(Action::Resume(server));
        }
        session.advance(70_000, u64::MAX);
        let client = ClientId(1);
        let patience = Action::Patience { client: None, ticks: None };
        session.act(patience).expect("there are clients");
        let command = Command::Append { key: "z".into(), value: "1".into() };
        session.act(Action::Submit { client, command, first: None }).expect("it may queue");
        session.advance(60_000, u64::MAX);
        prop_assert!(session.report().is_clean(), "{:?}", session.report().violations());
        let last = session.world().history().iter().rev().find(|call| call.client == client);
        let answered = last.is_some_and(|call| call.answer.is_some());
        prop_assert!(answered, "{:?}", last);
    }
}
