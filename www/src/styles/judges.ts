import { css } from 'lit';

export const judgesStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    justify-content: space-between;
    gap: var(--gap-2);
    min-height: 0;
    overflow: auto;
    padding: 0 var(--gap-3) var(--gap-3) var(--gap-4);
  }
  ul {
    list-style: none;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(13.5em, 1fr));
    gap: 1px 0.5rem;
  }
  div ul {
    font-size: var(--size-1);
  }
  summary {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: var(--target-row);
    cursor: pointer;
    border-radius: var(--round-2);
  }
  summary small {
    margin-inline-start: auto;
  }
  summary::before {
    content: '';
    flex: none;
    width: 0.375rem;
    height: 0.375rem;
    border: solid var(--muted);
    border-width: 0 1.6px 1.6px 0;
    transform: rotate(-45deg);
  }
  [open] > summary::before {
    transform: rotate(45deg);
  }
  summary::-webkit-details-marker {
    display: none;
  }
  details + details {
    border-top: 1px solid var(--line);
  }
  li {
    display: flex;
    align-items: center;
    min-width: 0;
  }
  li button.plain {
    flex: 1;
    justify-content: flex-start;
    gap: 0.1875rem;
    min-height: var(--target-row);
    min-width: 0;
    padding: 0 2px;
    margin-inline: -3px;
    border-radius: var(--round-2);
    color: inherit;
  }
  /* Two lines rather than a name that is cut. */
  li button.plain {
    line-height: 1.25;
    text-align: start;
    white-space: normal;
  }
  .meaning {
    padding: 0.25rem 0.625rem;
    border-inline-start: 3px solid var(--line);
    color: var(--muted);
  }
  li svg {
    flex: none;
    width: 0.8125rem;
    height: 0.8125rem;
  }
  .broken {
    color: var(--broken);
    font-weight: 650;
  }
  .finding {
    display: grid;
    gap: 0.25rem;
    padding: 0.5rem 0.75rem;
    border: 2px solid var(--broken);
    border-radius: var(--round-2);
  }
  .finding h3 {
    font-size: var(--size-2);
    color: var(--broken);
  }
  .violation {
    color: var(--broken);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  dl div {
    display: flex;
    gap: 0.5rem;
  }
  dt {
    flex: none;
    color: var(--muted);
  }
  .deeds {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
    padding-top: 2px;
  }
  .checks {
    flex: none;
    min-width: 1.5em;
    margin-inline-start: auto;
    text-align: end;
  }
  .expect {
    grid-template-columns: minmax(0, 1fr);
    gap: 3px;
    padding-top: 0.25rem;
  }
  .expect li {
    align-items: flex-start;
    gap: 0.4375rem;
    color: var(--muted);
  }
  .expect svg {
    margin-top: 2px;
  }
  .expect [data-verdict='met'],
  .expect [data-verdict='failed'] {
    color: var(--ink);
  }
  .expect [data-verdict='failed'] {
    font-weight: 650;
  }
  .expect span {
    overflow-wrap: anywhere;
  }
  .hash {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.625rem;
    padding-top: var(--gap-2);
    border-top: 1px solid var(--line);
  }
  .hash .mono {
    font-weight: 600;
    user-select: all;
  }
  small {
    font-size: var(--size-1);
    color: var(--muted);
  }
`;
