/**
 * From a frame to the views: what moves is passed on every time, what is read a few times a second,
 * and only when it changed. All of that in the same frame, if it has the time: the least change of the document
 * costs a frame as much as ten.
 */
import type { Engine } from './engine.ts';
import { FLOWS_FROM } from './flows.ts';
import { leaderOf } from './frame.ts';
import { Inspection } from './inspection.ts';
import type { Lab } from './lab.ts';
import { narrate, type Level } from './narrate.ts';
import { textIn } from './story.ts';
import { Pace } from './pace.ts';
import type { Moment } from './playback.ts';
import type { KvraftConsole } from './views/console.ts';
import type { KvraftEvents } from './views/events.ts';
import type { KvraftInspector } from './views/inspector.ts';
import type { KvraftJudges } from './views/judges.ts';
import type { KvraftLogs } from './views/logs.ts';
import type { KvraftNarrator, Told } from './views/narrator.ts';
import type { KvraftRing } from './views/ring.ts';
import type { KvraftScrubber } from './views/scrubber.ts';
import type { Selection } from './views/signals.ts';
import type { KvraftTransport } from './views/transport.ts';

/** Real ms between refreshes of what need not follow every frame. */
interface Rests {
  /** Of clock and line of time. */
  readonly clock: number;
  /** Of lists, and of what the ring says. */
  readonly lists: number;
  /** Real ms after which no other list comes in the same frame; each has its turn all the same. */
  readonly spent: number;
}
const REFRESH: Rests = { clock: 125, lists: 125, spent: 8 };
/** Where time flies they would change faster than anybody reads. */
const REFRESH_FLYING: Rests = { clock: 250, lists: 250, spent: 8 };
/**
 * From four times as fast on. A little less than two turns of the clock: it is there in the same frame. Lists are
 * replaced as a whole there: all in one frame make it a late one.
 */
const REFRESH_RACING: Rests = { clock: 250, lists: 480, spent: 0 };
const RACING_FROM = 4;
/** Real ms between two looks at how much the judges have checked, while it only grows. */
const COUNTED = 500;
/** A screen reader hears at most one sentence in this time. */
const ANNOUNCE = 2000;

/** The views that are told what to show, by their element names. */
export interface Parts {
  readonly 'kvraft-console': KvraftConsole;
  readonly 'kvraft-events': KvraftEvents;
  readonly 'kvraft-inspector': KvraftInspector;
  readonly 'kvraft-judges': KvraftJudges;
  readonly 'kvraft-logs': KvraftLogs;
  readonly 'kvraft-narrator': KvraftNarrator;
  readonly 'kvraft-ring': KvraftRing;
  readonly 'kvraft-scrubber': KvraftScrubber;
  readonly 'kvraft-transport': KvraftTransport;
}

/** Finds a view; none while it is not on the page. */
export type FindPart = <N extends keyof Parts>(name: N) => Parts[N] | null;

/** Finds views below an element, those that are ready. */
export function partsOf(root: () => ParentNode): FindPart {
  return (name) => root().querySelector(`${name}:defined`);
}

export class Presenter {
  selection: Selection | undefined;
  /** To whom the narrator speaks. */
  level: Level = 'newcomer';
  /** The text of each client's request under way. */
  requests: ReadonlyMap<number, string> = new Map();
  /** Called when something changed that the page around the views shows. */
  onchange: () => void = () => {};

  readonly #lab: Lab;
  readonly #part: FindPart;
  readonly #announce: (text: string) => void;
  readonly #inspection = new Inspection();
  #allEvents = false;
  readonly #requestKeys = new Map<number, string>();
  /** When clock and scrubber were last shown. */
  #refreshed = Number.NEGATIVE_INFINITY;
  /** How much had been done then. */
  #acted = 0;
  /** When the ring's facts were. */
  #ringed = Number.NEGATIVE_INFINITY;
  /** When the lists are, and which of them are still to be. */
  readonly #pace = new Pace();
  #due: readonly ((engine: Engine, moment: Moment) => void)[] = [];
  /** Events were read that the list does not show yet. */
  #fresh = false;
  #announced = { at: Number.NEGATIVE_INFINITY, text: '' };
  #logsVersion = '';
  #outline = '';
  #violations = '';
  /** When the judges' counts were last read. */
  #counted = Number.NEGATIVE_INFINITY;

  constructor(lab: Lab, part: FindPart, announce: (text: string) => void) {
    this.#lab = lab;
    this.#part = part;
    this.#announce = announce;
  }

