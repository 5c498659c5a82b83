/**
 * What a run can be set to besides its size and seed: the keys of the scenario format, flat, such as
 * `config.pre_vote`. Only what differs from the paper's plain form is kept. The core checks the values.
 */
import type { StartOptions } from './engine.ts';

/** A value as it stands in a scenario file. */
export type Value = number | boolean | string | null | readonly number[] | readonly string[];
export type Settings = Readonly<Record<string, Value>>;

/** What a value is: how it is typed and shown. */
export type Kind = 'count' | 'count-or-none' | 'range' | 'percent' | 'switch' | 'word';

export type Unit = 'ms' | 'bytes' | 'bytes-per-ms' | 'permille' | 'percent';

export interface Setting {
  readonly key: string;
  readonly group: 'cluster' | 'timing' | 'elections' | 'replication' | 'service' | 'clients' | 'network' | 'disks';
  readonly kind: Kind;
  readonly unit?: Unit;
  /** What the core takes: least and greatest. */
  readonly limits?: readonly [number, number];
  /** The words of a choice, the usual one first. */
  readonly words?: readonly string[];
  /** The value in the paper's plain form. */
  readonly usual: Value;
}

/** How long a person's request keeps trying, in virtual ms, before `ErrTimeout`; in a story, as long as it says. */
export const REQUEST_TIMEOUT = 8000;
const PATIENCE = 'clerk.give_up_after';

/** How long clients keep trying under these settings, in virtual ms; undefined means for ever. */
export function patienceOf(settings: Settings): number | undefined {
  const set = settings[PATIENCE];
  return set === null ? undefined : typeof set === 'number' ? set : REQUEST_TIMEOUT;
}

const HOUR = 3_600_000;
const DAY = 86_400_000;
const MANY = 4_294_967_295;

export const SETTINGS: readonly Setting[] = [
  { key: 'members', group: 'cluster', kind: 'count-or-none', limits: [1, 31], usual: null },
  {
    key: 'config.election_timeout',
    group: 'timing',
    kind: 'range',
    unit: 'ms',
    limits: [1, HOUR],
    usual: [150, 300],
  },
  {
    key: 'config.heartbeat_interval',
    group: 'timing',
    kind: 'count',
    unit: 'ms',
    limits: [1, HOUR],
    usual: 50,
  },
  { key: 'config.pre_vote', group: 'elections', kind: 'switch', usual: false },
  { key: 'config.check_quorum', group: 'elections', kind: 'switch', usual: false },
  { key: 'config.leader_stickiness', group: 'elections', kind: 'switch', usual: false },
  {
    key: 'config.lease_drift',
    group: 'elections',
    kind: 'count-or-none',
    unit: 'permille',
    limits: [0, 999],
    usual: null,
  },
  { key: 'config.joint_consensus', group: 'elections', kind: 'switch', usual: true },
  {
    key: 'config.batch_max',
    group: 'replication',
    kind: 'count',
    limits: [1, 1_048_576],
    usual: 64,
  },
  {
    key: 'config.in_flight_max',
    group: 'replication',
    kind: 'count',
    limits: [1, 1_048_576],
    usual: 8,
  },
  { key: 'config.coalesce', group: 'replication', kind: 'switch', usual: false },
  { key: 'config.commit_notice', group: 'replication', kind: 'switch', usual: false },
  {
    key: 'config.chunk_max',
    group: 'replication',
    kind: 'count',
    unit: 'bytes',
    limits: [1, 1_073_741_824],
    usual: 16_384,
  },
  {
    key: 'service.max_raft_state',
    group: 'service',
    kind: 'count-or-none',
    unit: 'bytes',
    limits: [1, MANY],
    usual: null,
  },
  {
    key: 'service.sessions_max',
    group: 'service',
    kind: 'count-or-none',
    limits: [1, MANY],
    usual: null,
  },
  {
    key: 'clerk.retry_after',
    group: 'clients',
    kind: 'count',
    unit: 'ms',
    limits: [1, DAY],
    usual: 150,
  },
  {
    key: 'clerk.pause',
    group: 'clients',
    kind: 'count',
    unit: 'ms',
    limits: [1, DAY],
    usual: 50,
  },
  {
    key: PATIENCE,
    group: 'clients',
    kind: 'count-or-none',
    unit: 'ms',
    limits: [1, DAY],
    usual: REQUEST_TIMEOUT,
  },
  {
    key: 'network.delay',
    group: 'network',
    kind: 'range',
    unit: 'ms',
    limits: [0, 60_000],
    usual: [8, 20],
  },
  { key: 'network.spread', group: 'network', kind: 'word', words: ['even', 'tail'], usual: 'even' },
  { key: 'network.loss', group: 'network', kind: 'percent', unit: 'percent', limits: [0, 100], usual: 0 },
  {
    key: 'network.duplicate',
    group: 'network',
    kind: 'percent',
    unit: 'percent',
    limits: [0, 100],
    usual: 0,
  },
  { key: 'network.late', group: 'network', kind: 'percent', unit: 'percent', limits: [0, 100], usual: 0 },
  { key: 'network.reorder', group: 'network', kind: 'percent', unit: 'percent', limits: [0, 100], usual: 0 },
  { key: 'network.order', group: 'network', kind: 'word', words: ['any', 'fifo'], usual: 'any' },
  {
    key: 'network.bandwidth',
    group: 'network',
    kind: 'count-or-none',
    unit: 'bytes-per-ms',
    limits: [1, MANY],
    usual: null,
  },
  {
    key: 'disks.sync',
    group: 'disks',
    kind: 'range',
    unit: 'ms',
    limits: [0, 60_000],
    usual: [1, 4],
  },
];

