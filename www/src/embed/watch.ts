/** Whether anybody sees a figure: near enough to be made ready, and in sight on a slide that is shown. */
import { ancestors } from './surroundings.ts';

/** So far outside the window a figure is loaded. */
const NEAR = '200px';
/** By these, pages hide a part of themselves, or change their light or language. */
const TELLING = ['class', 'style', 'hidden', 'inert', 'open', 'aria-hidden', 'lang', 'data-theme', 'theme'];

export interface Sight {
  readonly near: boolean;
  readonly seen: boolean;
}

export class Watch {
  sight: Sight = { near: false, seen: false };

  readonly #host: Element;
  readonly #tell: (sight: Sight) => void;
  #near = false;
  #inside = false;
  #observers: { disconnect(): void }[] = [];
  #listening = new AbortController();

  /** `tell` is called when something about the sight or the surroundings may have changed. */
  constructor(host: Element, tell: (sight: Sight) => void) {
    this.#host = host;
    this.#tell = tell;
  }

  start(): void {
    this.stop();
    const page = this.#host.ownerDocument;
    const { signal } = (this.#listening = new AbortController());
    // Where nothing can be observed, everything is in sight.
    this.#near = this.#inside = typeof IntersectionObserver === 'undefined';
    if (!this.#near) {
      this.#observe(NEAR, (is) => (this.#near = is));
      this.#observe('0px', (is) => (this.#inside = is));
    }
    const changes = new MutationObserver(() => this.look());
    for (const each of ancestors(this.#host)) {
      changes.observe(each, { attributes: true, attributeFilter: TELLING });
    }
    this.#observers.push(changes);
    // Slides that fade have changed when they are through.
    for (const name of ['transitionend', 'animationend']) {
      page.addEventListener(name, () => this.look(), { signal });
    }
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.look(), { signal });
    this.look();
  }

  stop(): void {
    for (const each of this.#observers) each.disconnect();
    this.#observers = [];
    this.#listening.abort();
    this.sight = { near: false, seen: false };
  }

  /** Looks again. */
  look(): void {
    const shown = this.#near && isShown(this.#host);
    this.sight = { near: shown, seen: shown && this.#inside };
    this.#tell(this.sight);
  }

  #observe(rootMargin: string, note: (is: boolean) => void): void {
    const observer = new IntersectionObserver(
      (entries) => {
        note(entries.at(-1)?.isIntersecting ?? false);
        this.look();
      },
      { rootMargin },
    );
    observer.observe(this.#host);
    this.#observers.push(observer);
  }
}

/** Slides lie upon each other: what is in the window need not be what is shown. */
function isShown(host: Element): boolean {
  for (const each of ancestors(host)) {
    if (each.matches('[hidden],[inert],[aria-hidden="true"]')) return false;
  }
  return host.checkVisibility?.({ visibilityProperty: true, opacityProperty: true }) ?? true;
}
