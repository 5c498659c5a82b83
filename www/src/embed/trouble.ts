/** Why a figure does not run: by a stable code, in the reader's language, with what to do. Pure. */
import type { Language } from '../i18n.ts';
import { embed as en } from '../i18n/en/embed.ts';
import { joined, type Params } from '../i18n/message.ts';
import { embed as zhCN } from '../i18n/zh-cn/embed.ts';

export type EmbedKey = keyof typeof en;

export function say(language: Language, key: EmbedKey, params: Params = {}): string {
  return joined((language === 'zh-CN' ? zhCN : en)[key], params);
}

/** What went wrong, by the words of whoever noticed. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** What it is about: the scenario, the session. */
  readonly name: string;
  /** The same in the reader's language, where somebody knows it. */
  readonly detail?: (language: Language) => string;
  /** Where in a file. */
  readonly path?: string | undefined;
  /** Names that may have been meant. */
  readonly perhaps?: readonly string[];
}

export interface Told {
  readonly headline: string;
  readonly advice: string;
  /** Technical. */
  readonly detail: string;
}

type Kind = Extract<EmbedKey, `advice.${string}`> extends `advice.${infer K}` ? Exclude<K, 'perhaps'> : never;

/** Codes of their own; of the others, those of links are alike, and the rest are mistakes in a file. */
const KINDS: readonly Kind[] = [
  'wasm-off',
  'wasm-blocked',
  'parts',
  'load',
  'stopped',
  'session-taken',
  'scenario-missing',
  'scenario-unreachable',
  'other-version',
];

export function kindOf(code: string): Kind {
  if (code === 'link-other-version') return 'other-version';
  if (code.startsWith('link-')) return 'link';
  return KINDS.find((kind) => kind === code) ?? 'file';
}

/** `wasm-blocked`, if a policy is why the core cannot run; else as it is. */
export function codeOf(code: string, message: string): string {
  const policy = /unsafe-eval|content security policy|\bCSP\b|violates the following/i;
  return code === 'load' && policy.test(message) ? 'wasm-blocked' : code;
}

export function tell({ code, message, name, path, detail, perhaps = [] }: Failure, language: Language): Told {
  const kind = kindOf(code);
  const names = perhaps.join(', ');
  const advice =
    0 < perhaps.length ? say(language, 'advice.perhaps', { names }) : say(language, `advice.${kind}`);
  return {
    headline: say(language, `failed.${kind}`, { name: shortened(name) }),
    advice,
    detail: detailOf(kind, detail?.(language) ?? message, path, language),
  };
}

function detailOf(kind: Kind, message: string, path: string | undefined, language: Language): string {
  switch (kind) {
    // The sentence has all there is to say.
    case 'session-taken':
    case 'wasm-off':
    case 'scenario-missing':
      return '';
    case 'file':
    case 'link':
    case 'other-version':
      return path === undefined || message.startsWith(path) ? message : `${path}: ${message}`;
    default:
      return say(language, 'reason', { reason: message });
  }
}

function shortened(text: string): string {
  return 80 < text.length ? `${text.slice(0, 79)}…` : text;
}
