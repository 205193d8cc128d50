import { describe, expect, test } from 'vitest';
import { formulaCommand } from '../../src/cli/catalogue/formula.js';
import { catalogue } from '../../formulas/index.js';
import { output } from './in-process.js';
import { json, refused, run } from './run.js';

const scalar = ['time-ratio/scalar'];
const at = ['--at', 'sigma_A=2,sigma_B=1,rho=0.5'];
const formula = (...args: string[]) => output(formulaCommand(), ...args);

describe('formula', () => {
  test('value and derivative at a point', async () => {
    expect(json('formula', ...scalar, ...at, '--d', 'rho')).toMatchObject({
      value: { value: 5, error: 0 },
      derivative: { variable: 'rho', value: expect.closeTo(16 / 3, 12) as number },
    });
    expect(await formula(...scalar, ...at, '--d', 'rho')).toMatch(/ratio = 5 .*\n∂ratio\/∂ρ = .*\n {2}= 5\.33333/);
  });
  test('through the integral of intermediate fusion', async () => {
    const point = 'q=2,rho=0.2,u_0=0.1,L=4,L_f=3';
    expect(await formula('time-ratio/scalar-above-2', '--d', 'q', '--at', point)).toMatch(/∂ratio\/∂q = .*∫₀¹ .* ds/);
  });
  test('all of them', async () => {
    const lines = await formula('--list');
    for (const { id } of catalogue) expect(lines).toContain(id);
  });
  test('a page of readable mathematics', async () => {
    const page = await formula('time-ratio/late');
    expect(page).toMatch(/\(Eq 9\)\n\n {2}ratio = 1 \+ \(s_A − s_B\)\/r_B\n/);
    expect(page).toMatch(/Holds if[^]*not-collinear[^]*LaTeX\n {2}\\mathrm/);
  });
  test('nothing but LaTeX, nothing but the statement', async () => {
    expect(await formula('time-ratio/late', '--latex')).toMatch(/^\\mathrm\{ratio\}=/);
    expect(await formula('time-ratio/late', '--symbolic')).toBe('ratio = 1 + (s_A - s_B) / r_B\n');
    expect(await formula('time-ratio/late', '--symbolic', '--d', 's_A')).toBe('1 / r_B\n');
  });
  test.each([
    [['--at', 'sigma_A'], /--at sigma_A.*number/],
    [['--at', 'sigma_A=2,sigma_A=3'], /twice/],
    [['--at', 'sigma_A=2,sigma_B=1,rho=5'], /rho.*between/],
    [['--at', 'sigma_A=2*3,sigma_B=1,rho=0'], /sigma_A.*number/],
    [['--d', 'L'], /L.*not a variable/],
    [['--d', 'import("x")'], /not a variable/],
  ])('refuses %j', async (args, message) => {
    await expect(formula(...scalar, ...args)).rejects.toThrow(message);
  });
  test('an unknown formula, in one line with exit status 2', () => {
    expect(refused('formula', 'time-ratio')).toMatch(/near it: .*time-ratio\/late/);
    expect(run('formula', '--help').stdout).toContain('Examples:');
  });
});
