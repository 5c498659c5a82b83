/**
 * The cluster. Servers and clients are a Lit template, rendered when their facts change. What moves is drawn
 * with a pen while time runs, and stands in the drawing while it does not: there it can be pointed at,
 * printed, and saved.
 */
import { LitElement, html, nothing, svg, type PropertyValues } from 'lit';
import { EMPTY_VIEW, type ClientNode, type ClusterView, type MessageInFlight } from '../frame.ts';
import { beside, roomFor, type Sight } from '../beside.ts';
import { FLOWS_FROM, Flows, type Flow } from '../flows.ts';
import { halfOf, scaleOf, type Box, type Place, type Point, type Size } from '../geometry.ts';
import { translator, type Translate } from '../i18n.ts';
import { digitsOf, layout, magnification, messageAt, timerLeft, type Scene } from '../layout.ts';
import { describe, messageName, partyName } from '../messages.ts';
import { ringStyles } from '../styles/ring.ts';
import { shared } from '../styles/shared.ts';
import type { Drawing } from '../picture.ts';
import { messageUnder, nearest, type Target } from '../reach.ts';
import { lineOf } from '../sides.ts';
import { clientNode } from './client-node.ts';
import { dashesAt, drawFlow, nameOfFlow } from './flow-lines.ts';
import { gestureDrawing, gestureText, wishOf } from './gesture.ts';
import { Hand, type Gesture } from './hand.ts';
import { linkHits, linkLines } from './link-lines.ts';
import { MessagePool } from './message-pool.ts';
import { Motion } from './motion.ts';
import { Painter, type Easel } from './painter.ts';
import { actionMenu } from './server-menu.ts';
import { serverNode } from './server-node.ts';
import { signal, type Selection } from './signals.ts';
import { Sized } from './sized.ts';
import { clientItems, linkItems, menuItems, messageItems, type MenuPage } from '../menu.ts';

/** What is under the pointer, in words. */
interface Tip {
  readonly message: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

type Menu =
  | { readonly server: number; readonly page: MenuPage }
  | { readonly message: MessageInFlight; readonly x: number; readonly y: number }
  | { readonly client: number }
  | { readonly link: readonly [number, number]; readonly x: number; readonly y: number };

/** What closes a menu; it does not scroll with the page. */
const ELSEWHERE = ['pointerdown', 'scroll'];

/** Virtual ms during which a change stays tinted. */
const FRESH = 40;

export class KvraftRing extends LitElement {
  static override properties = {
    t: { attribute: false },
    selection: { attribute: false },
    requests: { attribute: false },
    acts: { attribute: false },
    menu: { state: true },
    tip: { state: true },
    gesture: { state: true },
    names: { attribute: false },
    paintAway: { attribute: false },
  };
  static override styles = [shared, ringStyles];

  declare t: Translate;
  declare selection: Selection | undefined;
  /** The text of each client's request under way, by client id. */
  declare requests: ReadonlyMap<number, string>;
  /** Whether a hand may act here, or only look. */
  declare acts: boolean;
  /** What each message is, is written beside it. */
  declare names: boolean;
  /** Has the canvas painted in another thread; without one, or where there is none, it is painted in this one. */
  declare paintAway: ((canvas: HTMLCanvasElement) => Promise<Easel | undefined>) | undefined;
  declare menu: Menu | undefined;
  declare tip: Tip | undefined;
  /** A wall that is being drawn, or a server that is carried. */
  declare gesture: Gesture | undefined;

