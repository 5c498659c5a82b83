/** Markdown as templates: nothing of it is ever taken for HTML. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Token, Tokens } from 'marked';

type Shown = TemplateResult | string | typeof nothing;

/** What lessons are made of; whatever else Markdown knows stands as it was written. */
export function markdown(tokens: readonly Token[]): readonly Shown[] {
  return tokens.map(one);
}

function one(token: Token): Shown {
  const inner = (): readonly Shown[] => markdown((token as Tokens.Generic).tokens ?? []);
  switch (token.type) {
    case 'space':
      return nothing;
    case 'paragraph':
      return html`<p>${inner()}</p>`;
    case 'heading':
      return html`<h3>${inner()}</h3>`;
    case 'strong':
      return html`<strong>${inner()}</strong>`;
    case 'em':
      return html`<em>${inner()}</em>`;
    case 'br':
      return html`<br />`;
    case 'code':
      return html`<pre><code>${(token as Tokens.Code).text}</code></pre>`;
    case 'codespan':
      return html`<code>${(token as Tokens.Codespan).text}</code>`;
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      const list = items.map((item) => html`<li>${markdown(item.tokens)}</li>`);
      return ordered ? html`<ol>${list}</ol>` : html`<ul>${list}</ul>`;
    }
    case 'link':
      return html`<a href=${safe((token as Tokens.Link).href)}>${inner()}</a>`;
    case 'text':
    case 'escape':
      return (token as Tokens.Text).tokens === undefined ? (token as Tokens.Text).text : html`${inner()}`;
    default:
      return token.raw;
  }
}

/** Where a link of a lesson may lead: into this page, or to the web. */
function safe(href: string): string {
  return /^(\?|#|https:\/\/)/.test(href) ? href : '#';
}
