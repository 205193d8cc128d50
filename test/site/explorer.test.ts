/** The explorer in a real browser, which all of its tests share. */
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { executablePath, openSite, type Site } from './browser.js';
import { pageTests } from './explorer/page.js';
import { simulationTests } from './explorer/simulation.js';
import type { Open } from './explorer/support.js';
import { tablesTests } from './explorer/tables.js';
import { theoryTests } from './explorer/theory.js';

describe.skipIf(executablePath === undefined)('explorer', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(async () => {
    await site.close();
  });
  /** Of the test that is on: a page that is left open goes on to compute. */
  const opened: BrowserContext[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((context) => context.close()));
  });
  const open: Open = async (hash = '', options = {}) => {
    const watched = await site.newPage({ reducedMotion: 'reduce', ...options });
    opened.push(watched.page.context());
    await watched.page.goto(`${site.url}explorer/index.html${hash}`);
    return watched;
  };

  describe('theory', () => {
    theoryTests(open);
  });
  describe('simulation', () => {
    simulationTests(open);
  });
  describe('tables', () => {
    tablesTests(open);
  });
  describe('page', () => {
    pageTests(open, () => site);
  });
});
