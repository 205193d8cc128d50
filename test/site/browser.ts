/**
 * A real browser on the built draft of the site. `npm run docs:draft` makes the draft (the test command does so first); Chromium
 * is the machine's own. Where there is none the tests that need it are skipped, and say so.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { serve, type Served } from '../../scripts/docs/serve.js';

/** The draft of the site. */
export const DRAFT = 'site-draft';

/** A sub-path, so that an absolute link is a broken link. */
const BASE = '/some/where/';

/** The machine's Chromium, or undefined. */
export const executablePath = findOnPath('chromium', 'chromium-browser', 'google-chrome');
if (executablePath === undefined) {
  console.warn('SKIPPED: the browser tests. There is no chromium, chromium-browser or google-chrome on the PATH.');
}

function findOnPath(...names: string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The served draft and a browser to look at it with. */
export interface Site {
  /** Address of the front page, with a slash at its end. */
  readonly url: string;
  /** A page of its own browser context, and what went wrong on it so far. */
  newPage(options?: BrowserContextOptions): Promise<Watched>;
  /** Stops both. */
  close(): Promise<void>;
}

/** A page under watch. */
export interface Watched {
  readonly page: Page;
  /** Console errors and warnings, exceptions, failed requests, and requests that leave the server. */
  readonly problems: readonly string[];
}

/** Serves the draft and starts Chromium; call it only where `executablePath` is there. */
export async function openSite(): Promise<Site> {
  if (!existsSync(join(DRAFT, 'index.html'))) throw new Error('there is no draft of the site: npm run docs:draft');
  const served = await serve(DRAFT, { base: BASE });
  const browser = await launch();
  return {
    url: served.url,
    newPage: (options) => newPage(browser, served, options),
    close: async () => {
      await browser.close();
      served.close();
    },
  };
}

/** Starts Chromium; call it only where `executablePath` is there. */
export function launch(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('no Chromium');
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return chromium.launch({ executablePath, args: [...args, '--disable-component-update', '--disable-sync'] });
}

async function newPage(browser: Browser, { url }: Served, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  const host = new URL(url).host;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A page that is left aborts what it was still loading.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') problems.push(`request failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (target.protocol.startsWith('http') && target.host !== host) problems.push(`leaves the site: ${target.href}`);
  });
  return { page, problems };
}
