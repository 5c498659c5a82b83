import { css } from 'lit';

export const helpStyles = css`
  dialog {
    width: min(73.75rem, calc(100vw - 1.5rem));
    max-height: calc(100dvh - 1.5rem);
  }
  .top {
    position: sticky;
    top: 0;
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: var(--gap-3) var(--gap-5);
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  h2 {
    font-size: var(--size-4);
  }
  .guides {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 18px;
    padding: var(--gap-3) var(--gap-5) 0;
  }
  .guides a {
    display: inline-flex;
    align-items: center;
    min-height: 24px;
    color: inherit;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(18.75rem, 100%), 1fr));
    gap: var(--gap-5);
    padding: var(--gap-4) var(--gap-5) var(--gap-5);
  }
  @media (min-width: 1000px) {
    .columns {
      grid-template-columns: 1.55fr 1fr 0.95fr;
    }
  }
  h3 {
    padding-bottom: 0.375rem;
    font-size: var(--size-3);
  }
  dl div {
    display: grid;
    grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
    gap: 0.75rem;
    padding: 2px 0;
  }
  dl.keys div,
  dl.signs div {
    grid-template-columns: 5.75rem 1fr;
    align-items: center;
  }
  dl.signs div {
    min-height: 2.125rem;
  }
  dt.mono {
    font-size: var(--size-1);
    line-height: 1.6;
  }
  dd {
    color: var(--muted);
  }
  p {
    padding-top: 0.5rem;
    color: var(--muted);
  }
  dl.signs svg {
    display: block;
    width: 5.25rem;
    height: 1.875rem;
    --hue: var(--term-0);
  }
`;
