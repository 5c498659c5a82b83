/**
 * Lessons: Markdown with moments of a run in it. What stands between the moments is read while the run waits;
 * the moments are blocks of code with one of these names:
 *
 * - `setup`: once, before all others. How the run begins: keys of a scenario file, as JSON. Without a seed,
 *   each reader has a run of his or her own.
 * - `run`: what is done, and up to which moment the run goes on.
 * - `ask`: a question before that, and what might come of it. Each answer names a condition; which of them is
 *   true when the run has got there, the core says.
 * - `try`: something that the reader shall bring about.
 *
 * In a block each line begins with a word: `do` and a line of the action language; `until` and a condition, in
 * JSON, as in scenario files; `wait` and a number of ms; `within` and the most ms that it may take (30000, unless
 * said); `goal` and the condition of a `try`; `?` and a question, `-` and an answer, `if` and the answer's
 * condition. A mistake is told with the file and the line. Pure.
 */
import { marked, type Token } from 'marked';

/** What a block lets the run do. */
export interface Course {
  /** Lines of the action language, done first. */
  readonly lines: readonly string[];
  /** It goes on until this is true: a condition, as JSON. */
  readonly until: string | undefined;
  /** And so many ms longer. */
  readonly wait: number;
  /** It must not take more than so many ms. */
  readonly within: number;
}

export interface Answer {
  readonly text: string;
  /** It is the right one if this is true, as JSON. */
  readonly when: string;
}

export type Block =
  | { readonly kind: 'run'; readonly line: number; readonly course: Course }
  | {
      readonly kind: 'ask';
      readonly line: number;
      readonly question: string;
      readonly answers: readonly Answer[];
      readonly course: Course;
    }
  /** The reader acts; whoever does not wants it done. */
  | { readonly kind: 'try'; readonly line: number; readonly course: Course };

/** Text to be read, and the moment behind it; the last part has none. */
export interface Part {
  readonly text: readonly Token[];
  readonly block: Block | undefined;
}

export interface Lesson {
  readonly title: string;
  /** A scenario, as JSON. */
  readonly setup: string;
  /** Whether it says from which seed it runs. */
  readonly seeded: boolean;
  readonly parts: readonly Part[];
}

/** What is wrong with a lesson. It prints as `file:line: sentence`. */
export class LessonError extends Error {
  override readonly name = 'LessonError';
  readonly line: number;

  constructor(file: string, line: number, what: string) {
    super(`${file}:${line}: ${what}`);
    this.line = line;
  }
}

const BLOCKS = ['setup', 'run', 'ask', 'try'] as const;
const WITHIN = 30_000;
const LONGEST = 600_000;

/** Reads a lesson. Throws a `LessonError`. */
export function readLesson(source: string, file: string): Lesson {
  let line = 1;
  let title: string | undefined;
  let setup: Readonly<Record<string, unknown>> | undefined;
  let text: Token[] = [];
  const parts: Part[] = [];
  for (const token of marked.lexer(source)) {
    const at = line;
    line += token.raw.split('\n').length - 1;
    const wrong = (what: string): LessonError => new LessonError(file, at, what);
    marked.walkTokens([token], ({ type }) => {
      if (type === 'html' || type === 'image') throw wrong('There is no HTML, and no image, in lessons.');
    });
    if (token.type === 'heading' && (token as Token & { depth: number }).depth === 1) {
      if (title !== undefined) throw wrong('There is a title already.');
      title = (token as Token & { text: string }).text;
      continue;
    }
    if (token.type === 'space') continue;
    if (title === undefined) throw wrong('A lesson begins with its title: `# …`.');
    const block = token.type === 'code' ? (token as Token & { lang?: string }).lang : undefined;
    if (token.type !== 'code' || block === undefined || block === '' || block === 'text') {
      text.push(token);
      continue;
    }
    const body = new Lines(file, at + 1, (token as Token & { text: string }).text);
    if (!BLOCKS.some((each) => each === block)) {
      throw wrong(`There is no block \`${block}\`: one of ${BLOCKS.join(', ')}, or text.`);
    }
    if (block === 'setup') {
      if (setup !== undefined || 0 < parts.length) throw wrong('`setup` stands once, before all others.');
      setup = body.json();
      continue;
    }
    if (setup === undefined) throw wrong('`setup` comes before this.');
    parts.push({ text, block: readBlock(block as Block['kind'], at, body) });
    text = [];
  }
  if (title === undefined) throw new LessonError(file, 1, 'It is empty.');
  if (setup === undefined) throw new LessonError(file, line, 'There is no `setup`.');
  if (parts.length === 0) throw new LessonError(file, line, 'Nothing happens in it.');
  if (text.length === 0) throw new LessonError(file, line, 'It ends without a word.');
  parts.push({ text, block: undefined });
  return {
    title,
    setup: JSON.stringify({ format: 1, ...setup }),
    seeded: 'seed' in setup,
    parts,
  };
}

