import { expect, test } from 'vitest';

import { Flows, widthOf } from '../src/flows.ts';
import { aCluster, aMessage } from './views.ts';

const busy = (facts: Parameters<typeof aMessage>[0]) => aCluster(3, { messages: [aMessage(facts)] });

test('what is seen in every frame flows as much as is seen', () => {
  const flows = new Flows();
  for (let time = 0; time < 3000; time += 16) flows.see(busy({ a: 1, term: 3 }), time);
  expect(flows.all).toHaveLength(1);
  const [flow] = flows.all;
  expect(flow).toMatchObject({ from: 1, to: 2, term: 3, weighty: 1, lost: 0 });
  expect(flow?.amount).toBeCloseTo(1, 1);
});

test('the same at any rate of frames', () => {
  const amounts = [5, 15, 60, 144].map((rate) => {
    const flows = new Flows();
    // In half of the time there is a message.
    for (let i = 0; i < 4 * rate; i++) flows.see(i % 2 === 0 ? busy({}) : aCluster(3), (i * 1000) / rate);
    return flows.all[0]?.amount ?? 0;
  });
  for (const amount of amounts) expect(Math.abs(amount - 0.5)).toBeLessThan(0.15);
});

test('what is over fades away, and is forgotten', () => {
  const flows = new Flows();
  for (let time = 0; time < 1000; time += 16) flows.see(busy({ lost: true }), time);
  const [before] = flows.all;
  expect(before?.lost).toBeCloseTo(1);
  flows.see(aCluster(3), 1450);
  const [after] = flows.all;
  expect(after?.amount).toBeCloseTo((before?.amount ?? 0) / Math.E, 1);
  for (let time = 1500; time < 5000; time += 16) flows.see(aCluster(3), time);
  expect(flows.all).toEqual([]);
});

test('heartbeats and echoes weigh nothing, and what is held flows nowhere', () => {
  const flows = new Flows();
  flows.see(aCluster(3, { messages: [aMessage({ a: 0 }), aMessage({ id: 2, kind: 'append-response', from: 2, to: 1 })] }), 0);
  expect(flows.all.map((flow) => flow.weighty)).toEqual([0, 0]);
  flows.clear();
  flows.see(busy({ held: true }), 0);
  expect(flows.all).toEqual([]);
});

test('more is wider, but never wider than a lane', () => {
  const flow = { from: 1, to: 2, weighty: 1, lost: 0, term: 1 };
  expect(widthOf({ ...flow, amount: 1 })).toBe(2 * widthOf({ ...flow, amount: 0.25 }));
  expect(widthOf({ ...flow, amount: 1e6 })).toBeLessThanOrEqual(9);
  expect(widthOf({ ...flow, amount: 0.001 })).toBeGreaterThan(1);
});
