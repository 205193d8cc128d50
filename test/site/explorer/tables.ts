/** The reader's own tables and archives. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { correlationsFromFile, problemFromFile, problemOf } from '../../../src/data/index.js';
import { InputError, predict } from '../../../src/index.js';
import { firstUses } from '../../../src/predict/times.js';
import { library, predicted, waitForValue, type Open } from './support.js';

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

export function tablesTests(open: Open): void {
  it('reads a table that is dropped on it, and lets columns be picked', async () => {
    const { page, problems } = await open('#depth=2&fusion=2&init=0.01&start=balanced');
    await page.getByLabel('a table of yours').check();
    await drop(page, 'data/diabetes.csv');
    // It asks, and predicts nothing before it is told.
    expect(await page.locator('#refusal.hint').innerText()).toBe('Say which columns are each modality and the target.');
    await page.locator('#list-0').fill(DIABETES.a);
    await page.locator('#list-1').fill(DIABETES.b);
    await page.locator('#list-y').fill(DIABETES.y);
    await page.locator('#list-y').press('Enter');
    const c = await correlationsFromFile('data/diabetes.csv', { ...DIABETES, standardize: true });
    const { closedForm, warnings } = library(problemOf(c), 2, 2, 0.01, 'balanced');
    await waitForValue(page, 'closed-form', 'ratio', closedForm?.timeRatio);
    await predicted(page);
    expect(await page.locator('#warnings li').count()).toBe(warnings.length);

    // A column less, by the picker, and not standardized.
    await page.getByLabel('sex: unused').check();
    await page.getByLabel('standardize columns').uncheck();
    const choice = { ...DIABETES, b: 'age,bmi,bp', standardize: false };
    const fewer = await correlationsFromFile('data/diabetes.csv', choice);
    expect(await page.locator('#list-1').inputValue()).toBe(choice.b);
    await waitForValue(
      page,
      'closed-form',
      'ratio',
      library(problemOf(fewer), 2, 2, 0.01, 'balanced').closedForm?.timeRatio,
    );
    expect(await page.locator('#refusal').innerText()).toBe('');
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
    const numbers = Buffer.from('1,0,2\n0,1,1\n2,1,4\n1,3,5\n');
    await page.locator('#file').setInputFiles({ name: 'numbers.csv', mimeType: 'text/csv', buffer: numbers });
    await expect.poll(() => page.locator('#columns').innerText()).toContain('numbers.csv: 3 columns, numbered from 0');
    await page.locator('#file').setInputFiles({ name: 'x.npy', mimeType: '', buffer: Buffer.from('x') });
    await expect
      .poll(() => refusal.innerText(), { timeout: 30_000 })
      .toBe('x.npy: is no text, .npy or .npz, or is damaged; packed and other files are read by the command');
    expect(await page.locator('#columns').innerText()).toBe(''); // of no table before
    expect(problems).toEqual([]);
  });
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
