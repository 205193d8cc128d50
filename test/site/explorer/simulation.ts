/** The simulation beside the prediction, and the network that is drawn from it. */
import { expect, it } from 'vitest';
import { toyProblem } from '../../../src/index.js';
import { COLOURS } from '../../../src/figures/grammar/palette.js';
import { simulate, timeOf } from '../../../src/simulate/index.js';
import { waitForValue, type Open } from './support.js';

export function simulationTests(open: Open): void {
  it('trains the network that the simulator trains', async () => {
    const { page, problems } = await open('#depth=3&fusion=3&init=0.3&width=30&seed=7&rho=0.5');
    await page.locator('#run-said', { hasText: 'finished' }).waitFor({ state: 'attached' });
    const problem = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
    const network = { depth: 3, fusionLayer: 3 };
    const run = await simulate(problem, network, {
      start: { kind: 'gaussian', initScale: 0.3 },
      width: 30,
      seed: 7,
      learningRate: 0.04,
      maxSteps: 100_000,
      thinning: { every: 1 },
    });
    await waitForValue(page, 'simulation', 'tA', timeOf(run, 0));
    await waitForValue(page, 'simulation', 'tB', timeOf(run, 1));
    // It is drawn, beside the prediction, in every picture.
    for (const title of ['Loss', 'Total weights', 'Phase portrait']) {
      const plot = page.locator(`.plot[aria-label^="${title}"] svg`);
      expect(await plot.locator('> path').first().getAttribute('d')).toMatch(/^M[\d.]+,[\d.]+a3,3/);
    }
    // The network is drawn as it is at any step: in the middle of the unimodal phase one branch is strong, the other is not yet.
    const [tA, tB] = [timeOf(run, 0) ?? NaN, timeOf(run, 1) ?? NaN];
    await page.getByLabel('Step of the simulation that is drawn').fill(String(Math.round((tA + tB) / 2)));
    const drawn = page.locator('.network');
    const said = /step (\d+): A (\d+)%, B (\d+)%/.exec((await drawn.getAttribute('aria-label')) ?? '') ?? [];
    const [step, ...shares] = said.slice(1).map(Number);
    expect(Math.abs(step - (tA + tB) / 2)).toBeLessThan((tB - tA) / 4);
    expect(shares).toEqual(run.trajectory[step].totals.map(([total]) => Math.round(100 * total))); // W* is 1
    const strengths = (colour: string) =>
      drawn
        .locator(`path[stroke="${colour}"]`)
        .evaluateAll((layers) => layers.map((layer) => Number(layer.getAttribute('stroke-width'))));
    const [ofA, ofB] = [await strengths(COLOURS.blue), await strengths(COLOURS.vermilion)];
    expect([ofA.length, ofB.length]).toEqual([3, 3]);
    expect(Math.min(...ofA)).toBeGreaterThan(Math.max(...ofB));
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
}
