/** What is typed for a field whose code is still being fetched: it must arrive there, all of it and in order. */

/** What arrives: a text, whether it was sent with Enter, and whether it was given up with Escape. */
export interface Typed {
  readonly text: string;
  readonly entered: boolean;
  readonly left: boolean;
}

/** Tells what was typed, once: from then on the field that is there has the keys. */
export type Ahead = () => Typed;

/** Opens what has a field of its own and is fetched when it is first asked for. */
export class LateFields {
  readonly #root: () => ShadowRoot | null;
  #ahead: TypeAhead | undefined;

  constructor(root: () => ShadowRoot | null) {
    this.#root = root;
  }

  /** `open` fetches the element called `name`, and asks what was typed when its field is there; never, where it was there. */
  async open(name: string, label: string, open: (ahead: Ahead | undefined) => Promise<void>): Promise<void> {
    // It is on its way.
    if (this.#ahead !== undefined) return;
    const root = this.#root();
    if (root === null || customElements.get(name) !== undefined) return open(undefined);
    const ahead = new TypeAhead(root, label);
    this.#ahead = ahead;
    const end: Ahead = () => {
      this.#ahead = undefined;
      return ahead.end();
    };
    await open(end).catch((error: unknown) => {
      end();
      throw error;
    });
  }
}

/** A field that nobody sees, which has the focus until the one that was asked for is there. */
class TypeAhead {
  readonly #field: HTMLInputElement;
  readonly #before: Element | undefined;
  #entered = false;
  #left = false;

  constructor(root: ShadowRoot, label: string) {
    this.#before = deepest(root.activeElement);
    this.#field = root.ownerDocument.createElement('input');
    this.#field.className = 'hidden-text';
    this.#field.dataset['testid'] = 'type-ahead';
    this.#field.setAttribute('aria-label', label);
    this.#field.addEventListener('keydown', (event) => this.#keydown(event));
    root.append(this.#field);
    this.#field.focus({ preventScroll: true });
  }

  #keydown(event: KeyboardEvent): void {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    this.#entered ||= event.key === 'Enter';
    this.#left ||= event.key === 'Escape';
    // What is typed after that is for nobody.
    this.#field.readOnly = true;
  }

  /** The field is there, or will not come: the focus goes back to where it was. */
  end(): Typed {
    const typed = { text: this.#field.value, entered: this.#entered, left: this.#left };
    const hasFocus = this.#field.matches(':focus');
    this.#field.remove();
    if (hasFocus && isFocusable(this.#before)) this.#before.focus({ preventScroll: true });
    return typed;
  }
}

/** What has the focus, inside of elements that have trees of their own. */
function deepest(element: Element | null): Element | undefined {
  let found = element;
  while (found?.shadowRoot?.activeElement != null) found = found.shadowRoot.activeElement;
  return found ?? undefined;
}

function isFocusable(element: Element | undefined): element is HTMLElement | SVGElement {
  return element instanceof HTMLElement || element instanceof SVGElement;
}
