// What a test runner printed, in figures and in words: how many tests passed and failed, and which failed
// with the first lines of why. Only what stands at the end of a long log is read by everybody.

/** Lines told of one failure, and characters of a line. */
const LINES = 10;
const WIDE = 200;

/**
 * @typedef {{ passed: number, failed: number, failures: string[] }} Outcome
 * `failures` has a text of some lines for each failed test that was named.
 */

/**
 * The lines `test result: ok. 12 passed; 0 failed; …` of cargo test and of wasm-pack test.
 * @param {string} output
 * @returns {Outcome | undefined} nothing if the runner told of no test
 */
export function libtest(output) {
  const lines = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed;/gm)];
  if (lines.length === 0) return undefined;
  // The tests of wasm-bindgen say FAIL, and "output" for "stdout".
  const names = [...output.matchAll(/^test (.+) \.\.\. FAIL(?:ED)?$/gm)].map(([, name]) => name);
  const failures = names.map((name) => {
    const told = after(output, (line) => line.startsWith(`---- ${name} `) && /(?:stdout|output) ----$/.test(line));
    return brief(name, told, /^(?:---- |failures:)/);
  });
  return { passed: sum(lines, 1), failed: sum(lines, 2), failures };
}

/**
 * The line `Tests  1 failed | 2 passed (3)`; a file that could not be loaded is only in a headline.
 * @param {string} output
 * @returns {Outcome | undefined}
 */
export function vitest(output) {
  const line = output.match(/^ *Tests +(.+)$/m)?.[1];
  if (line === undefined) return undefined;
  const failed = number(line, /(\d+) failed/) + number(output, /^\W*Failed Suites (\d+)/m);
  const heads = new Set([...output.matchAll(/^ *FAIL +(.+)$/gm)].map(([, name]) => name));
  const failures = [...heads].map((name) => {
    const told = after(output, (text) => text.trimStart().startsWith('FAIL') && text.endsWith(name));
    return brief(name, told, /^ *FAIL |^⎯|^ *(?:Test Files|Tests) /);
  });
  return { passed: number(line, /(\d+) passed/), failed, failures };
}

/**
 * The closing lines `  1 failed`, `  2 did not run`, `  5 passed (3.1s)`.
 * @param {string} output
 * @returns {Outcome | undefined}
 */
export function playwright(output) {
  const lines = (words) => [...output.matchAll(new RegExp(`^ +(\\d+) (?:${words})\\b`, 'gm'))];
  const [passed, failed] = [lines('passed'), lines('failed|flaky|interrupted|did not run')];
  if (passed.length + failed.length === 0) return undefined;
  const heads = [...output.matchAll(/^ {2}\d+\) (.+)$/gm)];
  const failures = heads.map(([head, name]) => brief(name, after(output, (line) => line === head), /^ {2}\d+(?:\)| \w)/));
  return { passed: sum(passed, 1), failed: sum(failed, 1), failures };
}

/**
 * What a program without tests said last, as a failure of that name.
 * @param {string} name
 * @param {string} output
 * @returns {string}
 */
export function ending(name, output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return brief(name, lines.slice(-LINES));
}

/** The lines after the first one of which `is` holds. */
function after(output, is) {
  const lines = output.split('\n');
  const at = lines.findIndex(is);
  return at < 0 ? [] : lines.slice(at + 1);
}

/** A name, and below it the first lines that say something, until one that matches `end`. */
function brief(name, lines, end) {
  const last = end === undefined ? -1 : lines.findIndex((line) => end.test(line));
  const own = last < 0 ? lines : lines.slice(0, last);
  // A cutting of the source code is longer than all the rest, and the line's number stands beside it.
  const words = own.filter((line) => line.trim() !== '' && !/^\s*>?\s*\d* ?\|/.test(line)).slice(0, LINES);
  return [name.replace(/[ ─]+$/, ''), ...words.map((line) => `    ${line.trim()}`)].map(cut).join('\n');
}

function cut(line) {
  return line.length <= WIDE ? line : `${line.slice(0, WIDE - 1)}…`;
}

function sum(matches, group) {
  return matches.reduce((total, match) => total + Number(match[group]), 0);
}

function number(text, pattern) {
  return Number(text.match(pattern)?.[1] ?? 0);
}
