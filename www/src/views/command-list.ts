/** The commands as the help shows them: syntax as typed, meaning in the reader's language. */
import type { TextKey } from '../i18n.ts';

export const COMMANDS: readonly (readonly [syntax: string, meaning: TextKey])[] = [
  ['put KEY VALUE', 'help.put'],
  ['append KEY VALUE', 'help.append'],
  ['get KEY', 'help.get'],
  ['delete KEY', 'help.delete'],
  ['cas KEY OLD NEW', 'help.cas'],
  ['c2 put KEY VALUE @3', 'help.client'],
  ['crash 3 · restart 3', 'help.crash'],
  ['pause 3 · resume 3', 'help.pause'],
  ['timeout 3', 'help.timeout'],
  ['isolate leader', 'help.isolate'],
  ['partition 1 2 | 3 4 5', 'help.partition'],
  ['cut 1 2 · mend 1 2', 'help.cut'],
  ['heal', 'help.heal'],
  ['delay 10 30', 'help.delay'],
  ['loss 10 · duplicate 10', 'help.loss'],
  ['disk 1 5', 'help.disk'],
  ['play · stop · step', 'help.time'],
  ['speed 1/20', 'help.speed'],
  ['reset · seed 42', 'help.seed'],
  ['clear', 'help.clear'],
];
