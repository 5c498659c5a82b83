import { expect, test } from 'vitest';

import { Playback, positionOf, speedAt, speedText } from '../src/playback.ts';
import type { Clock, Timeline } from '../src/playback.ts';

/** Frames happen when the test says so. */
function byHand() {
  let callback: ((time: number) => void) | undefined;
  let now = 0;
  const clock: Clock = {
    now: () => now,
    request: (each) => {
      callback = each;
      return 1;
    },
    cancel: () => {
      callback = undefined;
    },
  };
  const frame = (time: number): void => {
    const each = callback;
    callback = undefined;
    now = Math.max(now, time);
    each?.(time);
  };
  return {
    clock,
    frame,
    spend: (ms: number) => (now += ms),
    pending: () => callback !== undefined,
  };
}

function counting(): Timeline & { ticks: number; steps: number } {
  return {
    ticks: 0,
    steps: 0,
    advance(ticks) {
      this.ticks += ticks;
      return ticks;
    },
    step() {
      this.steps += 1;
      return true;
    },
  };
}

test('virtual time follows real time at the speed asked for, fractions carried on', () => {
  const { clock, frame } = byHand();
  const line = counting();
  const playback = new Playback(clock);
  playback.attach(line);
  playback.speed = 1 / 20;
  playback.play();
  const fractions: number[] = [];
  playback.onframe = ({ fraction }) => fractions.push(fraction);
  for (let time = 0; time <= 400; time += 16) frame(time);
  expect(line.ticks).toBe(20);
  expect(fractions.every((each) => 0 <= each && each < 1)).toBe(true);
});

test('paused, no frame is asked for', () => {
  const { clock, frame, pending } = byHand();
  const playback = new Playback(clock);
  playback.attach(counting());
  frame(0);
  expect(pending()).toBe(false);
  playback.play();
  frame(16);
  expect(pending()).toBe(true);
  playback.pause();
  frame(32);
  expect(pending()).toBe(false);
});

test('when the core cannot keep up, virtual time slows and the frame ends', () => {
  const { clock, frame, spend } = byHand();
  const playback = new Playback(clock);
  const budgets: number[] = [];
  playback.attach({
    advance: (ticks, milliseconds) => {
      budgets.push(milliseconds);
      spend(milliseconds);
      return Math.min(ticks, 3);
    },
    step: () => true,
  });
  playback.speed = 10;
  playback.play();
  frame(0);
  frame(100);
  expect(budgets).toEqual([4]);
  expect(playback.late).toBe(false);
  for (let time = 200; time < 2000; time += 100) frame(time);
  expect(playback.late).toBe(true);
});

test('a long absence is not made up', () => {
  const { clock, frame } = byHand();
  const line = counting();
  const playback = new Playback(clock);
  playback.attach(line);
  playback.speed = 1;
  playback.play();
  frame(0);
  frame(60_000);
  expect(line.ticks).toBe(100);
});

test('a step pauses first', () => {
  const { clock } = byHand();
  const line = counting();
  const playback = new Playback(clock);
  playback.attach(line);
  playback.play();
  expect(playback.step()).toBe(true);
  expect(playback.playing).toBe(false);
  expect(line.steps).toBe(1);
});

test('the speed slider is logarithmic and reversible', () => {
  expect(speedAt(0)).toBeCloseTo(0.01);
  expect(speedAt(1)).toBeCloseTo(100);
  expect(positionOf(speedAt(0.37))).toBeCloseTo(0.37);
});

test.each([
  [0.01, '1/100×'],
  [1 / 20, '1/20×'],
  [0.5, '1/2×'],
  [1, '1×'],
  [2.5, '2.5×'],
  [10, '10×'],
])('speed %f is shown as %s', (speed, text) => {
  expect(speedText(speed)).toBe(text);
});

test('backwards, time runs at the same speed, smoothly, and stops at the beginning', () => {
  const { clock, frame } = byHand();
  let now = 10;
  const line: Timeline = {
    advance: () => 0,
    step: () => true,
    retreat(ticks) {
      now = Math.max(0, now - ticks);
      return 0 < now;
    },
  };
  const playback = new Playback(clock);
  playback.attach(line);
  playback.speed = 1 / 20;
  const shown: number[] = [];
  playback.onframe = ({ fraction }) => shown.push(now + fraction);
  playback.play(true);
  expect(playback.backwards).toBe(true);
  for (let time = 0; time <= 100; time += 10) frame(time);
  expect(shown.at(-1)).toBeCloseTo(5);
  expect(shown.slice(1).every((each, i) => each < (shown[i] ?? 0))).toBe(true);
  for (let time = 110; time <= 400; time += 10) frame(time);
  expect([now, playback.playing, playback.backwards]).toEqual([0, false, false]);
  playback.play();
  expect(playback.backwards).toBe(false);
});
