/**
 * What a person's hands do to time and to the run, wherever the views stand: in the page, or in a
 * figure of somebody's notes.
 */
import type { KeyActions } from './keys.ts';
import type { Lab } from './lab.ts';
import type { Level } from './narrate.ts';
import type { Moment } from './playback.ts';
import { textIn } from './story.ts';
import { onSignal, type Selection } from './views/signals.ts';
import type { Look } from './views/time-plot.ts';

/** What each place does in its own way. */
export interface Place {
  readonly select: (selection: Selection | undefined) => void;
  readonly restart: () => void;
  readonly level: (level: Level) => void;
  readonly widen?: () => void;
}

/** Does what the views below `root` signal. */
export function followViews(root: EventTarget, lab: Lab, place: Place): void {
  const { playback, travel } = lab;
  let waiting = 0;
  /** Time ran before it had to wait. */
  let waited = false;
  onSignal(root, 'lab-run', ({ line, then }) => lab.perform([line, ...(then ?? [])]));
  onSignal(root, 'lab-select', ({ selection }) => {
    place.select(selection);
    playback.invalidate();
  });
  onSignal(root, 'lab-play', ({ playing }) => (playing ? playback.play() : playback.pause()));
  onSignal(root, 'lab-rewind', () => rewind(lab));
  onSignal(root, 'lab-step', () => playback.step());
  onSignal(root, 'lab-step-back', () => travel.stepBack());
  onSignal(root, 'lab-jump', ({ way }) => travel.jump(way));
  onSignal(root, 'lab-hold', ({ holds }) => (holds ? travel.take() : travel.release()));
  onSignal(root, 'lab-wait', ({ waits }) => {
    waiting += waits ? 1 : -1;
    if (waits && waiting === 1) waited = playback.playing;
    if (waits) playback.pause();
    else if (waiting === 0 && waited) playback.play();
  });
  onSignal(root, 'lab-seek', ({ tick }) => travel.seek(tick));
  onSignal(root, 'lab-event', ({ event }) => travel.toEvent(event + 1));
  onSignal(root, 'lab-message', ({ event, message: id }) => {
    travel.toEvent(event + 1);
    const message = lab.view.messages.find((each) => each.id === id);
    if (message !== undefined) place.select({ kind: 'message', message });
  });
  onSignal(root, 'lab-widen', () => place.widen?.());
  onSignal(root, 'lab-reset', () => place.restart());
  onSignal(root, 'lab-level', ({ level }) => place.level(level));
  onSignal(root, 'lab-speed', ({ speed }) => (playback.speed = speed));
}

function rewind({ playback }: Lab): void {
  if (playback.backwards) playback.pause();
  else playback.play(true);
}

/** Keys that mean the same everywhere. */
export function timeKeys(lab: Lab): Pick<KeyActions, 'toggle' | 'step' | 'back' | 'rewind' | 'turn' | 'jump' | 'undo'> {
  const { playback, travel } = lab;
  return {
    toggle: () => (playback.playing ? playback.pause() : playback.play()),
    step: () => playback.step(),
    back: () => travel.stepBack(),
    rewind: () => rewind(lab),
    turn: (turn, way) => {
      if (travel.turn(turn, way)) return;
      lab.transcript.add({ kind: 'info', text: lab.t(0 < way ? 'turn.none' : 'turn.none.before') });
      lab.onchange();
    },
    jump: (way) => travel.jump(way),
    undo: () => lab.undo(),
  };
}

/** What a diagram along time shows at a frame. */
export function lookOf(lab: Lab, { fraction, playing }: Moment): Look {
  const { engine, view, travel, playback, journey, start, story, language } = lab;
  return {
    engine,
    view,
    now: view.now + fraction,
    end: travel.end,
    playing,
    speed: playback.speed,
    journey,
    marks: travel.marks,
    seed: start.seed,
    story: story === undefined ? '' : textIn(story.title, language),
  };
}
