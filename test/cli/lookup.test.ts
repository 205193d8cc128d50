/** What is looked up by the source's own numbers, lists that fit the screen, and how to cite. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derivations } from '../../formulas/derivations/index.js';
import { catalogue } from '../../formulas/index.js';
import { DEFINITIONS, isSourceNumber, numbersOf, speakOfTheSame } from '../../formulas/source-numbers.js';
import { checkCommand } from '../../src/cli/check/command.js';
import { citeCommand, SOURCE } from '../../src/cli/catalogue/cite.js';
import { deriveCommand } from '../../src/cli/catalogue/derive.js';
import { errataCommand } from '../../src/cli/catalogue/errata.js';
import { figureCommand } from '../../src/cli/figure/command.js';
import { listing } from '../../src/cli/format.js';
import { formulaCommand } from '../../src/cli/catalogue/formula.js';
import { output } from './in-process.js';

const ids = (text: string): string[] => (JSON.parse(text) as { id: string }[]).map(({ id }) => id);

test.each([
  ['12', true],
  ['8a', true],
  ['3.3', true],
  ['J.3', true],
  ['time-ratio/late', false],
  ['late-ratio', false],
])('%s is a number of the source: %s', (word, expected) => {
  expect(isSourceNumber(word)).toBe(expected);
});

describe('by the number of the source', () => {
  test('formula: one is shown, several are listed', async () => {
    expect(await output(formulaCommand(), '9')).toContain('Variables');
    const several = await output(formulaCommand(), '59', '--json');
    expect(ids(several)).toContain('time-ratio/unequal');
    await expect(output(formulaCommand(), '59', '--latex')).rejects.toThrow(/several formulas.*time-ratio\/unequal/);
    await expect(output(formulaCommand(), '63')).rejects.toThrow(
      'formula: 63 of the source is no formula of the catalogue by itself; next to it: 62',
    );
  });
  test('formula: special cases and steps lead to what covers them, definitions say what they define', async () => {
    for (const [number, id] of [
      ['14b', 'gradient-flow/layer'],
      ['16', 'gradient-flow/layer'],
      ['25', 'reduced-dynamics/rate-A'],
      ['26', 'learning-time/first-two-layer'],
      ['53', 'learning-time/second'],
    ])
      expect(JSON.parse(await output(formulaCommand(), number, '--json'))).toMatchObject({ id });
    await expect(output(formulaCommand(), '1a')).rejects.toThrow('1a of the source defines the correlations Σ');
  });
  test('every equation of the source is found', () => {
    const found = [...catalogue.map(numbersOf), ...Object.keys(DEFINITIONS)];
    const missing = Array.from({ length: 62 }, (_, i) => String(i + 1)).filter(
      (number) => !found.some((text) => speakOfTheSame(number, text)),
    );
    expect(missing).toEqual([]);
  });
  test('errata', async () => {
    const text = await output(errataCommand(), '11');
    expect(text.startsWith('Eq 11\n')).toBe(true);
    expect(text).not.toContain('Eq 62');
    await expect(output(errataCommand(), '2')).rejects.toThrow('no erratum is known of 2; next to it: 5');
  });
  test('derive: by what it concludes, or the formula it arrives at', async () => {
    expect(ids(await output(deriveCommand(), '48', '--list', '--json'))).toEqual(['first-time']);
    expect(ids(await output(deriveCommand(), '21', '--list', '--json'))).toHaveLength(1);
    await expect(output(deriveCommand(), '63')).rejects.toThrow(
      'no derivation arrives at 63 of the source; next to it: 62',
    );
  });
});

describe('lists', () => {
  test('derive --list has all derivations and checks none', async () => {
    expect(ids(await output(deriveCommand(), '--list', '--json'))).toEqual(derivations.map(({ id }) => id));
  });
  test.each([
    ['formula', formulaCommand],
    ['derive', deriveCommand],
    ['check', () => checkCommand('0')],
    ['figure', () => figureCommand('0')],
  ])('%s --list fits 80 columns', async (_, command) => {
    const lines = (await output(command(), '--list')).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
  test.each([80, 60])(
    'formulas, errata and derivations fit %d columns, broken where their lines are long',
    async (width) => {
      const terminal = Object.getOwnPropertyDescriptor(process.stdout, 'columns');
      Object.defineProperty(process.stdout, 'columns', { value: width, configurable: true });
      try {
        for (const text of [
          await output(formulaCommand(), '12'),
          await output(formulaCommand(), 'time-ratio/unequal'),
          await output(errataCommand(), '11'),
          await output(deriveCommand(), '54'),
          await output(citeCommand('0.2.0')),
        ]) {
          // A combining mark (Σ̃) takes no room.
          const widths = text.split('\n').map((line) => line.replaceAll(/\p{M}/gu, '').length);
          expect(Math.max(...widths), text).toBeLessThanOrEqual(width);
        }
      } finally {
        if (terminal) Object.defineProperty(process.stdout, 'columns', terminal);
        else Reflect.deleteProperty(process.stdout, 'columns');
      }
    },
  );
  test('the last column is wrapped under itself', () => {
    expect(listing(['a', 'b'], [['x', 'one two three four five six seven']], 30)).toBe(
      `a  b\n${'─'.repeat(30)}\nx  one two three four five six\n   seven`,
    );
  });
});

test('cite says what CITATION.cff says', async () => {
  const cff = readFileSync('CITATION.cff', 'utf8');
  const bibtex = (await output(citeCommand('0.2.0'))).replaceAll(/\s+/g, ' ');
  const { title, proceedings, volume, year, url, arxiv, doi } = SOURCE;
  for (const text of [title, proceedings, String(volume), String(year), url, arxiv, doi]) {
    expect(cff).toContain(text);
    expect(bibtex).toContain(text);
  }
  for (const author of SOURCE.authors) {
    const [family, given] = author.split(', ');
    expect(cff).toContain(`family-names: ${family}\n        given-names: ${given}`);
  }
  expect(bibtex).toContain(`author = {${SOURCE.authors.join(' and ')}}`);
  expect(cff).toMatch(/date-released: 2026-/);
  expect(bibtex).toContain('year = {2026}');
});
