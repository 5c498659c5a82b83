/**
 * Exploring: random clusters in random trouble, by Web Workers, and what they find. No DOM, but for
 * the workers themselves; where none can start, the page's own thread does it in small slices.
 */
import type { Tools, ExplorationView, FindingView, ShrinkView } from './engine.ts';

/** How long a worker goes on before it reports, in ms. */
export const SLICE = 200;
/** The same on the page's thread, which has frames to draw. */
const SMALL_SLICE = 8;
/** Each worker has so many seeds for itself; it never comes to their end. */
export const SHARE = 10n ** 9n;
const SEEDS = 2n ** 64n;
const WORKERS_MAX = 8;
/** A worker that stops again and again is not started for ever. */
const DEATHS_MAX = 20;
const FINDINGS_MAX = 200;
/** How often totals are told, in ms. */
const EVERY = 1000;

export interface ExploreOrder {
  readonly kind: 'explore';
  readonly first: string;
  /** One seed at a time: the next one is expected to stop the core. */
  readonly single: boolean;
  readonly module?: WebAssembly.Module | undefined;
}
export interface ShrinkOrder {
  readonly kind: 'shrink';
  readonly json: string;
  readonly module?: WebAssembly.Module | undefined;
}
export type Order = ExploreOrder | ShrinkOrder;

export type Report =
  | { readonly kind: 'explored'; readonly view: ExplorationView }
  | { readonly kind: 'shrunk'; readonly view: ShrinkView; readonly story: string | undefined }
  | {
      readonly kind: 'failed';
      readonly stage: 'load' | 'run';
      readonly code: string;
      readonly detail: string;
    };

/** Gives an order to somebody; the answer ends it. */
export type Hire = (order: Order, report: (report: Report) => void) => () => void;

/** Explores a slice each time it is called. */
export function explorer(tools: Tools, order: ExploreOrder): (ms: number) => Report {
  let next = order.first;
  return (ms) => {
    const view = tools.explore(next, order.single ? 1 : 10_000, ms);
    // Behind the last seed there is the first.
    next = view.seeds === 0 || next === view.next ? '0' : view.next;
    return { kind: 'explored', view };
  };
}

/** Makes a failing run smaller by a slice each time it is called. */
export function shrinker(tools: Tools, json: string): (ms: number) => Report {
  const shrinking = tools.shrinker(json);
  return (ms) => {
    const view = shrinking.advance(ms);
    return { kind: 'shrunk', view, story: shrinking.story() };
  };
}

/** How exploring stands. */
export interface Totals {
  readonly running: boolean;
  readonly workers: number;
  /** On the page's own thread, for no worker could start. */
  readonly alone: boolean;
  readonly seeds: number;
  /** Seeds per second. */
  readonly rate: number;
  /** Virtual ms. */
  readonly ticks: number;
  readonly events: number;
  readonly findings: readonly FindingView[];
  /** Workers that stopped by themselves. */
  readonly deaths: number;
  /** Why it ended by itself. */
  readonly trouble: string;
}

const NOTHING: Totals = {
  running: false,
  workers: 0,
  alone: false,
  seeds: 0,
  rate: 0,
  ticks: 0,
  events: 0,
  findings: [],
  deaths: 0,
  trouble: '',
};

export class Explorer {
  /** Called at most once a second while it runs, and when it begins, finds something or ends. */
  onchange: () => void = () => {};

  #totals = NOTHING;
  #ends = new Map<number, () => void>();
  #began = 0;
  #told = 0;
  readonly #hire: Hire;
  readonly #alone: Hire;
  readonly #workers: number;
  readonly #now: () => number;

  constructor(
    hire: Hire,
    alone: Hire,
    workers: number = workersFor(globalThis.navigator?.hardwareConcurrency),
    now: () => number = () => performance.now(),
  ) {
    this.#hire = hire;
    this.#alone = alone;
    this.#workers = workers;
    this.#now = now;
  }

  get totals(): Totals {
    return this.#totals;
  }

  start(first: bigint = randomSeed()): void {
    this.stop();
    this.#totals = { ...NOTHING, running: true };
    this.#began = this.#now();
    for (let k = 0; k < this.#workers; k += 1) {
      this.#send(k, (first + BigInt(k) * SHARE) % SEEDS, false, this.#hire);
    }
    this.#tell();
  }

