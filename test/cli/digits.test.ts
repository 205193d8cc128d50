import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { digits } from '../../src/check/harness/digits.js';
import { digitsCommand } from '../../src/cli/digits/command.js';
import { runStore } from '../../src/cli/digits/runs.js';
import type { DigitsRun } from '../../src/simulate/digits/protocol.js';
import type { DigitsRecord } from '../../src/simulate/digits/train.js';
import { output } from './in-process.js';
import { refused } from './run.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'digits-'));
const RUN = { network: 'mlp', fusionLayer: 5, size: 'small', corruption: 'text', activation: 'relu' } as const;

/** Curves that cross one half at these steps. */
function curves(tA: number, tB: number): DigitsRecord[] {
  return [0, 100, 200, 400].map((step) => {
    return { step, loss: step === 0 ? NaN : 1, accuracy: 0.9, accuracyA: step / tA / 2, accuracyB: step / tB / 2 };
  });
}

describe('digits', () => {
  it('takes runs from disk and puts them into a table', async () => {
    const out = folder();
    const store = await runStore(out, await digits());
    const runs = [1, 2].map((seed): DigitsRun => ({ ...RUN, seed }));
    await store.write(runs[0], curves(100, 200));
    await store.write(runs[1], curves(50, 150));
    expect(await store.read(runs[0])).toEqual(curves(100, 200));
    expect(await store.read({ ...runs[0], corruption: 'code' })).toBeNull();
    const gone = folder();
    const lost = await runStore(gone, await digits());
    rmSync(gone, { recursive: true });
    await expect(lost.write(runs[0], [])).rejects.toHaveProperty('code', 'file');
    const asked = ['--network', 'mlp', '--fusion', 'late', '--seeds', '2', '--out', out];
    const answer = JSON.parse(await output(digitsCommand(), ...asked, '--json')) as { table: { std: number }[] };
    const common = { network: 'mlp', fusionLayer: 5 };
    expect(answer).toEqual({
      runs: [
        { ...common, seed: 1, first: 'A', tA: 100, tB: 200, timeRatio: 2 },
        { ...common, seed: 2, first: 'A', tA: 50, tB: 150, timeRatio: 3 },
      ],
      table: [{ ...common, mean: 2.5, std: expect.closeTo(Math.SQRT1_2, 12) as unknown }],
    });
    expect(await output(digitsCommand(), ...asked)).toMatch(
      /MLP .* 5 .* 75 .* 175 .* 2\.50 ± 0\.71 .* 6\.38 ± 1\.12 .* 2 of 2/,
    );
    writeFileSync(join(out, readdirSync(out)[0]), 'step,loss\n1,2\n');
    await expect(output(digitsCommand(), ...asked)).rejects.toThrow(/is damaged; remove it/);
  });

  it('keeps what is finished when it is interrupted', async () => {
    const out = folder();
    const asked = ['digits', '--network', 'mlp', '--fusion', '1', '--seeds', '9', '--out', out, '--json'];
    const child = spawn(process.execPath, ['dist/src/cli/main.js', ...asked]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => (stdout += String(text)));
    child.stderr.on('data', (text) => (stderr += String(text)));
    const isFinished = (): boolean => readdirSync(out).some((name) => name.endsWith('.csv'));
    while (!isFinished() && child.exitCode === null) await setTimeout(50);
    child.kill('SIGINT');
    const [status] = (await once(child, 'close')) as [number];
    expect(stderr).toMatch(/interrupted: \d of 9 runs are finished and kept in .*; the same command goes on/);
    expect(status).toBe(130);
    const { runs } = JSON.parse(stdout) as { runs: unknown[] };
    expect(readdirSync(out).filter((name) => name.endsWith('.csv'))).toHaveLength(runs.length);
    expect(runs.length).toBeGreaterThan(0);
  });

  it('refuses what it cannot do, in a line', () => {
    expect(refused('digits', '--network', 'rnn')).toMatch(/--network: must be mlp or cnn or both, but is "rnn"/);
    expect(refused('digits', '--fusion', '6')).toMatch(
      /--fusion: must be all, early, late, or different layers from 1 to 5/,
    );
    expect(refused('digits', '--fusion', '1,1')).toMatch(/--fusion/);
    expect(refused('digits', '--data', folder())).toMatch(/no t10k-images/);
    expect(refused('digits', '--out', 'package.json')).toMatch(/--out: cannot be written to/);
  });
});
