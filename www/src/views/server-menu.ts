/** The menu of a server or a message: an ordinary menu button's menu, each item showing the line it sends. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Translate } from '../i18n.ts';
import { linesOf, type MenuItem, type MenuPage } from '../menu.ts';

export interface MenuActions {
  /** Lines of the action language, one after the other. */
  readonly run: (lines: readonly string[]) => void;
  readonly page: (page: MenuPage) => void;
  readonly close: () => void;
}

export function actionMenu(
  name: string,
  items: readonly MenuItem[],
  t: Translate,
  actions: MenuActions,
): TemplateResult {
  return html`<div
    class="menu scroll"
    popover="manual"
    role="menu"
    aria-label=${t('menu.label', { s: name })}
    data-testid=${testIdOf(name)}
    @keydown=${(event: KeyboardEvent) => onKey(event, actions)}
    @focusout=${(event: FocusEvent) => onLeave(event, actions)}
  >
    ${items.map((item) => row(item, t, actions))}
  </div>`;
}

function testIdOf(name: string): string {
  if (name.includes('–')) return 'link-menu';
  return name.startsWith('m') ? 'message-menu' : name.startsWith('C') ? 'client-menu' : 'server-menu';
}

function row(item: MenuItem, t: Translate, actions: MenuActions): TemplateResult {
  const choose = (): void => {
    if (item.kind === 'action') actions.run(linesOf(item));
    else actions.page(item.page);
  };
  return html`<button
    role="menuitem"
    tabindex="-1"
    data-line=${item.kind === 'action' ? linesOf(item).join('; ') : nothing}
    @click=${choose}
  >
    <span>${t(item.label, item.kind === 'action' ? item.params : undefined)}</span>
    ${item.kind === 'action' ? html`<span class="line" aria-hidden="true">${linesOf(item).join('; ')}</span>` : nothing}
  </button>`;
}

function onKey(event: KeyboardEvent, actions: MenuActions): void {
  const items = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('button')];
  const at = items.indexOf(event.target as HTMLElement);
  const go = (index: number): void => items[(index + items.length) % items.length]?.focus();
  switch (event.key) {
    case 'ArrowDown':
      go(at + 1);
      break;
    case 'ArrowUp':
      go(at - 1);
      break;
    case 'Home':
      go(0);
      break;
    case 'End':
      go(items.length - 1);
      break;
    case 'Escape':
    case 'Tab':
      actions.close();
      break;
    default:
      // Enter and Space press the button by themselves; they must not also play or pause.
      event.stopPropagation();
      return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/** Clicking elsewhere closes it, without taking the focus back from there. */
function onLeave(event: FocusEvent, actions: MenuActions): void {
  const menu = event.currentTarget as Element;
  const next = event.relatedTarget;
  // While Lit replaces the items of a page nothing has the focus: that is not leaving.
  if (next instanceof Node && !menu.contains(next) && !isServer(next)) actions.close();
}

function isServer(node: Node): boolean {
  return node instanceof Element && node.closest('[data-server],[data-client]') !== null;
}
