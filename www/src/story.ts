/** A scenario as the page tells it. Pure. */
import { mistake, type Engine } from './engine.ts';
import type { Language } from './options.ts';
import { SPEED_DEFAULT, SPEED_MIN } from './playback.ts';

/** The same text by language. */
export type Texts = ReadonlyMap<string, string>;

export interface Story {
  readonly id: string;
  readonly title: Texts;
  readonly caption: Texts;
  readonly source: string;
  readonly until: number | undefined;
  readonly bugs: readonly string[];
  /** Virtual ms per real ms at which its messages can be followed. */
  readonly pace: number;
  /** What must come of it, as in the file. */
  readonly expect: readonly Expectation[];
}

/** `{ by: 2000, that: { leader: 'any' } }`, `{ never: { violation: 'any' } }`, … */
export type Expectation = Readonly<Record<string, unknown>>;

/** What the run plays; nothing if it plays no scenario. */
export function storyOf(engine: Engine): Story | undefined {
  const told = engine.scenario();
  const script = engine.script();
  if (told === undefined || script === undefined) return undefined;
  const { expect = [], network } = JSON.parse(script) as {
    readonly expect?: readonly Expectation[];
    readonly network?: { readonly delay?: readonly [number, number] };
  };
  return { ...told, until: told.until, expect, pace: paceFor(network?.delay) };
}

/** Real ms that a message of a story is on its way. */
const FLIGHT = 300;

function paceFor(delay: readonly [number, number] | undefined): number {
  if (delay === undefined) return SPEED_DEFAULT;
  const pace = (delay[0] + delay[1]) / 2 / FLIGHT;
  return Number(Math.max(SPEED_MIN, Math.min(1, pace)).toPrecision(2));
}

/** A text in the reader's language, or in English, or in whatever language there is. */
export function textIn(texts: Texts, language: Language): string {
  return texts.get(language) ?? texts.get('en') ?? [...texts.values()][0] ?? '';
}

/** A scenario file with another seed. */
export function withSeed(json: string, seed: string): string {
  const file = JSON.parse(json) as Record<string, unknown>;
  return JSON.stringify({ ...file, seed });
}

/** What somebody pasted: a file, or a link, or an address with a link in it. Throws a `LabError` for what is none. */
export function readPasted(text: string): {
  readonly kind: 'file' | 'link';
  readonly text: string;
} {
  const trimmed = text.trim();
  const inAddress = /#r=(\S*)/.exec(trimmed)?.[1];
  if (inAddress !== undefined) return { kind: 'link', text: inAddress };
  if (/^[{[]/.test(trimmed)) return { kind: 'file', text: trimmed };
  // Without its address a link is known by its version, the first that it says.
  if (/^A[Q-Za-f][\w-]*(&\w+=\S*)*$/.test(trimmed)) return { kind: 'link', text: trimmed };
  throw mistake(
    'not-a-run',
    'This is neither a scenario file, which begins with a brace, nor a link with #r= in it.',
  );
}
