/** A Web Worker that runs random clusters, or makes a failing run smaller, until it is ended. */
import { loadTools, toLabError } from './engine.ts';
import { explorer, shrinker, SLICE, type Order, type Report } from './explorer.ts';

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(report: Report): void;
};

scope.onmessage = ({ data: order }) => void work(order);

async function work(order: Order): Promise<void> {
  let stage: 'load' | 'run' = 'load';
  try {
    const tools = await loadTools(order.module);
    stage = 'run';
    const go = order.kind === 'explore' ? explorer(tools, order) : shrinker(tools, order.json);
    const next = (): void => {
      try {
        const report = go(SLICE);
        scope.postMessage(report);
        // Between two slices messages are heard, such as the one that ends this.
        if (report.kind !== 'shrunk' || !report.view.done) setTimeout(next);
      } catch (error) {
        tell(stage, error);
      }
    };
    next();
  } catch (error) {
    tell(stage, error);
  }
}

function tell(stage: 'load' | 'run', caught: unknown): void {
  const { code, message } = toLabError(caught);
  scope.postMessage({ kind: 'failed', stage, code, detail: message });
}
