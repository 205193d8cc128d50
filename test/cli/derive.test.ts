import { expect, test } from 'vitest';
import type { DerivationReport } from '../../src/index.js';
import { json, refused, run } from './run.js';

test('one derivation', () => {
  const report = json('derive', 'closed-rate') as DerivationReport;
  expect(report).toMatchObject({ id: 'closed-rate', method: 'substitution', verdict: 'proved' });
  expect(report.steps.every(({ verdict }) => verdict === 'proved')).toBe(true);
});

test('readable without --json', () => {
  const { status, stdout } = run('derive', 'late-ratio');
  expect(status).toBe(0);
  expect(stdout).toMatch(/✓ t_B\/t_A\n.* = 0 {2}\(proved\)\n {2}hence Eq 9/);
});

test('refuses what there is not', () => {
  expect(refused('derive', 'nope')).toMatch(/"nope"; one of .*late-ratio/);
  expect(run('derive', '--help').stdout).toContain('Examples:');
});
