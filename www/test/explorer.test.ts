import { expect, test } from 'vitest';

import { Explorer, SHARE, workersFor, type ExploreOrder, type Hire, type Order, type Report } from '../src/explorer.ts';

interface Hired {
  readonly order: ExploreOrder;
  readonly report: (report: Report) => void;
  ended: boolean;
}

/** Does nothing by itself; the test reports in its name. */
function fake(): { readonly hired: Hired[]; readonly hire: Hire } {
  const hired: Hired[] = [];
  const hire = (order: Order, report: (report: Report) => void): (() => void) => {
    const one: Hired = { order: order as ExploreOrder, report, ended: false };
    hired.push(one);
    return () => (one.ended = true);
  };
  return { hired, hire };
}

const slice = (next: string, findings: readonly { seed: string }[] = []): Report => ({
  kind: 'explored',
  view: {
    next,
    seeds: 10,
    ticks: 60_000,
    events: 500,
    findings: findings.map((each) => ({ ...each, kind: 'no-leader', at: 7, sentence: 'Nobody.', code: 'nobody-leads', facts: {} })),
  },
});
const failed = (stage: 'load' | 'run'): Report => ({ kind: 'failed', stage, code: 'x', detail: 'why' });

function begin(workers = 2) {
  const [crew, page] = [fake(), fake()];
  const clock = { now: 0, told: 0 };
  const explorer = new Explorer(crew.hire, page.hire, workers, () => clock.now);
  explorer.onchange = () => (clock.told += 1);
  return { explorer, clock, crew: crew.hired, page: page.hired };
}

test('each worker has seeds of its own, and the last seed is followed by the first', () => {
  const { explorer, crew } = begin(3);
  explorer.start(2n ** 64n - SHARE);
  expect(crew.map(({ order }) => order.first)).toEqual(['18446744072709551616', '0', '1000000000']);
  expect(explorer.totals).toMatchObject({ running: true, workers: 3, seeds: 0 });
});

test('slices add up, told once a second, and findings at once', () => {
  const { explorer, clock, crew } = begin();
  explorer.start(0n);
  clock.told = 0;
  clock.now = 500;
  crew[0]?.report(slice('10'));
  expect(clock.told).toBe(0);
  clock.now = 600;
  crew[1]?.report(slice('20', [{ seed: '14' }]));
  expect(clock.told).toBe(1);
  clock.now = 2000;
  crew[0]?.report(slice('20'));
  expect(clock.told).toBe(2);
  expect(explorer.totals).toMatchObject({ seeds: 30, rate: 15, ticks: 180_000, events: 1500 });
  expect(explorer.totals.findings.map(({ seed }) => seed)).toEqual(['14']);
});

test('stopping ends every worker, and what they still say counts no more', () => {
  const { explorer, crew } = begin();
  explorer.start(0n);
  explorer.stop();
  crew[0]?.report(slice('10'));
  expect(crew.every(({ ended }) => ended)).toBe(true);
  expect(explorer.totals).toMatchObject({ running: false, workers: 0, seeds: 0 });
});

test('a worker whose core stops is replaced by one that finds the seed, then by one behind it', () => {
  const { explorer, crew } = begin(1);
  explorer.start(0n);
  crew[0]?.report(slice('10'));
  crew[0]?.report(failed('run'));
  expect(crew[1]?.order).toMatchObject({ first: '10', single: true });
  crew[1]?.report(slice('11'));
  crew[1]?.report(failed('run'));
  expect(crew[2]?.order).toMatchObject({ first: '12', single: false });
  expect(explorer.totals.findings).toMatchObject([{ seed: '11', kind: 'panic' }]);
  expect(explorer.totals).toMatchObject({ running: true, workers: 1, deaths: 2 });
});

test('where no worker can start, the page does it; where it cannot, that is told', () => {
  const { explorer, crew, page } = begin();
  explorer.start(5n);
  crew[0]?.report(failed('load'));
  expect(page).toHaveLength(0);
  crew[1]?.report(failed('load'));
  expect(page).toHaveLength(1);
  expect(explorer.totals).toMatchObject({ running: true, alone: true, workers: 1 });
  page[0]?.report(failed('run'));
  expect(explorer.totals).toMatchObject({ running: false, trouble: 'why', workers: 0 });
});

test('one core is left for the page', () => {
  expect([undefined, 1, 4, 64].map(workersFor)).toEqual([1, 1, 3, 8]);
});
