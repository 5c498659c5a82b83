/** The help sheet: every command, every key, every sign. */
import { LitElement, html, type TemplateResult } from 'lit';
import { translator, type Translate } from '../i18n.ts';
import { reference } from '../i18n/en/reference.ts';
import { dialogStyles } from '../styles/dialog.ts';
import { helpStyles } from '../styles/help.ts';
import { shared } from '../styles/shared.ts';
import { COMMANDS, referenceIn, type ReferenceKey } from './command-list.ts';
import { SIGNS } from './legend.ts';

const KEYS: readonly (readonly [keys: readonly string[], meaning: ReferenceKey])[] = [
  [['Ctrl K', '⌘ K'], 'key.palette'],
  [['Space', 'k'], 'key.play'],
  [['.', ','], 'key.step'],
  [['[', ']'], 'key.marks'],
  [['j'], 'key.rewind'],
  [['e', 'c', 'x', 'v', 'n'], 'key.turns'],
  [['b'], 'key.bookmark'],
  [['Ctrl Z', '⌘ Z'], 'key.undo'],
  [['←', '→'], 'key.servers'],
  [['Enter'], 'key.menu'],
  [['m', 'M'], 'key.messages'],
  [['t'], 'key.labels'],
  [['+', '−', 'f', 'q'], 'key.plot'],
  [['↑ ↓ ← →', 'Home', 'End'], 'key.entries'],
  [['↑ ↓', 'Enter'], 'key.lines'],
  [['l', 'L'], 'key.links'],
  [['key.right-click', 'key.long-press'], 'key.press'],
  [['– – –'], 'key.wall'],
  [['S3 → S5'], 'key.carry'],
  [['s'], 'key.search'],
  [['/'], 'key.console'],
  [['?'], 'key.help'],
  [['Esc'], 'key.escape'],
  [['↑', '↓'], 'key.history'],
  [['Tab'], 'key.tab'],
];

const GUIDES = ['teachers', 'students', 'engineers', 'reference'] as const;

/** Beside the page, in its language. */
function guideOf(name: string): string {
  const folder = document.documentElement.lang === 'zh-CN' ? 'zh-CN' : 'en';
  return `./docs/${folder}/${name}.html`;
}

export class KvraftHelp extends LitElement {
  static override properties = { t: { attribute: false } };
  static override styles = [shared, dialogStyles, helpStyles, SIGNS.styles];

  declare t: Translate;

  constructor() {
    super();
    this.t = translator('en');
  }

  get open(): boolean {
    return this.renderRoot?.querySelector('dialog')?.open ?? false;
  }

  show(): void {
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  override render(): TemplateResult {
    const t = referenceIn(this.t);
    const isKey = (key: string): key is ReferenceKey => Object.hasOwn(reference, key);
    const close = (): void => this.renderRoot.querySelector('dialog')?.close();
    return html`<dialog
      aria-labelledby="title"
      data-testid="help"
      @click=${(event: Event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div class="top">
        <h2 id="title">${t('help.title')}</h2>
        <button @click=${close}>${t('help.close')}</button>
      </div>
      <nav class="guides" aria-label=${t('guides.label')}>
        <strong>${t('guides.label')}</strong>
        ${GUIDES.map((name) => html`<a href=${guideOf(name)} data-testid=${`guide-${name}`}>${t(`guides.${name}`)}</a>`)}
      </nav>
      <div class="columns">
        <section>
          <h3>${t('help.commands')}</h3>
          <dl>
            ${COMMANDS.map(
              ([syntax, meaning]) =>
                html`<div>
                  <dt class="mono">${syntax}</dt>
                  <dd>${t(meaning)}</dd>
                </div>`,
            )}
          </dl>
          <p>${t('help.quotes')}</p>
        </section>
        <section>
          <h3>${t('help.signs')}</h3>
          <dl class="signs">
            ${SIGNS.list.map(
              ([drawing, meaning]) =>
                html`<div>
                  <dt aria-hidden="true">${drawing}</dt>
                  <dd>${t(meaning)}</dd>
                </div>`,
            )}
          </dl>
          <p>${t('sign.term')}</p>
        </section>
        <section>
          <h3>${t('help.keys')}</h3>
          <dl class="keys">
            ${KEYS.map(
              ([keys, meaning]) =>
                html`<div>
                  <dt>${keys.map((key) => html`<kbd>${isKey(key) ? t(key) : key}</kbd> `)}</dt>
                  <dd>${t(meaning)}</dd>
                </div>`,
            )}
          </dl>
          <p>${t('help.keys.note')}</p>
        </section>
      </div>
    </dialog>`;
  }
}

customElements.define('kvraft-help', KvraftHelp);
