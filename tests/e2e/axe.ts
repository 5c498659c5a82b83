/** What axe has to say about a page. */
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function problems(page: Page): Promise<readonly string[]> {
  // What is still fading in is paler than it will be.
  await page.evaluate(() => {
    const within = (root: Document | ShadowRoot): Animation[] => [
      ...root.getAnimations(),
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : within(shadowRoot))),
    ];
    const ends = (each: Animation): boolean => Number.isFinite(Number(each.effect?.getComputedTiming().endTime));
    return Promise.allSettled(within(document).filter(ends).map((each) => each.finished)).then(() => undefined);
  });
  await page.evaluate(axe.source);
  const results = await page.evaluate(
    (tags) =>
      (window as unknown as { axe: typeof axe }).axe.run({ runOnly: tags }) as Promise<AxeResults>,
    RULES,
  );
  return results.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}
