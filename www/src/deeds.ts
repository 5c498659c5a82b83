/** Everything one can do on the page, as a list to search through. Pure. */
import type { Bookmark } from './bookmarks.ts';
import { PAGE_WORDS } from './commands.ts';
import { leaderOf, type ClusterView } from './frame.ts';
import { bestFit } from './fuzzy.ts';
import type { GalleryEntry } from './gallery.ts';
import { timeText, type EnglishTexts, type Filling, type Language, type Say, type TextKey, type Translate } from './i18n.ts';
import type { palette as english } from './i18n/en/palette.ts';
import { linkItems, menuItems, messageItems, teachingPartition } from './menu.ts';
import { describe } from './messages.ts';
import { bugName, type Exhibit } from './museum.ts';
import { SERVERS_MAX, parseSeed, parseSpeed, type Theme } from './options.ts';
import { speedText } from './playback.ts';
import type { Preset } from './settings.ts';
import type { Turn } from './travel.ts';
import type { Tab } from './views/tabs.ts';

export type PaletteText = keyof typeof english;
export type Group = Extract<PaletteText, `group.${string}`>;

/** What choosing an entry does. */
export type Doing =
  /** A line for the console, as if typed. */
  | { readonly kind: 'run'; readonly line: string; readonly then?: readonly string[] }
  /** It is put into the field, for the person to finish. */
  | { readonly kind: 'fill'; readonly line: string }
  | { readonly kind: 'view'; readonly tab: Tab }
  | { readonly kind: 'sheet'; readonly sheet: SheetName; readonly field?: string }
  | { readonly kind: 'story'; readonly id: string }
  | { readonly kind: 'bug'; readonly id: string; readonly on: boolean }
  | { readonly kind: 'preset'; readonly preset: Preset }
  | { readonly kind: 'theme'; readonly theme: Theme }
  | { readonly kind: 'language'; readonly language: Language }
  | { readonly kind: 'servers'; readonly count: number }
  | { readonly kind: 'page'; readonly what: 'new-seed' | 'console' | 'help' | 'print' | 'names' | 'level' | 'search' }
  | { readonly kind: 'jump'; readonly way: 1 | -1 }
  | { readonly kind: 'turn'; readonly turn: Turn; readonly way: 1 | -1 }
  | { readonly kind: 'forget'; readonly tick: number };

export type SheetName = 'stories' | 'learn' | 'share' | 'futures' | 'settings' | 'museum' | 'explorer' | 'statistics';

export interface Deed {
  /** The same for the same deed in any language, so that it can be remembered. */
  readonly id: string;
  readonly group: Group;
  readonly text: string;
  /** It is found by these, too. */
  readonly also: readonly string[];
  readonly keys?: readonly string[];
  readonly doing: Doing;
}

/** What the list depends on. */
export interface Circumstances {
  readonly view: ClusterView;
  readonly playing: boolean;
  readonly branches: number;
  readonly bookmarks: readonly Bookmark[];
  readonly bugs: readonly string[];
  readonly language: Language;
}

/** What is fetched for it. */
export interface Material {
  readonly stories: readonly GalleryEntry[];
  readonly exhibits: ReadonlyMap<string, Exhibit>;
  /** For each setting its key, and its name in both languages, the reader's first. */
  readonly settings: readonly (readonly [key: string, names: readonly string[]])[];
  readonly presets: readonly (readonly [preset: Preset, names: readonly string[]])[];
  /** What they do, in both languages, the reader's first. */
  readonly commands: readonly (readonly [syntax: string, meanings: readonly string[]])[];
}

/** The texts of one language. */
export interface Voice {
  readonly t: Translate;
  readonly say: Say<typeof english>;
}

/** Everything, in the order in which it is shown to who has typed nothing. */
export function deedsFor(
  now: Circumstances,
  material: Material,
  voice: Voice,
  other: Voice,
): readonly Deed[] {
  const make = new Maker(voice, other);
  return [
    ...timeDeeds(now, make),
    ...clusterDeeds(now.view, make),
    ...serverDeeds(now.view, make),
    ...clientDeeds(now.view, make),
    ...messageDeeds(now.view, make, voice.t),
    ...viewDeeds(now, make),
    ...pageDeeds(now, make),
    ...materialDeeds(now, material, make),
    ...linkDeeds(now.view, make),
    ...commandDeeds(material, make),
  ];
}