/** Settings that belong together: the paper, what production systems switch on, the course's lab. */
export const PRESETS = {
  paper: {},
  production: {
    'config.pre_vote': true,
    'config.check_quorum': true,
    'config.leader_stickiness': true,
    'config.lease_drift': 100,
  },
  // MIT 6.5840's tester with its unreliable network, and the threshold of lab 4B.
  lab: {
    'config.election_timeout': [250, 400],
    'config.heartbeat_interval': 100,
    'service.max_raft_state': 1000,
    'network.delay': [0, 26],
    'network.loss': 10,
    'disks.sync': [0, 1],
  },
} as const satisfies Readonly<Record<string, Settings>>;
export type Preset = keyof typeof PRESETS;

const BUGS = 'bugs';
const PRESET = 'preset';
/** The parameters of the address that are settings. */
export const SETTING_NAMES: readonly string[] = [BUGS, PRESET, ...SETTINGS.map(({ key }) => key)];

/** Whether two values are the same to the core. */
export function isSame(one: Value, other: Value): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The settings without those that are as usual. */
export function trimmed(settings: Settings): Settings {
  const usual = new Map<string, Value>(SETTINGS.map((each) => [each.key, each.usual]));
  usual.set(BUGS, []);
  const kept = Object.entries(settings).filter(([key, value]) => {
    const plain = usual.get(key);
    return plain === undefined || !isSame(plain, value);
  });
  return Object.fromEntries(kept);
}

/** The preset that the settings are, bugs aside; none if they are something else. */
export function presetOf(settings: Settings): Preset | undefined {
  const plain = withBugs(settings, []);
  const names = Object.keys(PRESETS) as Preset[];
  return names.find((name) => {
    const preset: Settings = PRESETS[name];
    const keys = new Set([...Object.keys(preset), ...Object.keys(plain)]);
    return [...keys].every((key) => {
      const [one, other] = [preset[key], plain[key]];
      return one !== undefined && other !== undefined && isSame(one, other);
    });
  });
}

export function bugsOf(settings: Settings): readonly string[] {
  const bugs = settings[BUGS];
  return Array.isArray(bugs) ? (bugs as readonly string[]) : [];
}

export function withBugs(settings: Settings, bugs: readonly string[]): Settings {
  return trimmed({ ...settings, [BUGS]: bugs });
}

