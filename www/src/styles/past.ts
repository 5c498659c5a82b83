import { css } from 'lit';

/** What is said of the past, in a corner of what is shown: in the page and in a figure, so in neither's units. */
export const pastStyles = css`
  .past {
    position: absolute;
    z-index: 2;
    inset-block-start: 3px;
    inset-inline-end: 0.5em;
    display: flex;
    align-items: center;
    gap: 0.8em;
    max-width: calc(100% - 1em);
    padding: 1px 2px 1px 1em;
    border-radius: var(--round-2);
    background: var(--tint);
    font-size: var(--size-1);
  }
  .past button {
    flex: none;
    min-height: var(--target-small);
    padding: 0 0.75em;
  }
`;
