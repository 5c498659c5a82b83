/** Made by scripts/embed.mjs. */
declare module 'virtual:kvraft-inside' {
  /** The core: gzip, base64. */
  export const wasm: string;
  /** Files of the scenarios' folder. */
  export const scenarios: Readonly<Record<string, string>>;
}
