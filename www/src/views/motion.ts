/**
 * All that moves while time runs, on a canvas below the drawing: timers, messages, flows. To change one
 * attribute of an SVG costs the browser a walk over the whole page, sixty times a second (2.2 ms without a GPU,
 * of which the change itself is next to nothing); a canvas is a layer of its own (1.1 ms, or 0.2 where another
 * thread paints it).
 */
import type { Flow } from '../flows.ts';
import type { ClusterView } from '../frame.ts';
import type { Size } from '../geometry.ts';
import { messageAt, timerLeft, type Scene } from '../layout.ts';
import { glyphOf } from '../messages.ts';
import { dashesAt, drawFlow, nameOfFlow } from './flow-lines.ts';
import { LEGIBLE, drawMessage, glyphScale, hueOfMessage, isDying } from './message-pool.ts';
import { packed, type Easel, type Picture, type Sprite, type Stamp } from './painter.ts';
import { TIMER } from './server-node.ts';
import { Sprites } from './sprites.ts';

/** What one frame shows of it. */
export interface Moving {
  readonly view: ClusterView;
  readonly time: number;
  readonly scene: Scene;
  /** Time runs so fast that these stand for messages. */
  readonly flows: readonly Flow[] | undefined;
  readonly realTime: number;
  /** Messages that are marked: selected, or under the pointer. */
  readonly marked: readonly (number | undefined)[];
  /** The drawn servers, in whose timers the style sheet has its say. */
  readonly servers: readonly Element[];
}

/** So many looks are told before all are forgotten: each scene brings some that are never seen again. */
const MOST_LOOKS = 400;

export class Motion {
  readonly #easel: Easel;
  readonly #probes: { readonly messages: SVGElement; readonly flows: SVGElement };
  readonly #sprites: { readonly messages: Sprites; readonly flows: Sprites; readonly timers: Sprites };
  readonly #style: CSSStyleDeclaration;
  readonly #told = new Map<Sprite, number>();
  #fresh: [number, Sprite][] = [];
  #anew = true;
  #scene: Scene | undefined;
  #ink = '';
  /** What the canvas shows; nothing is drawn twice. */
  #shown: Picture | undefined;

