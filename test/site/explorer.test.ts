/** The explorer in a real browser: what it shows is what the library says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../formulas/index.js';
import { correlationsFromFile, problemFromFile } from '../../src/data/index.js';
import {
  InputError,
  predict,
  problemOf,
  reducedTrajectory,
  toyCorrelations,
  toyProblem,
  type Correlations,
  type Levers,
} from '../../src/index.js';
import { simulate, timeOf } from '../../src/simulate/index.js';
import { firstUses, pairOf } from '../../src/predict/times.js';
import { executablePath, openSite, type Site, type Watched } from './browser.js';

/** What the page may transfer, everything together, uncompressed. */
const MOST_BYTES = 450_000;
/** First paint, in milliseconds, on a machine that does other things as well. */
const FIRST_PAINT = 3000;

/** A setting that is simulated in no time. */
const QUICK = '#depth=2&fusion=2&init=0.1&width=10';

/** A word in a cell, a missing cell, semicolons, nothing, a repeated name, a column that never varies, a single row. */
const BAD_TABLES = [
  'a,b,y\n1,2,3\n4,five,6\n',
  'a,b,y\n1,2,3\n4,5\n',
  'a;b;y\n1;2;3\n',
  '',
  'a,a,y\n1,2,3\n4,5,6\n',
  'a,b,y\n1,2,3\n1,5,6\n',
  'a,b,y\n1,2,3\n',
];

const DIABETES = { a: 's1..s6', b: 'age,sex,bmi,bp', y: 'progression' };

/** A number of the table as it is, not as it is rounded for reading. */
async function shown(page: Page, row: string, column: 'tA' | 'tB' | 'ratio'): Promise<number> {
  const cell = { tA: 2, tB: 3, ratio: 4 }[column];
  const value = await page.locator(`#${row} > :nth-child(${cell}) data`).getAttribute('value');
  return Number(value);
}

/** Waits until the prediction is complete: random weights take the page a moment longer. */
async function predicted(page: Page): Promise<void> {
  await page.locator('#results[data-complete=true]').waitFor();
}

/**
 * Waits for a row to show this number. Engines differ in the last bit of powers and logarithms, which integrations pass on;
 * 10⁻¹⁰ is what the simulator's two paths are held to, and far below any tolerance of the theory's integrations.
 */
async function waitForValue(page: Page, row: string, column: 'tA' | 'tB' | 'ratio', value: number | null = null) {
  if (value === null) throw new Error(`the library has no ${column} of ${row}`);
  const off = async () => Math.abs((await shown(page, row, column)) / value - 1);
  await expect.poll(off, { timeout: 30_000 }).toBeLessThan(1e-10);
}

/** What the library says to the question the page is set to. */
function library(c: Correlations, depth: number, fusionLayer: number, initScale: number, width = 100) {
  const answer = predict(problemOf(c), { network: { depth, fusionLayer }, initScale, width, learningRate: 0.04 });
  const [prediction] = answer.predictions;
  const [tA] = firstUses(['A', 'B'], prediction);
  return { closedForm: pairOf(prediction), reducedOde: prediction.reducedOde, tA, warnings: answer.warnings };
}

