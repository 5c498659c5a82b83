import { css } from 'lit';

/** On paper and on slides: the figure with what it shows, and nothing to press. */
export const printStyles = css`
  .figure-caption {
    display: none;
  }
  @media print {
    :host {
      display: block;
      height: auto;
      min-height: 0;
      padding: 0;
      background: none;
      color-scheme: light !important;
      --paper: #fff;
      --surface: #fff;
      print-color-adjust: exact;
      -webkit-print-color-adjust: exact;
    }
    header,
    nav,
    kvraft-narrator,
    .names,
    .notice,
    .past,
    .try,
    .names,
    .stages,
    .transport,
    .bottom,
    .drop,
    .panel.inspect,
    .panel.guide,
    .story button {
      display: none !important;
    }
    .columns {
      display: grid !important;
      grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr);
      gap: 5mm;
    }
    .panel.cluster,
    .panel.logs,
    .panel.plot {
      display: flex !important;
      height: 115mm;
      min-height: 0;
      border: 0;
      break-inside: avoid;
    }
    :host(:not([stage='logs'])) .panel.logs,
    :host([stage='logs']) .panel.plot {
      display: none !important;
    }
    .panel.plot {
      grid-column: auto;
    }
    .figure-caption {
      display: block;
      padding-top: 3mm;
      font-size: var(--size-3);
    }
    .figure-caption span {
      display: block;
      color: var(--muted);
      font-size: var(--size-2);
    }
  }
  @media print and (orientation: portrait) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
