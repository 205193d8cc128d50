import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLog } from '../../src/cli/diagnose/log-file.js';
import { json, refused } from './run.js';

const cancer = ['--data', 'data/cancer.csv', '--a', 'mean_*', '--b', 'error_*', '--y', 'benign', '--standardize'];
const run = ['--depth', '2', '--fusion', '2', '--lr', '.03', '--width', '100'];

test('diagnose --json has the fields of the contract', () => {
  const found = json('diagnose', '--log', 'test/reference/cancer-log.csv', ...cancer, ...run) as Record<
    string,
    unknown
  >;
  expect(found).toMatchObject({ uses: ['A'], next: { modality: 'B' }, worth: [{ modality: 'A' }, { modality: 'B' }] });
  expect(Object.keys(found)).toEqual(
    expect.arrayContaining(['uses', 'plateau', 'misfit', 'calibrated', 'next', 'advice', 'worth']),
  );
});

test('diagnose reads test_loss and columns of branches, from a pipe too', () => {
  const rows = readFileSync('test/reference/cancer-log.csv', 'utf8').trim().split('\n').slice(1);
  const text = [
    'step;Loss;contribution_B;note',
    ...rows.map((row, i) => `${row.replace(',', ';')};${i % 9 === 0 ? 0.001 : ''};x`),
  ];
  const { stdout } = spawnSync(
    process.execPath,
    ['dist/src/cli/main.js', 'diagnose', '--log', '-', ...cancer, ...run, '--json'],
    { input: `\uFEFF${text.join('\r\n')}`, encoding: 'utf8' },
  );
  expect(JSON.parse(stdout)).toMatchObject({
    uses: ['A'],
    evidence: [{ column: 'contribution_B', measured: 0.001, agrees: true }],
  });
});

test('diagnose refuses a log without the columns it needs', () => {
  expect(refused('diagnose', '--log', 'data/iris.csv', ...cancer, ...run)).toMatch(
    /columns step \(or epoch\) and loss/,
  );
  expect(refused('diagnose', ...cancer, ...run)).toMatch(/--log: is needed/);
});

test('numbers of a log may be quoted or missing; what is none is named', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'log-')), 'run.csv');
  const read = (text: string) => {
    writeFileSync(file, text);
    return readLog(file, { stepsPerEpoch: null, lossFactor: 1 });
  };
  const { steps, losses } = await read('step,loss\n"0", "0.5" \n1,nan\n2,\n3,inf\n');
  expect([...steps]).toEqual([0, 1, 2, 3]);
  expect([...losses]).toEqual([0.5, NaN, NaN, Infinity]);
  await expect(read('step;loss\n0;0.5\n1;0,4\n')).rejects.toThrow(
    'has "0,4" as loss in row 2 where a number is needed',
  );
});
