/** Copying, and what stands beside a thing that has an address of its own. */
import { html, type TemplateResult } from 'lit';

/** Whether it could be copied: without permission, or a secure context, it must be done by hand. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The address at which this page opens something by its name. */
export function addressOfNamed(kind: 'scenario' | 'lesson' | 'challenge', id: string): string {
  return `${location.origin}${location.pathname}?${kind}=${id}`;
}

/** A link of a chain, to be pressed. */
export function copyButton(label: string, copy: () => void): TemplateResult {
  return html`<button class="plain copy" aria-label=${label} title=${label} @click=${copy}>
    <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${CHAIN}></path></svg>
  </button>`;
}

const CHAIN =
  'M6.4 9.6a.8.8 0 0 1 0-1.1l2.1-2.1a.8.8 0 0 1 1.1 1.1L7.5 9.6a.8.8 0 0 1-1.1 0zM3.2 12.8a3.1 3.1 0 0 1 0-4.4l1.9-1.9 1.1 1.1-1.9 1.9a1.5 1.5 0 0 0 2.2 2.2l1.9-1.9 1.1 1.1-1.9 1.9a3.1 3.1 0 0 1-4.4 0zM10.9 9.5L9.8 8.4l1.9-1.9a1.5 1.5 0 0 0-2.2-2.2L7.6 6.2 6.5 5.1l1.9-1.9a3.1 3.1 0 0 1 4.4 4.4z';
