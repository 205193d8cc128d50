import { describe, expect, test } from 'vitest';
import { catalogue } from '../../formulas/index.js';
import { depthIntegral } from '../../src/index.js';
import { json, refused, run } from './run.js';

describe('integral', () => {
  test('gives the library’s value and error', () => {
    expect(json('integral', '--depth', '4', '--fusion', '3', '--k', '0.5')).toEqual({
      ...depthIntegral({ depth: 4, fusionLayer: 3, k: 0.5 }),
    });
  });
  test('branches of unequal depth', () => {
    const args = ['--depth-a', '3', '--depth-b', '4', '--depth-shared', '1', '--k', '0.5', '--init', '0.1'];
    expect(json('integral', ...args)).toMatchObject({
      value: expect.closeTo(0.4127076641, 10) as number,
      method: 'quadrature',
    });
  });
  test.each([
    [['--depth', '2', '--fusion', '2', '--k', '0.5'], /diverges/],
    [['--depth', '4', '--fusion', '3', '--k', '1.5'], /--k: .*1\.5/],
    [['--depth', '4', '--fusion', '3'], /--k.*missing/],
    [['--depth', '4', '--fusion', '3', '--k', '0.5', '--init', '0.1'], /--init/],
    [['--depth-a', '4', '--depth-b', '3', '--depth-shared', '1', '--k', '0.5', '--init', '0.1'], /learned first/],
    [['--depth-a', '3', '--depth-b', '4', '--depth-shared', '1', '--k', '0.5', '--init', '2'], /--init.*2/],
  ])('refuses %j', (args, message) => {
    expect(refused('integral', ...args)).toMatch(message);
  });
});

describe('formula', () => {
  test('lists the catalogue', () => {
    const listed = json('formula', '--list') as { id: string; latex: string }[];
    expect(listed.map((entry) => entry.id)).toEqual(catalogue.map((entry) => entry.id));
    expect(listed.every((entry) => entry.latex.length > 0)).toBe(true);
  });
  test('shows one', () => {
    const shown = json('formula', 'time-ratio/late') as Record<string, unknown>;
    expect(Object.keys(shown)).toEqual(
      expect.arrayContaining(['id', 'equation', 'title', 'statement', 'latex', 'variables', 'assumptions']),
    );
    expect(run('formula', 'time-ratio/late').stdout).toContain('ratio = 1 + (s_A − s_B)/r_B');
    expect(run('formula', 'time-ratio/late', '--symbolic').stdout).toBe('ratio = 1 + (s_A - s_B) / r_B\n');
  });
  test.each([
    [['nope'], /"nope"/],
    [[], /--list/],
    [['time-ratio/late', '--list'], /--list/],
  ])('refuses %j', (args, message) => {
    expect(refused('formula', ...args)).toMatch(message);
  });
});

test.each(['predict', 'simulate', 'integral', 'formula'])('%s --help shows examples', (command) => {
  const { status, stdout } = run(command, '--help');
  expect(status).toBe(0);
  expect(stdout).toContain('Examples:');
});
