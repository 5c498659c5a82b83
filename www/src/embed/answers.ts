/** What a figure answers to the page around it, read from its run. */
import { LabError, mistake, type Engine, type TraceFormat } from '../engine.ts';
import { leaderOf } from '../frame.ts';
import type { Lab } from '../lab.ts';
import type { KvraftOutcome, KvraftResult, KvraftState, KvraftVerdict, KvraftViolation } from './api.ts';

/** Virtual ms after which nobody answers any more. */
const UNANSWERED = 600_000;
/** Real ms in which time may pass without a pause. */
const PORTION = 8;

export function stateOf({ engine, view, start, story, playback }: Lab): KvraftState | undefined {
  if (engine === undefined) return undefined;
  return Object.freeze<KvraftState>({
    time: view.now,
    end: engine.end(),
    playing: playback.playing,
    seed: start.seed,
    scenario: story?.id ?? '',
    leader: leaderOf(view)?.id,
    term: Math.max(0, ...view.servers.map(({ term }) => term)),
    servers: frozen(
      view.servers.map(({ id, role, status, term, lastIndex, commitIndex, lastApplied }) => ({
        id,
        role,
        status,
        term,
        lastIndex,
        commitIndex,
        lastApplied,
      })),
    ),
    clients: frozen(view.clients.map(({ id, waiting }) => ({ id, waiting }))),
    messages: view.messages.length,
    events: view.eventCount,
    violations: view.violations,
    hash: engine.hash(),
  });
}

export function verdictOf(engine: Engine, isStory: boolean): KvraftVerdict {
  const judges = engine.judges().map(({ id, checks, violations }) => ({ judge: id, checks, violations }));
  const expectations = isStory ? engine.expectations() : [];
  const verdicts = expectations.map(({ verdict }) => ({ verdict: verdict as 'open' | 'met' | 'failed' }));
  return Object.freeze<KvraftVerdict>({
    ok: judges.every(({ violations }) => violations === 0) && verdicts.every(({ verdict }) => verdict !== 'failed'),
    judges: frozen(judges),
    violations: frozen(engine.violations().map(violationOf)),
    expectations: frozen(verdicts),
  });
}

export function violationOf({ judge, tick, text, code, facts }: ReturnType<Engine['violations']>[number]): KvraftViolation {
  return Object.freeze({ judge, time: tick, text, code, facts: Object.freeze({ ...facts }) });
}

/** Does a line, as if typed. Throws what is wrong with it. */
export function outcomeOf(lab: Lab, line: string): KvraftOutcome {
  const said = lab.run(line);
  if (said instanceof LabError) throw said;
  return said ?? { kind: 'done', line: line.trim() };
}

/**
 * Hands a command to a client and waits for its answer: with the time that runs, or, where it stands, by letting
 * it pass. Rejects for what is no command, and when no answer can come any more.
 */
export async function answerTo(lab: Lab, command: string): Promise<KvraftResult> {
  if (!/^\s*(c\d+\s+)?(put|append|get|delete|cas)\b/i.test(command)) {
    throw mistake('not-a-command', '“{found}” is no command such as put x 1.', { found: command });
  }
  const outcome = outcomeOf(lab, command);
  if (outcome.kind !== 'submitted') throw mistake('not-a-command', '“{found}” asks nobody.', { found: command });
  const { client, number } = outcome;
  const asked = lab.engine;
  const call = lab.view.now;
  let attempts = 1;
  for (;;) {
    const { engine } = lab;
    if (engine === undefined || engine !== asked || engine.now() < call) throw abandoned();
    const facts = engine.client(client);
    if (facts.number === number && facts.request !== undefined) attempts = Math.max(attempts, facts.attempts);
    const found = facts.history.find((each) => each.number === number);
    if (found !== undefined && found.outcome !== 'pending') {
      const took = (found.returned ?? found.call) - found.call;
      const known = found.outcome === 'done';
      return Object.freeze({ client, number, result: found.result, known, took, attempts });
    }
    // A client that works by itself remembers its latest calls only.
    if (found === undefined && number < facts.number) throw abandoned();
    if (UNANSWERED < engine.now() - call) {
      throw mistake('unanswered', 'Nobody has answered in {ms} virtual ms.', { ms: String(UNANSWERED) });
    }
    if (lab.playback.playing) await pause(2 * PORTION);
    else {
      lab.moved(() => passUntilAnswered(engine, client, number));
      await pause(0);
    }
  }
}

function abandoned(): LabError {
  return mistake('abandoned', 'Another run has begun, or time was turned back, before the answer.');
}

/** Lets a moment pass, or as many as it takes to the answer. */
function passUntilAnswered(engine: Engine, client: number, number: number): void {
  const patience = performance.now() + PORTION;
  while (performance.now() < patience && engine.step()) {
    const node = engine.view().clients[client - 1];
    if (node === undefined || number < node.number || (node.number === number && !node.waiting)) return;
  }
}

/** A run for other tools, written part by part so that the page goes on meanwhile. */
export async function traceOf(engine: Engine, format: TraceFormat): Promise<string> {
  const parts: string[] = [];
  for (const part of engine.trace(format)) {
    parts.push(part);
    await pause(0);
  }
  return parts.join('');
}

function frozen<T extends object>(list: readonly T[]): readonly T[] {
  return Object.freeze(list.map((each) => Object.freeze(each)));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
