import { describe, expect, test } from 'vitest';
import { json, refused, run } from './run.js';

const scalar = ['formula', 'time-ratio/scalar'];
const at = ['--at', 'sigma_A=2,sigma_B=1,rho=0.5'];

describe('formula', () => {
  test('value and derivative at a point', () => {
    expect(json(...scalar, ...at, '--d', 'rho')).toMatchObject({
      value: { value: 5, error: 0 },
      derivative: { variable: 'rho', value: expect.closeTo(16 / 3, 12) as number },
    });
    expect(run(...scalar, ...at, '--d', 'rho').stdout).toMatch(/ratio = 5 .*\n∂ratio\/∂rho = .*\n {2}= 5\.33333/);
  });
  test('nothing but LaTeX, nothing but the statement', () => {
    expect(run('formula', 'time-ratio/late', '--latex').stdout).toMatch(/^ratio|^\\mathrm\{ratio\}=/);
    expect(run('formula', 'time-ratio/late', '--symbolic').stdout).toBe('ratio = 1 + (s_A - s_B) / r_B\n');
    expect(run('formula', 'time-ratio/late', '--symbolic', '--d', 's_A').stdout).toBe('1 / r_B\n');
  });
  test.each([
    [['--at', 'sigma_A'], /--at sigma_A.*number/],
    [['--at', 'sigma_A=2,sigma_A=3'], /twice/],
    [['--at', 'sigma_A=2,sigma_B=1,rho=5'], /rho.*between/],
    [['--d', 'L'], /L.*not a variable/],
  ])('refuses %j', (args, message) => {
    expect(refused(...scalar, ...args)).toMatch(message);
  });
});
