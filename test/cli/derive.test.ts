import { expect, test } from 'vitest';
import { deriveCommand } from '../../src/cli/catalogue/derive.js';
import type { DerivationReport } from '../../src/symbolic/index.js';
import { output } from './in-process.js';
import { json, refused } from './run.js';

test('one derivation', () => {
  const report = json('derive', 'closed-rate') as DerivationReport;
  expect(report).toMatchObject({ id: 'closed-rate', method: 'substitution', verdict: 'proved' });
  expect(report.steps.every(({ verdict }) => verdict === 'proved')).toBe(true);
});

test('readable without --json', async () => {
  expect(await output(deriveCommand(), 'late-ratio')).toMatch(
    /with {2}t_first = ⟨Eq 8a, 27⟩\n.*✓ t_B\/t_A\n *⟨Eq 8b, 33⟩\[t_A → t_first\]\/t_first − ⟨Eq 9⟩ = 0 {2}\(proved\)\n {2}hence Eq 9/,
  );
});

test('refuses what there is not', () => {
  expect(refused('derive', 'nope')).toMatch(/no derivation "nope"; see derive --list/);
});
