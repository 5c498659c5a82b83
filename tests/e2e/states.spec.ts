/** How what is interactive looks while it is pointed at, has the focus, or is chosen. */
import type { Page } from '@playwright/test';

import { eventful, expect, still, test } from './lab.ts';

/** Tab after tab: what has the focus, and what of its outline can be seen. */
async function outlines(page: Page, most: number): Promise<readonly string[]> {
  const unseen: string[] = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement != null) at = at.shadowRoot.activeElement;
      if (at === null || at === document.body) return undefined;
      const name = `${(at.getRootNode() as ShadowRoot).host?.localName} ${at.localName}.${at.getAttribute('class') ?? ''} ${at.getAttribute('aria-label') ?? at.textContent?.trim().slice(0, 30)}`;
      // The line below the whole field, the ring of a server, the frame around a table: drawn by what is around or inside.
      if (at.matches('.link-hit, [role=combobox]')) return undefined;
      const by = at.matches('table') ? at.parentElement! : (at.querySelector('.focus-ring') ?? at);
      const style = getComputedStyle(by);
      if (by.matches('.focus-ring')) return parseFloat(style.strokeWidth) < 2 || style.stroke === 'none' ? name : undefined;
      const width = style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
      if (width < 2) return `${name}: no outline`;
      // Cut at the edge of what clips it: at least three sides must be whole.
      const reach = width + parseFloat(style.outlineOffset);
      const box = by.getBoundingClientRect();
      const sides = [box.left - reach, box.top - reach, -box.right - reach, -box.bottom - reach];
      const cut = new Set<number>();
      for (let up: Node | null = by; up !== null; up = up instanceof ShadowRoot ? up.host : ((up as Element).assignedSlot ?? up.parentNode)) {
        if (!(up instanceof Element) || up === by) continue;
        const { overflowX, overflowY, contentVisibility } = getComputedStyle(up);
        if (overflowX === 'visible' && overflowY === 'visible' && contentVisibility !== 'auto') continue;
        const edge = up.getBoundingClientRect();
        [edge.left, edge.top, -edge.right, -edge.bottom].forEach((limit, i) => {
          if (sides[i]! + 0.5 < limit) cut.add(i);
        });
        if (getComputedStyle(up).position === 'fixed') break;
      }
      return 1 < cut.size ? `${name}: ${cut.size} sides are cut off` : undefined;
    });
    if (found !== undefined && !unseen.includes(found)) unseen.push(found);
  }
  return unseen;
}

test('who walks by keyboard sees where they are: the page', async ({ lab, page }) => {
  await eventful(lab);
  expect(await outlines(page, 60)).toEqual([]);
});

test('who walks by keyboard sees where they are: a sheet', async ({ lab, page }) => {
  await still(lab);
  await page.getByTestId('stories').press('Enter');
  await expect(page.locator('kvraft-stories li button').first()).toBeVisible();
  expect(await outlines(page, 8)).toEqual([]);
});

test('what the pointer is on shows it, on every ground', async ({ lab, page }) => {
  await eventful(lab);
  const shown = async (what: string): Promise<string> => {
    const target = page.locator(what).first();
    const look = (): Promise<string> =>
      target.evaluate((each) => {
        const ring = each.querySelector('.focus-ring');
        const { boxShadow, stroke } = getComputedStyle(ring ?? each);
        return ring === null ? boxShadow : stroke;
      });
    await page.mouse.move(1, 1);
    const before = await look();
    await target.hover();
    await expect.poll(look, { message: what }).not.toBe(before);
    return look();
  };
  for (const what of ['[data-testid=theme]', '[data-testid=learn]', '[data-testid=play]', '[data-testid=names]', 'kvraft-judges summary', 'kvraft-logs .cell', '[data-server="2"]', '[data-client="1"]']) {
    expect(await shown(what), what).not.toBe('none');
  }
});

test('what cannot be pressed looks so', async ({ lab, page }) => {
  await still(lab);
  await page.getByTestId('settings').click();
  const apply = page.locator('kvraft-settings .foot button.primary');
  await expect(apply).toBeDisabled();
  expect(await apply.evaluate((each) => Number(getComputedStyle(each).opacity))).toBeLessThan(0.6);
});

test.describe('in forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active' } });

  test('the chosen tab, what is pressed, entries and lanes are still told apart', async ({ lab, page }) => {
    await eventful(lab);
    const ground = (what: string): Promise<string> =>
      page.locator(what).first().evaluate((each) => getComputedStyle(each).backgroundColor);
    expect(await ground('[data-stage=logs]')).not.toBe(await ground('[data-stage=history]'));
    expect(await ground('kvraft-logs .cell:not(.pending, .unaware, .known, .doomed)')).not.toBe(await ground('kvraft-logs .scroll'));
    await page.locator('[data-stage=space-time]').click();
    const plot = page.locator('kvraft-spacetime');
    await expect(plot.getByTestId('export-button')).toBeVisible();
    expect(await ground('kvraft-spacetime [aria-pressed=true]')).not.toBe(await ground('kvraft-spacetime [aria-pressed=false]'));
    // As many inks as there are: letters on their ground, two terms.
    const inks = await plot.evaluate((each) => {
      const probe = each.shadowRoot!.querySelector<HTMLElement>('.probe')!;
      return ['ink', 'surface', 'term-0', 'term-1'].map((name) => {
        probe.style.color = `var(--${name})`;
        return getComputedStyle(probe).color;
      });
    });
    expect(new Set(inks).size).toBe(4);
  });
});
