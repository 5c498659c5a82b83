import { css } from 'lit';

export const helpStyles = css`
  dialog {
    width: min(1180px, calc(100vw - 24px));
    max-height: calc(100dvh - 24px);
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--surface);
    color: var(--ink);
    box-shadow: 0 18px 60px var(--shadow);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.35);
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
    grid-template-columns: repeat(auto-fit, minmax(300px, 1fr));
    gap: var(--gap-5);
    padding: var(--gap-4) var(--gap-5) var(--gap-5);
  }
  @media (min-width: 1000px) {
    .columns {
      grid-template-columns: 1.55fr 1fr 0.95fr;
    }
  }
  h3 {
    padding-bottom: 6px;
    font-size: var(--size-3);
  }
  dl div {
    display: grid;
    grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
    gap: 12px;
    padding: 2px 0;
  }
  dl.keys div,
  dl.signs div {
    grid-template-columns: 92px 1fr;
    align-items: center;
  }
  dl.signs div {
    min-height: 34px;
  }
  dt.mono {
    font-size: var(--size-1);
    line-height: 1.6;
  }
  dd {
    color: var(--muted);
  }
  kbd {
    display: inline-block;
    min-width: 26px;
    padding: 1px 7px;
    border: 1px solid var(--line);
    border-radius: 5px;
    background: var(--raised);
    font: 600 var(--size-1) / 1.5 var(--font);
    text-align: center;
  }
  p {
    padding-top: 8px;
    color: var(--muted);
  }
  dl.signs svg {
    display: block;
    width: 84px;
    height: 30px;
    --hue: var(--term-0);
  }
`;
