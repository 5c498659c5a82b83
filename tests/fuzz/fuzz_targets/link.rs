#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kvraft_tests::fuzz::link(data));
