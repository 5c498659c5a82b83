import { describe, expect, it } from 'vitest';

import { Pace } from '../src/pace.ts';

/** Frames for a while, each as long as it takes: `after` a refresh, and otherwise. Returns when refreshes came. */
function refreshes(least: number, after: number, otherwise: number, span = 4000): readonly number[] {
  const pace = new Pace();
  const found: number[] = [];
  for (let time = 0; time < span; ) {
    const due = pace.isDue(time, least);
    if (due) found.push(time);
    time += due ? after : otherwise;
  }
  return found;
}

const distances = (times: readonly number[]): readonly number[] => times.slice(1).map((time, i) => time - times[i]!);

describe('pace', () => {
  it('refreshes at once, and then as often as it may where frames come in time', () => {
    const found = refreshes(125, 16, 16);
    expect(found[0]).toBe(0);
    for (const each of distances(found)) expect(each).toBeLessThan(125 + 17);
    // Eight frames are 133 ms.
    expect(found.length).toBeGreaterThan(25);
  });

  it('waits where a refresh makes its frame late, so that fewer than one frame in twenty are', () => {
    for (const [after, otherwise] of [[60, 17], [33.4, 16.7], [80, 33], [21, 7]] as const) {
      const found = refreshes(125, after, otherwise, 60_000);
      for (const each of distances(found).slice(1)) expect(1 / (1 + (each - after) / otherwise)).toBeLessThan(0.05);
    }
  });

  it('waits longer where a refresh makes several late', () => {
    const pace = new Pace();
    const found: number[] = [];
    let toCome = 0;
    for (let time = 0; time < 20_000; ) {
      if (pace.isDue(time, 125)) {
        found.push(time);
        toCome = 2;
      }
      time += 0 < toCome-- ? 33 : 16.7;
    }
    for (const each of distances(found).slice(1)) expect(each).toBeGreaterThan(50 * 16.7);
  });

  it('tells whether frames come late', () => {
    const pace = new Pace();
    let time = 0;
    const after = (late: number): boolean => {
      for (const end = time + 5000; time < end; ) time += pace.isDue(time, 125) ? late : 17;
      return pace.strained;
    };
    expect(after(17)).toBe(false);
    expect(after(60)).toBe(true);
    expect(after(17)).toBe(false);
  });

  it('is not held up where all frames take long', () => {
    for (const each of distances(refreshes(125, 70, 60)).slice(1)) expect(each).toBeLessThanOrEqual(125 + 70);
  });

  it('never waits for longer than a person would, and is as fast as before when the trouble is over', () => {
    const pace = new Pace();
    const found: number[] = [];
    for (let time = 0; time < 12_000; ) {
      const due = pace.isDue(time, 125);
      if (due) found.push(time);
      time += time < 6000 && Math.floor(time / 100) % 2 === 0 ? 60 : 16;
    }
    expect(Math.max(...distances(found))).toBeLessThan(1000 + 61);
    expect(Math.max(...distances(found.filter((time) => 7000 < time)))).toBeLessThan(125 + 17);
  });

  it('counts a refresh that was not waited for', () => {
    const pace = new Pace();
    const found: number[] = [];
    for (let time = 0; time < 400; time += 16) {
      if (time === 96) pace.begin(time);
      else if (pace.isDue(time, 125)) found.push(time);
    }
    // Eight frames after 96, and again.
    expect(found).toEqual([0, 224, 352]);
  });
});