  #view: ClusterView = EMPTY_VIEW;
  #time = 0;
  /** Of the picture, in its own pixels; on the screen each is `#zoom` large. */
  #size: Size = { width: 0, height: 0 };
  #zoom = 1;
  #scene: Scene = layout(EMPTY_VIEW, this.#size);
  #sceneKey = '';
  #key = '';
  #pool: MessagePool | undefined;
  #motion: Motion | undefined;
  #hired = false;
  /** What moves is drawn with the pen, not in the drawing. */
  #moving = false;
  readonly #flows = new Flows();
  /** Those that stand in the drawing. */
  #flowsShown = '';
  /** Of time; 0 while it stands. */
  #speed = 0;
  #realTime = 0;
  /** In the drawing: the servers, and their timers. */
  #servers: readonly SVGElement[] = [];
  #arcs: readonly SVGElement[] = [];
  /** The message under the pointer. */
  #over: number | undefined;
  #focused = 1;
  #journey = 0;
  #waits = false;
  #calm = false;
  readonly #hand = new Hand({
    targetAt: (event, finger) => this.#targetAt(event, finger),
    at: (event) => this.#at(event),
    show: (gesture) => {
      this.menu = undefined;
      this.tip = undefined;
      this.gesture = gesture;
    },
    finish: (gesture) => {
      const wish = wishOf(gesture, this.#view, this.#scene);
      if (wish !== undefined) signal(this, 'lab-run', { line: lineOf(wish) });
    },
    open: (target, at) => this.#openAt(target, at, true),
    wait: (waits) => signal(this, 'lab-wait', { waits }),
  });
  /** When each server last changed visibly, in virtual time. */
  readonly #changed = new Map<number, { key: string; tick: number }>();

