/** The page around the element: the document follows its language and its theme, and is kept offline. */
import type { KvraftApp } from './app.ts';
import './app.ts';
import { keepOffline } from './offline/offline.ts';
import { expectSomebody } from './rest.ts';

document.addEventListener('kvraft-language', (event) => {
  document.documentElement.lang = String((event as CustomEvent<unknown>).detail);
});
document.addEventListener('kvraft-theme', (event) => {
  document.documentElement.dataset['theme'] = String((event as CustomEvent<unknown>).detail);
});
const app = document.querySelector<KvraftApp>('kvraft-app');
if (app !== null) {
  void app.ready.then(() => expectSomebody(document));
  keepOffline(app.ready);
}
