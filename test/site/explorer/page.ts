/** The page itself: its address, its size, and who can use it. */
import { expect, it } from 'vitest';
import type { Site } from '../browser.js';
import { predicted, shown, waitForValue, type Open } from './support.js';

/** What the page may transfer, everything together, uncompressed. */
const MOST_BYTES = 470_000;
/** First paint, in milliseconds, on a machine that does other things as well. */
const FIRST_PAINT = 3000;

export function pageTests(open: Open, site: () => Site): void {
  it('keeps all settings in the address, and goes back', async () => {
    const { page } = await open(
      '#depth=4&fusion=3&init=0.2&seed=3&start=balanced&sigma=1.5&rho=-0.3&width=50&rate=0.02',
    );
    await predicted(page);
    const ratio = await shown(page, 'closed-form', 'ratio');
    await page.locator('#depth').fill('5');
    await page.locator('#depth').press('Enter');
    await expect.poll(() => page.url()).toContain('depth=5');
    const there = page.url();
    await expect.poll(() => shown(page, 'closed-form', 'ratio')).not.toBe(ratio);

    const other = await open(new URL(there).hash);
    await expect
      .poll(() => other.page.locator('#closed-form').innerText())
      .toBe(await page.locator('#closed-form').innerText());
    for (const [id, value] of Object.entries({
      depth: '5',
      fusion: '3',
      init: '0.2',
      seed: '3',
      sigma: '1.5',
      rho: '-0.3',
      width: '50',
      rate: '0.02',
    })) {
      expect(await other.page.locator(`#${id}`).inputValue(), id).toBe(value);
    }
    expect(await other.page.getByLabel('balanced, aligned').isChecked()).toBe(true);

    await page.goBack();
    await waitForValue(page, 'closed-form', 'ratio', ratio);
    expect(await page.locator('#depth').inputValue()).toBe('4');
  });

  it('fits a phone, and can be used there', async () => {
    const { page } = await open('#depth=4&fusion=4', {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    await predicted(page);
    await page.getByLabel('a table of yours').tap();
    await page.locator('[data-example="diabetes.csv"]').tap();
    await page.locator('#list-0').waitFor();
    await predicted(page);
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(screen).toBe(390);
    expect(content).toBeLessThanOrEqual(390);
  });

  it('labels every control, and has landmarks and one heading of the first level', async () => {
    const { page } = await open('#depth=2&fusion=2&file=diabetes.csv&a=s1..s6&b=age,sex,bmi,bp&y=progression');
    await page.locator('#list-0').waitFor();
    await predicted(page);
    const unlabelled = await page.locator('input, select, button, progress').evaluateAll((controls) =>
      controls
        .filter((control) => {
          const labels = (control as HTMLInputElement).labels;
          return !control.getAttribute('aria-label') && !control.textContent.trim() && !(labels && labels.length > 0);
        })
        .map((control) => control.outerHTML),
    );
    expect(unlabelled).toEqual([]);
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const landmark of ['main', 'header', 'footer', 'h1'])
      expect(await page.locator(landmark).count(), landmark).toBe(1);
    expect(await page.locator('[aria-live]').count()).toBeGreaterThan(0);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    // The first stop of the tabulator leads past the settings.
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('skip');
  });

  it('transfers little and paints soon', async () => {
    const watched = await site().newPage();
    let bytes = 0;
    const pending: Promise<void>[] = [];
    watched.page.on('response', (response) => {
      if (response.url().startsWith('blob:')) return; // the workers' copy of what was sent
      pending.push(response.body().then((body) => void (bytes += body.length)));
    });
    await watched.page.goto(`${site().url}explorer/index.html`);
    await watched.page.locator('#run-said', { hasText: 'finished' }).waitFor({ state: 'attached' });
    await watched.page.waitForLoadState('networkidle');
    await Promise.all(pending);
    const paint = await watched.page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    );
    console.info(`explorer: ${bytes} bytes in all, first contentful paint after ${paint.toFixed(0)} ms`);
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(bytes).toBeGreaterThan(100_000);
    expect(paint).toBeLessThan(FIRST_PAINT);
    expect(watched.problems).toEqual([]);
  });
}