  constructor() {
    super();
    this.t = translator('en');
    this.requests = new Map();
    this.acts = true;
    this.names = false;
    this.paintAway = undefined;
    new Sized(this, ({ width, height }) => {
      this.#zoom = magnification({ width, height });
      this.#size = { width: width / this.#zoom, height: height / this.#zoom };
      this.paint(this.#view, this.#time, this.#speed, this.#realTime);
    });
    this.addEventListener('pointerdown', () => (this.#hand.spent = false), { capture: true });
    // A finger that is lifted soon after a long press is a tap to the browser, which would take the focus from the
    // menu to what is under the finger, and so close it.
    this.addEventListener('mousedown', (event) => this.#hand.spent && event.preventDefault(), { capture: true });
    this.addEventListener('click', this.#onlyClicks, { capture: true });
  }

  /** The end of a gesture is no click, not even on the menu that a long press has opened under the finger. */
  readonly #onlyClicks = (event: MouseEvent): void => {
    // A key has pressed a button.
    if (!this.#hand.spent || event.detail === 0) return;
    this.#hand.spent = false;
    event.stopPropagation();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    for (const event of ELSEWHERE) this.ownerDocument.addEventListener(event, this.#outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const event of ELSEWHERE) this.ownerDocument.removeEventListener(event, this.#outside);
  }

  /** What is drawn, from the ground up; at this moment all of it stands there. */
  get drawing(): Drawing | undefined {
    this.rest();
    const [ground, ...above] = this.renderRoot.querySelectorAll('svg');
    return ground === undefined ? undefined : [ground, ...above];
  }

  /** What flows, where time runs too fast for messages. */
  get flows(): readonly Flow[] | undefined {
    return FLOWS_FROM <= this.#speed ? this.#flows.all : undefined;
  }

  /** Where a message is on the screen, in CSS pixels from the corner of this element. */
  placeOf(id: number): Point | undefined {
    const message = this.#view.messages.find((each) => each.id === id);
    const place = message && messageAt(message, this.#time, this.#scene);
    return place && { x: place.x * this.#zoom, y: place.y * this.#zoom };
  }

  readonly #outside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.menu = undefined;
  };

  /**
   * Shows the cluster at `time`. Called once per frame; renders only what changed. `speed` is that of time,
   * 0 while it stands, `realTime` the frame's. What there is to read may wait, where it is not `due`.
   */
  paint(view: ClusterView, time: number, speed = 0, realTime = 0, due = true): void {
    this.#view = view;
    this.#time = time;
    this.#realTime = realTime;
    this.#speed = speed;
    if (FLOWS_FROM <= speed) this.#flows.see(view, realTime);
    else this.#flows.clear();
    const sceneKey = sceneKeyOf(view, this.#size);
    if (sceneKey !== this.#sceneKey) {
      this.#sceneKey = sceneKey;
      this.#scene = layout(view, this.#size);
      this.style.setProperty('--scale', String(scaleOf(this.#scene.servers[0]?.radius ?? 36)));
      this.#pool?.clear();
      this.requestUpdate();
    }
    if (due) this.#look(view);
    this.#move();
  }

  #look(view: ClusterView): void {
    const key = this.#factsKey(view);
    if (key === this.#key) return;
    this.#key = key;
    this.requestUpdate();
  }

  /** Another run, or another moment: nothing has changed, everything is new. */
  arrive(journey: number): void {
    if (journey === this.#journey) return;
    this.#journey = journey;
    this.#changed.clear();
    this.menu = undefined;
  }

  /** Directions are told by motion while time runs, by pointers while it does not. */
  set still(still: boolean) {
    this.#picture?.classList.toggle('still', still);
  }

  /** For who asked for less motion: things jump from state to state. */
  set calm(calm: boolean) {
    this.#calm = calm;
    if (this.#pool !== undefined) this.#pool.calm = calm;
  }

  get #picture(): SVGSVGElement | null {
    return this.renderRoot.querySelector<SVGSVGElement>('.picture');
  }

  /** The next message in flight after the selected one, for the keyboard. */
  nextMessage(step: 1 | -1): void {
    const messages = this.#view.messages;
    if (messages.length === 0) return;
    const id = this.selection?.kind === 'message' ? this.selection.message.id : undefined;
    const at = messages.findIndex((message) => message.id === id);
    const next = messages[at < 0 ? 0 : (at + step + messages.length) % messages.length];
    if (next !== undefined)
      signal(this, 'lab-select', { selection: { kind: 'message', message: next } });
  }

  #factsKey(view: ClusterView): string {
    const parts: string[] = [];
    for (const s of view.servers) {
      const key = `${s.role} ${s.status} ${s.term} ${s.lastIndex} ${s.commitIndex} ${s.pendingWrites} ${s.votes} ${s.asksFirst} ${s.voters} ${s.learners} ${s.clock} ${Object.values(s.disk).join()}`;
      const before = this.#changed.get(s.id);
      if (before === undefined || before.key !== key || view.now < before.tick) {
        this.#changed.set(s.id, { key, tick: before === undefined ? -FRESH : view.now });
      }
      parts.push(key, this.#fresh(s.id) ? '!' : '');
    }
    for (const c of view.clients) parts.push(`${c.waiting} ${c.attempts} ${c.target}`);
    if (view.servers.some((s) => s.role === 'candidate')) {
      for (const m of view.messages) if (m.kind.endsWith('vote-response')) parts.push(`v${m.id}`);
    }
    return parts.join(';');
  }

  #fresh(id: number): boolean {
    return this.#view.now - (this.#changed.get(id)?.tick ?? -FRESH) < FRESH;
  }

  #move(): void {
    // A message that has arrived leaves without telling the pointer.
    const { tip } = this;
    if (tip !== undefined && !this.#view.messages.some((m) => m.id === tip.message)) {
      this.tip = undefined;
    }
    const { menu } = this;
    if (menu !== undefined && 'message' in menu) {
      const now = this.#view.messages.find((m) => m.id === menu.message.id);
      if (now === undefined) this.menu = undefined;
      else if (now.held !== menu.message.held) this.menu = { ...menu, message: now };
    }
    // Names stand above the servers; who wants less motion has nothing that moves.
    if (0 < this.#speed && !this.#calm && !this.names) this.#run();
    else this.rest();
  }

  #run(): void {
    this.#hire();
    if (this.#motion !== undefined) this.#paint(this.#motion);
    if (this.#moving) return;
    // In another thread the first picture takes a moment: what stands in the drawing goes when it is there.
    if (this.#motion?.shows !== true) {
      this.#draw();
      return;
    }
    this.#show(true);
    // What the pointer was on goes, and a pointer does not leave what is gone.
    this.#left();
    this.#pool?.clear();
    this.#drawFlows();
  }

  #show(moving: boolean): void {
    this.#moving = moving;
    for (const each of this.renderRoot.querySelectorAll('.picture, canvas')) each.classList.toggle('moving', moving);
  }

  #paint(motion: Motion): void {
    const { selection } = this;
    motion.paint(
      {
        view: this.#view,
        time: this.#time,
        scene: this.#scene,
        flows: this.flows,
        realTime: this.#realTime,
        marked: [selection?.kind === 'message' ? selection.message.id : undefined, this.#over],
        servers: this.#servers,
      },
      this.#size,
      this.#zoom,
    );
  }

  /** Puts what moves into the drawing, until the next frame of a run. */
  rest(): void {
    if (this.#moving) this.#show(false);
    this.#motion?.clear();
    this.#draw();
  }

  /** What moves, in the drawing. */
  #draw(): void {
    for (const [i, server] of this.#view.servers.entries()) {
      const left = server.status === 'crashed' ? 0 : timerLeft(server, this.#time);
      const shown = this.#calm ? Math.ceil(left * 6) / 6 : left;
      this.#arcs[i]?.setAttribute('stroke-dasharray', `${shown.toFixed(3)} 2`);
    }
    const { flows } = this;
    this.#pool?.paint(this.#view, this.#time, this.#scene, flows !== undefined);
    this.#drawFlows(flows);
  }

  #drawFlows(flows: readonly Flow[] = []): void {
    // All dashes move alike; for who wants less motion they stand, and mostly nothing is new.
    const offset = this.#calm ? 0 : dashesAt(this.#realTime);
    const shown = flows.length === 0 ? '' : [this.#sceneKey, offset, ...flows.map(nameOfFlow)].join();
    if (shown === this.#flowsShown) return;
    this.#flowsShown = shown;
    const drawn = flows.map((flow) => drawFlow(flow, this.#scene, offset)).filter((each) => each !== undefined);
    this.renderRoot.querySelector('.flows:not(.probe)')?.replaceChildren(...drawn);
  }

  override render() {
    const { t } = this;
    const view = this.#view;
    const scene = this.#scene;
    const box = `0 0 ${Math.max(1, scene.size.width)} ${Math.max(1, scene.size.height)}`;
    return html`
      <svg viewBox=${box} aria-hidden="true">
        ${linkLines(scene)}
        <g class="messages probe"></g>
        <g class="flows probe"></g>
      </svg>
      <canvas aria-hidden="true"></canvas>
      <svg
        class="picture"
        viewBox=${box}
        role="group"
        aria-label=${t('ring.label')}
        @click=${this.#click}
        @keydown=${this.#keydown}
        @pointerover=${this.#hover}
        @pointerout=${this.#left}
        @pointerdown=${(event: PointerEvent) => this.acts && this.#hand.down(event)}
        @pointermove=${this.#pointed}
        @pointerup=${() => this.#hand.up()}
        @pointercancel=${() => this.#hand.cancel()}
        @contextmenu=${(event: MouseEvent) => this.acts && this.#hand.context(event)}
      >
        ${linkHits(scene, view.cuts, t)}
        ${scene.walls.map((wall) => {
          const d = curve(wall.from, wall.bend, wall.to);
          const names = wall.side.map((id) => `S${id}`).join(' ');
          return svg`<g data-wall=${wall.side.join(' ')} role="img" aria-label=${t('ring.side', { servers: names })}>
            <path class="wall-gap" d=${d}></path><path class="wall" d=${d}></path>
          </g>`;
        })}
        ${scene.broken.map(
          (
            link,
          ) => svg`<g data-cut="${link.from} ${link.to}" role="img" aria-label="${partyName(link.from)} ${link.both ? '⇎' : '↛'} ${partyName(link.to)}">
            <path class="broken" d=${curve(link.start, link.bend ?? link.middle, link.end)}></path>
            <path class="broken-mark" transform=${brokenTransform(link)} d=${link.both ? 'M-6 -6L6 6M6 -6L-6 6' : 'M-6 -6L6 6M6 -6L-6 6M12 -5l6 5l-6 5'}></path>
          </g>`,
        )}
        <g class="flows" aria-hidden="true"></g>
        <g class="messages" aria-hidden="true"></g>
        ${view.clients.map((client, i) => this.#clientNode(client, i))}
        ${view.servers.map((server, i) => {
          const place = scene.servers[i];
          if (place === undefined) return nothing;
          return serverNode(
            server,
            place,
            view,
            {
              selected: this.selection?.kind === 'server' && this.selection.id === server.id,
              focusable: this.#focused === server.id,
              fresh: this.#fresh(server.id),
              menuOpen: this.#serverOfMenu === server.id,
              compact: scene.compact,
            },
            t,
          );
        })}
        <g class="names" aria-hidden="true"></g>
        ${this.gesture === undefined ? nothing : gestureDrawing(this.gesture, scene)}
      </svg>
      ${
        this.menu === undefined
          ? nothing
          : this.#menu(this.menu)
      }
      ${this.gesture === undefined ? nothing : html`<div class="tip wall-tip" role="status">${gestureText(this.gesture, view, scene, t)}</div>`}
      ${this.tip === undefined || this.gesture !== undefined ? nothing : html`<div class="tip" aria-hidden="true">${this.tip.text}</div>`}
    `;
  }

  #menu(menu: Menu) {
    const [name, items] =
      'server' in menu
        ? [`S${menu.server}`, menuItems(this.#view, menu.server, menu.page)]
        : 'client' in menu
          ? [`C${menu.client}`, clientItemsOf(this.#view, menu.client)]
          : 'link' in menu
            ? [`S${menu.link[0]}–S${menu.link[1]}`, linkItems(this.#view, ...menu.link)]
            : [`m${menu.message.id}`, messageItems(menu.message)];
    return actionMenu(name, items, this.t, {
      run: (lines) => {
        this.#closeMenu();
        const [line = '', ...then] = lines;
        signal(this, 'lab-run', { line, then });
      },
      page: (page) => {
        this.menu = { server: this.#serverOfMenu ?? 1, page };
      },
      close: () => this.#closeMenu(),
    });
  }

  get #serverOfMenu(): number | undefined {
    return this.menu !== undefined && 'server' in this.menu ? this.menu.server : undefined;
  }

  #clientNode(client: ClientNode, index: number) {
    const place = this.#scene.clients[index];
    if (place === undefined) return nothing;
    const state = {
      request: this.requests.get(client.id),
      selected: this.selection?.kind === 'client' && this.selection.id === client.id,
      focusable: this.#focused === -client.id,
      among: this.#scene.clients.length,
    };
    return clientNode(client, place, state, this.t);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#pool === undefined) this.#begin();
    if (this.#pool !== undefined && (changed.has('names') || changed.has('t'))) {
      const { t } = this;
      this.#pool.nameOf = this.names ? (message) => t(messageName(message)) : undefined;
      this.#pool.clear();
    }
    this.#servers = [...this.renderRoot.querySelectorAll<SVGElement>('.server')];
    this.#arcs = [...this.renderRoot.querySelectorAll<SVGElement>('[data-arc]')];
    // The next frame will, and no frame needs it twice.
    if (!this.#moving) this.#move();
    if (changed.has('selection')) {
      this.#pool?.mark(this.selection?.kind === 'message' ? this.selection.message.id : undefined);
    }
    if (changed.has('menu')) {
      this.#placeMenu();
      const waits = this.menu !== undefined && 'message' in this.menu;
      if (waits !== this.#waits) signal(this, 'lab-wait', { waits });
      this.#waits = waits;
    }
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    if (tip !== null && this.tip !== undefined) this.#place(tip, this.tip.x, this.tip.y + 18);
  }

  #begin(): void {
    const messages = this.#group('.messages:not(.probe)');
    const names = this.#group('.names');
    if (messages === null || names === null) return;
    this.#pool = new MessagePool(messages, names);
    this.#pool.calm = this.#calm;
  }

  /** The painter of what moves: sought when something first does. */
  #hire(): void {
    if (this.#hired) return;
    const canvas = this.renderRoot.querySelector('canvas');
    const messages = this.#group('.messages.probe');
    const flows = this.#group('.flows.probe');
    if (canvas === null || messages === null || flows === null) return;
    this.#hired = true;
    const begin = (easel: Easel | undefined): void => {
      const pen = easel === undefined ? canvas.getContext('2d') : null;
      const painter = pen === null ? easel : new Painter(pen);
      if (painter !== undefined) this.#motion = new Motion(canvas, painter, { messages, flows });
    };
    if (this.paintAway === undefined) begin(undefined);
    else void this.paintAway(canvas).then(begin);
  }

  #group(name: string): SVGElement | null {
    return this.renderRoot.querySelector<SVGElement>(name);
  }

  /** In the top layer: beside its owner there may be no room in the picture. */
  #placeMenu(): void {
    const popup = this.renderRoot.querySelector<HTMLElement>('.menu');
    const { menu } = this;
    if (popup === null || menu === undefined) return;
    if (!popup.matches(':popover-open')) popup.showPopover();
    const picture = this.getBoundingClientRect();
    // Slides are scaled as a whole, which the top layer is not.
    const zoom = picture.width / this.#size.width;
    const { left, top } = picture;
    const { servers, clients, compact } = this.#scene;
    const below = compact ? 30 : 46;
    const label = compact ? 0 : halfOf({ digits: 1 }) * scaleOf(servers[0]?.radius ?? 0);
    const boxOf = ({ x, y, radius }: Omit<Place, 'id' | 'angle'>): Box => ({
      left: left + (x - Math.max(radius + 12, label)) * zoom,
      right: left + (x + Math.max(radius + 12, label)) * zoom,
      top: top + (y - radius - 12) * zoom,
      bottom: top + (y + radius + below) * zoom,
    });
    const owner =
      'x' in menu
        ? { ...menu, radius: 8 }
        : 'client' in menu
          ? clients[menu.client - 1]
          : servers[menu.server - 1];
    if (owner === undefined) return;
    const size = { width: popup.offsetWidth, height: popup.offsetHeight };
    const { x, y } = beside(
      boxOf(owner),
      size,
      roomFor(size, { width: innerWidth, height: innerHeight }, top),
      [
        // Above the picture stands what is told of it.
        [{ left, right: innerWidth, top: 0, bottom: top }, 0.15],
        [picture, 0.1],
        ...servers.map((place, i): Sight => [boxOf(place), this.#view.servers[i]?.role === 'leader' ? 3 : 1]),
        ...clients.map((place): Sight => [boxOf(place), 1]),
      ],
    );
    popup.style.transform = `translate(${x.toFixed(0)}px, ${y.toFixed(0)}px)`;
    popup.querySelector<HTMLElement>('button')?.focus();
  }

  /** Keeps an overlay inside the picture. CSSOM, for a strict policy forbids style attributes. */
  #place(overlay: HTMLElement, x: number, y: number): void {
    const { clientWidth, clientHeight } = this;
    const left = Math.max(4, Math.min(x * this.#zoom, clientWidth - overlay.offsetWidth - 4));
    const top = Math.max(4, Math.min(y * this.#zoom, clientHeight - overlay.offsetHeight - 4));
    overlay.style.transform = `translate(${left.toFixed(0)}px, ${top.toFixed(0)}px)`;
  }

  #closeMenu(): void {
    const { menu } = this;
    this.menu = undefined;
    if (menu !== undefined && 'server' in menu) this.#focus(menu.server);
    if (menu !== undefined && 'client' in menu) this.#focus(-menu.client);
    if (menu !== undefined && 'link' in menu) this.#focusLink(menu.link);
  }

  #click(event: PointerEvent): void {
    const target = this.#targetAt(event, this.#hand.finger);
    if (target !== undefined) return this.#openAt(target, this.#at(event));
    this.menu = undefined;
    signal(this, 'lab-select', { selection: undefined });
  }

  /** What is under the pointer, or near a finger. */
  #targetAt(event: MouseEvent, finger: boolean): Target | undefined {
    const target = event.target as Element;
    const found = target.closest<SVGElement>('[data-server],[data-client]')?.dataset;
    if (found?.['server'] !== undefined) return { kind: 'server', id: Number(found['server']) };
    if (found?.['client'] !== undefined) return { kind: 'client', id: Number(found['client']) };
    if (finger) return nearest(this.#at(event), this.#view.messages, this.#time, this.#scene);
    const message = this.#messageOf(event);
    if (message !== undefined) return { kind: 'message', message };
    const link = target.closest<SVGElement>('[data-link]');
    return link === null ? undefined : { kind: 'link', link: linkOf(link) };
  }

  /** Selects it and opens its menu; by a click, a menu that is open closes. */
  #openAt(target: Target, at: Point, always = false): void {
    this.tip = undefined;
    switch (target.kind) {
      case 'server':
        return this.#open(target.id, always);
      case 'client':
        return this.#openClient(target.id, always);
      case 'message':
        signal(this, 'lab-select', { selection: target });
        if (this.acts) this.menu = { message: target.message, ...at };
        return;
      case 'link':
        if (this.acts) this.menu = { link: target.link, ...at };
        return;
      default:
        target satisfies never;
    }
  }

  #open(id: number, always = false): void {
    signal(this, 'lab-select', { selection: { kind: 'server', id } });
    if (!this.acts) return;
    this.menu = this.#serverOfMenu === id && !always ? undefined : { server: id, page: 'main' };
  }

  #openClient(id: number, always = false): void {
    signal(this, 'lab-select', { selection: { kind: 'client', id } });
    if (!this.acts) return;
    const open = this.menu !== undefined && 'client' in this.menu && this.menu.client === id;
    this.menu = open && !always ? undefined : { client: id };
  }

  #at(event: MouseEvent): Point {
    // The menu key speaks of no place: then it is that of what has the focus.
    const keyed = event.clientX === 0 && event.clientY === 0 ? (event.target as Element) : undefined;
    const box = this.getBoundingClientRect();
    const of = keyed?.getBoundingClientRect();
    const [x, y] =
      of === undefined ? [event.clientX, event.clientY] : [of.x + of.width / 2, of.y + of.height / 2];
    return { x: (x - box.left) / this.#zoom, y: (y - box.top) / this.#zoom };
  }

  /** What is drawn with the pen has no elements to be asked. */
  #messageOf(event: MouseEvent): MessageInFlight | undefined {
    const { messages } = this.#view;
    if (this.#moving) {
      const drawn = this.flows === undefined ? messages : messages.filter((each) => each.held);
      return messageUnder(this.#at(event), drawn, this.#time, this.#scene);
    }
    const drawn = (event.target as Element).closest<SVGElement>('[data-message]');
    const id = Number(drawn?.dataset['message'] ?? 'NaN');
    return messages.find((message) => message.id === id);
  }

  #pointed(event: PointerEvent): void {
    this.#hand.move(event);
    if (this.#moving && event.pointerType !== 'touch') this.#hover(event);
  }

  #hover(event: PointerEvent): void {
    const isOther = (event.target as Element).closest('[data-server],[data-client]') !== null;
    const message = isOther ? undefined : this.#messageOf(event);
    this.#over = message?.id;
    this.#picture?.classList.toggle('over', message !== undefined);
    if (message === undefined) this.tip = undefined;
    else this.tip = { message: message.id, text: describe(message, this.t), ...this.#at(event) };
  }

  #left(): void {
    this.tip = undefined;
    this.#over = undefined;
    this.#picture?.classList.remove('over');
  }

  /** Roving focus: servers count up from 1, clients down from -1. */
  #keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const link = (event.target as Element).closest<SVGElement>('[data-link]');
    if (link !== null || event.key.toLowerCase() === 'l') {
      if (this.#linkKey(event, link)) event.preventDefault();
      return;
    }
    const all = [...this.#view.servers.map((s) => s.id), ...this.#view.clients.map((c) => -c.id)];
    const at = all.indexOf(this.#focused);
    const go = (index: number): void => {
      event.preventDefault();
      this.#focus(all[(index + all.length) % all.length] ?? 1);
    };
    if (event.key === 'ArrowRight' || event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(all.length - 1);
    else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      if (0 < this.#focused) this.#open(this.#focused);
      else this.#openClient(-this.#focused);
    }
  }

  /** Among the links of the server that has, or had, the focus. */
  #linkKey(event: KeyboardEvent, link: SVGElement | null): boolean {
    const own = Math.max(1, this.#focused);
    const links = [...this.renderRoot.querySelectorAll<SVGElement>('.link-hit')].filter((each) =>
      linkOf(each).includes(own),
    );
    const at = link === null ? -1 : links.indexOf(link);
    const go = (step: number): boolean => {
      links[(Math.max(at, at < 0 && step < 0 ? 0 : at) + step + links.length) % links.length]?.focus();
      return 0 < links.length;
    };
    switch (event.key) {
      case 'l':
      case 'ArrowRight':
      case 'ArrowDown':
        return go(1);
      case 'L':
      case 'ArrowLeft':
      case 'ArrowUp':
        return go(-1);
      case 'Escape':
        this.#focus(own);
        event.stopPropagation();
        return true;
      case 'Enter':
      case ' ': {
        if (link === null) return false;
        const [a, b] = linkOf(link).map((id) => this.#scene.servers[id - 1]);
        if (a === undefined || b === undefined) return false;
        event.stopPropagation();
        this.menu = { link: linkOf(link), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
        return true;
      }
      default:
        return false;
    }
  }

  #focusLink([a, b]: readonly [number, number]): void {
    this.renderRoot.querySelector<SVGElement>(`[data-link="${a} ${b}"]`)?.focus();
  }

  /** Not on the picture: Chromium takes one that listens for it for something to focus. */
  protected override firstUpdated(): void {
    this.renderRoot.addEventListener('focusin', (event) => this.#focusin(event));
  }

  #focusin(event: Event): void {
    const target = (event.target as Element).closest<SVGElement>('[data-server],[data-client]');
    if (target === null) return;
    const { server, client } = target.dataset;
    this.#focused = server === undefined ? -Number(client) : Number(server);
    this.requestUpdate();
  }

  #focus(party: number): void {
    const name = party < 0 ? `[data-client="${-party}"]` : `[data-server="${party}"]`;
    this.renderRoot.querySelector<SVGElement>(name)?.focus();
  }
}

function linkOf(element: SVGElement): readonly [number, number] {
  const [a = 1, b = 2] = (element.dataset['link'] ?? '').split(' ').map(Number);
  return [a, b];
}

function clientItemsOf(view: ClusterView, id: number): ReturnType<typeof clientItems> {
  const client = view.clients[id - 1];
  return client === undefined ? [] : clientItems(client);
}

function sceneKeyOf(view: ClusterView, size: Size): string {
  const cuts = view.cuts.map((cut) => `${cut.from}-${cut.to}`).join();
  // Where there is a wall, it keeps out of the way of labels.
  const digits = cuts === '' ? 0 : digitsOf(view);
  return `${size.width}×${size.height} ${view.servers.length} ${view.clients.length} ${digits} ${cuts}`;
}

function curve(from: Point, bend: Point, to: Point): string {
  return `M${from.x} ${from.y}Q${bend.x} ${bend.y} ${to.x} ${to.y}`;
}

function brokenTransform(link: Scene['broken'][number]): string {
  const angle = Math.atan2(link.end.y - link.start.y, link.end.x - link.start.x);
  return `translate(${link.middle.x} ${link.middle.y}) rotate(${(angle * 180) / Math.PI})`;
}

customElements.define('kvraft-ring', KvraftRing);
