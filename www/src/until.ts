/** `until …`: time runs until something is so. What it may be is a condition of the scenario format. Fetched when asked for. */
import { conditionText } from './conditions.ts';
import { mistake, type LabError } from './engine.ts';
import { timeText } from './i18n.ts';
import type { Lab } from './lab.ts';

/** What may stand behind `until`, as it is typed; any condition of a scenario file may, too, as JSON. */
export const UNTIL_USAGE = 'until leader · until term 3 · until committed 7 on 3 · until violation';

/** A condition of the scenario format, as JSON, from what stands behind `until`. Throws a `LabError` with the column. */
export function conditionIn(line: string): string {
  const text = /^\s*until\s*(.*?)\s*$/is.exec(line)?.[1] ?? '';
  if (text.startsWith('{')) return text;
  const reader = new Reader(line);
  reader.word();
  const condition = reader.condition();
  reader.end();
  return JSON.stringify(condition);
}

type Condition = Readonly<Record<string, unknown>>;

class Reader {
  readonly #line: string;
  readonly #words: readonly RegExpExecArray[];
  #at = 0;

  constructor(line: string) {
    this.#line = line;
    this.#words = [...line.matchAll(/\S+/g)];
  }

  word(): string | undefined {
    return this.#words[this.#at++]?.[0].toLowerCase();
  }

  condition(): Condition {
    const word = this.word();
    switch (word) {
      case 'no':
      case 'not':
        return { not: this.condition() };
      case 'leader': {
        const server = this.#server();
        return { leader: server ?? 'any', ...(this.#takes('term') ? { term: this.#number() } : {}) };
      }
      case 'truncated':
        return { truncated: this.#server() ?? 'any' };
      case 'term':
        return { term: this.#number() };
      case 'held':
      case 'committed':
      case 'applied':
      case 'compacted': {
        const index = this.#number();
        return { [word]: index, ...(this.#takes('on') ? { on: this.#number() } : {}) };
      }
      case 'violation':
        return { violation: this.#at < this.#words.length ? this.word() : 'any' };
      case 'converged':
        return { converged: true };
      default:
        this.#at -= 1;
        throw this.#refused();
    }
  }

  end(): void {
    const extra = this.#words[this.#at];
    if (extra !== undefined) throw this.#wrong('extra-argument', '“{found}” is one word too many.');
  }

  #takes(word: string): boolean {
    if (this.#words[this.#at]?.[0].toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #server(): string | undefined {
    const id = /^s?(\d{1,2})$/i.exec(this.#words[this.#at]?.[0] ?? '')?.[1];
    if (id === undefined) return undefined;
    this.#at += 1;
    return `S${Number(id)}`;
  }

  #number(): number {
    const word = this.#words[this.#at]?.[0];
    if (word === undefined) throw this.#refused();
    if (!/^\d{1,9}$/.test(word)) throw this.#wrong('not-a-number', '“{found}” is not a whole number.');
    this.#at += 1;
    return Number(word);
  }

  #refused(): LabError {
    return this.#words[this.#at] === undefined
      ? this.#wrong('missing-argument', 'Until what?')
      : this.#wrong('unexpected-word', 'Nothing is known as “{found}” here.');
  }

  #wrong(code: string, sentence: string): LabError {
    const word = this.#words[this.#at];
    const column = [...this.#line.slice(0, word?.index ?? this.#line.length)].length + 1;
    const found = word?.[0].slice(0, 40);
    const facts = { usage: UNTIL_USAGE, ...(found === undefined ? {} : { found }) };
    return mistake(code, sentence, facts, column);
  }
}

/** Lets time run until a condition, as JSON, is true, and tells so. Throws a `LabError` for what is none in this run. */
export function runUntil(lab: Lab, condition: string): void {
  const { engine, t } = lab;
  if (engine === undefined) return;
  if (lab.guide?.place === 'lesson') {
    throw mistake('lesson-halts', 'In a lesson time stops where the lesson says.');
  }
  const isSo = engine.holds(condition);
  const that = conditionText(JSON.parse(condition) as Condition, t);
  const tell = (text: string): void => {
    lab.transcript.add({ kind: 'info', text });
    lab.onchange();
  };
  if (isSo) {
    lab.playback.pause();
    tell(t('until.so', { time: timeText(engine.now()), that }));
    return;
  }
  engine.stopWhen(condition);
  const then = (): void => {
    // The end of a story may come first.
    if (!engine.hasStopped()) return lab.halt(lab.halted, then);
    engine.stopWhen(undefined);
    tell(t('until.there', { time: timeText(engine.now()), that }));
  };
  lab.halt(lab.halted, then);
  lab.playback.play();
  tell(t('until.runs', { that }));
}
