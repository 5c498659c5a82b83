/** The commands as the help shows them: syntax as typed, meaning in the reader's language. */
import { withTexts } from '../i18n.ts';
import { reference } from '../i18n/en/reference.ts';

export type ReferenceKey = keyof typeof reference;

/** The texts of all that explains the page. */
export const referenceIn = withTexts(reference);

export const COMMANDS: readonly (readonly [syntax: string, meaning: ReferenceKey])[] = [
  ['put KEY VALUE', 'help.put'],
  ['append KEY VALUE', 'help.append'],
  ['get KEY', 'help.get'],
  ['get KEY via index · lease', 'help.via'],
  ['put KEY VALUE at 0 · get KEY via version', 'help.version'],
  ['delete KEY', 'help.delete'],
  ['cas KEY OLD NEW', 'help.cas'],
  ['c2 put KEY VALUE @3', 'help.client'],
  ['crash 3 · restart 3', 'help.crash'],
  ['pause 3 · resume 3', 'help.pause'],
  ['crash leader after 1', 'help.amid'],
  ['timeout 3', 'help.timeout'],
  ['heartbeat leader', 'help.heartbeat'],
  ['transfer 3', 'help.transfer'],
  ['compact 3', 'help.compact'],
  ['members 1 2 3 learners 4', 'help.members'],
  ['isolate leader', 'help.isolate'],
  ['partition 1 2 | 3 4 5', 'help.partition'],
  ['bridge 1 2 3 | 3 4 5', 'help.bridge'],
  ['oneway 1 2 > 3 4 5', 'help.oneway'],
  ['cut 1 2 · mend 1 2', 'help.cut'],
  ['heal', 'help.heal'],
  ['delay 10 30 · delay 10 900 tail', 'help.delay'],
  ['loss 10 · duplicate 10 · late 10 · reorder 10', 'help.loss'],
  ['order fifo · order any', 'help.order'],
  ['bandwidth 100', 'help.bandwidth'],
  ['loss 10 on 1 2 · on 1 c2', 'help.link'],
  ['hold m12 · release m12', 'help.hold'],
  ['deliver m12 · drop m12 · copy m12', 'help.deliver'],
  ['disk 1 5 · disk 1 5 on 3', 'help.disk'],
  ['lie 3 on', 'help.lie'],
  ['disorder 3 on', 'help.disorder'],
  ['full 3 on · full 3 off', 'help.full'],
  ['clock 3 50', 'help.clock'],
  ['calm', 'help.calm'],
  ['c2 detach 3 · c2 attach 3', 'help.reach'],
  ['c2 work 20 50 · c2 rest', 'help.work'],
  ['all work 20 50 keys 3 gets 80 puts 20', 'help.all'],
  ['c2 patience 500 · c2 retry 100', 'help.patience'],
  ['c2 again @3', 'help.again'],
  ['play · stop · step · back', 'help.time'],
  ['rewind · bookmark NAME', 'help.rewind'],
  ['undo · goto 1500 · now', 'help.travel'],
  ['until leader · until committed 7 on 3', 'help.until'],
  ['speed 1/20', 'help.speed'],
  ['reset · seed 42', 'help.seed'],
  ['clear', 'help.clear'],
];
