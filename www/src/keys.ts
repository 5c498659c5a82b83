/** Single keys, and undo: never while typing, or when another element has the focus. */

import type { Turn } from './travel.ts';

/** What is looked for; with Shift, backwards. */
const TURN_KEYS: Readonly<Record<string, Turn>> = {
  e: 'election',
  c: 'commit',
  x: 'crash',
  v: 'violation',
  n: 'message',
};

/** What keys do; of what is missing here, the keys stay the browser's. */
export interface KeyActions {
  readonly toggle: () => void;
  readonly step: () => void;
  readonly back: () => void;
  readonly rewind: () => void;
  readonly bookmark?: () => void;
  readonly turn: (turn: Turn, way: 1 | -1) => void;
  readonly jump: (way: 1 | -1) => void;
  readonly undo: () => void;
  readonly nextMessage: (step: 1 | -1) => void;
  readonly search?: () => void;
  readonly console?: () => void;
  readonly help?: () => void;
  readonly palette?: () => void;
  readonly deselect: () => void;
  readonly names: () => void;
}

export function onPageKey(event: KeyboardEvent, page: Element, act: KeyActions): void {
  if (event.altKey || event.defaultPrevented) return;
  const [target] = event.composedPath();
  const ours = event.composedPath().includes(page) || target === page.ownerDocument.body;
  if (!ours) return;
  // While typing, too: there it means nothing else.
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
    if (act.palette === undefined) return;
    event.preventDefault();
    act.palette();
    return;
  }
  if (isTyping(event)) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.shiftKey || event.key !== 'z') return;
    event.preventDefault();
    act.undo();
    return;
  }
  switch (event.key) {
    case ' ':
      // Space belongs to a button that has the focus.
      if (isIn(target, 'button,[role=button],summary')) return;
      act.toggle();
      break;
    case 'k':
      act.toggle();
      break;
    case 'j':
      act.rewind();
      break;
    case 'b':
      if (act.bookmark === undefined) return;
      act.bookmark();
      break;
    case '.':
      act.step();
      break;
    case ',':
      act.back();
      break;
    case '[':
      act.jump(-1);
      break;
    case ']':
      act.jump(1);
      break;
    case 'm':
      act.nextMessage(1);
      break;
    case 'M':
      act.nextMessage(-1);
      break;
    case 't':
      act.names();
      break;
    case 's':
      if (act.search === undefined) return;
      act.search();
      break;
    case '/':
      if (act.console === undefined) return;
      act.console();
      break;
    case '?':
      if (act.help === undefined) return;
      act.help();
      break;
    case 'Escape':
      act.deselect();
      return;
    default: {
      const turn = TURN_KEYS[event.key.toLowerCase()];
      if (turn === undefined) return;
      act.turn(turn, event.shiftKey ? -1 : 1);
    }
  }
  event.preventDefault();
}

/** Whether the key goes into a field. */
export function isTyping(event: Event): boolean {
  return isIn(event.composedPath()[0], 'input,select,textarea,[contenteditable]');
}

function isIn(target: EventTarget | undefined, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
