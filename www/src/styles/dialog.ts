/** What the help, the palette and two runs beside each other open in: a sheet over the page, which is veiled behind it. */
import { css } from 'lit';

export const dialogStyles = css`
  dialog {
    padding: 0;
    border: 1px solid var(--line);
    border-radius: var(--round-3);
    background: var(--surface);
    color: var(--ink);
    box-shadow: 0 1.125rem 3.75rem var(--shadow);
  }
  dialog::backdrop {
    background: var(--veil);
  }
`;
