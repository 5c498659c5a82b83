import { css } from 'lit';

export const judgesStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    justify-content: space-between;
    gap: var(--gap-2);
    min-height: 0;
    overflow: auto;
    padding: 0 var(--gap-4) var(--gap-3);
  }
  ul {
    list-style: none;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(12.4em, 1fr));
    gap: 1px 12px;
  }
  li {
    display: flex;
    align-items: center;
    gap: 7px;
    min-width: 0;
    white-space: nowrap;
  }
  svg {
    flex: none;
    width: 15px;
    height: 15px;
  }
  .broken {
    color: var(--broken);
    font-weight: 650;
  }
  .violation {
    padding: 6px 10px;
    border-radius: 6px;
    border: 2px solid var(--broken);
    color: var(--broken);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .hash {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 10px;
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
