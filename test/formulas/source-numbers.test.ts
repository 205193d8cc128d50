import { expect, it } from 'vitest';
import {
  DEFINITIONS,
  equationNumbers,
  isSourceNumber,
  nextTo,
  numbersOf,
  speakOfTheSame,
} from '../../formulas/source-numbers.js';

it.each([
  ['8a, 27', ['8a', '27']],
  ['38–41', ['38', '39', '40', '41']],
  ['Eq 51, first form', ['51']],
  ['Sec. 4.2, effect of Σ_AB', ['4.2']],
  ['J.3, Figures 2 to 5', ['J.3']],
  ['Fig 6b–d, Figure 6c', []],
  ['Figs 2–5, 9', ['9']],
  ['Figures 12 to 14, Fig 10–11, 3', ['3']],
  ['Appendix I; —', []],
])('numbers of “%s”', (text, numbers) => {
  expect(equationNumbers(text)).toEqual(numbers);
});

it.each([
  ['6', '6a, 7', true],
  ['27, 6b', '6', true],
  ['6a', '6b', false],
  ['6a', '16a', false],
  ['39', '38–41', true],
  ['4.2', '4', false],
])('whether %s and %s name the same equation: %s', (p, q, same) => {
  expect(speakOfTheSame(p, q)).toBe(same);
  expect(speakOfTheSame(q, p)).toBe(same);
});

it('numbers are words of their own', () => {
  const numbers = ['12', '8a', '3.3', 'J.3'];
  const names = ['late', '8f', '12ab', 'J.', 'AJ.3', '3.', '.3', 'x12', '12 '];
  expect(numbers.every(isSourceNumber)).toBe(true);
  expect(names.filter(isSourceNumber)).toEqual([]);
});

it('what is next to a number that nobody names', () => {
  expect(nextTo('13', ['12, 3', '14b, 3.3', '60', 'J.3'])).toBe('; next to it: 12, 14b');
  expect(nextTo('100', ['9', '60, 10'])).toBe('; next to it: 60');
  expect(nextTo('1', ['10', '2–4'])).toBe('; next to it: 2');
  expect(nextTo('5', [])).toBe('');
});

it('an entry is found by what it states and covers, and definitions by their number', () => {
  expect(numbersOf({ equation: '9', covers: '' })).toBe('9');
  expect(numbersOf({ equation: '9', covers: '33' })).toBe('9, 33');
  for (const [number, text] of Object.entries(DEFINITIONS)) {
    expect(isSourceNumber(number)).toBe(true);
    expect(text).toMatch(/Σ|ŷ/);
  }
});