/** Reads what was typed or stands in an address. What makes no sense stays text: the core says what is wrong with it. */
export function readValue(key: string, text: string): Value {
  const typed = text.trim();
  if (key === BUGS) return typed === '' || typed === 'none' ? [] : typed.split(',');
  const setting = SETTINGS.find((each) => each.key === key);
  switch (setting?.kind) {
    case 'switch':
      return typed === 'true' || typed === 'on' ? true : typed === 'false' || typed === 'off' ? false : typed;
    case 'count-or-none':
      return typed === '' || typed === 'none' ? null : numberIn(typed);
    case 'count':
    case 'percent':
      return numberIn(typed);
    case 'range': {
      const [low = '', high] = typed.split(/\s*[-–]\s*/);
      const [least, greatest] = [numberIn(low), numberIn(high ?? low)];
      return typeof least === 'number' && typeof greatest === 'number' ? [least, greatest] : typed;
    }
    default:
      return typed;
  }
}

function numberIn(text: string): number | string {
  return /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : text;
}

/** A value as it would be typed. */
export function valueText(value: Value): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (!Array.isArray(value)) return String(value);
  return value.join(typeof value[0] === 'number' ? '-' : ',');
}

/** The settings that an address asks for: a preset, and what differs from it. */
export function settingsIn(query: URLSearchParams): Settings {
  const preset = query.get(PRESET);
  const known = preset !== null && Object.hasOwn(PRESETS, preset);
  const base: Settings = known ? PRESETS[preset as Preset] : preset === null ? {} : { preset };
  const own = SETTING_NAMES.filter((key) => key !== PRESET && query.has(key));
  return trimmed({
    ...base,
    ...Object.fromEntries(own.map((key) => [key, readValue(key, query.get(key) ?? '')])),
  });
}

/** The same for an address. */
export function settingParameters(settings: Settings): readonly (readonly [string, string])[] {
  const preset = presetOf(settings);
  const rest =
    preset === undefined || preset === 'paper'
      ? Object.entries(settings)
      : [
          [PRESET, preset] as const,
          ...Object.entries(settings).filter(([key]) => key === BUGS),
        ];
  return rest.map(([key, value]) => [key, typeof value === 'string' ? value : valueText(value)]);
}

type File = Readonly<Record<string, unknown>>;

/** A run without a story as a scenario file. */
export function fileOf({ servers, clients, seed, settings }: StartOptions): string {
  const file = { format: 1, servers, clients, seed };
  return JSON.stringify(nested(file, { [PATIENCE]: REQUEST_TIMEOUT, ...settings }));
}

/** A scenario file under other settings: those that are not named are as in the paper. */
export function withSettings(json: string, settings: Settings): string {
  const file = JSON.parse(json) as File;
  const bare: Record<string, unknown> = { ...file };
  for (const key of SETTING_NAMES) {
    const [part = '', name] = key.split('.');
    const inside = bare[part];
    if (name === undefined) delete bare[part];
    else if (isRecord(inside)) {
      bare[part] = Object.fromEntries(Object.entries(inside).filter(([each]) => each !== name));
    }
  }
  return JSON.stringify(nested(bare, { [PATIENCE]: REQUEST_TIMEOUT, ...settings }));
}

/** What a scenario file is set to. */
export function settingsOf(json: string): Settings {
  const file = JSON.parse(json) as File;
  const base: Settings = file['preset'] === 'production' ? PRESETS.production : {};
  const found: Record<string, Value> = { ...base };
  for (const { key } of SETTINGS) {
    const [part = '', name] = key.split('.');
    const inside = file[part];
    const value = name === undefined ? inside : isRecord(inside) ? inside[name] : undefined;
    if (value !== undefined) found[key] = value as Value;
  }
  // A story's clients do not give up, unless it says so.
  found[PATIENCE] ??= null;
  return trimmed({ ...found, bugs: Array.isArray(file['bugs']) ? (file['bugs'] as string[]) : [] });
}

function nested(file: File, settings: Settings): File {
  const result: Record<string, unknown> = { ...file };
  for (const [key, value] of Object.entries(settings)) {
    const [part = '', name] = key.split('.');
    // All servers are members where no number is given.
    if (name === undefined && value === null) delete result[part];
    else if (name === undefined) result[part] = value;
    else result[part] = { ...(isRecord(result[part]) ? result[part] : {}), [name]: value };
  }
  return result;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
