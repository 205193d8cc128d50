/** The page for Python: its program runs where Python and NumPy are, and prints what the library says of the same file. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readData } from '../../src/data/index.js';
import { predict } from '../../src/index.js';

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
if (!hasNumpy) console.warn('SKIPPED: the page for Python. There is no python3 with numpy.');

test.skipIf(!hasNumpy)('the program of the page prints the prediction of the library', async () => {
  const page = readFileSync('docs/guide/from-python.md', 'utf8');
  const program = /```python\n([^]*?)```/.exec(page)?.[1] ?? '';
  // Here the command is not installed but built.
  const main = resolve('dist/src/cli/main.js');
  const own = program.replace('"npx", "unimodal-bias"', `"${process.execPath}", "${main}"`);
  expect(own).not.toBe(program);
  const folder = mkdtempSync(join(tmpdir(), 'from-python-'));
  try {
    const { stdout, stderr, status } = spawnSync('python3', ['-c', own], { cwd: folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const { problem } = await readData(join(folder, 'pairs.npz'), {
      modalities: { audio: 'audio', text: 'text' },
      y: 'y',
    });
    const { first, predictions } = predict(problem, { network: { depth: 2, fusionLayer: 2 } });
    const times = predictions[0].randomStart?.events.map(({ time }) => time?.mean) ?? [];
    expect(times.length).toBeGreaterThan(1);
    const [, name, list] = /^(\S+) (\[.*\])\n$/.exec(stdout) ?? [];
    expect(name).toBe(first);
    // The command is compiled another way than the sources here, so that sums may round otherwise.
    const printed = JSON.parse(list) as number[];
    expect(printed).toHaveLength(times.length);
    printed.forEach((time, i) => {
      expect(Math.abs(time / (times[i] ?? NaN) - 1)).toBeLessThan(1e-12);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
