/** Made by scripts/embed.mjs. */
declare module 'virtual:kvraft-wasm' {
  /** The core: gzip, base64. */
  export const wasm: string;
}
declare module 'virtual:kvraft-scenarios' {
  /** Files of the scenarios' folder. */
  export const scenarios: Readonly<Record<string, string>>;
}