/** The lines of a block, each a word and what follows it. */
class Lines {
  readonly #file: string;
  readonly #first: number;
  readonly #text: string;

  constructor(file: string, first: number, text: string) {
    this.#file = file;
    this.#first = first;
    this.#text = text;
  }

  wrong(at: number, what: string): LessonError {
    return new LessonError(this.#file, this.#first + at, what);
  }

  /** The whole block as an object. */
  json(): Readonly<Record<string, unknown>> {
    return this.condition(0, this.#text);
  }

  condition(at: number, text: string): Readonly<Record<string, unknown>> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw this.wrong(at, `This is not JSON: ${error instanceof Error ? error.message : ''}`);
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
    throw this.wrong(at, 'Expected an object.');
  }

  milliseconds(at: number, text: string): number {
    const value = Number(text);
    if (Number.isSafeInteger(value) && 0 < value && value <= LONGEST) return value;
    throw this.wrong(at, `Expected a number of ms up to ${LONGEST}, found \`${text}\`.`);
  }

  *all(): Generator<readonly [number, string, string]> {
    for (const [at, line] of this.#text.split('\n').entries()) {
      const [, word = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
      if (word !== '') yield [at, word, rest];
    }
  }

  get end(): number {
    return this.#text.split('\n').length;
  }
}

function readBlock(kind: Block['kind'], line: number, body: Lines): Block {
  const lines: string[] = [];
  const answers: Answer[] = [];
  let until: string | undefined;
  let question: string | undefined;
  let [wait, within] = [0, WITHIN];
  let open: string | undefined;
  for (const [at, word, rest] of body.all()) {
    const once = (value: unknown): void => {
      if (value !== undefined) throw body.wrong(at, `\`${word}\` stands twice.`);
    };
    if (open !== undefined && word !== 'if') throw body.wrong(at, 'The answer needs its `if` first.');
    if (rest === '') throw body.wrong(at, `Something must follow \`${word}\`.`);
    if (word === 'do') lines.push(rest);
    else if (word === 'wait') wait = body.milliseconds(at, rest);
    else if (word === 'within') within = body.milliseconds(at, rest);
    else if (word === (kind === 'try' ? 'goal' : 'until')) {
      once(until);
      until = JSON.stringify(body.condition(at, rest));
    } else if (kind === 'ask' && word === '?') {
      once(question);
      question = rest;
    } else if (kind === 'ask' && word === '-') open = rest;
    else if (kind === 'ask' && word === 'if' && open !== undefined) {
      answers.push({ text: open, when: JSON.stringify(body.condition(at, rest)) });
      open = undefined;
    } else {
      const known = kind === 'ask' ? '?, -, if, do, until, wait, within' : `do, ${kind === 'try' ? 'goal' : 'until'}, wait, within`;
      throw body.wrong(at, `\`${word}\` is unknown here: one of ${known}.`);
    }
  }
  if (open !== undefined) throw body.wrong(body.end, 'The answer needs its `if`.');
  if (until === undefined && (kind === 'try' || wait === 0)) {
    throw body.wrong(body.end, kind === 'try' ? 'It needs a `goal`.' : 'It needs an `until` or a `wait`.');
  }
  const course = { lines, until, wait, within };
  if (kind !== 'ask') {
    if (kind === 'try' && lines.length === 0) throw body.wrong(body.end, 'It needs a `do`, for who wants it done.');
    return { kind, line, course };
  }
  if (question === undefined) throw body.wrong(body.end, 'It needs a question: `? …`.');
  if (answers.length < 2) throw body.wrong(body.end, 'It needs two answers at least.');
  return { kind, line, question, answers, course };
}
