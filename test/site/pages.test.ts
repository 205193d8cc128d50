/** The pages that are made from the catalogue: what refers to what, and how words are typeset. */
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../formulas/index.js';
import { cataloguePage } from '../../scripts/docs/catalogue-page.js';
import { equationNumbers, speakOfTheSame } from '../../formulas/source-numbers.js';
import { equationOf } from '../../scripts/docs/equations.js';
import { usersOf, verdictsOf } from '../../scripts/docs/generated-pages.js';
import { worded } from '../../scripts/docs/markdown.js';

describe('equation numbers', () => {
  test.each([
    ['8a, 27', ['8a', '27']],
    ['23, 38–41', ['23', '38', '39', '40', '41']],
    ['9, J.3, Fig 3c', ['9', 'J.3']],
    ['Eq 51, first form', ['51']],
    ['3.3, Fig 6b–d', ['3.3']],
    ['—', []],
  ])('of %s', (text, numbers) => {
    expect(equationNumbers(text)).toEqual(numbers);
  });

  test('6 means 6a and 6b, but 6a is not 6b', () => {
    expect(speakOfTheSame('6', '6b')).toBe(true);
    expect(speakOfTheSame('6a', '6b')).toBe(false);
    expect(speakOfTheSame('1', '11')).toBe(false);
  });
});

test('verdicts are read off the table of a report', () => {
  const row = '| [a-b](#a-b) | 9, J.3 | fails, as known | order | 0 of 5 | 1.9 s |';
  expect([...verdictsOf(`# x\n\n${row}\n`)]).toEqual([['a-b', 'fails, as known']]);
});

test('users of a formula are found in docstrings, also over several lines', () => {
  const file =
    '/**\n * Text.\n *\n * @formula a/b, c-d/e,\n *   f/g\n * @throws x/y\n */\nexport async function use(): void';
  expect([...usersOf([file])]).toEqual([
    ['a/b', ['use']],
    ['c-d/e', ['use']],
    ['f/g', ['use']],
  ]);
});

test('an unknown formula is refused by name', () => {
  expect(() => equationOf('time-ratio/none')).toThrow('"time-ratio/none"');
});

test.each([
  ['weight of L_f', 'weight of \\({L}_{f}\\)'],
  ['Σ̃_yB', '\\(\\tilde{\\Sigma}_{yB}\\)'],
  ['Σ_A⁻¹', '\\({\\Sigma}_{A}^{-1}\\)'],
  ['W_A^tot', '\\({W}_{A}^{\\mathrm{tot}}\\)'],
  ['\u1e86_A', '\\(\\dot{W}_{A}\\)'],
  ['M_*', '\\({M}_{*}\\)'],
  ['10^{-8}', '\\({10}^{-8}\\)'],
  ['x² | 3 < 4', 'x² \\| 3 \\< 4'],
])('%s is typeset', (text, markdown) => {
  expect(worded(text)).toBe(markdown);
});

test('the catalogue has an anchor for every formula', () => {
  const page = cataloguePage({ derived: new Map(), checked: new Map(), standing: [], users: new Map() });
  for (const { id } of catalogue) expect(page).toContain(`<a id="${id}"></a>`);
});
