/** Addresses at which a run is found again, at the moment that is shown. */
import type { Lab } from './lab.ts';
import { writeLink } from './link.ts';
import { choicesFor, writeOptions, type Language } from './options.ts';

/** Of the page: by name and options while nothing else was done in the run, else the run itself. */
export function addressOf(lab: Lab, page: string, language: Language): string {
  const { origin, start, settings, view } = lab;
  const at = `at=${view.now}`;
  const lang = `?lang=${language}`;
  if (lab.touched || (origin.kind === 'file' && origin.id === undefined)) {
    return `${page}${lang}${scenarioAddress(lab)}`;
  }
  return `${page}${writeOptions(lang, choicesFor(origin, start, settings))}&${at}`;
}

/** The run in short: what stands behind the address of any page, and what a figure takes for a scenario. */
export function scenarioAddress(lab: Lab): string {
  const { engine, touched, view } = lab;
  const link = (touched ? undefined : engine?.scriptLink()) ?? engine?.link() ?? '';
  return `#r=${writeLink(link, lab.bookmarks.list, view.now)}`;
}
