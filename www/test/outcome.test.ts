import { describe, expect, it } from 'vitest';

import { ending, libtest, playwright, vitest } from '../scripts/outcome.mjs';

/** As cargo prints two crates, one of them with a failure. */
const CARGO = `
running 2 tests
test log::keeps_its_terms ... ok
test log::truncates ... FAILED

failures:

---- log::truncates stdout ----

thread 'log::truncates' panicked at core/src/log.rs:12:5:
assertion \`left == right\` failed
  left: 3
 right: 4
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace


failures:
    log::truncates

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s

running 3 tests
test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
`;

const VITEST = ` ❯ test/zz.test.ts (2 tests | 1 failed) 9ms
   × adds up 7ms
   ✓ is fine 0ms

⎯⎯⎯⎯⎯⎯ Failed Suites 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  test/zy.test.ts [ test/zy.test.ts ]
Error: Cannot find module './nothing' imported from test/zy.test.ts
 ❯ test/zy.test.ts:1:1
      1| import './nothing';
       | ^

⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/2]⎯

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  test/zz.test.ts > adds up
AssertionError: expected 1 to be 2

- Expected
+ Received

- 2
+ 1

 ❯ test/zz.test.ts:2:48
      2| it('adds up', () => { expect(1).toBe(2); });

⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[2/2]⎯

 Test Files  2 failed (2)
      Tests  1 failed | 1 passed (2)
`;

const PLAYWRIGHT = `  ✘  1 [chromium] › ../tests/e2e/rest.spec.ts:40:3 › the run goes on (15.2s)
  ✓  2 [firefox] › ../tests/e2e/firefox.spec.ts:16:1 › the first minute (3.8s)


  1) [chromium] › ../tests/e2e/rest.spec.ts:40:3 › the run goes on ────────────

    Error: expect(locator).toBeVisible() failed

    Locator: locator('[data-role="leader"]').first()
    Expected: visible
    Timeout: 15000ms

       at e2e/lab.ts:67

      65 |       async leader() {
    > 67 |         await expect(leader).toBeVisible();
         |                              ^
        at Object.leader (tests/e2e/lab.ts:67:30)

  2) [chromium] › ../tests/e2e/undo.spec.ts:9:3 › goes back ────────────

    Error: ${'x'.repeat(400)}

  2 failed
    [chromium] › ../tests/e2e/rest.spec.ts:40:3 › the run goes on ────────────
    [chromium] › ../tests/e2e/undo.spec.ts:9:3 › goes back ────────────
  3 did not run
  1 passed (20.1m)
`;

describe('what a runner printed', () => {
  it('of cargo test and of wasm-pack test', () => {
    const told = libtest(CARGO);
    expect(told).toMatchObject({ passed: 4, failed: 1 });
    expect(told?.failures).toHaveLength(1);
    expect(told?.failures[0]).toMatch(/^log::truncates\n {4}thread .*core\/src\/log\.rs:12:5:\n {4}assertion.*\n {4}left: 3\n {4}right: 4\n/);
    expect(told?.failures[0]).not.toContain('failures:');

    const wasm = CARGO.replace('... FAILED', '... FAIL').replace('stdout ----', 'output ----');
    expect(libtest(wasm)).toEqual(told);
  });

  it('of Vitest, a file that cannot be loaded included', () => {
    const told = vitest(VITEST);
    expect(told).toMatchObject({ passed: 1, failed: 2 });
    expect(told?.failures).toEqual([
      "test/zy.test.ts [ test/zy.test.ts ]\n    Error: Cannot find module './nothing' imported from test/zy.test.ts\n    ❯ test/zy.test.ts:1:1",
      'test/zz.test.ts > adds up\n    AssertionError: expected 1 to be 2\n    - Expected\n    + Received\n    - 2\n    + 1\n    ❯ test/zz.test.ts:2:48',
    ]);
  });

  it('of Playwright, without cuttings of the source', () => {
    const told = playwright(PLAYWRIGHT);
    expect(told).toMatchObject({ passed: 1, failed: 5 });
    const [first, second] = told?.failures ?? [];
    expect(told?.failures).toHaveLength(2);
    expect(first?.split('\n')).toEqual([
      '[chromium] › ../tests/e2e/rest.spec.ts:40:3 › the run goes on',
      '    Error: expect(locator).toBeVisible() failed',
      `    Locator: locator('[data-role="leader"]').first()`,
      '    Expected: visible',
      '    Timeout: 15000ms',
      '    at e2e/lab.ts:67',
      '    at Object.leader (tests/e2e/lab.ts:67:30)',
    ]);
    expect(second?.split('\n')).toHaveLength(2);
    for (const line of second?.split('\n') ?? []) expect(line.length).toBeLessThanOrEqual(200);
  });

  it('of one that told of no test', () => {
    for (const read of [libtest, vitest, playwright]) expect(read('error: could not compile\n')).toBeUndefined();
    expect(ending('cargo test', 'one\n\nerror: could not compile\n')).toBe('cargo test\n    one\n    error: could not compile');
    expect(ending('size', '')).toBe('size');
  });

  it('of ever so many lines, the first ten', () => {
    const long = CARGO.replace('  left: 3\n', '  left: 3\n'.repeat(50));
    expect(libtest(long)?.failures[0]?.split('\n')).toHaveLength(11);
  });
});
