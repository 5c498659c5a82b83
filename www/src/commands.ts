/** The console lines that the page itself understands; all others are the core's. Pure. */
import { mistake, type LabError } from './engine.ts';
import { parseSeed, parseSpeed } from './options.ts';

export type PageCommand =
  /** `about`: of commands with this word only. */
  | { readonly kind: 'help'; readonly about?: string }
  | { readonly kind: 'play' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'step' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'back' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'now' }
  | { readonly kind: 'rewind' }
  | { readonly kind: 'bookmark'; readonly name: string }
  /** What stands behind it is read when it is done. */
  | { readonly kind: 'until'; readonly line: string }
  | { readonly kind: 'goto'; readonly tick: number; readonly column: number }
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'seed'; readonly seed: string };

export const PAGE_WORDS = [
  'help',
  'play',
  'stop',
  'step',
  'speed',
  'back',
  'undo',
  'rewind',
  'bookmark',
  'goto',
  'until',
  'now',
  'reset',
  'seed',
  'clear',
] as const;

const UNTIL_WORDS = ['leader', 'term', 'committed', 'applied', 'held', 'compacted', 'truncated', 'converged', 'violation', 'no'];

const USAGE = { goto: 'goto 1500', seed: 'seed 42', speed: 'speed 1/20' } as const;

/** What may stand at the end of a line besides what the core offers there: a command of the page. */
export function pageWords(line: string): readonly string[] {
  if (/^\s*\S*$/.test(line)) return PAGE_WORDS;
  return /^\s*until\s+\S*$/i.test(line) ? UNTIL_WORDS : [];
}

/** Reads a page command; none if the line is not one. Throws `LabError` as the core does. */
export function parsePageCommand(line: string): PageCommand | undefined {
  const words = [...line.matchAll(/\S+/g)];
  const [first, argument, extra] = words;
  const name = PAGE_WORDS.find((word) => word === first?.[0].toLowerCase());
  if (name === undefined) return undefined;
  const column = (match: RegExpExecArray | undefined): number =>
    [...line.slice(0, match?.index ?? line.length)].length + 1;
  const tooMany = (match: RegExpExecArray | undefined): void => {
    if (match === undefined) return;
    const found = match[0].slice(0, 40);
    throw mistake('extra-argument', '“{found}” is one word too many.', { found }, column(match));
  };
  if (name === 'bookmark') {
    const from = (first?.index ?? 0) + name.length;
    return { kind: 'bookmark', name: line.slice(from).trim() };
  }
  if (name === 'help' && argument !== undefined) return { kind: name, about: line.slice(argument.index).trim() };
  if (name === 'until') return { kind: 'until', line };
  if (name !== 'speed' && name !== 'seed' && name !== 'goto') {
    tooMany(argument);
    return { kind: name };
  }
  if (argument === undefined) {
    const facts = { command: name, usage: USAGE[name] };
    throw mistake('missing-argument', '{command} needs a number.', facts, column(undefined));
  }
  tooMany(extra);
  const wrong = (code: string, sentence: string, more: Readonly<Record<string, string>> = {}): LabError => {
    const facts = { found: argument[0].slice(0, 40), usage: USAGE[name], ...more };
    return mistake(code, sentence, facts, column(argument));
  };
  if (name === 'goto') {
    const tick = /^\d{1,9}$/.test(argument[0]) ? Number(argument[0]) : undefined;
    if (tick !== undefined) return { kind: 'goto', tick, column: column(argument) };
    throw wrong('bad-time', 'A time is a whole number of milliseconds, not “{found}”.');
  }
  if (name === 'seed') {
    const seed = parseSeed(argument[0]);
    if (seed !== undefined) return { kind: 'seed', seed };
    const most = { greatest: '18446744073709551615' };
    throw wrong('bad-seed', 'A seed is a whole number from 0 to {greatest}, not “{found}”.', most);
  }
  const speed = parseSpeed(argument[0]);
  if (speed !== undefined) return { kind: 'speed', speed };
  throw wrong('bad-speed', 'A speed is from 0.01 to 100, such as 0.05 or 1/20, not “{found}”.');
}
