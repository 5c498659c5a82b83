/** Addresses at which a run is found again, and what a figure of it needs to know. */
import type { Embedding } from './embed-codes.ts';
import { heightOf } from './embed/measure.ts';
import type { KvraftView } from './embed/api.ts';
import type { Lab } from './lab.ts';
import { writeLink } from './link.ts';
import { choicesFor, writeOptions, type Language } from './options.ts';
import { textIn } from './story.ts';
import type { Stage } from './views/stages.ts';

/** Of the page, without what it shows. */
export function pageAddress(): string {
  return new URL('./', location.href).href;
}

/**
 * Of a run, at the moment shown if so wished: by name and options while nothing else was done in it, else
 * the run itself.
 */
export function addressOf(lab: Lab, page: string, language: Language, atMoment = true): string {
  const { origin, start, settings, view } = lab;
  const lang = `?lang=${language}`;
  if (lab.touched || (origin.kind === 'file' && origin.id === undefined)) {
    return `${page}${lang}${scenarioAddress(lab, atMoment)}`;
  }
  const query = writeOptions(lang, choicesFor(origin, start, settings));
  return `${page}${query}${atMoment ? `&at=${view.now}` : ''}`;
}

/** The run in short: what stands behind the address of any page, and what a figure takes for a scenario. */
export function scenarioAddress(lab: Lab, atMoment = true): string {
  const { engine, touched, view } = lab;
  const link = (touched ? undefined : engine?.scriptLink()) ?? engine?.link() ?? '';
  return `#r=${writeLink(link, lab.bookmarks.list, atMoment ? view.now : undefined)}`;
}

/** The view of a figure that has what stands in the page. */
const VIEWS: Readonly<Record<Stage, readonly KvraftView[]>> = {
  logs: ['ring', 'log'],
  'space-time': ['ring', 'spacetime'],
  history: ['ring', 'history'],
};

/** This run as a figure of another page. */
export function embeddingOf(lab: Lab, page: string, stage: Stage, atMoment: boolean): Embedding {
  const { language, story, view } = lab;
  const views = VIEWS[stage];
  const title = story === undefined ? '' : textIn(story.title, language);
  return {
    page,
    attributes: [
      ...runAttributes(lab),
      ...(stage === 'logs' ? [] : [['view', views.join(' ')] as const]),
      ...(atMoment && 0 < view.now ? [['at', String(view.now)] as const] : []),
    ],
    title: title === '' ? lab.t('title') : title,
    address: addressOf(lab, page, language, atMoment),
    height: heightOf(views, 'full', 'wide') + FRAME,
  };
}

/** Its frame above and below: px. */
const FRAME = 2;

function runAttributes(lab: Lab): readonly (readonly [string, string])[] {
  const { origin, start, settings, touched } = lab;
  const isScenario = origin.kind === 'file' && (origin.place ?? 'scenario') === 'scenario';
  if (!touched && isScenario && origin.id !== undefined) {
    const seed = origin.reseeded === true ? [['seed', start.seed] as const] : [];
    return [['scenario', origin.id], ...seed];
  }
  const usual = start.clients === CLIENTS && Object.keys(settings).length === 0;
  if (!touched && origin.kind === 'options' && usual) {
    const servers = start.servers === SERVERS ? [] : [['servers', String(start.servers)] as const];
    return [['seed', start.seed], ...servers];
  }
  return [['scenario', scenarioAddress(lab, false)]];
}

/** A figure's own run has so many. */
const SERVERS = 5;
const CLIENTS = 2;
