/**
 * All that moves while time runs, on a canvas below the drawing: timers, messages, flows. To change one
 * attribute of an SVG costs the browser a walk over the whole page, sixty times a second (2.2 ms without a GPU,
 * of which the change itself is next to nothing); a canvas is a layer of its own (0.6 ms).
 */
import type { Flow } from '../flows.ts';
import type { ClusterView } from '../frame.ts';
import type { Size } from '../geometry.ts';
import { messageAt, timerLeft, type Scene } from '../layout.ts';
import { glyphOf } from '../messages.ts';
import { dashesAt, drawFlow, nameOfFlow } from './flow-lines.ts';
import { LEGIBLE, drawMessage, glyphScale, hueOfMessage, isDying } from './message-pool.ts';
import { TIMER } from './server-node.ts';
import { Sprites, stamp, type Sprite } from './sprites.ts';

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

interface Stamp {
  readonly name: string;
  readonly sprite: Sprite;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export class Motion {
  readonly #canvas: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;
  readonly #probes: { readonly messages: SVGElement; readonly flows: SVGElement };
  readonly #sprites: { readonly messages: Sprites; readonly flows: Sprites; readonly timers: Sprites };
  readonly #style: CSSStyleDeclaration;
  /** Device pixels for each of the picture. */
  #scale = 1;
  #scene: Scene | undefined;
  #ink = '';
  /** What the canvas shows, in numbers; nothing is drawn twice. */
  #shown = '';

  constructor(
    canvas: HTMLCanvasElement,
    pen: CanvasRenderingContext2D,
    probes: { readonly messages: SVGElement; readonly flows: SVGElement },
  ) {
    this.#canvas = canvas;
    this.#pen = pen;
    this.#probes = probes;
    this.#sprites = {
      messages: new Sprites(probes.messages),
      flows: new Sprites(probes.flows),
      timers: new Sprites(probes.messages),
    };
    this.#style = getComputedStyle(canvas);
  }

  paint(moving: Moving, size: Size, zoom: number): void {
    this.#fit(size, zoom);
    this.#follow(moving.scene);
    const stamps = moving.flows === undefined ? this.#messages(moving) : this.#held(moving);
    const timers = moving.view.servers.map((server) =>
      server.status === 'crashed' ? 0 : timerLeft(server, moving.time),
    );
    const flows = (moving.flows ?? []).map((flow) => this.#flow(flow, moving.scene));
    const shown = Motion.#numbers(moving, stamps, timers);
    if (moving.flows === undefined && shown === this.#shown) return;
    this.#shown = shown;
    this.#clear();
    const pen = this.#pen;
    for (const [i, left] of timers.entries()) this.#timer(moving, i, left);
    const offset = dashesAt(moving.realTime);
    this.#to(0, 0);
    for (const sprite of flows) stamp(pen, sprite, offset);
    for (const { sprite, x, y, scale } of stamps) {
      this.#to(x, y, scale);
      stamp(pen, sprite);
    }
  }

  clear(): void {
    if (this.#shown === '') return;
    this.#shown = '';
    this.#clear();
  }

  #clear(): void {
    this.#pen.setTransform(1, 0, 0, 1, 0, 0);
    this.#pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  #to(x: number, y: number, scale = 1): void {
    const k = this.#scale;
    this.#pen.setTransform(k * scale, 0, 0, k * scale, k * x, k * y);
  }

  #fit({ width, height }: Size, zoom: number): void {
    this.#scale = zoom * devicePixelRatio;
    const [w, h] = [Math.round(width * this.#scale), Math.round(height * this.#scale)];
    if (this.#canvas.width === w && this.#canvas.height === h) return;
    Object.assign(this.#canvas, { width: w, height: h });
    this.#shown = '';
  }

  /** Flows are drawn in their places, and everything in the colours of a theme. */
  #follow(scene: Scene): void {
    if (scene !== this.#scene) this.#sprites.flows.forget();
    this.#scene = scene;
    const ink = this.#style.color;
    if (ink === this.#ink) return;
    this.#ink = ink;
    for (const each of Object.values(this.#sprites)) each.forget();
    this.#shown = '';
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
      stamps.push({ name, sprite, x: place.x, y: place.y, scale });
    }
    return stamps;
  }

  /** Among flows only what stands still is seen. */
  #held(moving: Moving): readonly Stamp[] {
    return this.#messages(moving, moving.view.messages.filter((message) => message.held));
  }

  #flow(flow: Flow, scene: Scene): Sprite {
    return this.#sprites.flows.of(nameOfFlow(flow), () => drawFlow(flow, scene));
  }

  #timer({ scene, servers }: Moving, i: number, left: number): void {
    const place = scene.servers[i];
    const element = servers[i];
    if (place === undefined || element === undefined) return;
    const pen = this.#pen;
    this.#to(place.x, place.y);
    for (const [part, share] of [['track', 1], ['arc', left]] as const) {
      if (share === 0) continue;
      const [look] = this.#sprites.timers.seen(`${part} ${lookOf(element)}`, element.querySelector(`.${part}`));
      if (look === undefined || look.stroke === 'none') continue;
      pen.beginPath();
      pen.arc(0, 0, place.radius + TIMER, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
      pen.globalAlpha = look.alpha;
      pen.strokeStyle = look.stroke;
      pen.lineWidth = look.width;
      pen.lineCap = 'butt';
      pen.setLineDash([]);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  /** To a tenth of a pixel for messages, a fifth of a degree for timers. */
  static #numbers({ servers }: Moving, stamps: readonly Stamp[], timers: readonly number[]): string {
    const parts: (string | number)[] = stamps.map(
      ({ name, x, y }) => `${name} ${x.toFixed(1)} ${y.toFixed(1)}`,
    );
    for (const left of timers) parts.push(Math.round(left * 1800));
    return `${parts.join()};${servers.map(lookOf).join()}`;
  }
}

/** All that the style sheet asks of a server before it draws its timer. */
function lookOf(server: Element): string {
  const { role, standing, status, hue } = (server as SVGElement).dataset;
  return `${role} ${standing} ${status} ${hue} ${server.getAttribute('class')}`;
}
