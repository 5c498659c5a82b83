/** The bar that offers a new version. It stands outside of the page's element. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { offline as en } from '../i18n/en/offline.ts';
import { offline as zhCN } from '../i18n/zh-cn/offline.ts';
import { shared } from '../styles/shared.ts';
import { tokens } from '../styles/tokens.ts';

export class KvraftUpdate extends LitElement {
  static override styles = [
    tokens,
    shared,
    css`
      :host {
        position: fixed;
        z-index: 10;
        inset: auto 0 max(12px, env(safe-area-inset-bottom));
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        width: fit-content;
        max-width: calc(100vw - 48px);
        margin-inline: auto;
        padding: 6px 8px 6px 16px;
        border: 1px solid var(--faint);
        border-radius: var(--round-3);
        background: var(--raised);
        color: var(--ink);
        box-shadow: 0 6px 24px var(--shadow);
        font: var(--size-3) / 1.4 var(--font);
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  declare accept: () => void;

  override render(): TemplateResult {
    const { documentElement } = document;
    const t = documentElement.lang === 'zh-CN' ? zhCN : en;
    this.setAttribute('theme', documentElement.dataset['theme'] ?? 'auto');
    return html`<span role="status">${t.ready}</span>
      <button class="primary" data-testid="update" @click=${this.accept}>${t.accept}</button>
      <button @click=${() => this.remove()}>${t.later}</button>`;
  }
}

customElements.define('kvraft-update', KvraftUpdate);

/** Shows the offer; a newer one takes the place of one that still stands there. */
export function offerUpdate(accept: () => void): void {
  document.querySelector('kvraft-update')?.remove();
  const bar = new KvraftUpdate();
  bar.accept = accept;
  document.body.append(bar);
}
