/**
 * The element as a widget of notebooks, by the anywidget convention: a module in one file whose traits are
 * the element's attributes. `time` is written back, and messages `{ id, method, args }` are answered by
 * `{ id, result }` or `{ id, error }`.
 */
import type { KvraftLabElement } from './api.ts';
import { defineInside } from './inside.ts';

/** What anywidget hands to a widget, as far as it is used. */
interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: (...parts: never[]) => void): void;
  off(event: string, listener: (...parts: never[]) => void): void;
  send(message: unknown): void;
}

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly args?: readonly unknown[];
}

const TRAITS = ['scenario', 'seed', 'servers', 'view', 'controls', 'autoplay', 'speed', 'at', 'until', 'lang', 'theme', 'height', 'page'] as const;
const METHODS: readonly string[] = ['play', 'pause', 'step', 'seek', 'reset', 'act', 'submit', 'check', 'export'];
/** Real ms between two times that are written back. */
const TOLD = 500;

function render({ model, el }: { readonly model: Model; readonly el: HTMLElement }): () => void {
  defineInside(undefined);
  const figure = document.createElement('kvraft-lab') as KvraftLabElement;
  const write = (name: string): void => {
    const value = model.get(name);
    if (typeof value === 'boolean') figure.toggleAttribute(name, value);
    else if (value == null || value === '') figure.removeAttribute(name);
    else figure.setAttribute(name, String(value));
  };
  const listening = TRAITS.map((name) => [`change:${name}`, () => write(name)] as const);
  for (const name of TRAITS) write(name);
  for (const [event, listener] of listening) model.on(event, listener);
  let told = 0;
  figure.addEventListener('kvraft-time', ({ detail, timeStamp }) => {
    if (model.get('time') === undefined || (detail.playing && timeStamp - told < TOLD)) return;
    told = timeStamp;
    model.set('time', detail.time);
    model.save_changes();
  });
  const answer = (request: Request): void => void answered(figure, request).then((reply) => model.send(reply));
  model.on('msg:custom', answer);
  el.append(figure);
  return () => {
    for (const [event, listener] of listening) model.off(event, listener);
    model.off('msg:custom', answer);
    figure.remove();
  };
}

async function answered(figure: KvraftLabElement, { id, method, args = [] }: Request): Promise<unknown> {
  try {
    if (!METHODS.includes(method)) throw new Error(`“${method}” is none of ${METHODS.join(', ')}.`);
    const call: unknown = figure[method as 'act'];
    const result: unknown = await Reflect.apply(call as () => unknown, figure, args);
    return { id, result: result ?? null };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

export default { render };
