/** Tells a view of its own size, once the page is laid out: to ask in the midst of a frame would lay it out once more. */
import type { LitElement, ReactiveController } from 'lit';

export class Sized implements ReactiveController {
  readonly #host: LitElement;
  readonly #observer: ResizeObserver;

  /** `measure` is called with the content's size in pixels whenever it has changed while the view is on the page. */
  constructor(host: LitElement, measure: (size: DOMRectReadOnly) => void) {
    this.#host = host;
    this.#observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) measure(entry.contentRect);
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