describe.skipIf(executablePath === undefined)('explorer', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(async () => {
    await site.close();
  });

  async function open(hash = '', options: Parameters<Site['newPage']>[0] = {}): Promise<Watched> {
    const watched = await site.newPage({ reducedMotion: 'reduce', ...options });
    await watched.page.goto(`${site.url}explorer/index.html${hash}`);
    return watched;
  }

  it('shows what the library predicts, and follows slider, number and keyboard', async () => {
    const { page, problems } = await open('#depth=4&fusion=4&init=0.1&sigma=2&rho=0.25');
    await predicted(page);
    const toy = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0.25 });
    const late = library(toy, 4, 4, 0.1);
    await waitForValue(page, 'closed-form', 'ratio', late.closedForm?.timeRatio);
    await waitForValue(page, 'reduced-ode', 'tB', late.reducedOde?.tB);
    await waitForValue(page, 'random-start', 'tA', late.tA?.mean);
    expect(await page.locator('#closed-form').innerText()).toContain('Eq 8, 9, 27, 33, 54');

    // Both transitions are in the pictures, each with its spread over seeds.
    expect(await page.locator('.plot').first().locator('.rule line').count()).toBe(2);
    expect(await page.locator('.plot').first().locator('.band path').count()).toBe(2);

    // One press of a key fuses a layer earlier.
    await page.getByLabel('Fusion layer L_f, slider').focus();
    await page.keyboard.press('ArrowLeft');
    const third = library(toy, 4, 3, 0.1);
    await waitForValue(page, 'closed-form', 'ratio', third.closedForm?.timeRatio);
    expect(await page.locator('#fusion').inputValue()).toBe('3');

    await page.getByLabel('Correlation ρ', { exact: true }).fill('0.5');
    const correlated = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0.5 });
    await waitForValue(page, 'closed-form', 'tB', library(correlated, 4, 3, 0.1).closedForm?.tB);

    // The formulas are those of the closed form, as mathematics.
    await page.locator('#formulas math').first().waitFor({ state: 'attached' });
    const { closedForm } = library(correlated, 4, 3, 0.1);
    const titles = catalogue.filter(({ id }) => closedForm?.formulas.includes(id)).map(({ title }) => title);
    expect(titles.length).toBe(closedForm?.formulas.length);
    expect(await page.locator('#formulas figcaption').allInnerTexts()).toEqual(
      titles.map((title) => expect.stringContaining(title) as string),
    );
    expect(problems).toEqual([]);
  });

  it('says in one line what the library refuses, and goes on', async () => {
    const { page, problems } = await open();
    await predicted(page);
    await page.locator('#init').fill('5');
    // The pictures follow the reduced system, which is for starts below 1.
    const trajectory = () =>
      reducedTrajectory(toy(), { network: { depth: 4, fusionLayer: 4 }, initScale: 5, learningRate: 0.04 });
    await expect.poll(() => page.locator('#refusal').innerText()).toBe(refusalOf(trajectory));
    await page.locator('#init').fill('0.1');
    await expect.poll(() => page.locator('#refusal').innerText()).toBe('');
    expect(problems).toEqual([]);
  });

  it('warns in the words of the library', async () => {
    const { page } = await open('#depth=2&fusion=2&init=0.01&rho=1');
    await predicted(page);
    const { warnings } = library(toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 1 }), 2, 2, 0.01);
    expect(warnings.map(({ code }) => code)).toContain('never-learned');
    const said = await page.locator('#warnings li').allInnerTexts();
    expect(said).toEqual(warnings.map(({ message }) => expect.stringContaining(message) as string));
    expect(await page.locator('#headline').innerText()).toContain('never');
  });

  it('trains the network that the simulator trains', async () => {
    const { page, problems } = await open('#depth=3&fusion=3&init=0.3&width=30&seed=7&rho=0.5');
    await page.locator('#run-said', { hasText: 'finished' }).waitFor({ state: 'attached' });
    const c = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0.5 });
    const network = { depth: 3, fusionLayer: 3 };
    const run = await simulate(problemOf(c), network, {
      start: { kind: 'gaussian', initScale: 0.3 },
      width: 30,
      seed: 7,
      learningRate: 0.04,
      maxSteps: 100_000,
    });
    await waitForValue(page, 'simulation', 'tA', timeOf(run, 0));
    await waitForValue(page, 'simulation', 'tB', timeOf(run, 1));
    // It is drawn, beside the prediction, in every picture.
    for (const title of ['Loss', 'Total weights', 'Phase portrait']) {
      const plot = page.locator(`.plot[aria-label^="${title}"] svg`);
      expect(await plot.locator('> path').first().getAttribute('d')).toMatch(/^M[\d.]+,[\d.]+a3,3/);
    }
    expect(problems).toEqual([]);
  });

  it('stops a simulation and runs it again', async () => {
    const { page } = await open('', { reducedMotion: 'no-preference' });
    const button = page.locator('#run');
    await page.locator('#run-status', { hasText: /^step / }).waitFor();
    await button.click();
    expect(await page.locator('#run-status').innerText()).toMatch(/^stopped at step/);
    await button.click();
    await page.locator('#run-status', { hasText: /^step / }).waitFor();
  });

  it('reads a table that is dropped on it, and lets columns be picked', async () => {
    const { page, problems } = await open('#depth=2&fusion=2&init=0.01');
    await page.getByLabel('a table of yours').check();
    await drop(page, 'data/diabetes.csv');
    // It asks, and predicts nothing before it is told.
    expect(await page.locator('#refusal.hint').innerText()).toBe('Say which columns are each modality and the target.');
    await page.locator('#list-0').fill(DIABETES.a);
    await page.locator('#list-1').fill(DIABETES.b);
    await page.locator('#list-y').fill(DIABETES.y);
    await page.locator('#list-y').press('Enter');
    const c = await correlationsFromFile('data/diabetes.csv', { ...DIABETES, standardize: true });
    const { closedForm, tA, warnings } = library(c, 2, 2, 0.01);
    await waitForValue(page, 'closed-form', 'ratio', closedForm?.timeRatio);
    await predicted(page);
    await waitForValue(page, 'random-start', 'tA', tA?.mean);
    expect(await page.locator('#warnings li').count()).toBe(warnings.length);

    // A column less, by the picker, and not standardized.
    await page.getByLabel('sex: unused').check();
    await page.getByLabel('standardize columns').uncheck();
    const choice = { ...DIABETES, b: 'age,bmi,bp', standardize: false };
    const fewer = await correlationsFromFile('data/diabetes.csv', choice);
    expect(await page.locator('#list-1').inputValue()).toBe(choice.b);
    const refused = refusalOf(() => library(fewer, 2, 2, 0.01));
    await expect.poll(() => page.locator('#refusal').innerText()).toBe(refused);
    if (refused === '')
      await waitForValue(page, 'closed-form', 'ratio', library(fewer, 2, 2, 0.01).closedForm?.timeRatio);
    expect(problems).toEqual([]);
  });

  it('shows levers beside the plain network, and they are in the address', async () => {
    const { page, problems } = await open('#depth=3&fusion=3&rho=0.5&lever.noise.A=0.5');
    await predicted(page);
    const question = { network: { depth: 3, fusionLayer: 3 }, initScale: 0.1, width: 100, learningRate: 0.04 };
    const timesUnder = (levers: Levers) =>
      firstUses(
        ['A', 'B'],
        predict(toyProblem({ sigmaA: 2, sigmaB: 1, rho: 0.5 }), { ...question, levers }).predictions[0],
      );
    const noisy = { noise: { A: 0.5 }, level: 'plain' } as const;
    await waitForValue(page, 'levered', 'tB', timesUnder(noisy)[1]?.mean);
    await page.getByLabel('momentum').fill('0.5');
    await page.getByLabel('momentum').press('Enter');
    await waitForValue(page, 'levered', 'tA', timesUnder({ ...noisy, momentum: 0.5 })[0]?.mean);
    expect(new URL(page.url()).hash).toContain('lever.momentum=0.5');
    await page.locator('#no-levers').click();
    await expect.poll(() => page.locator('#levered').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('takes an archive with three modalities and classes, when it is told which', async () => {
    const { page, problems } = await open('#depth=2&fusion=2&init=0.01');
    const rows = Array.from({ length: 60 }, (_, i) => [1, 2, 3, 5, 7].map((k) => Math.sin(k * i) + (i % 3) * (k % 4)));
    const arrays = {
      x: npy(rows.map((row) => row.slice(0, 2))),
      z: npy(rows.map((row) => row.slice(2, 4))),
      w: npy(rows.map((row) => row.slice(4))),
      kind: npy(rows.map((_, i) => [i % 3])),
    };
    const folder = mkdtempSync(join(tmpdir(), 'explorer-'));
    const path = join(folder, 'three.npz');
    writeFileSync(
      path,
      zipSync(Object.fromEntries(Object.entries(arrays).map(([name, data]) => [`${name}.npy`, data]))),
    );
    await page.getByLabel('a table of yours').check();
    await page.locator('#file').setInputFiles(path);
    await page.getByLabel('x: A').check();
    await page.getByLabel('z: B').check();
    await page.locator('#add-modality').click();
    await page.locator('#name-2').fill('weather');
    await page.locator('#name-2').press('Enter');
    await page.getByLabel('numbers in the target are classes').check();
    await page.getByLabel('w.0: weather').check();
    await page.getByLabel('kind.0: target').check();
    await predicted(page);
    const choice = { modalities: { A: 'x', B: 'z', weather: 'w' }, y: 'kind', classes: true, standardize: true };
    const problem = await problemFromFile(path, choice);
    rmSync(folder, { recursive: true });
    const [prediction] = predict(problem, {
      network: { depth: 2, fusionLayer: 2 },
      initScale: 0.01,
      learningRate: 0.04,
    }).predictions;
    const [tA, tB] = firstUses(['A', 'B', 'weather'], prediction);
    await waitForValue(page, 'random-start', 'tA', tA?.mean);
    await waitForValue(page, 'random-start', 'tB', tB?.mean);
    await page.locator('figure', { hasText: 'Recommended fusion layer' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('refuses a bad table in the words of the library', async () => {
    const { page, problems } = await open(`${QUICK}&file=x.csv&a=a&b=b&y=y`);
    const refusal = page.locator('#refusal:not(.hint)');
    for (const text of BAD_TABLES) {
      await page.locator('#file').setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await expect.poll(() => refusal.innerText(), { timeout: 30_000 }).toBe(await refusalOfTable(text));
    }
    await page.locator('#file').setInputFiles({ name: 'x.npy', mimeType: '', buffer: Buffer.from('x') });
    await expect
      .poll(() => refusal.innerText())
      .toBe('x.npy: is no text, .npy or .npz, or is damaged; packed and other files are read by the command');
    expect(problems).toEqual([]);
  });

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
    const watched = await site.newPage();
    let bytes = 0;
    const pending: Promise<void>[] = [];
    watched.page.on('response', (response) => {
      if (response.url().startsWith('blob:')) return; // the workers' copy of what was sent
      pending.push(response.body().then((body) => void (bytes += body.length)));
    });
    await watched.page.goto(`${site.url}explorer/index.html`);
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
});

const toy = () => toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 });

/** The one line of a refusal; empty if there is none. */
function refusalOf(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** The same for a table of columns a, b, y in a file. */
async function refusalOfTable(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'explorer-'));
  const path = join(folder, 'x.csv');
  try {
    writeFileSync(path, text);
    await correlationsFromFile(path, { a: 'a', b: 'b', y: 'y', standardize: true });
    return '';
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(path, 'x.csv');
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Rows of numbers as NumPy saves them. */
function npy(rows: readonly (readonly number[])[]): Uint8Array {
  const shape = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows.length}, ${rows[0].length}), }`;
  const header = Buffer.from(`\x93NUMPY\x01\x00v\x00${shape.padEnd(117)}\n`, 'latin1');
  return Buffer.concat([header, Buffer.from(Float64Array.from(rows.flat()).buffer)]);
}

/** Drops a file on the page as a reader would. */
async function drop(page: Page, path: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ text, name }) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type: 'text/csv' }));
      return data;
    },
    { text: readFileSync(path, 'utf8'), name: path.split('/').at(-1) ?? path },
  );
  await page.locator('#drop').dispatchEvent('drop', { dataTransfer: transfer });
  await page.locator('#list-0').waitFor();
}
