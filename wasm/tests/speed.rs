//! How fast the core is in a browser, as the benchmarks of `core/benches` tell natively:
//! `cargo test --release --target wasm32-unknown-unknown --test speed -- --include-ignored --nocapture`
//! in `wasm/`, with `CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner`,
//! `CHROMEDRIVER=chromedriver` and `WASM_BINDGEN_TEST_ONLY_WEB=1` in the environment.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::cast_precision_loss, reason = "figures for people to read")]

use kvraft_core::check::linearizability::{Call, check_calls};
use kvraft_core::history;
use kvraft_core::rng::Rng;
use kvraft_core::session::Session;
use kvraft_core::sim::Setup;
use kvraft_core::types::Tick;
use kvraft_tests::lab::ROWS;
use synthetic::synthetic;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "../../core/benches/linearizability/synthetic.rs"]
mod synthetic;

wasm_bindgen_test_configure!(run_in_browser);

const STEPS: u64 = 100_000_000;

macro_rules! jepsen {
    ($($number:literal),* $(,)?) => {
        [$(include_str!(concat!("../../tests/histories/jepsen/etcd_", $number, ".log"))),*]
    };
}

const JEPSEN: [&str; 52] = jepsen![
    "000", "002", "004", "006", "008", "010", "012", "014", "016", "018", "020", "022", "024",
    "026", "028", "030", "032", "034", "036", "038", "040", "042", "044", "046", "048", "050",
    "052", "054", "056", "058", "060", "062", "064", "066", "068", "070", "072", "074", "076",
    "078", "080", "082", "084", "086", "088", "090", "092", "094", "096", "098", "100", "102"
];

/// Milliseconds of the browser's clock, which it may round to a tenth.
fn now() -> f64 {
    let global = js_sys::global().unchecked_into::<web_sys::Window>();
    global.performance().map_or(f64::NAN, |clock| clock.now())
}

fn time(run: impl FnOnce()) -> f64 {
    let start = now();
    run();
    now() - start
}

/// The shortest of several runs: the first ones are not compiled for speed yet.
fn best(run: impl Fn()) -> f64 {
    (0..20).map(|_| time(&run)).fold(f64::INFINITY, f64::min)
}

fn judge(histories: &[Vec<Call>]) -> f64 {
    best(|| {
        for calls in histories {
            check_calls(calls, STEPS);
        }
    })
}

#[wasm_bindgen_test]
#[ignore = "a measurement, to be read"]
fn histories() {
    let read = |text: &str| history::parse(text).expect("they are well-formed").calls;
    let jepsen: Vec<Vec<Call>> = JEPSEN.iter().map(|text| read(text)).collect();
    console_log!("52 Jepsen histories: {:.1} ms", judge(&jepsen));
    for keys in [100, 10] {
        let calls = vec![synthetic(10_000, 50, keys)];
        console_log!("10,000 operations, 50 clients, {keys} keys: {:.1} ms", judge(&calls));
    }
}

#[wasm_bindgen_test]
#[ignore = "a measurement, to be read"]
fn lab() {
    for round in 1..=3 {
        let all = time(|| {
            for row in ROWS {
                row.run(1).expect("it passes");
            }
        });
        console_log!("Lab 3A, round {round}: {all:.0} ms");
    }
}

#[wasm_bindgen_test]
#[ignore = "a measurement, to be read"]
fn an_hour() {
    let mut session = Session::new(Setup::default());
    for line in ["c1 work 0 0", "c2 work 0 0"] {
        session.run_line(line).expect("both clients exist");
    }
    let mut each = Vec::new();
    for _ in 0..60 {
        let (before, mut after) = (session.event_count(), 0);
        let taken = time(|| {
            session.advance(60_000, u64::MAX);
            after = session.event_count();
        });
        each.push((after - before) as f64 / taken / 1000.0);
    }
    console_log!("an hour, million events a second, by the minute: {each:.1?}");
    let mut rng = Rng::new(1);
    let mut seeks: Vec<f64> = Vec::new();
    for _ in 0..200 {
        let tick = Tick(rng.below(3_600_000));
        seeks.push(time(|| session.seek(tick)));
        assert_eq!(session.world().now(), tick);
    }
    seeks.sort_by(f64::total_cmp);
    console_log!(
        "seeking in it, 200 times: median {:.1} ms, worst {:.1} ms",
        seeks[100],
        seeks[199]
    );
}
