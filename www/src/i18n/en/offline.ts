/** The bar that offers a new version of the page. */
export const offline = {
  ready: 'A new version of this page is ready.',
  accept: 'Take it now',
  later: 'Later',
} as const;

export type OfflineTexts = Readonly<Record<keyof typeof offline, string>>;
