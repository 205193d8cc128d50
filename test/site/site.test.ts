/** The built draft of the site, page by page, in a real browser. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLinks } from '../../scripts/docs/links.js';
import { DRAFT, executablePath, openSite, type Site, type Watched } from './browser.js';

/** What one page holds. */
interface Visit {
  /** Addresses that it links to. */
  readonly links: readonly string[];
  /** Commands of LaTeX that are read as text. */
  readonly raw: readonly string[];
}

/**
 * Run in a page, where there is a document; the types of this project know of none. Reads the page of an address without opening it, which
 * costs a twentieth: nothing is laid out and no script runs. The answer is text, because one string comes over in a hundredth of
 * the time that a list of a thousand takes.
 */
const read = (address: string): string => `(async () => {
  const answer = await fetch(${JSON.stringify(address)});
  if (!answer.ok) throw new Error(answer.status + ' ' + answer.url);
  if (!answer.headers.get('content-type').startsWith('text/html')) return '{ "links": [], "raw": [] }';
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const links = [...page.querySelectorAll('a[href]')].map((a) => new URL(a.getAttribute('href'), answer.url).href.split('#')[0]);
  page.querySelectorAll('code, script, style, .katex-mathml').forEach((part) => part.remove());
  return JSON.stringify({ links: [...new Set(links)], raw: page.body.textContent.match(/\\\\[a-zA-Z]+|\\$\\$/g) ?? [] });
})()`;
/** Links of an open page, those that scripts have made among them. */
const LINKS = "[...new Set([...document.querySelectorAll('a[href]')].map((a) => a.href.split('#')[0]))].join('\\n')";
const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';
const BACKGROUND = 'getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)';
/**
 * A font is asked for when the page is first laid out, which may be after its `load`, and `fonts.ready` holds as long as none has
 * been asked for. So what the formulas are set in is asked for by its name, and has to be a face of the site's stylesheet that has
 * come (fonts of the machine are none).
 */
const TYPESET = `(async () => {
  const displays = document.querySelectorAll('.katex-display');
  const { fontSize, fontFamily } = getComputedStyle(displays[0].querySelector('.katex-html'));
  const faces = await document.fonts.load(fontSize + ' ' + fontFamily.split(',')[0]);
  return { formulas: displays.length, faces: faces.map(({ family, status }) => family + ' ' + status) };
})()`;

/** What is found by it. */
interface Typeset {
  readonly formulas: number;
  readonly faces: readonly string[];
}

/** Read as text, since the explorer refuses scripts that are not its own. */
const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const LOOK_WITH_AXE = `axe.run(document, { resultTypes: ['violations'], iframes: false }).then(({ violations }) => JSON.stringify(
  violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ target }) => target.join(' ')).join('; '))))`;

/** Every page is read; one in so many is opened as well, since the scripts of all of them are the same. */
const EVERY = 8;

test('no file of the draft links to nothing', () => {
  expect(brokenLinks(DRAFT)).toEqual([]);
});