  /** One frame. */
  show(moment: Moment): void {
    const { view, travel } = this.#lab;
    const { realTime } = moment;
    // Who does something sees at once what it changed.
    const hurried = (moment.playing || travel.dragging) && !this.#isDeed();
    const { clock, lists, spent } = restsAt(this.#lab.playback.speed);
    if (!hurried) this.#pace.begin(realTime);
    const isDue = !hurried || this.#pace.isDue(realTime, lists);
    const inTime = !this.#pace.strained && clock <= realTime - this.#refreshed;
    const begins = isDue || !moment.playing || inTime;
    const ring = this.#part('kvraft-ring');
    ring?.arrive(this.#lab.journey);
    const speed = moment.playing ? this.#lab.playback.speed : 0;
    const time = view.now + moment.fraction;
    const facts = isDue || speed < FLOWS_FROM || (begins && lists <= realTime - this.#ringed);
    if (facts) this.#ringed = realTime;
    ring?.paint(view, time, speed, realTime, facts);
    this.#refresh(moment, { begins, isDue, hurried, spent });
  }

  /** What the narrator says: the latest turn of events, or how a run begins. */
  told(): Told {
    const { t, load, feed, playback, start } = this.#lab;
    if (load.kind !== 'ready') {
      const key =
        load.kind === 'loading'
          ? 'load.waiting'
          : load.stage === 'load'
            ? 'load.failed'
            : 'load.stopped';
      return { text: t(key), why: undefined, alarm: false };
    }
    const { told } = feed;
    if (told === undefined) {
      const key = !playback.playing
        ? 'narrator.start.still'
        : start.servers === 5
          ? 'narrator.start'
          : 'narrator.start.other';
      return { text: t(key), why: 'start', alarm: false };
    }
    const { text, why, weight } = narrate(told.event, told.context, t, this.level);
    return { text, why, alarm: weight === 5 };
  }

  /** Messages in the event list too, those of before as well; or no longer. */
  set allEvents(all: boolean) {
    this.#allEvents = all;
    const { engine } = this.#lab;
    if (engine !== undefined) this.#readEvents(engine);
    this.showEvents();
  }

  showEvents(): void {
    const list = this.#part('kvraft-events');
    if (list === null) return;
    const { feed, t } = this.#lab;
    const { level } = this;
    list.happenings = feed.lines;
    list.tell = ({ event, context }) => narrate(event, context, t, level).text;
  }

  /** Whether something was done since the frame before. */
  #isDeed(): boolean {
    const { acted } = this.#lab;
    const isDeed = acted !== this.#acted;
    this.#acted = acted;
    return isDeed;
  }

  /** All at once; in a hurry no frame has to bear them all, and each comes in its time. */
  #refresh(
    moment: Moment,
    { begins, isDue, hurried, spent }: { begins: boolean; isDue: boolean; hurried: boolean; spent: number },
  ): void {
    const { engine, playback } = this.#lab;
    if (engine === undefined) return;
    const { realTime } = moment;
    if (!hurried) {
      this.#refreshed = realTime;
      this.#due = [];
      for (const part of [this.#showMoment, ...this.#lists]) part(engine, moment);
      return;
    }
    if (isDue) {
      const late = this.#due;
      this.#due = this.#lists;
      // Frames are rare: what the round before did not come to is in this one.
      for (const part of late) part(engine, moment);
    }
    if (begins) {
      this.#refreshed = realTime;
      this.#showMoment(engine, moment);
    }
    const begun = performance.now();
    do {
      const [next, ...others] = this.#due;
      this.#due = others;
      next?.(engine, moment);
    } while (0 < this.#due.length && performance.now() - begun < spent);
    // Where somebody drags, frames come only when the hand moves: what waits for its time needs another.
    if (!moment.playing && (!isDue || 0 < this.#due.length)) playback.invalidate();
  }

  readonly #lists = [
    (engine: Engine, moment: Moment) => this.#showTurns(engine, moment),
    () => this.#showList(),
    () => this.#showLogs(),
    (_: Engine, moment: Moment) => this.#showInspector(moment.playing),
    () => this.#showOutline(),
  ];

  /** Digits that change sixty times a second are none that anybody reads. */
  readonly #showMoment = (_: Engine, moment: Moment): void => {
    const { view, travel } = this.#lab;
    this.#part('kvraft-transport')?.paint(view.now);
    this.#part('kvraft-scrubber')?.paint(view.now, travel.end, moment.playing);
  };

  #showTurns(engine: Engine, moment: Moment): void {
    const { feed } = this.#lab;
    this.#showTime(engine);
    this.#readEvents(engine);
    this.#showJudges(moment);
    if (feed.tell(moment.realTime, moment.playing)) {
      const narrator = this.#part('kvraft-narrator');
      if (narrator !== null) narrator.told = this.told();
    }
    this.#showStory(engine);
    this.#tellAloud(moment);
  }

  #readEvents(engine: Engine): void {
    const { view, feed } = this.#lab;
    feed.least = this.level === 'expert' ? 1 : 2;
    feed.detailed = this.#allEvents;
    if (feed.read(engine, view)) this.#fresh = true;
  }

  #showList(): void {
    if (this.#part('kvraft-events') === null) return;
    // A run that has just begun has no events: the list of the one before must go as well.
    if (this.#fresh || this.#lab.feed.lines.length === 0) this.showEvents();
    this.#fresh = false;
  }

  #showOutline(): void {
    const { view, travel } = this.#lab;
    const requests = this.#readRequests();
    const health = view.servers.map((server) => server.status).join();
    const time = `${travel.inPast} ${travel.branch} ${travel.branches}`;
    const outline = `${leaderOf(view)?.id} ${view.cuts.length} ${health} ${time}`;
    if (!requests && outline === this.#outline) return;
    this.#outline = outline;
    this.onchange();
  }

  #showTime(engine: Engine): void {
    const { travel, story } = this.#lab;
    const scrubber = this.#part('kvraft-scrubber');
    if (scrubber === null) return;
    travel.readMarks(engine);
    scrubber.marks = travel.marks;
    scrubber.until = story?.until;
  }

  /** What a scenario tells, and what has come of what it expects. */
  #showStory(engine: Engine): void {
    const { story, language } = this.#lab;
    const narrator = this.#part('kvraft-narrator');
    const judges = this.#part('kvraft-judges');
    const said = story === undefined ? [] : engine.told().filter(({ say }) => 0 < say.size);
    if (narrator !== null) narrator.story = textIn(said.at(-1)?.say ?? new Map(), language);
    if (judges === null) return;
    judges.expect = story?.expect ?? [];
    judges.verdicts = story === undefined ? [] : engine.expectations();
    judges.troubles = story === undefined ? [] : engine.troubles();
  }

  /** For screen readers: only turns, at most one in two seconds, none while time flies. */
  #tellAloud(moment: Moment): void {
    const { feed, playback, t } = this.#lab;
    const { told } = feed;
    if (told === undefined || told.weight < (this.level === 'expert' ? 2 : 3)) return;
    if (moment.realTime - this.#announced.at < ANNOUNCE || 1 < playback.speed) return;
    const { text } = narrate(told.event, told.context, t, this.level);
    if (text === this.#announced.text) return;
    this.#announced = { at: moment.realTime, text };
    this.#announce(text);
  }

  #showJudges({ realTime, playing }: Moment): void {
    const { view, engine, feed, journey } = this.#lab;
    const judges = this.#part('kvraft-judges');
    if (engine === undefined || judges === null) return;
    const version = `${journey} ${view.violations}`;
    const isNew = version !== this.#violations;
    if (isNew || !playing || COUNTED <= realTime - this.#counted) {
      this.#counted = realTime;
      judges.judges = engine.judges();
      judges.hash = engine.hash();
    }
    if (!isNew) return;
    this.#violations = version;
    const violations = engine.violations();
    judges.violations = violations;
    if (feed.object(violations)) this.#fresh = true;
  }

  #showLogs(): void {
    const { view, engine, journey } = this.#lab;
    const logs = this.#part('kvraft-logs');
    const leader = leaderOf(view);
    const version = `${view.logsVersion} ${leader?.id} ${journey}`;
    if (logs === null || engine === undefined || version === this.#logsVersion) return;
    this.#logsVersion = version;
    logs.leader = leader === undefined ? undefined : engine.inspect(leader.id);
    logs.view = view;
    logs.journey = journey;
    logs.readCall = (client, number) =>
      engine.client(client).history.find((call) => call.number === number);
  }

  #showInspector(playing: boolean): void {
    const { view, engine, journey, playback } = this.#lab;
    const inspector = this.#part('kvraft-inspector');
    if (inspector === null) return;
    inspector.now = view.now;
    inspector.journey = journey;
    inspector.subject = this.#inspection.read(this.selection, view, engine, journey);
    // A life is read in portions, and its end waited for while time stands, too.
    if (!playing && this.#inspection.unfinished) playback.invalidate();
    // A list that changes twenty times a second is noise: in text, messages are told while time stands.
    inspector.flight = playing ? [] : view.messages;
  }

  /** The text of each request under way, asked for when the numbers in the frame change. */
  #readRequests(): boolean {
    const { view, engine, journey } = this.#lab;
    let changed = false;
    const texts = new Map(this.requests);
    for (const client of view.clients) {
      const key = client.waiting ? `${client.number} ${journey}` : '';
      if (this.#requestKeys.get(client.id) === key) continue;
      this.#requestKeys.set(client.id, key);
      changed = true;
      const text = client.waiting ? engine?.client(client.id).request : undefined;
      if (text == null) texts.delete(client.id);
      else texts.set(client.id, text);
    }
    if (changed) this.requests = texts;
    return changed;
  }
}

function restsAt(speed: number): Rests {
  if (RACING_FROM <= speed) return REFRESH_RACING;
  return FLOWS_FROM <= speed ? REFRESH_FLYING : REFRESH;
}
