/** What the tests of the explorer share: its numbers, and the library's beside them. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { InputError, predict, type Problem } from '../../../src/index.js';
import { firstUses, pairOf } from '../../../src/predict/times.js';
import type { Site, Watched } from '../browser.js';

/** Opens the explorer at the settings of an address. */
export type Open = (hash?: string, options?: Parameters<Site['newPage']>[0]) => Promise<Watched>;

/** A number of the table as it is, not as it is rounded for reading. */
export async function shown(page: Page, row: string, column: 'tA' | 'tB' | 'ratio'): Promise<number> {
  const cell = { tA: 2, tB: 3, ratio: 4 }[column];
  const value = await page.locator(`#${row} > :nth-child(${cell}) data`).getAttribute('value');
  return Number(value);
}

/** Waits until the prediction is complete: random weights take the page a moment longer. */
export async function predicted(page: Page): Promise<void> {
  await page.locator('#results[data-complete=true]').waitFor();
}

/**
 * Waits for a row to show this number. Engines differ in the last bit of powers and logarithms, which integrations pass on;
 * 10⁻¹⁰ is what the simulator's two paths are held to, and far below any tolerance of the theory's integrations.
 */
export async function waitForValue(
  page: Page,
  row: string,
  column: 'tA' | 'tB' | 'ratio',
  value: number | null = null,
) {
  if (value === null) throw new Error(`the library has no ${column} of ${row}`);
  const off = async () => Math.abs((await shown(page, row, column)) / value - 1);
  await expect.poll(off, { timeout: 30_000 }).toBeLessThan(1e-10);
}

/** What the library says to the question the page is set to. */
export function library(
  problem: Problem,
  depth: number,
  fusionLayer: number,
  initScale: number,
  start: 'random' | 'balanced' = 'random',
) {
  const question = { network: { depth, fusionLayer }, initScale, learningRate: 0.04 };
  const answer = predict(problem, { ...question, ...(start === 'random' ? { width: 100 } : { start }) });
  const [prediction] = answer.predictions;
  const [tA] = firstUses(['A', 'B'], prediction);
  return { closedForm: pairOf(prediction), reducedOde: prediction.reducedOde, tA, warnings: answer.warnings };
}

/** The one line of a refusal; empty if there is none. */
export function refusalOf(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