/** Says things in two languages at once. */
class Maker {
  readonly #voice: Voice;
  readonly #other: Voice;

  constructor(voice: Voice, other: Voice) {
    this.#voice = voice;
    this.#other = other;
  }

  /** A text of the palette's own. */
  own<Key extends PaletteText>(key: Key, ...filling: Filling<(typeof english)[Key]>): readonly [string, string] {
    return [this.#voice.say(key, ...filling), this.#other.say(key, ...filling)];
  }

  /** A text of the page. */
  page<Key extends TextKey>(key: Key, ...filling: Filling<EnglishTexts[Key]>): readonly [string, string] {
    return [this.#voice.t(key, ...filling), this.#other.t(key, ...filling)];
  }

  deed(
    group: Group,
    [text = '', ...also]: readonly string[],
    doing: Doing,
    keys?: readonly string[],
  ): Deed {
    const line = 'line' in doing ? [doing.line] : [];
    const { then = [] } = doing.kind === 'run' ? doing : {};
    const id = 'line' in doing ? [doing.line, ...then].join('; ') : Object.values(doing).join(' ');
    const found = [...also, ...line].filter((each) => each !== text);
    return { id, group, text, also: found, doing, ...(keys === undefined ? {} : { keys }) };
  }

  run(group: Group, texts: readonly string[], line: string, keys?: readonly string[]): Deed {
    return this.deed(group, texts, { kind: 'run', line }, keys);
  }
}

/** The speeds that are offered; any other can be typed. */
const SPEEDS = ['1/100', '1/50', '1/20', '1/10', '1/4', '1', '4', '10', '100'] as const;
const TURNS: readonly (readonly [Turn, key: string])[] = [
  ['election', 'e'],
  ['commit', 'c'],
  ['crash', 'x'],
  ['violation', 'v'],
  ['message', 'n'],
];

function timeDeeds({ playing, bookmarks }: Circumstances, make: Maker): readonly Deed[] {
  const run = (texts: readonly string[], line: string, ...keys: string[]): Deed =>
    make.run('group.time', texts, line, keys);
  return [
    playing
      ? run([...make.own('pause'), 'stop'], 'stop', 'Space')
      : run(make.own('play'), 'play', 'Space'),
    run(make.page('transport.step'), 'step', '.'),
    run(make.page('transport.back'), 'back', ','),
    make.deed('group.time', make.page('transport.later'), { kind: 'jump', way: 1 }, [']']),
    make.deed('group.time', make.page('transport.earlier'), { kind: 'jump', way: -1 }, ['[']),
    run(make.own('undo'), 'undo', 'Ctrl Z'),
    run(make.own('rewind'), 'rewind', 'j'),
    run(make.own('bookmark'), 'bookmark', 'b'),
    ...bookmarks.flatMap(({ tick, name }) => [
      run(make.own('bookmark.go', { name }), `goto ${tick}`),
      make.deed('group.time', make.own('bookmark.forget', { name }), { kind: 'forget', tick }),
    ]),
    ...TURNS.flatMap(([turn, key]) => [
      make.deed('group.time', make.own(`next.${turn}`), { kind: 'turn', turn, way: 1 }, [key]),
      make.deed('group.time', make.own(`before.${turn}`), { kind: 'turn', turn, way: -1 }, [
        `Shift ${key.toUpperCase()}`,
      ]),
    ]),
    run(make.own('until.leader'), 'until leader'),
    run(make.own('until.violation'), 'until violation'),
    run(make.own('until.converged'), 'until converged'),
    run(make.own('start'), 'goto 0'),
    run(make.own('end'), 'now'),
    run(make.page('transport.reset'), 'reset'),
    ...SPEEDS.map((speed) =>
      run(make.own('speed', { speed: `${speed}×` }), `speed ${speed}`),
    ),
  ];
}

function clusterDeeds(view: ClusterView, make: Maker): readonly Deed[] {
  const run = (texts: readonly string[], line: string): Deed =>
    make.run('group.cluster', texts, line);
  const led = leaderOf(view) !== undefined;
  const several = 1 < view.servers.length;
  return [
    ...(led
      ? [
          run(make.own('crash-leader'), 'crash leader'),
          ...(several ? [run(make.own('isolate-leader'), 'isolate leader')] : []),
          run(make.own('heartbeat-leader'), 'heartbeat leader'),
          run(make.own('crash-amid'), 'crash leader after 1'),
        ]
      : []),
    ...provoked(view, make),
    ...(several ? [run(make.own('part'), teachingPartition(view, leaderOf(view)?.id))] : []),
    run(make.own('heal'), 'heal'),
    run(make.own('lose', { percent: 20 }), 'loss 20'),
    run(make.own('lose-none'), 'loss 0'),
    run(make.own('slow'), 'delay 100 300'),
    run(make.own('calm'), 'calm'),
    ...(view.clients.length === 0
      ? []
      : [run(make.own('work'), 'all work 20 50'), run(make.own('rest'), 'all rest')]),
  ];
}

/** Elections that shall not come to an end, and one that shall. */
function provoked(view: ClusterView, make: Maker): readonly Deed[] {
  const able = view.servers.filter(({ status, role }) => status === 'up' && role !== 'leader');
  const [first, ...others] = able.map(({ id }) => `timeout ${id}`);
  if (first === undefined || others.length === 0) return [];
  // Nobody refuses the one whose log is the longest.
  const best = able.reduce((one, other) => (one.lastIndex < other.lastIndex ? other : one));
  const s = `S${best.id}`;
  const led = leaderOf(view) !== undefined;
  return [
    make.deed('group.cluster', make.own('split'), { kind: 'run', line: first, then: others }),
    make.run('group.cluster', make.own(led ? 'alone.again' : 'alone', { s }), `timeout ${best.id}`),
  ];
}

function serverDeeds(view: ClusterView, make: Maker): readonly Deed[] {
  return view.servers.flatMap(({ id, disk, clock }) => {
    const s = `S${id}`;
    const ofMenu = menuItems(view, id, 'main').flatMap((item): readonly Deed[] => {
      if (item.kind === 'page' || item.line === 'heal') return [];
      const texts = make.page(item.label, item.params).map((text) => `${s}: ${text}`);
      return [make.run('group.servers', texts, item.line)];
    });
    const own = (key: PaletteText, line: string): Deed =>
      make.run('group.servers', make.own(key, { s }), line);
    return [
      ...ofMenu,
      own('disk.lie', `lie ${id} ${disk.lies ? 'off' : 'on'}`),
      own('disk.full', `full ${id} ${disk.full ? 'off' : 'on'}`),
      clock === 100 ? own('clock.slow', `clock ${id} 50`) : own('clock.true', `clock ${id} 100`),
    ];
  });
}

function linkDeeds({ servers, ...view }: ClusterView, make: Maker): readonly Deed[] {
  return servers.flatMap(({ id }, i) =>
    servers.slice(i + 1).flatMap((other) =>
      linkItems({ servers, ...view }, id, other.id).flatMap((item): readonly Deed[] => {
        // `calm` is for the whole cluster, and stands there; an entry is one line.
        if (item.kind === 'page' || item.line === 'calm' || item.then !== undefined) return [];
        return [make.run('group.links', make.page(item.label, item.params), item.line)];
      }),
    ),
  );
}

function clientDeeds(view: ClusterView, make: Maker): readonly Deed[] {
  return view.clients.slice(0, SERVERS_MAX).flatMap(({ id, waiting }) => {
    const run = (key: PaletteText, line: string): Deed =>
      make.run('group.clients', make.own(key, { c: `C${id}` }), `c${id} ${line}`);
    return [
      run('put', 'put x 1'),
      run('get', 'get x'),
      run('client.work', 'work 20 50'),
      run('client.rest', 'rest'),
      ...(waiting ? [run('client.again', 'again')] : []),
    ];
  });
}

/** More of them than anybody looks through. */
const MESSAGES = 24;

function messageDeeds(view: ClusterView, make: Maker, t: Translate): readonly Deed[] {
  return view.messages.slice(0, MESSAGES).flatMap((message) =>
    messageItems(message).flatMap((item): readonly Deed[] => {
      if (item.kind === 'page') return [];
      const what = describe(message, t);
      const texts = make.page(item.label).map((text) => `${text}: ${what}`);
      return [make.run('group.messages', texts, item.line)];
    }),
  );
}

function viewDeeds({ branches }: Circumstances, make: Maker): readonly Deed[] {
  const tabs: readonly Tab[] = ['cluster', 'logs', 'space-time', 'history', 'inspect', 'events'];
  const sheets: readonly (readonly [SheetName, TextKey, PaletteText?])[] = [
    ['stories', 'story.label'],
    ['learn', 'learn.label', 'learn.words'],
    ['settings', 'settings.label', 'preset.words'],
    ['museum', 'museum.label'],
    ['explorer', 'explore.label'],
    ['statistics', 'events.statistics', 'statistics.words'],
    ['share', 'share.label', 'share.words'],
  ];
  const all = 1 < branches ? [...sheets, ['futures', 'futures.label'] as const] : sheets;
  return [
    ...tabs.map((tab) => {
      const [one, other] = make.page(`tab.${tab}`);
      const texts = [make.own('show', { view: one })[0], make.own('show', { view: other })[1]];
      return make.deed('group.views', texts, { kind: 'view', tab });
    }),
    ...all.map(([sheet, label, words]) =>
      make.deed('group.views', [...make.page(label), ...(words === undefined ? [] : make.own(words))], {
        kind: 'sheet',
        sheet,
      }),
    ),
  ];
}

function pageDeeds({ language }: Circumstances, make: Maker): readonly Deed[] {
  const page = (
    texts: readonly string[],
    what: Extract<Doing, { kind: 'page' }>['what'],
    ...keys: string[]
  ): Deed => make.deed('group.page', texts, { kind: 'page', what }, keys);
  const themes: readonly Theme[] = ['auto', 'light', 'dark'];
  return [
    page(make.own('new-seed'), 'new-seed'),
    ...themes.map((theme) =>
      make.deed('group.page', [...make.page(`header.theme.${theme}`), ...make.own('theme.words')], {
        kind: 'theme',
        theme,
      }),
    ),
    language === 'en'
      ? make.deed('group.page', make.own('language.zh'), { kind: 'language', language: 'zh-CN' })
      : make.deed('group.page', make.own('language'), { kind: 'language', language: 'en' }),
    page([...make.page('events.search'), ...make.own('search.words')], 'search', 's'),
    page(make.own('console.go'), 'console', '/'),
    page(make.page('header.help'), 'help', '?'),
    page(make.own('print'), 'print', 'Ctrl P'),
    page([...make.page('ring.labels'), ...make.page('ring.labels.label')], 'names', 't'),
    page(make.own('level'), 'level'),
    ...Array.from({ length: SERVERS_MAX }, (_, i) =>
      make.deed('group.page', make.own('servers', { count: i + 1 }), {
        kind: 'servers',
        count: i + 1,
      }),
    ),
  ];
}

function materialDeeds(
  { bugs, language }: Circumstances,
  { stories, exhibits, settings, presets }: Material,
  make: Maker,
): readonly Deed[] {
  const foreign: Language = language === 'en' ? 'zh-CN' : 'en';
  const inBoth = (title: GalleryEntry['title'], id: string): readonly string[] => [
    title[language] ?? id,
    title[foreign] ?? id,
    id,
  ];
  return [
    ...stories.map(({ id, title }) =>
      make.deed('group.stories', inBoth(title, id), { kind: 'story', id }),
    ),
    ...[...exhibits.keys()].flatMap((bug) => {
      const [here, there] = [language, foreign].map((each) => bugName(bug, exhibits, each));
      const on = !bugs.includes(bug);
      const named = (key: PaletteText): readonly string[] => [
        make.own(key, { bug: here ?? bug })[0],
        make.own(key, { bug: there ?? bug })[1],
        bug,
      ];
      return [
        make.deed('group.bugs', named(on ? 'bug.on' : 'bug.off'), { kind: 'bug', id: bug, on }),
        make.deed('group.bugs', named('bug.story'), { kind: 'story', id: `bugs/${bug}` }),
      ];
    }),
    ...presets.map(([preset, names]) =>
      make.deed('group.settings', [...names, ...make.own('preset.words')], { kind: 'preset', preset }),
    ),
    ...settings.map(([key, names]) =>
      make.deed('group.settings', [...names, key], { kind: 'sheet', sheet: 'settings', field: key }),
    ),
  ];
}

/** `put KEY VALUE` is begun for the person; an example without names to fill in is given whole. */
function commandDeeds({ commands }: Material, make: Maker): readonly Deed[] {
  return commands.flatMap(([syntax, meanings]) => {
    const [first = '', ...others] = syntax.split(' · ');
    const word = first.split(' ')[0];
    // Of several examples those of another command are entries, too; the rest only vary the first.
    const examples = [first, ...others.filter((each) => isOther(each, word))];
    return examples.map((example) => {
      const line = /[A-Z]/.test(example) ? example.replace(/\b[A-Z].*/, '') : example;
      const texts = meanings.map((text) => `${example} – ${text}`);
      // Two examples may begin alike.
      return { ...make.deed('group.commands', texts, { kind: 'fill', line }), id: example };
    });
  });
}

function isOther(example: string, word: string | undefined): boolean {
  const [own] = example.split(' ');
  return own !== word && own !== 'on' && own !== 'lease';
}

/** What was typed, understood as it stands: a time, a speed, a seed, or a line for the console. */
export function typedDeeds(
  typed: string,
  words: readonly string[],
  { say }: Pick<Voice, 'say'>,
): readonly Deed[] {
  const text = typed.trim();
  if (text === '') return [];
  const run = (said: string, line: string): Deed => {
    return { id: line, group: 'group.typed', text: said, also: [], doing: { kind: 'run', line } };
  };
  const deeds: Deed[] = [];
  const time = /^(\d{1,9}) *(ms|毫秒)?$/.exec(text)?.[1];
  if (time !== undefined) {
    deeds.push(run(say('goto', { time: timeText(Number(time)) }), `goto ${Number(time)}`));
  }
  const speed = /[/.×x]/.test(text) ? parseSpeed(text) : undefined;
  if (speed !== undefined) {
    deeds.push(run(say('speed', { speed: speedText(speed) }), `speed ${speed}`));
  }
  const seed = /^\d+$/.test(text) ? parseSeed(text) : undefined;
  if (seed !== undefined) deeds.push(run(say('seed', { seed }), `seed ${seed}`));
  const first = text.split(/\s+/)[0]?.toLowerCase() ?? '';
  const isCommand = [...words, ...PAGE_WORDS].includes(first) || /^(c\d+|all)$/.test(first);
  // A word alone may be the beginning of a name; with another behind it, it is a command.
  if (isCommand) deeds.push(run(say('typed'), text));
  return deeds;
}

/** Few enough to be read. */
const SHOWN = 60;

/** What fits best first; of equals in the order of the list, those done lately before. */
export function findDeeds(
  typed: string,
  deeds: readonly Deed[],
  recent: readonly string[],
): readonly Deed[] {
  const scored = deeds.flatMap((deed, at) => {
    // What is done at once goes before what is only begun.
    const weight = deed.doing.kind === 'fill' ? 0.7 : 1;
    const score = weight * bestFit(typed, [deed.text, ...deed.also]);
    const lately = recent.includes(deed.id) ? 1 : 0;
    return score === 0 ? [] : [{ deed, score: score + lately, at }];
  });
  scored.sort((a, b) => b.score - a.score || a.at - b.at);
  return scored.slice(0, SHOWN).map(({ deed }) => deed);
}

/** Those done lately that can be done now, the latest first. */
export function recentDeeds(deeds: readonly Deed[], recent: readonly string[]): readonly Deed[] {
  return recent.flatMap((id): readonly Deed[] => {
    const deed = deeds.find((each) => each.id === id);
    return deed === undefined ? [] : [{ ...deed, group: 'group.recent' }];
  });
}
