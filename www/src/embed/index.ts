/** The element as a module: one script tag; what it needs lies beside it and is fetched when it does. */
import { define, KvraftLab } from './element.ts';
import { hostedPage } from './place.ts';

define({
  face: () => import('./face.ts'),
  scenarios: new URL('./scenarios/', import.meta.url),
  page: hostedPage(import.meta.url),
});

export { KvraftLab };
