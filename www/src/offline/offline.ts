/**
 * The page works without a network after one visit. A new version is only ever offered: it waits until it is
 * accepted, then all open tabs of the page begin again with it, each where it was.
 */

/** Not sooner again: browsers ask by themselves whenever the page is opened. */
const ASK_EVERY = 60 * 60_000;

/** Real ms after the first picture: the worker fetches all that the page may ever need, and may be late. */
const LATER = 4000;

/** Registers the worker, once the page has what it needs itself. */
export function keepOffline(ready: Promise<void>): void {
  // A frame in somebody's notes is a guest there; and where the worker cannot be, the page needs none.
  if (!import.meta.env.PROD || window.top !== window || !('serviceWorker' in navigator)) return;
  const start = (): void => void register().catch(() => undefined);
  void ready.then(() => setTimeout(start, LATER));
}

async function register(): Promise<void> {
  const { serviceWorker } = navigator;
  // Whoever is on the old version goes on to the new one together: no tab asks for files that are gone.
  const controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) location.reload();
  });
  const registration = (await serviceWorker.register('./sw.js')) as ServiceWorkerRegistration | undefined;
  if (registration === undefined) return;
  const look = (): void => {
    if (registration.waiting !== null && serviceWorker.controller !== null) void offer(registration);
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
  look();
  let asked = performance.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || performance.now() - asked < ASK_EVERY) return;
    asked = performance.now();
    registration.update().catch(() => undefined); // no network: later, then
  });
}

async function offer(registration: ServiceWorkerRegistration): Promise<void> {
  const { offerUpdate } = await import('./offer.ts');
  offerUpdate(() => registration.waiting?.postMessage('take-over'));
}
