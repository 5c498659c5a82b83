import { css } from 'lit';

/** The panel of a lesson or a challenge: something to read. */
export const guideStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-height: 0;
    height: 100%;
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
    min-height: var(--target);
    padding: 3px 4px 3px var(--gap-4);
    border-bottom: 1px solid var(--line);
  }
  .head .kind {
    color: var(--muted);
    font-size: var(--size-1);
    font-weight: 600;
  }
  .head .step {
    color: var(--muted);
    font-size: var(--size-1);
    font-variant-numeric: tabular-nums;
  }
  .head .gap {
    flex: 1;
  }
  .head progress {
    appearance: none;
    flex: 1;
    min-width: 0;
    height: 4px;
    border: 0;
    border-radius: var(--round-pill);
    background: var(--line);
    overflow: hidden;
  }
  .head progress::-webkit-progress-bar {
    background: var(--line);
  }
  .head progress::-webkit-progress-value {
    background: var(--ink);
  }
  .head progress::-moz-progress-bar {
    background: var(--ink);
  }
  .head button {
    min-width: var(--target);
  }
  .body {
    overflow: auto;
    overscroll-behavior: contain;
    padding: var(--gap-3) var(--gap-4) var(--gap-5);
    scroll-padding-block: var(--gap-4);
  }
  h2 {
    padding: 0 0 var(--gap-2);
    font-size: var(--size-4);
    font-weight: 680;
    letter-spacing: -0.01em;
    line-height: 1.25;
  }
  h3 {
    padding: var(--gap-3) 0 var(--gap-1);
    font-size: var(--size-1);
    font-weight: 600;
    color: var(--muted);
  }
  .text {
    max-width: 62ch;
    line-height: 1.55;
  }
  .text p + p {
    margin-top: 0.7em;
  }
  .text :is(ul, ol) {
    margin: 0.4em 0;
    padding-inline-start: 1.3em;
    list-style: revert;
  }
  .part + .part {
    margin-top: var(--gap-3);
  }
  .part:focus-visible {
    outline: 2px solid var(--ink);
    outline-offset: 0.375rem;
    border-radius: var(--round-1);
  }
  .part.new {
    animation: appear 0.4s ease-out;
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: translateY(0.375rem);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .part.new {
      animation: none;
    }
  }
  code {
    padding: 0.05em 0.3em;
    border-radius: var(--round-1);
    background: var(--sunken);
    font-weight: inherit;
    font-size: 0.94em;
    overflow-wrap: anywhere;
  }
  .hints:not(:empty) {
    margin-top: var(--gap-3);
  }
  .lines {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 0.375rem;
    margin-top: var(--gap-2);
    font-size: var(--size-1);
    color: var(--muted);
  }
  .ask {
    display: grid;
    gap: 0.375rem;
    margin-top: var(--gap-3);
    padding: var(--gap-3);
    border: 1px solid var(--line);
    border-radius: var(--round-3);
    background: var(--sunken);
  }
  .ask strong {
    line-height: 1.4;
  }
  .ask .answer {
    display: grid;
    grid-template-columns: 1.375rem minmax(0, 1fr);
    align-items: start;
    gap: 0.5rem;
    width: 100%;
    min-height: var(--target);
    padding: 0.4375rem 0.625rem;
    border: 1px solid var(--line);
    border-radius: var(--round-2);
    background: var(--surface);
    color: var(--ink);
    text-align: start;
    white-space: normal;
    line-height: 1.4;
  }
  .ask button.answer:disabled {
    opacity: 1;
  }
  .ask .answer .mark {
    display: grid;
    place-items: center;
    width: 1.25rem;
    height: 1.25rem;
    border: 1.5px solid var(--faint);
    border-radius: 50%;
    font-size: 0.75rem;
    font-weight: 700;
    line-height: 1;
  }
  .ask .answer.chosen {
    border-color: var(--ink);
  }
  .ask .answer.chosen .mark {
    border-color: var(--ink);
  }
  .ask .answer.right {
    border: 2px solid var(--ink);
    padding: 0.375rem 0.5625rem;
    font-weight: 600;
  }
  .ask .answer.right .mark {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--on-ink);
  }
  .ask .answer small {
    display: block;
    font-size: var(--size-1);
    font-weight: 400;
    color: var(--muted);
  }
  .verdict {
    margin-top: 2px;
    font-weight: 600;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap-2);
    margin-top: var(--gap-3);
  }
  .row .muted {
    flex: 1;
  }
  ol.goals,
  ul.goals {
    display: grid;
    gap: 0.375rem;
    list-style: none;
  }
  .goals li {
    display: grid;
    grid-template-columns: 1.5rem minmax(0, 1fr);
    gap: 0.5rem;
    line-height: 1.45;
  }
  .goals .mark {
    display: grid;
    place-items: center;
    width: 1.375rem;
    height: 1.375rem;
    border: 1.5px solid var(--faint);
    border-radius: 50%;
    font-size: 0.75rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .goals .reached .mark {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--on-ink);
  }
  .goals .spoiled {
    color: var(--broken);
    font-weight: 600;
  }
  .goals .spoiled .mark {
    border-color: var(--broken);
  }
  .hints {
    display: grid;
    gap: 0.5rem;
    padding-inline-start: 0;
    list-style: none;
  }
  .hints li {
    padding: 0.5rem 0.75rem;
    border-inline-start: 3px solid var(--line);
    line-height: 1.5;
  }
  .won {
    display: grid;
    gap: 0.375rem;
    margin-top: var(--gap-3);
    padding: var(--gap-3);
    border: 2px solid var(--ink);
    border-radius: var(--round-3);
    background: var(--tint);
  }
  .won strong {
    font-size: var(--size-4);
  }
  .won .command {
    padding: 0.375rem 0.5rem;
    border-radius: var(--round-2);
    background: var(--surface);
    font-family: var(--mono);
    font-size: var(--size-1);
    overflow-wrap: anywhere;
  }
  @media (max-width: 999px) {
    .head {
      padding-inline-start: var(--gap-3);
    }
    .body {
      padding: var(--gap-2) var(--gap-3) var(--gap-4);
    }
  }
`;
