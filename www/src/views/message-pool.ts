/** The messages in flight while time stands, and in pictures: a drawing each, moved by hand. See motion.ts. */
import type { ClusterView, MessageInFlight } from '../frame.ts';
import { messageAt, type Scene } from '../layout.ts';
import { glyphOf } from '../messages.ts';
import { hueOf } from '../styles/tokens.ts';
import { drawGlyph, svgElement } from './glyphs.ts';

/** A lost message shows its cross in this last part of its life. */
const DYING = 0.62;

/** Below this scale there is no room for a number in a glyph. */
export const LEGIBLE = 0.75;
/** So many messages are named at most. */
const NAMED = 30;

interface Drawn {
  readonly element: SVGElement;
  readonly pointer: Element | undefined;
  /** What it is called, in the layer above the servers. */
  readonly name: SVGElement | undefined;
  /** Another run, or another future, uses the same numbers for other messages. */
  readonly what: string;
  dying: boolean;
}

export class MessagePool {
  /** Less motion: messages stand half way from sending to arrival instead of travelling. */
  calm = false;
  /** What a message is called, where names are shown. */
  nameOf: ((message: MessageInFlight) => string) | undefined;

  readonly #layer: SVGElement;
  readonly #names: SVGElement;
  readonly #drawn = new Map<number, Drawn>();
  #selected: number | undefined;

  constructor(layer: SVGElement, names: SVGElement) {
    this.#layer = layer;
    this.#names = names;
  }

  /** Moves what is there, adds what is new, removes what has arrived. Of flows only what stands still is seen. */
  paint(view: ClusterView, time: number, scene: Scene, flowing = false): void {
    const seen = new Set<number>();
    const scale = glyphScale(scene);
    const sized = scale === 1 ? '' : ` scale(${scale.toFixed(2)})`;
    this.#layer.classList.toggle('little', scale < LEGIBLE);
    // More of them cannot be read, only covered.
    this.#names.classList.toggle('named', view.messages.length <= NAMED);
    for (const message of view.messages) {
      if (flowing && !message.held) continue;
      const place = messageAt(message, this.calm ? (message.sent + message.due) / 2 : time, scene);
      if (place === undefined) continue;
      seen.add(message.id);
      let drawn = this.#drawn.get(message.id);
      if (drawn?.what !== whatIs(message)) {
        if (drawn !== undefined) erase(drawn);
        drawn = this.#add(message, view, place.heading);
      }
      drawn.element.setAttribute(
        'transform',
        `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})${sized}`,
      );
      drawn.name?.setAttribute('transform', `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`);
      drawn.element.classList.toggle('held', message.held);
      const dying = isDying(message, place.progress);
      if (dying !== drawn.dying) {
        drawn.dying = dying;
        drawn.element.classList.toggle('dying', dying);
      }
    }
    for (const [id, drawn] of this.#drawn) {
      if (seen.has(id)) continue;
      erase(drawn);
      this.#drawn.delete(id);
    }
  }

  /** The scene changed: directions are drawn once per message, so draw them all anew. */
  clear(): void {
    for (const drawn of this.#drawn.values()) erase(drawn);
    this.#drawn.clear();
  }

  mark(selected: number | undefined): void {
    this.#selected = selected;
    for (const [id, drawn] of this.#drawn) {
      drawn.element.classList.toggle('selected', id === selected);
    }
  }

  #add(message: MessageInFlight, view: ClusterView, heading: number): Drawn {
    const element = drawMessage(message, view);
    element.classList.toggle('selected', message.id === this.#selected);
    let name: SVGElement | undefined;
    if (this.nameOf !== undefined) {
      // There above the link, back below it: two that meet do not cover each other.
      name = svgElement('text', { class: 'what', x: 12, y: Math.abs(heading) < Math.PI / 2 ? 17 : -9 });
      name.textContent = this.nameOf(message);
      this.#names.append(name);
    }
    const pointer = element.querySelector('.pointer') ?? undefined;
    pointer?.setAttribute('transform', `rotate(${((heading * 180) / Math.PI).toFixed(1)})`);
    this.#layer.append(element);
    const drawn: Drawn = { element, pointer, name, what: whatIs(message), dying: false };
    this.#drawn.set(message.id, drawn);
    return drawn;
  }
}

/** What a message looks like, at the origin; the classes `dying`, `held` and `selected` are its states. */
export function drawMessage(message: MessageInFlight, view: ClusterView): SVGElement {
  const element = svgElement('g', {
    class: message.duplicate ? 'message duplicate' : 'message',
    'data-message': message.id,
    'data-kind': message.kind,
    'data-hue': hueOfMessage(message),
  });
  element.append(...drawGlyph(glyphOf(message, view)));
  return element;
}

/** Between clients and servers there are no terms. */
export function hueOfMessage({ from, to, term }: MessageInFlight): number {
  return from < 0 || to < 0 ? -1 : hueOf(term);
}

/** A lost message on the last part of its way. */
export function isDying(message: MessageInFlight, progress: number): boolean {
  return message.lost && DYING < progress;
}

/** Where servers are small and many, what passes between them is small, too. */
export function glyphScale(scene: Scene): number {
  return Math.max(0.5, Math.min(1, (scene.servers[0]?.radius ?? 30) / 27));
}

function erase({ element, name }: Drawn): void {
  element.remove();
  name?.remove();
}

function whatIs({ kind, from, to, term }: MessageInFlight): string {
  return `${kind} ${from} ${to} ${term}`;
}