  /** `canvas` has the colours of what is painted on `easel`. */
  constructor(
    canvas: HTMLCanvasElement,
    easel: Easel,
    probes: { readonly messages: SVGElement; readonly flows: SVGElement },
  ) {
    this.#easel = easel;
    this.#probes = probes;
    this.#sprites = {
      messages: new Sprites(probes.messages),
      flows: new Sprites(probes.flows),
      timers: new Sprites(probes.messages),
    };
    this.#style = getComputedStyle(canvas);
  }

  /** Whether what was painted can be seen already. */
  get shows(): boolean {
    return this.#easel.shows;
  }

  paint(moving: Moving, size: Size, zoom: number): void {
    this.#follow(moving.scene);
    const stamps = [
      ...this.#timers(moving),
      ...this.#flows(moving),
      ...(moving.flows === undefined ? this.#messages(moving) : this.#held(moving)),
    ];
    const scale = zoom * devicePixelRatio;
    this.#show({
      width: Math.round(size.width * scale),
      height: Math.round(size.height * scale),
      scale,
      stamps: packed(stamps),
      fresh: this.#fresh,
      anew: this.#anew,
    });
  }

  clear(): void {
    if (this.#shown !== undefined) this.#show({ ...this.#shown, stamps: packed([]), fresh: [], anew: false });
    this.#shown = undefined;
  }

  #show(picture: Picture): void {
    if (this.#shown !== undefined && isSame(picture, this.#shown)) return;
    this.#shown = picture;
    this.#fresh = [];
    this.#anew = false;
    this.#easel.paint(picture);
  }

  /** Flows are drawn in their places, and everything in the colours of a theme. */
  #follow(scene: Scene): void {
    if (scene !== this.#scene) this.#sprites.flows.forget();
    this.#scene = scene;
    const ink = this.#style.color;
    if (ink === this.#ink && this.#told.size < MOST_LOOKS) return;
    this.#ink = ink;
    for (const each of Object.values(this.#sprites)) each.forget();
    this.#told.clear();
    this.#fresh = [];
    this.#anew = true;
  }

  #numberOf(sprite: Sprite): number {
    const told = this.#told.get(sprite);
    if (told !== undefined) return told;
    const number = this.#told.size;
    this.#told.set(sprite, number);
    this.#fresh.push([number, sprite]);
    return number;
  }

  #messages({ view, time, scene, marked }: Moving, only = view.messages): readonly Stamp[] {
    const scale = glyphScale(scene);
    const little = scale < LEGIBLE;
    this.#probes.messages.classList.toggle('little', little);
    const stamps: Stamp[] = [];
    for (const message of only) {
      const place = messageAt(message, time, scene);
      if (place === undefined) continue;
      const states = [
        isDying(message, place.progress) ? 'dying' : '',
        message.held ? 'held' : '',
        marked.includes(message.id) ? 'selected' : '',
      ].filter((each) => each !== '');
      const glyph = Object.values(glyphOf(message, view)).join(' ');
      const name = `${glyph}|${hueOfMessage(message)}|${message.duplicate}|${little}|${states.join(' ')}`;
      const sprite = this.#sprites.messages.of(name, () => {
        const drawn = drawMessage(message, view);
        drawn.classList.add(...states);
        return drawn;
      });
      stamps.push({ ...STAMP, sprite: this.#numberOf(sprite), x: tenth(place.x), y: tenth(place.y), scale });
    }
    return stamps;
  }

  /** Among flows only what stands still is seen. */
  #held(moving: Moving): readonly Stamp[] {
    return this.#messages(moving, moving.view.messages.filter((message) => message.held));
  }

  #flows({ flows = [], scene, realTime }: Moving): readonly Stamp[] {
    const offset = dashesAt(realTime);
    return flows.map((flow) => {
      const sprite = this.#sprites.flows.of(nameOfFlow(flow), () => drawFlow(flow, scene));
      return { ...STAMP, sprite: this.#numberOf(sprite), offset };
    });
  }

  #timers({ view, time, scene, servers }: Moving): readonly Stamp[] {
    return view.servers.flatMap((server, i) => {
      const place = scene.servers[i];
      const element = servers[i];
      if (place === undefined || element === undefined) return [];
      const look = lookOf(element);
      // To a fifth of a degree.
      const left = server.status === 'crashed' ? 0 : Math.round(1800 * timerLeft(server, time)) / 1800;
      return TIMER_PARTS.map((part) => {
        const sprite = this.#sprites.timers.seen(`${part} ${look}`, () => element.querySelector(`.${part}`));
        const share = part === 'arc' ? left : 1;
        return { ...STAMP, sprite: this.#numberOf(sprite), x: place.x, y: place.y, radius: place.radius + TIMER, share };
      });
    });
  }
}

const TIMER_PARTS = ['track', 'arc'] as const;

const STAMP: Stamp = { sprite: 0, x: 0, y: 0, scale: 1, radius: 0, share: 0, offset: 0 };

/** To a tenth of a pixel. */
function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}

function isSame(picture: Picture, shown: Picture): boolean {
  const { width, height, scale, stamps, fresh, anew } = picture;
  return (
    !anew &&
    fresh.length === 0 &&
    width === shown.width &&
    height === shown.height &&
    scale === shown.scale &&
    stamps.length === shown.stamps.length &&
    stamps.every((number, i) => number === shown.stamps[i])
  );
}

/** All that the style sheet asks of a server before it draws its timer. */
function lookOf(server: Element): string {
  const { role, standing, status, hue } = (server as SVGElement).dataset;
  return `${role} ${standing} ${status} ${hue} ${server.getAttribute('class')}`;
}
