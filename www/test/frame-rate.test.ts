import { readFileSync } from 'node:fs';

import { beforeAll, expect, test } from 'vitest';

import { Session, initSync } from '../../wasm/pkg/kvraft_wasm.js';
import { Engine } from '../src/engine.ts';
import { Playback, type Clock } from '../src/playback.ts';

// With the core itself, and its budget of real time: what frames do must not be seen in the run.

beforeAll(() => {
  const wasm = new URL('../../wasm/pkg/kvraft_wasm_bg.wasm', import.meta.url);
  initSync({ module: readFileSync(wasm) });
});

/** Faults and requests at given moments of virtual time, as in any scenario. */
const STORY = JSON.stringify({
  format: 1,
  title: { en: 'Frames', 'zh-CN': '帧' },
  servers: 5,
  clients: 2,
  seed: 42,
  steps: [
    { at: 300, do: 'put x 1' },
    { at: 700, do: 'crash leader' },
    { at: 1000, do: 'loss 20' },
    { at: 1001, do: 'c2 work 5 50' },
    { at: 1900, do: 'partition 1 2 | 3 4 5' },
    { at: 2600, do: 'heal' },
  ],
  until: 4000,
});
const END = 4000;

/** Plays to the end in frames `gap` ms apart; says how long that took, and the hash of the trace there. */
function played(gap: (frame: number) => number, speed: number): { readonly ms: number; readonly hash: string } {
  let callback: ((time: number) => void) | undefined;
  const clock: Clock = {
    now: () => performance.now(),
    request: (wanted) => ((callback = wanted), 1),
    cancel: () => (callback = undefined),
  };
  const engine = new Engine(Session.play(STORY));
  const playback = new Playback(clock);
  playback.speed = speed;
  playback.attach({
    // The page stops at the end of a story, too.
    advance: (ticks, milliseconds) => {
      const passed = engine.advance(Math.min(ticks, END - engine.now()), milliseconds);
      if (engine.now() === END) playback.pause();
      return passed;
    },
    step: () => engine.step(),
  });
  playback.play();
  let time = 0;
  for (let frame = 0; engine.now() < END; frame++) {
    time += gap(frame);
    expect(time, 'it gets nowhere').toBeLessThan(1e7);
    const each = callback;
    callback = undefined;
    each?.(time);
  }
  const hash = engine.hash();
  engine.free();
  return { ms: time, hash };
}

const at = (fps: number) => (): number => 1000 / fps;

test('at 5, 15, 60 and 144 frames a second, and at none in particular, the run is the same', () => {
  const expected = played(at(60), 1).hash;
  for (const fps of [5, 15, 60, 144]) {
    for (const speed of [1 / 4, 1, 10, 100]) {
      expect([fps, speed, played(at(fps), speed).hash]).toEqual([fps, speed, expected]);
    }
  }
  // A busy machine: anything from 1 to 400 ms.
  const uneven = played((frame) => 1 + ((frame * 7919) % 400), 1);
  expect(uneven.hash).toBe(expected);
});

test('it is another run if one thing is done a millisecond later', () => {
  const engine = new Engine(Session.play(STORY.replace('"at":1900', '"at":1901')));
  engine.advance(END, Infinity);
  expect(engine.now()).toBe(END);
  expect(engine.hash()).not.toBe(played(at(60), 1).hash);
  engine.free();
});

test('frames too rare to be smooth slow virtual time, they do not skip it', () => {
  const [slow, smooth] = [played(at(5), 1), played(at(60), 1)];
  expect(smooth.ms).toBeCloseTo(END, -2);
  // Of each 200 ms, 100 count.
  expect(slow.ms).toBeGreaterThan(1.9 * END);
});
