import { expect, test } from 'vitest';
import { solveFor } from '../../src/index.js';
import { json, refused, run } from './run.js';

test('gives the library’s solutions', () => {
  expect(json('solve', '--for', 'rho', '--time-ratio', '10')).toEqual(solveFor({ for: 'rho', timeRatio: 10 }));
  expect(run('solve', '--for', 'ratio', '--time-ratio', '9').stdout).toMatch(/^ratio = 0\.33333.* or 3\.0000/);
});
test('says that there is none', () => {
  expect(run('solve', '--for', 'rho', '--time-ratio', '2').stdout).toMatch(/^no solution: .* from 4\.0/);
});
test.each([
  [['--for', 'rho'], /--time-ratio.*missing/],
  [['--time-ratio', '2'], /--for.*missing/],
  [['--for', 'rho', '--time-ratio', '2', '--rho', '0.5'], /--rho.*asked for/],
  [['--for', 'fish', '--time-ratio', '2'], /must be rho/],
])('refuses %j', (args, message) => {
  expect(refused('solve', ...args)).toMatch(message);
});
