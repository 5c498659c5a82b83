/**
 * `<kvraft-lab>`: a figure in somebody's notes. This part is small: it keeps the place, and fetches the
 * rest when the figure comes near the window. It never throws at the page around it: what goes wrong is told
 * inside, and by `kvraft-error`.
 */
import type { Language } from '../i18n.ts';
import { shellStyles } from '../styles/embed-shell.ts';
import type {
  KvraftApi,
  KvraftControls,
  KvraftErrorDetail,
  KvraftExport,
  KvraftLoading,
  KvraftOutcome,
  KvraftResult,
  KvraftState,
  KvraftTheme,
  KvraftVerdict,
} from './api.ts';
import type { Face, FaceParts } from './face.ts';
import { heightOf } from './measure.ts';
import { languageOf, schemeOf } from './surroundings.ts';
import { codeOf, say, tell, type Failure } from './trouble.ts';
import { Watch, type Sight } from './watch.ts';
import { ATTRIBUTES, RUN_ATTRIBUTES, readWishes, type AttributeName, type Wishes } from './wishes.ts';

/** Where the element has its parts from: fetched, or all in one file. */
export interface Supplies extends FaceParts {
  readonly face: () => Promise<typeof import('./face.ts')>;
}

/** In Node there is none: whoever renders pages there may import the element, and gets nothing of it. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Session names in use, by document. */
const sessions = new WeakMap<Document, Map<string, KvraftLab>>();

export class KvraftLab extends Base implements KvraftApi {
  static readonly observedAttributes: readonly string[] = ATTRIBUTES;
  /** Set before the element is defined. */
  static supplies: Supplies;

