/** The pages that are made from the catalogue: what refers to what, and how words are typeset. */
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../formulas/index.js';
import { cataloguePage, topicPage, topics } from '../../scripts/docs/catalogue-page.js';
import { equationNumbers, speakOfTheSame } from '../../formulas/source-numbers.js';
import { breakable, entryLink, equationOf, topicOf } from '../../scripts/docs/equations.js';
import { sectionsOf, usersOf, verdictsOf } from '../../scripts/docs/generated-pages.js';
import { heading, worded } from '../../scripts/docs/markdown.js';

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
  const rows = [
    '| [a-b](#a-b) | 9, J.3 | fails, as known | full | order | — | 0 of 5 | 2026-11-26 | 1.9 s |',
    '| [c](#c) | 9 | holds | quick | order | — | 5 of 5 | 2026-11-26 | 1.9 s |',
    '| [d](#d) | | not measured | | | | | | |',
  ];
  expect(Object.fromEntries(verdictsOf(`# x\n\n${rows.join('\n')}\n`))).toEqual({
    'a-b': 'fails, as known',
    c: 'holds, in its quick part',
    d: 'not measured',
  });
});

test('sections of a report are found by their claims', () => {
  expect(sectionsOf('# x\n\n## a\n\n1\n\n## a-b\n\n2\n\n## c\n\n3\n', ['a', 'c'])).toBe('## a\n\n1\n\n## c\n\n3\n');
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

test('every formula has an anchor on the page of its topic, and its number leads there from the index', () => {
  const known = {
    derived: new Map<string, string>(),
    checked: new Map<string, string>(),
    standing: [],
    users: new Map<string, string[]>(),
  };
  const pages = new Map(topics().map((topic) => [topic, topicPage(topic, known)]));
  const index = cataloguePage();
  for (const formula of catalogue) {
    expect(pages.get(topicOf(formula))).toContain(`<a id="${formula.id}"></a>`);
    if (formula.equation !== '—') expect(index).toContain(entryLink(formula));
  }
});

test.each([
  ['turns from Σ_{yx} to Σ_{yx}Σ^{−1}', 'turns from Σ<sub>yx</sub> to Σ<sub>yx</sub>Σ<sup>−1</sup>'],
  ['M_A and M_*', 'M<sub>A</sub> and M<sub>\\*</sub>'],
])('the heading %s has no raw scripts', (text, html) => {
  expect(heading(text)).toBe(html);
});

test('long brackets of a formula may be broken, short ones and those in fractions are as they were', () => {
  const long = 'a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u';
  expect(breakable(`x\\left(${long}\\right)`)).toBe(`x\\bigl(${long}\\bigr)`);
  for (const same of ['\\left(a+b\\right)', `\\frac{\\left(${long}\\right)}{2}`]) expect(breakable(same)).toBe(same);
});
