/** The element as a classic script in one file: for pages without a server, and for tools that know no modules. */
import { defineInside } from './inside.ts';

defineInside((document.currentScript as HTMLScriptElement | null)?.src);