  readonly #root: HTMLElement;
  readonly #mount: HTMLElement;
  readonly #wait: HTMLElement;
  readonly #watch: Watch;
  #face: Face | undefined;
  #loading: Promise<void> | undefined;
  #ready = deferred();
  #wishes: Wishes | undefined;
  #failure: Failure | undefined;
  /** Counts the runs that were asked for: one that comes too late is not shown. */
  #asked = 0;
  #beginning: Promise<void> = Promise.resolve();
  #changes = new Set<string>();
  #complained = '';
  #language: Language = 'en';
  #session = '';

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(shellStyles);
    shadow.adoptedStyleSheets = [sheet];
    this.#root = child(shadow, 'div', 'root');
    this.#root.setAttribute('part', 'figure');
    this.#root.setAttribute('role', 'group');
    this.#mount = child(this.#root, 'div', 'mount');
    this.#wait = child(this.#root, 'div', 'wait');
    const caption = child(shadow, 'slot', 'caption');
    caption.setAttribute('name', 'caption');
    caption.setAttribute('part', 'caption');
    this.#watch = new Watch(this, (sight) => this.#see(sight));
  }

  connectedCallback(): void {
    this.#upgrade();
    this.#watch.start();
    this.#arrange();
    if (this.#wishesNow().loading === 'eager') void this.#load();
  }

  /** Whoever moves it in the page takes it out for a moment: only what stays out is given back. */
  disconnectedCallback(): void {
    this.#watch.stop();
    this.#see(this.#watch.sight);
    setTimeout(() => {
      if (!this.isConnected) this.#free();
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (this.#changes.size === 0) queueMicrotask(() => this.#changed());
    this.#changes.add(name);
  }

  // Attributes as properties.

  get scenario(): string {
    return this.#text('scenario');
  }
  set scenario(value: string) {
    this.#write('scenario', value);
  }
  get seed(): string {
    return this.#text('seed');
  }
  set seed(value: string) {
    this.#write('seed', value);
  }
  get servers(): number {
    return this.#wishesNow().servers;
  }
  set servers(value: number) {
    this.#write('servers', value);
  }
  get view(): string {
    return this.#wishesNow().view.join(' ');
  }
  set view(value: string) {
    this.#write('view', value);
  }
  get controls(): KvraftControls {
    return this.#wishesNow().controls;
  }
  set controls(value: KvraftControls) {
    this.#write('controls', value);
  }
  get autoplay(): boolean {
    return this.hasAttribute('autoplay');
  }
  set autoplay(value: boolean) {
    this.toggleAttribute('autoplay', value);
  }
  get speed(): string {
    return this.#text('speed');
  }
  set speed(value: string | number) {
    this.#write('speed', value);
  }
  get at(): number {
    return this.#wishesNow().at ?? 0;
  }
  set at(value: number) {
    this.#write('at', value);
  }
  get until(): number {
    return this.#wishesNow().until ?? 0;
  }
  set until(value: number) {
    this.#write('until', value);
  }
  get theme(): KvraftTheme {
    return this.#wishesNow().theme;
  }
  set theme(value: KvraftTheme) {
    this.#write('theme', value);
  }
  get height(): string {
    return this.#text('height');
  }
  set height(value: string | number) {
    this.#write('height', value);
  }
  get loading(): KvraftLoading {
    return this.#wishesNow().loading;
  }
  set loading(value: KvraftLoading) {
    this.#write('loading', value);
  }
  get session(): string {
    return this.#text('session');
  }
  set session(value: string) {
    this.#write('session', value);
  }
  get page(): string {
    return this.getAttribute('page') ?? KvraftLab.supplies.page ?? '';
  }
  set page(value: string) {
    this.#write('page', value);
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }
  get time(): number {
    return this.#face?.time ?? 0;
  }
  get playing(): boolean {
    return this.#face?.playing ?? false;
  }
  get state(): KvraftState | undefined {
    return this.#face?.state();
  }

  play(): Promise<void> {
    return this.#with((face) => face.play());
  }
  pause(): Promise<void> {
    return this.#with((face) => face.pause());
  }
  step(n = 1): Promise<void> {
    return this.#with((face) => face.step(n));
  }
  seek(time: number): Promise<void> {
    return this.#with((face) => face.seek(time));
  }
  reset(): Promise<void> {
    return this.#with((face) => face.reset());
  }
  act(action: string): Promise<KvraftOutcome> {
    return this.#with((face) => face.act(action));
  }
  submit(command: string): Promise<KvraftResult> {
    return this.#with((face) => face.submit(command));
  }
  check(): Promise<KvraftVerdict> {
    return this.#with((face) => face.check());
  }
  export(kind: KvraftExport): Promise<string> {
    return this.#with((face) => face.export(kind));
  }

  #text(name: AttributeName): string {
    return this.getAttribute(name) ?? '';
  }

  #write(name: AttributeName, value: string | number | null | undefined): void {
    if (value == null || value === '') this.removeAttribute(name);
    else this.setAttribute(name, String(value));
  }

  /** Properties that were set before the element was defined hide those of the class. */
  #upgrade(): void {
    const own = this as Record<string, unknown>;
    for (const name of ATTRIBUTES) {
      if (name === 'lang' || !Object.hasOwn(own, name)) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }

  #read(): ReturnType<typeof readWishes> {
    const inline = this.querySelector(':scope > script[type="application/json"]')?.textContent;
    return readWishes(
      (name) => this.getAttribute(name),
      inline ?? undefined,
      (text) => CSS.supports('height', text),
    );
  }

  #wishesNow(): Wishes {
    return (this.#wishes ??= this.#read().wishes);
  }

  async #with<T>(use: (face: Face) => T | Promise<T>): Promise<T> {
    void this.#load();
    await this.#ready.promise;
    if (this.#face === undefined) throw new Error('the figure was taken out of the page');
    return use(this.#face);
  }

  // Coming into sight, and going out of it.

  #see({ near, seen }: Sight): void {
    this.#dress();
    if (near) void this.#load();
    if (seen) this.#face?.resume();
    else this.#face?.suspend();
  }

  /** Language and light of what is around it. */
  #dress(): void {
    if (!this.isConnected) return;
    const language = languageOf(this);
    const scheme = schemeOf(this, this.#wishesNow().theme);
    const changed = language !== this.#language || scheme !== this.#root.dataset['scheme'];
    this.#language = language;
    this.#root.dataset['scheme'] = scheme;
    if (!changed) return;
    this.#arrange();
    this.#face?.show(this.#wishesNow(), language, scheme);
  }

  /** The room that it takes, and what stands there as long as nothing runs. */
  #arrange(): void {
    const { view, controls, height } = this.#wishesNow();
    const { style } = this.#root;
    if (height === undefined) style.removeProperty('--height');
    else style.setProperty('--height', height);
    style.setProperty('--narrow', `${heightOf(view, controls, 'narrow')}px`);
    style.setProperty('--wide', `${heightOf(view, controls, 'wide')}px`);
    const { dataset } = this.#root;
    dataset['state'] = this.#failure !== undefined ? 'failed' : (dataset['state'] ?? 'waiting');
    this.#root.lang = this.#language;
    this.#root.setAttribute('aria-label', say(this.#language, 'figure'));
    if (dataset['state'] !== 'ready') this.#announce();
  }

  /** The fallback of the page, if there is one, and what to say to it. */
  #announce(): void {
    const wait = this.#wait;
    const failure = this.#failure;
    wait.replaceChildren();
    wait.setAttribute('part', failure === undefined ? 'placeholder' : 'message');
    if (failure === undefined) {
      const slot = child(wait, 'slot');
      child(slot, 'p').textContent = say(this.#language, 'waiting');
      return;
    }
    const { headline, advice, detail } = tell(failure, this.#language);
    const box = child(wait, 'div', 'failed');
    box.setAttribute('role', 'alert');
    box.dataset['code'] = failure.code;
    child(box, 'strong').textContent = headline;
    child(box, 'span').textContent = advice;
    if (detail !== '') child(box, 'code').textContent = detail;
    const again = child(box, 'button');
    again.setAttribute('type', 'button');
    again.textContent = say(this.#language, 'retry');
    again.addEventListener('click', () => this.#again());
    child(wait, 'slot');
  }

  // Loading.

  #load(): Promise<void> {
    return (this.#loading ??= this.#loadNow());
  }

  async #loadNow(): Promise<void> {
    if (typeof WebAssembly !== 'object') {
      this.#fail({ code: 'wasm-off', message: 'WebAssembly is not defined', name: '' });
      return;
    }
    try {
      // A script in the head comes before what stands inside of the element.
      await parsed(this.ownerDocument);
      this.#wishes = undefined;
      this.#arrange();
      const { Face } = await KvraftLab.supplies.face();
      if (!this.isConnected) return;
      this.#face ??= new Face({
        host: this,
        root: this.#root,
        mount: this.#mount,
        parts: KvraftLab.supplies,
        page: () => this.page,
        fail: (failure) => this.#fail(failure),
      });
    } catch (error) {
      this.#fail({ code: 'parts', message: messageOf(error), name: '' });
      return;
    }
    await this.#begin();
  }

  /** A run as the attributes want it, after the one that is being begun; of several the last counts. */
  #begin(): Promise<void> {
    const asked = ++this.#asked;
    const begin = (): Promise<void> | undefined => (asked === this.#asked ? this.#beginNow(asked) : undefined);
    this.#beginning = this.#beginning.then(begin).catch((error: unknown) => {
      this.#fail({ code: 'stopped', message: messageOf(error), name: '' });
    });
    return this.#beginning;
  }

  async #beginNow(asked: number): Promise<void> {
    const face = this.#face;
    if (face === undefined) return;
    const { wishes, problems } = this.#read();
    this.#wishes = wishes;
    this.#complain();
    this.#failure = undefined;
    if (!this.#claim(wishes.session)) {
      this.#fail({ code: 'session-taken', message: `the session name “${wishes.session}” is taken`, name: wishes.session });
      return;
    }
    const failure = await face.open(wishes, this.#language, schemeOf(this, wishes.theme), problems);
    if (asked !== this.#asked || this.#face !== face) return;
    if (failure !== undefined) {
      this.#fail({ ...failure, code: codeOf(failure.code, failure.message) });
      return;
    }
    const current = this.#wishesNow();
    if (current !== wishes) await this.#adapt(face, wishes, current);
    this.#root.dataset['state'] = 'ready';
    this.#wait.replaceChildren();
    if (this.#watch.sight.seen) face.resume();
    else face.suspend();
    this.#ready.resolve();
    this.dispatchEvent(new CustomEvent('kvraft-ready', { detail: face.state(), bubbles: true, composed: true }));
  }

  /** Attributes that make no sense, each time others do. */
  #complain(): void {
    const { problems } = this.#read();
    const complaint = problems.map(({ name, value }) => `${name}=${value}`).join('\n');
    if (complaint === this.#complained) return;
    this.#complained = complaint;
    for (const { name, value, expected } of problems) {
      const text = say(this.#language, 'attribute', { name, value, expected: say(this.#language, expected) });
      const message = say('en', 'attribute', { name, value, expected: say('en', expected) });
      this.#report({ code: 'attribute', message, text, attribute: name, fatal: false });
    }
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#face?.clear();
    this.#root.dataset['state'] = 'failed';
    this.#arrange();
    const { code, message } = failure;
    const { headline, advice } = tell(failure, this.#language);
    this.#ready.reject(Object.assign(new Error(message), { name: 'KvraftError', code }));
    this.#report({ code, message, text: `${headline} ${advice}`, attribute: undefined, fatal: true });
  }

  #report(detail: KvraftErrorDetail): void {
    this.dispatchEvent(new CustomEvent('kvraft-error', { detail, bubbles: true, composed: true }));
  }

  /** Another try, or another run. */
  #again(): void {
    this.#failure = undefined;
    this.#ready = deferred();
    this.#root.dataset['state'] = 'waiting';
    this.#arrange();
    this.#loading = this.#face === undefined ? undefined : this.#begin();
    void this.#load();
  }

  #changed(): void {
    const changes = this.#changes;
    const before = this.#wishes;
    this.#changes = new Set();
    this.#wishes = undefined;
    if (!this.isConnected) return;
    this.#dress();
    this.#arrange();
    const wishes = this.#wishesNow();
    if (this.#loading === undefined) {
      if (wishes.loading === 'eager') void this.#load();
      return;
    }
    if ([...changes].some((name) => RUN_ATTRIBUTES.includes(name)) || this.#failure !== undefined) {
      this.#again();
      return;
    }
    this.#complain();
    // What is being begun is adapted when it is there.
    if (this.#face !== undefined && before !== undefined && this.#root.dataset['state'] === 'ready') {
      void this.#adapt(this.#face, before, wishes);
    }
  }

  /** Other wishes for the same run. */
  async #adapt(face: Face, before: Wishes, wishes: Wishes): Promise<void> {
    face.complain(this.#read().problems);
    face.show(wishes, this.#language, schemeOf(this, wishes.theme));
    if (wishes.speed !== before.speed) face.setSpeed(wishes.speed);
    if (wishes.until !== before.until) face.setUntil(wishes.until);
    if (wishes.at !== before.at) await face.seek(wishes.at ?? 0);
  }

  /** Takes a session name; false if another figure has it. */
  #claim(name: string): boolean {
    const taken = sessions.get(this.ownerDocument) ?? new Map<string, KvraftLab>();
    sessions.set(this.ownerDocument, taken);
    if (taken.get(this.#session) === this) taken.delete(this.#session);
    this.#session = name;
    if (name === '') return true;
    const owner = taken.get(name);
    if (owner !== undefined && owner !== this && owner.isConnected) return false;
    taken.set(name, this);
    return true;
  }

  /** Out of the page for good: the run goes; a later return begins anew. */
  #free(): void {
    this.#asked += 1;
    if (sessions.get(this.ownerDocument)?.get(this.#session) === this) {
      sessions.get(this.ownerDocument)?.delete(this.#session);
    }
    this.#face?.free();
    this.#face = undefined;
    this.#loading = undefined;
    this.#failure = undefined;
    this.#complained = '';
    this.#root.dataset['state'] = 'waiting';
    this.#ready = deferred();
  }
}

/** Defines the element, unless another script of it has. */
export function define(supplies: Supplies): void {
  if (globalThis.customElements === undefined || customElements.get('kvraft-lab') !== undefined) return;
  KvraftLab.supplies = supplies;
  customElements.define('kvraft-lab', KvraftLab);
}

function child<K extends keyof HTMLElementTagNameMap>(
  parent: Node,
  name: K,
  className = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  parent.appendChild(element);
  return element;
}

function deferred(): Deferred {
  let resolve = (): void => {};
  let reject = (_reason: unknown): void => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // It is told by an event; who does not ask must not find it among the errors of the page.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

function parsed(page: Document): Promise<void> {
  if (page.readyState !== 'loading') return Promise.resolve();
  return new Promise((resolve) => page.addEventListener('DOMContentLoaded', () => resolve(), { once: true }));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
