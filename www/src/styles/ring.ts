import { css } from 'lit';

export const ringStyles = css`
  :host {
    display: block;
    position: relative;
    min-height: 0;
    overflow: hidden;
    /* A finger draws walls here; two still zoom. */
    touch-action: pinch-zoom;
    -webkit-touch-callout: none;
    -webkit-user-select: none;
    user-select: none;
  }
  svg,
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    display: block;
  }
  canvas {
    color: var(--ink);
  }
  .probe {
    display: none;
  }
  /* What the pen draws stands nowhere else, and the other way round. */
  canvas:not(.moving) {
    visibility: hidden;
  }
  .moving :is(.track, .arc) {
    visibility: hidden;
  }
  .over {
    cursor: pointer;
  }
  text {
    font-family: var(--font);
    text-anchor: middle;
    fill: var(--ink);
    user-select: none;
    pointer-events: none;
  }
  .link {
    stroke: var(--hair);
    stroke-width: 1.25;
  }

  .link-hit {
    stroke: transparent;
    stroke-width: 16;
    cursor: pointer;
  }
  .link-hit:hover {
    stroke: var(--tint);
  }
  .link-hit:focus {
    outline: none;
  }
  .link-hit:focus-visible {
    stroke: var(--ink);
    stroke-width: 4;
  }
  .stroke.loop {
    fill: var(--ink);
    fill-opacity: 0.07;
    stroke-width: 4;
    stroke-linejoin: round;
  }
  .carried {
    pointer-events: none;
    opacity: 0.85;
  }
  .carried circle {
    fill: var(--surface);
    stroke: var(--ink);
    stroke-width: 2;
    stroke-dasharray: 4 4;
  }
  .stroke {
    fill: none;
    stroke: var(--ink);
    stroke-width: 7;
    stroke-dasharray: 15 3;
    pointer-events: none;
  }
  .wall-tip {
    left: 12px;
    top: 4px;
  }

  /* Walls and broken links are facts about the network, not failures of Raft: ink, not vermilion. */
  .wall-gap {
    fill: none;
    stroke: var(--surface);
    stroke-width: 15;
  }
  .wall {
    fill: none;
    stroke: var(--ink);
    stroke-width: 7;
    stroke-dasharray: 15 3;
  }
  .broken {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.5;
    stroke-dasharray: 2 5;
  }
  .broken-mark {
    stroke: var(--ink);
    stroke-width: 2.25;
    stroke-linecap: round;
    fill: none;
  }

  .server,
  .client {
    cursor: pointer;
    outline: none;
  }
  .hit {
    fill: transparent;
  }
  .body {
    fill: var(--surface);
    stroke: var(--hue);
    stroke-width: 2.5;
  }
  .track {
    fill: none;
    stroke: var(--line);
    stroke-width: 4;
  }
  .arc {
    fill: none;
    stroke: var(--muted);
    stroke-width: 4;
  }
  .focus-ring {
    fill: none;
    stroke: none;
  }
  .selected .focus-ring {
    stroke: var(--faint);
    stroke-width: 1.5;
    stroke-dasharray: 1 5;
    stroke-linecap: round;
  }
  @media (hover: hover) {
    :is(.server, .client):hover .focus-ring {
      stroke: var(--faint);
      stroke-width: 1.5;
    }
  }
  :focus-visible .focus-ring {
    stroke: var(--ink);
    stroke-width: 2.5;
    stroke-dasharray: none;
  }
  .name {
    font-size: calc(18px * var(--scale, 1));
    font-weight: 650;
  }
  .term {
    font-size: calc(12px * var(--scale, 1));
    font-weight: 500;
    fill: var(--hue);
  }
  .little :is(.name, .term, .role) {
    font-size: 11px;
  }
  .signs {
    pointer-events: none;
  }
  .signs.leads .term {
    fill: var(--on-term);
  }
  .signs.crashed .term {
    fill: var(--muted);
    paint-order: stroke;
    stroke: var(--sunken);
    stroke-width: 6px;
    stroke-linejoin: round;
  }
  :is(.server, .signs)[data-hue='-1'] .term {
    fill: var(--muted);
  }
  .role,
  .log,
  .pending-text,
  .client-text {
    font-size: calc(12px * var(--scale, 1));
    paint-order: stroke;
    stroke: var(--surface);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  .role {
    font-weight: 600;
  }
  .log,
  .client-text {
    fill: var(--muted);
  }
  .star {
    fill: var(--hue);
    stroke: var(--surface);
    stroke-width: 3;
    paint-order: stroke;
  }
  [data-role='leader'][data-status='up'] .body {
    fill: var(--hue);
  }
  [data-role='leader'][data-status='up'] .name,
  [data-role='leader'][data-status='up'] .term {
    fill: var(--on-term);
  }
  [data-role='leader'] .arc {
    stroke: var(--hue);
    opacity: 0.55;
  }
  [data-role='candidate'] .body {
    stroke-dasharray: 5 4;
    stroke-width: 3;
  }
  [data-role='candidate'] .arc {
    stroke: var(--hue);
  }
  .inner {
    fill: none;
    stroke: var(--hue);
    stroke-width: 1.25;
  }
  [data-standing='learner'] .body {
    stroke-width: 1.5;
  }
  [data-standing='outside'] .body {
    stroke: var(--faint);
    stroke-width: 1.25;
    stroke-dasharray: 1 4;
    stroke-linecap: round;
  }
  [data-standing='outside'] :is(.name, .term, .role) {
    fill: var(--muted);
  }
  .badge rect {
    fill: var(--surface);
    stroke: var(--ink);
    stroke-width: 1.25;
  }
  .badge text {
    font-size: 11px;
    font-weight: 600;
  }
  .badge path {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  [data-status='crashed'] .body {
    stroke: var(--faint);
    stroke-dasharray: none;
    stroke-width: 1.5;
    fill: var(--sunken);
  }
  [data-status='crashed'] :is(.name, .term, .role, .log) {
    fill: var(--muted);
  }
  [data-status='crashed'] :is(.name, .term) {
    paint-order: stroke;
    stroke: var(--sunken);
    stroke-width: 6px;
    stroke-linejoin: round;
  }
  [data-status='crashed'] .track {
    stroke: none;
  }
  .cross-out {
    stroke: var(--faint);
    stroke-width: 2;
    stroke-linecap: round;
  }
  .pause-mark {
    fill: var(--ink);
    stroke: var(--surface);
    stroke-width: 3;
    paint-order: stroke;
  }
  [data-status='paused'] :is(.body, .arc) {
    opacity: 0.55;
  }
  .fresh .track {
    stroke: var(--faint);
  }
  .vote {
    stroke: var(--hue);
    stroke-width: 1.75;
    fill: var(--surface);
  }
  .vote.have {
    fill: var(--hue);
  }
  .vote.travelling {
    fill: var(--surface);
    stroke-width: 3.5;
  }
  .vote.none {
    stroke: var(--faint);
    stroke-width: 1.25;
  }
  .disk {
    fill: var(--surface);
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .disk-count {
    font-size: 11px;
    font-weight: 600;
  }
  .client-body {
    fill: var(--surface);
    stroke: var(--faint);
    stroke-width: 1.5;
  }
  .client.waiting .client-body {
    stroke: var(--ink);
    stroke-width: 2;
  }
  .client-name {
    font-size: calc(13px * var(--scale, 1));
    font-weight: 600;
  }
  .client.small .client-name {
    font-size: 11px;
  }
  .client.waiting .client-text {
    fill: var(--ink);
    font-family: var(--mono);
  }
  .side {
    font-size: 12px;
    fill: var(--muted);
  }

  .log-bar .room {
    fill: var(--line);
  }
  .log-bar .last {
    fill: color-mix(in oklab, var(--hue) 45%, var(--surface));
  }
  .log-bar .commit {
    fill: var(--hue);
  }
  [data-role='leader'][data-status='up'] .log-bar {
    --hue: var(--on-term);
  }
  [data-role='leader'][data-status='up'] .log-bar .room,
  [data-role='leader'][data-status='up'] .log-bar .last {
    fill: var(--on-term);
    opacity: 0.35;
  }
  [data-status='crashed'] .log-bar {
    --hue: var(--faint);
  }

  /* What goes too fast to be seen one by one. */
  .flow {
    pointer-events: none;
  }
  .flow .stream {
    fill: none;
    stroke: var(--hue);
    opacity: 0.6;
  }
  .flow .head {
    fill: var(--hue);
  }
  .flow .loss {
    display: none;
    stroke: var(--ink);
    stroke-width: 2.25;
    stroke-linecap: round;
  }
  .flow.idle :is(.stream, .head) {
    opacity: 0.3;
  }
  .flow.lossy .loss {
    display: block;
  }
  .flow[data-hue='-1'] {
    --hue: var(--ink);
  }

  .message {
    cursor: pointer;
  }
  .message .solid {
    fill: var(--hue);
    stroke: var(--surface);
    stroke-width: 1.5;
  }
  .message .open {
    fill: var(--surface);
    stroke: var(--hue);
    stroke-width: 2.25;
  }
  .message .quiet {
    opacity: 0.75;
  }
  .message .open.quiet {
    stroke-width: 1.75;
  }
  .message .strap {
    fill: none;
    stroke: var(--on-term);
    stroke-width: 2;
  }
  .message .sign {
    fill: none;
    stroke: var(--hue);
    stroke-width: 2.25;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .message text {
    font-size: 11px;
    font-weight: 700;
    fill: var(--on-term);
  }
  .message text.off {
    fill: var(--hue);
  }
  .names {
    pointer-events: none;
  }
  .what {
    display: none;
    text-anchor: start;
    font-size: 11px;
    font-weight: 500;
    fill: var(--ink);
    paint-order: stroke;
    stroke: var(--surface);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  .names.named .what {
    display: block;
  }
  .messages.little :is(text, .pointer) {
    display: none;
  }
  .message .pre {
    stroke-dasharray: 3.5 2.8;
  }
  .message[data-hue='-1'] {
    --hue: var(--ink);
  }
  .message .pointer {
    display: none;
    fill: none;
    stroke: var(--hue);
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .still .message .pointer {
    display: block;
  }
  .message .cross {
    display: none;
    stroke: var(--ink);
    stroke-width: 2.5;
    stroke-linecap: round;
  }
  .message.dying :is(.solid, .open, text, .sign, .strap) {
    opacity: 0.35;
  }
  .message.dying .cross {
    display: block;
  }
  .message.duplicate :is(.solid, .open) {
    stroke-dasharray: 3 2;
  }
  .message.held .hit {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.5;
    stroke-dasharray: 2 2;
  }
  .message:is(:hover, .selected) .hit {
    fill: var(--tint);
    stroke: var(--ink);
    stroke-width: 1;
  }

  .tip {
    position: absolute;
    z-index: 2;
    left: 0;
    top: 0;
    max-width: min(300px, 90%);
    padding: 4px 10px;
    border-radius: var(--round-2);
    background: var(--ink);
    color: var(--paper);
    font-size: var(--size-1);
    pointer-events: none;
  }
  .menu {
    inset: 0 auto auto 0;
    display: grid;
    min-width: 168px;
    max-height: calc(100dvh - 16px);
    margin: 0;
    padding: var(--gap-1);
    color: inherit;
    border: 1px solid var(--line);
    border-radius: var(--round-3);
    background: var(--raised);
    box-shadow: 0 8px 28px var(--shadow);
  }
  .menu button {
    justify-content: flex-start;
    border: 0;
    background: none;
    border-radius: var(--round-2);
  }
  .menu .line {
    margin-inline-start: auto;
    padding-inline-start: 16px;
    font-family: var(--mono);
    font-size: var(--size-1);
    color: var(--muted);
  }
  @media (forced-colors: active) {
    .body,
    .client-body {
      stroke: CanvasText;
    }
  }
`;
