import { expect, test } from 'vitest';
import { errataCommand } from '../../src/cli/catalogue/errata.js';
import { errata } from '../../formulas/index.js';
import { output } from './in-process.js';
import { json, refused, run } from './run.js';

interface Report {
  readonly where: string;
  readonly printed: string;
  readonly corrected: string;
  readonly check: { readonly printedFails: boolean; readonly correctedHolds: boolean };
}

test('every erratum with its check', () => {
  const reports = json('errata') as Report[];
  expect(reports.map(({ where }) => where)).toEqual(errata.map(({ where }) => where));
  for (const { printed, corrected, check } of reports) {
    expect(printed).not.toBe(corrected);
    expect(check).toMatchObject({ printedFails: true, correctedHolds: true });
  }
});

test('readable without --json', async () => {
  expect(await output(errataCommand(), '57')).toMatch(
    /Eq 57, exponent\n {2}printed .*\(1−L\/2\)\n {2}corrected .*\(1−2\/L\)/,
  );
});

test('help shows examples; arguments are refused', () => {
  expect(run('errata', '--help').stdout).toContain('Examples:');
  expect(refused('errata', 'now')).toMatch(/no erratum is known of now/);
});
