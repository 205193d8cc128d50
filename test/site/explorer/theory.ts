/** The prediction: what the page shows is what the library says. */
import { expect, it } from 'vitest';
import { catalogue } from '../../../formulas/index.js';
import { predict, reducedTrajectory, toyProblem, type Levers } from '../../../src/index.js';
import { firstUses } from '../../../src/predict/times.js';
import { library, predicted, refusalOf, waitForValue, type Open } from './support.js';

export function theoryTests(open: Open): void {
  it('shows what the library predicts, and follows slider, number and keyboard', async () => {
    const { page, problems } = await open('#depth=4&fusion=4&init=0.1&sigma=2&rho=0.25');
    await predicted(page);
    const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.25 });
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
    const correlated = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
    await waitForValue(page, 'closed-form', 'tB', library(correlated, 4, 3, 0.1).closedForm?.tB);

    // The formulas are those of the closed form, as mathematics.
    await page.locator('#formulas math').first().waitFor({ state: 'attached' });
    const { closedForm } = library(correlated, 4, 3, 0.1);
    const titles = catalogue.filter(({ id }) => closedForm?.formulas.includes(id)).map(({ title }) => title);
    expect(titles.length).toBe(closedForm?.formulas.length);
    expect(await page.locator('#formulas figcaption').allInnerTexts()).toEqual(
      titles.map((title) => expect.stringContaining(title.replaceAll(/_(?=\w)/g, '')) as string), // indices are set as such
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
    const { warnings } = library(toyProblem({ stdA: 2, stdB: 1, rho: 1 }), 2, 2, 0.01);
    expect(warnings.map(({ code }) => code)).toContain('never-learned');
    const said = await page.locator('#warnings li').allInnerTexts();
    expect(said).toEqual(warnings.map(({ message }) => expect.stringContaining(message) as string));
    expect(await page.locator('#headline').innerText()).toContain('never');
  });

  it('says so where the order is a matter of chance', async () => {
    const { page, problems } = await open('#depth=3&fusion=3&init=0.1&width=20&sigma=1.05');
    await predicted(page);
    await expect.poll(() => page.locator('#headline').innerText()).toContain('a matter of chance');
    expect(await page.locator('#headline').innerText()).toMatch(/First is A in \d+% of starts, B in/);
    expect(problems).toEqual([]);
  });

  it('shows levers beside the plain network, and they are in the address', async () => {
    const { page, problems } = await open('#depth=3&fusion=3&rho=0.5&lever.noise.A=0.5');
    await predicted(page);
    const question = { network: { depth: 3, fusionLayer: 3 }, initScale: 0.1, width: 100, learningRate: 0.04 };
    const timesUnder = (levers: Levers) =>
      firstUses(
        ['A', 'B'],
        predict(toyProblem({ stdA: 2, stdB: 1, rho: 0.5 }), { ...question, levers }).predictions[0],
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
}

const toy = () => toyProblem({ stdA: 2, stdB: 1, rho: 0 });