  stop(): void {
    for (const end of this.#ends.values()) end();
    this.#ends.clear();
    if (!this.#totals.running) return;
    this.#totals = { ...this.#totals, running: false, workers: 0, rate: this.#rate() };
    this.#tell();
  }

  #send(worker: number, first: bigint, single: boolean, hire: Hire): void {
    let next = first;
    let ended = false;
    const order: Order = { kind: 'explore', first: String(first), single };
    const end = hire(order, (report) => {
      if (ended) return;
      if (report.kind === 'explored') {
        next = BigInt(report.view.next);
        this.#add(report.view);
      } else if (report.kind === 'failed') {
        this.#ends.get(worker)?.();
        this.#ends.delete(worker);
        this.#died(worker, next, single, hire, report);
      }
    });
    this.#ends.set(worker, () => {
      ended = true;
      end();
    });
    this.#count();
  }

  #add(view: ExplorationView): void {
    const { seeds, ticks, events, findings } = this.#totals;
    this.#totals = {
      ...this.#totals,
      seeds: seeds + view.seeds,
      ticks: ticks + view.ticks,
      events: events + view.events,
      findings: [...findings, ...view.findings].slice(0, FINDINGS_MAX),
      rate: this.#rate(view.seeds),
    };
    if (view.findings.length > 0 || EVERY <= this.#now() - this.#told) this.#tell();
  }

  #died(
    worker: number,
    next: bigint,
    single: boolean,
    hire: Hire,
    { stage, detail }: Report & { readonly kind: 'failed' },
  ): void {
    if (stage === 'load') {
      // One worker that cannot start is no loss while others can.
      if (this.#ends.size === 0) {
        if (hire === this.#alone) this.#give(detail);
        else {
          this.#totals = { ...this.#totals, alone: true };
          this.#send(worker, next, false, this.#alone);
        }
      }
    } else {
      const deaths = this.#totals.deaths + 1;
      this.#totals = { ...this.#totals, deaths };
      if (single) {
        const finding = { seed: String(next), kind: 'panic', at: 0, sentence: detail, code: '', facts: {} };
        this.#totals = { ...this.#totals, findings: [...this.#totals.findings, finding] };
      }
      // The core on the page's thread is gone with it; a worker has another one. It goes on one by
      // one until the seed that did it is known, and then behind it.
      if (hire === this.#alone || DEATHS_MAX <= deaths) {
        if (this.#ends.size === 0) this.#give(detail);
      } else this.#send(worker, single ? (next + 1n) % SEEDS : next, !single, hire);
    }
    this.#count();
    this.#tell();
  }

  #give(trouble: string): void {
    this.#totals = { ...this.#totals, running: false, trouble };
  }

  #count(): void {
    this.#totals = { ...this.#totals, workers: this.#ends.size };
  }

  #rate(more = 0): number {
    const seconds = (this.#now() - this.#began) / 1000;
    return seconds <= 0 ? 0 : (this.#totals.seeds + more) / seconds;
  }

  #tell(): void {
    this.#told = this.#now();
    this.onchange();
  }
}

/** All cores but the one that draws. */
export function workersFor(cores: number | undefined): number {
  return Math.min(WORKERS_MAX, Math.max(1, (cores ?? 2) - 1));
}

/** Short enough to be typed. */
export function randomSeed(): bigint {
  return BigInt(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1);
}

/** Hires a Web Worker. `module` is the core, compiled once for all. */
export function worker(module: () => Promise<WebAssembly.Module>): Hire {
  return (order, report) => {
    let hired: Worker | undefined;
    let ended = false;
    const fail = (detail: string): void => {
      if (!ended) report({ kind: 'failed', stage: 'load', code: 'load', detail });
    };
    const begin = async (): Promise<void> => {
      const compiled = await module();
      if (ended) return;
      hired = new Worker(new URL('./explore.worker.ts', import.meta.url), { type: 'module' });
      hired.onmessage = ({ data }: MessageEvent<Report>) => report(data);
      hired.onerror = (event) => {
        event.preventDefault();
        fail(event.message);
      };
      hired.postMessage({ ...order, module: compiled });
    };
    begin().catch((error: unknown) => fail(String(error)));
    return () => {
      ended = true;
      hired?.terminate();
    };
  };
}

/** Does it on this thread, a little in each frame. */
export function pageThread(load: () => Promise<Tools>): Hire {
  return (order, report) => {
    let ended = false;
    const fail = (stage: 'load' | 'run', error: unknown): void => {
      const { message, code } = error as { readonly message: string; readonly code?: string };
      report({ kind: 'failed', stage, code: code ?? 'internal', detail: message });
    };
    const begin = (tools: Tools): void => {
      const go = order.kind === 'explore' ? explorer(tools, order) : shrinker(tools, order.json);
      const next = (): void => {
        if (ended) return;
        try {
          const told = go(SMALL_SLICE);
          report(told);
          if (told.kind !== 'shrunk' || !told.view.done) requestAnimationFrame(next);
        } catch (error) {
          fail('run', error);
        }
      };
      next();
    };
    load().then(
      (tools) => {
        try {
          begin(tools);
        } catch (error) {
          fail('run', error);
        }
      },
      (error: unknown) => fail('load', error),
    );
    return () => {
      ended = true;
    };
  };
}
