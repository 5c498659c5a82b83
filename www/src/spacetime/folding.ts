/** Which quiet stretches are folded at this moment, and which somebody unfolded. Pure. */
import { Folds } from './folds.ts';
import type { Span } from './viewport.ts';

export class Folding {
  /** Whether quiet stretches are folded at all. */
  on = false;
  folds = Folds.NONE;
  /** Stretches that were unfolded one by one, in order. */
  opened: readonly Span[] = [];
  /** Where those begin: there they are found again however much longer they have become. */
  #open = new Set<number>();

  /** Folds them all, also those that were unfolded one by one; or none. */
  turn(on: boolean): void {
    this.on = on;
    this.#open.clear();
    this.opened = [];
  }

  open(span: Span): void {
    this.#open.add(span.from);
  }
  close(span: Span): void {
    this.#open.delete(span.from);
  }
  forget(): void {
    this.#open.clear();
  }

  /**
   * Folds what is quiet. Before the tick `calm`, where somebody looks, all stays as it is; without one nothing
   * does. Returns whether any place has changed.
   */
  settle(quiet: readonly Span[], calm?: number): boolean {
    const known = calm === undefined ? [] : this.folds.spans.filter((span) => span.from < calm);
    const later = quiet.filter((span) => calm === undefined || calm <= span.from);
    const all = this.on ? [...known, ...later] : [];
    const spans = all.filter((span) => !this.#open.has(span.from));
    const opened = all.filter((span) => this.#open.has(span.from));
    const moved = !isSame(spans, this.folds.spans);
    if (moved) this.folds = new Folds(spans);
    if (calm === undefined) this.opened = opened;
    else this.opened = [...this.opened.filter((span) => span.from < calm), ...opened];
    return moved;
  }
}

function isSame(one: readonly Span[], other: readonly Span[]): boolean {
  return one.length === other.length && one.every((span, i) => span.from === other[i]?.from && span.to === other[i].to);
}
