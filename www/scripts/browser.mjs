// Finds Chromium and its driver. Also read by playwright.config.ts.
import { ask, which } from './run.mjs';

const CHROMIUM = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/usr/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const CHROMEDRIVER = [
  'chromedriver',
  'chromium.chromedriver', // Ubuntu's snap
  '/usr/bin/chromedriver',
  '/usr/lib/chromium-browser/chromedriver',
];

const FIREFOX = [
  'firefox-esr',
  'firefox',
  '/usr/lib/firefox-esr/firefox-esr',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** Quiet, offline and able to run as root or in a small container. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/**
 * The path of Chromium; the environment's CHROMIUM is believed. Where there are several browsers, the
 * one of the driver's version is meant.
 * @returns {string | undefined}
 */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const browsers = usable(CHROMIUM);
  const driver = browsers.length > 1 ? findChromedriver() : undefined;
  const version = driver && majorVersion(driver);
  return browsers.find((path) => version && majorVersion(path) === version) ?? browsers[0];
}

/**
 * The path of chromedriver; the environment's CHROMEDRIVER is believed.
 * @returns {string | undefined}
 */
export function findChromedriver() {
  return process.env.CHROMEDRIVER || usable(CHROMEDRIVER)[0];
}

/**
 * The path of Firefox; the environment's FIREFOX is believed.
 * @returns {string | undefined}
 */
export function findFirefox() {
  return process.env.FIREFOX || usable(FIREFOX)[0];
}

function usable(names) {
  const paths = names.map((name) => which(name)).filter((path) => path !== undefined);
  return [...new Set(paths)].filter(works);
}

// Ubuntu has a `chromium-browser` that only says "install the snap". Windows' Chrome answers
// `--version` by opening a window, so there the file is enough.
function works(path) {
  return process.platform === 'win32' || majorVersion(path) !== undefined;
}

/** "156" of "Chromium 156.0.8078.79 …", "ChromeDriver 156.0.8078.79 (…)" or "Mozilla Firefox 153.7.0esr". */
export function majorVersion(path) {
  return ask(path, ['--version'])?.match(/(\d+)\.\d+/)?.[1];
}
