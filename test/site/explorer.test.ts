/** The explorer in a real browser, which all of its tests share. */
import { afterAll, beforeAll, describe } from 'vitest';
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
  const open: Open = async (hash = '', options = {}) => {
    const watched = await site.newPage({ reducedMotion: 'reduce', ...options });
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