describe.skipIf(executablePath === undefined)('in Chromium', () => {
  let site: Site;
  let desk: Watched;

  beforeAll(async () => {
    site = await openSite();
    desk = await site.newPage({ colorScheme: 'light' });
  });
  afterAll(() => (site as Site | undefined)?.close());

  test('every page is found from the front page, is typeset, and does not complain', async () => {
    const visits = new Map<string, Visit>();
    const { page } = desk;
    await page.goto(site.url);
    const wanted = [site.url, ...(await page.evaluate<string>(LINKS)).split('\n')];
    for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
      if (visits.has(next) || !next.startsWith(site.url)) continue;
      if (visits.size % EVERY === 0 && next.endsWith('.html')) await page.goto(next);
      const visit = JSON.parse(await page.evaluate<string>(read(next))) as Visit;
      visits.set(next, visit);
      wanted.push(...visit.links);
    }
    expect(desk.problems).toEqual([]);
    expect([...visits].filter(([, { raw }]) => raw.length > 0).map(([address, { raw }]) => [address, raw])).toEqual([]);
    // `index.html` is the front page itself.
    const reached = new Set([...visits.keys()].map((address) => address.slice(site.url.length) || 'index.html'));
    const pages = readdirSync(DRAFT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
    expect(pages.filter((file) => !reached.has(file) && file !== 'hierarchy.html')).toEqual([]);
  }, 600_000);

  test('guide, formulas and API fit a phone', async () => {
    const { page, problems } = await site.newPage({ viewport: { width: 390, height: 844 } });
    for (const path of [
      'documents/formulas-depth-integral.html',
      'documents/first-prediction.html',
      'functions/predict.html',
    ]) {
      await page.goto(site.url + path);
      expect(await page.evaluate(OVERFLOW), path).toBe(0);
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('formulas are typeset with the fonts of the site', async () => {
    const { page, problems } = desk;
    await page.goto(`${site.url}documents/formulas-depth-integral.html`);
    const { formulas, faces } = await page.evaluate<Typeset>(TYPESET);
    expect(formulas).toBeGreaterThanOrEqual(20);
    expect(faces).toEqual(['KaTeX_Main loaded']);
    expect(problems).toEqual([]); // nothing has left the site, so the file is its own
  });

  test('an entry of the catalogue leads to the function that uses it, and back', async () => {
    const { page } = desk;
    await page.goto(`${site.url}documents/formulas-depth-integral.html#depth-integral/unequal`);
    await page.locator('a[href="../functions/branchIntegral.html"]').first().click();
    await page.waitForURL('**/functions/branchIntegral.html');
    await page.locator('a[href="../documents/formulas-depth-integral.html#depth-integral/unequal"]').first().click();
    await page.waitForURL('**/documents/formulas-depth-integral.html#depth-integral/unequal');
  });

  test('search finds words of the guide and names of the API', async () => {
    const { page } = desk;
    for (const [words, result] of [
      ['mis-attribution', 'Reading the answer'],
      ['branchIntegral', 'branchIntegral'],
      ['Eq 12', 'Time ratio'],
      ['time ratio of late fusion', 'Time ratio of late fusion'],
    ]) {
      await page.goto(site.url);
      await page.locator('#tsd-search-trigger').click();
      await page.locator('#tsd-search-input').fill(words);
      await page.locator('#tsd-search-results li', { hasText: result }).first().waitFor();
    }
  });

  test('the page is dark for who wants it dark, and at the press of a button', async () => {
    const background = ({ page }: Watched) => page.evaluate<number[]>(BACKGROUND);
    const dark = await site.newPage({ colorScheme: 'dark' });
    await dark.page.goto(site.url);
    expect(Math.max(...(await background(dark)))).toBeLessThan(100);
    await dark.page.context().close();

    await desk.page.goto(site.url);
    expect(Math.min(...(await background(desk)))).toBeGreaterThan(200);
    await desk.page.locator('summary', { hasText: 'Settings' }).click();
    await desk.page.locator('#tsd-theme').selectOption('dark');
    expect(Math.max(...(await background(desk)))).toBeLessThan(100);
  });

  /** Home, explorer, formulas and figures, each on both widths and in both colours, in one page. */
  test.each([
    'index.html',
    'explorer/index.html',
    'documents/catalogue.html',
    'documents/formulas-fixed-points.html',
    'documents/figures.html',
  ])('axe finds nothing serious on %s, and it fits, on a desk in light and on a phone in the dark', async (path) => {
    const { page, problems } = await site.newPage({ reducedMotion: 'reduce' });
    await page.goto(site.url + path);
    if (path.startsWith('explorer')) await page.locator('#results[data-complete=true]').waitFor();
    await page.evaluate(AXE);
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      const found = JSON.parse(await page.evaluate<string>(LOOK_WITH_AXE)) as string[];
      expect(found, `${width} wide, ${colorScheme}`).toEqual([]);
      expect(await page.evaluate(OVERFLOW), `${width} wide`).toBe(0);
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('nothing has complained, and nothing has left the site', () => {
    expect(desk.problems).toEqual([]);
    expect(existsSync(join(DRAFT, 'index.html'))).toBe(true);
  });
});
