/** What a message says, field by field, what it came from and what it led to. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EventView, MessageStory } from '../engine.ts';
import { timeText, type Translate } from '../i18n.ts';
import { narrate } from '../narrate.ts';
import { link } from './entry-life.ts';
import { signal } from './signals.ts';

/** The fields as the paper names them, entries each on a line of its own. */
export function messageFields(
  fields: readonly (readonly [string, string])[],
  t: Translate,
): TemplateResult | typeof nothing {
  if (fields.length === 0) return nothing;
  const entries = fields.filter(([name]) => name === 'entry').map(([, value]) => value);
  const plain = fields.filter(([name]) => name !== 'entry');
  return html`<section data-testid="fields">
    <h3>${t('story.fields')} <small>${t('story.fields.note')}</small></h3>
    <dl>
      ${plain.map(
        ([name, value]) =>
          html`<div>
            <dt class="mono">${name}</dt>
            <dd class="mono">${value}</dd>
          </div>`,
      )}
    </dl>
    ${entries.map((text) => {
      const index = Number.parseInt(text, 10);
      const term = Number.parseInt(text.slice(text.indexOf('@') + 1), 10);
      return html`<p class="carried">${link({ kind: 'entry', index, term }, text)}</p>`;
    })}
  </section>`;
}

export function messageStory(
  story: MessageStory | undefined,
  message: number,
  t: Translate,
): TemplateResult | typeof nothing {
  if (story === undefined) return nothing;
  const { cause, effects } = story;
  return html`<section data-testid="cause">
      <h3>${t('story.cause')}</h3>
      ${cause.length === 0 ? html`<p class="note">${t('story.timer')}</p>` : cause.map((each) => line(each, t))}
    </section>
    <section data-testid="effects">
      <h3>${t('story.effects')}</h3>
      ${
        effects.length === 0
          ? html`<p class="note">${t('story.under-way')}</p>`
          : effects.map((each, i) => line(each, t, i === 0 ? message : undefined))
      }
    </section>`;
}

/** An event, and the way to its moment; of another message that came or left, to that message. */
function line(event: EventView, t: Translate, own?: number): TemplateResult {
  const id = /\bm(\d+)\b/.exec(event.text)?.[1];
  const travels = event.kind === 'delivered' || event.kind === 'sent';
  const go = (click: Event): void => {
    const from = click.currentTarget as EventTarget;
    const message = Number(id);
    if (!travels || id === undefined || message === own) {
      signal(from, 'lab-event', { event: event.sequence });
      return;
    }
    // What arrives is on its way before the event, what leaves is after it.
    const at = event.kind === 'delivered' ? event.sequence - 1 : event.sequence;
    signal(from, 'lab-message', { event: at, message });
  };
  return html`<p class="event">
    <button class="go" title=${t('life.go', { time: timeText(event.tick) })} @click=${go}>
      ${timeText(event.tick)}
    </button>
    <span>${narrate(event, { leads: true, command: undefined, result: undefined }, t).text}</span>
  </p>`;
}
