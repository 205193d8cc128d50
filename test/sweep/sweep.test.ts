import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { figureCommand } from '../../src/cli/figure/command.js';
import { predictCommand } from '../../src/cli/predict/command.js';
import { simulateCommand } from '../../src/cli/simulate/command.js';
import { sweepCommand } from '../../src/cli/sweep/command.js';
import type { Figure } from '../../src/figures/index.js';
import { signOfLife } from '../../src/sweep/directory.js';
import { output } from '../cli/in-process.js';
import { refused } from '../cli/run.js';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  out = join(folder, 'runs');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = undefined;
});

const PLAN = {
  base: { toy: 'sigmaA=2,sigmaB=1', depth: 2, width: 8, fusion: 'late', init: 0.05 },
  grid: { rho: [0, 0.4] },
  seeds: 2,
};

function plan(json: object = PLAN): string {
  const path = join(folder, 'plan.json');
  writeFileSync(path, JSON.stringify(json));
  return path;
}

const sweep = (...args: string[]) => output(sweepCommand('1'), ...args);
const results = (directory = out): string[] =>
  readdirSync(join(directory, 'results'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const contents = (directory = out): Record<string, string> =>
  Object.fromEntries(results(directory).map((path) => [path.slice(directory.length), readFileSync(path, 'utf8')]));

async function collected(): Promise<Record<string, unknown>[]> {
  const file = join(folder, 'rows.jsonl');
  await sweep('collect', out, '-o', file);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a task has the numbers of the command with the same flags', async () => {
  await sweep(plan(), '--out', out);
  const flags = ['--toy', 'sigmaA=2,sigmaB=1,rho=0.4', '--depth', '2', '--width', '8', '--fusion', 'late', '--json'];
  const simulated = JSON.parse(await output(simulateCommand(), ...flags, '--init', '0.05', '--seeds', '2')) as {
    runs: { seed: number; steps: number; loss: number; events: { time: number }[] }[];
  };
  const predicted = JSON.parse(await output(predictCommand(), ...flags, '--init', '0.05')) as {
    predictions: [{ randomStart: { events: { time: { mean: number } }[] } }];
  };
  const rows = (await collected()).filter(({ rho }) => rho === 0.4);
  const [a, b] = predicted.predictions[0].randomStart.events.map(({ time }) => time.mean);
  expect(rows[0]).toMatchObject({ do: 'predict', seed: null, fusionLayer: 2, 'time.A': a, 'time.B': b });
  expect(rows[0]['timeRatio']).toBe(b / a);
  expect(rows.slice(1)).toEqual(
    simulated.runs.map(
      ({ seed, steps, loss, events: [{ time: tA }, { time: tB }] }) =>
        expect.objectContaining({
          do: 'simulate',
          seed,
          stopped: steps,
          endLoss: loss,
          'time.A': tA,
          'time.B': tB,
        }) as unknown,
    ),
  );
});

test('a second call does what is missing or damaged, and a changed plan says what it uses again', async () => {
  const path = plan();
  expect(await sweep(path, '--out', out)).toBe('6 tasks: 0 were there, 6 done, 0 refused\n');
  const before = contents();
  expect(Object.keys(before)).toHaveLength(6);
  const [one, other, third] = results();
  rmSync(one);
  writeFileSync(other, readFileSync(other, 'utf8').replace('"fusionLayer":2', '"fusionLayer":1'));
  writeFileSync(third, '');
  expect(await sweep('status', out)).toContain('6 tasks: 3 done, 0 refused, 3 missing');
  await collected();
  expect(process.exitCode).toBe(1);
  expect(await sweep(path, '--out', out)).toBe('6 tasks: 3 were there, 3 done, 0 refused\n');
  expect(contents()).toEqual(before);
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await sweep(plan({ ...PLAN, seeds: 3 }), '--out', out)).toBe('8 tasks: 6 were there, 2 done, 0 refused\n');
  expect(said.mock.calls.join('')).toContain('6 of 8 results are there and used again, 2 are missing');
  said.mockRestore();
});

test('parts make the whole, bit by bit', async () => {
  await sweep(plan(), '--out', out);
  const parts = join(folder, 'parts');
  for (const i of [1, 2, 3, 4]) await sweep(plan(), '--out', parts, '--shard', `${i}/4`);
  expect(contents(parts)).toEqual(contents());
  expect(await sweep('status', parts)).toContain('6 tasks: 6 done, 0 refused, 0 missing');
});

test('a plan is checked whole before anything runs', async () => {
  const bad = plan({ ...PLAN, grid: { rho: [0, 1.5] } });
  await expect(sweep(bad, '--out', out)).rejects.toMatchObject({ field: 'grid.rho[1]', code: 'number' });
  const deep = plan({ ...PLAN, base: { ...PLAN.base, fusion: 3 } });
  await expect(sweep(deep, '--out', out)).rejects.toMatchObject({ code: 'network' });
  for (const doing of ['predict', 'simulate']) {
    const grid = { remedy: ['ogm', 'omg'] };
    const { seeds } = doing === 'predict' ? {} : PLAN;
    const remedies = plan({ base: { ...PLAN.base, rho: 0 }, grid, seeds, do: [doing] });
    await expect(sweep(remedies, '--out', out)).rejects.toThrow('grid.remedy[1]: no remedy is called "omg"');
  }
  const file = plan({ base: { data: 'none.csv', a: 'a', b: 'b', y: 'y', depth: 2 }, do: ['predict'] });
  await expect(sweep(file, '--out', out)).rejects.toThrow(
    /^base\.data: cannot be read: .*none\.csv.*where the command runs/,
  );
  expect(refused('sweep', plan({ ...PLAN, seeds: '3' }), '--out', out)).toMatch(/bias: seeds: must be an integer/);
  expect(() => readdirSync(out)).toThrow('ENOENT');
});

test('a run that is refused is a row with its reason', async () => {
  await sweep(plan({ ...PLAN, base: { ...PLAN.base, lr: 40 }, do: ['simulate'], seeds: 1 }), '--out', out);
  const rows = await collected();
  expect(rows).toHaveLength(2);
  expect(rows[0]['refused']).toMatch(/learningRate|diverge/);
  expect(await sweep('status', out)).toMatch(/2 refused, 0 missing[^]*refused [12]×: /);
});

test('collect writes CSV, and a summary of each setting', async () => {
  await sweep(plan({ ...PLAN, seeds: 3 }), '--out', out);
  const rows = (await collected()).filter(({ rho, seed }) => rho === 0 && seed !== null);
  const ratios = rows.map(({ timeRatio }) => timeRatio as number);
  const file = join(folder, 'table.csv');
  await sweep('collect', out, '-o', file);
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(8);
  expect(header).toMatch(/^do,toy,depth,width,fusion,init,rho,seed,refused,fusionLayer,first,/);
  expect(lines[0]).toMatch(/^predict,"sigmaA=2,sigmaB=1",2,8,late,0.05,0,,,2,A,/);
  await sweep('collect', out, '-o', join(folder, 's.jsonl'), '--summary');
  const summary = readFileSync(join(folder, 's.jsonl'), 'utf8').split('\n')[1];
  const mean = ratios.reduce((sum, one) => sum + one, 0) / 3;
  const std = Math.hypot(...ratios.map((one) => one - mean)) / Math.sqrt(2);
  const row = JSON.parse(summary) as Record<string, unknown>;
  expect(row).toMatchObject({ do: 'simulate', rho: 0, fusionLayer: 2, runs: 3, refused: 0, 'timeRatio.n': 3 });
  expect(row['timeRatio.mean']).toBeCloseTo(mean, 12);
  expect(row['timeRatio.std']).toBeCloseTo(std, 12);
  expect(row['timeRatio.sem']).toBeCloseTo(std / Math.sqrt(3), 12);
  const drawn = await output(figureCommand('1'), 'sweep', out, '--x', 'rho', '--y', 'timeRatio', '--json');
  const { title, panels } = JSON.parse(drawn) as Figure;
  expect([title, panels[0].title]).toEqual(['timeRatio over rho', expect.stringContaining('depth 2, width 8')]);
  const points = panels[0].spec.marks.find(({ kind }) => kind === 'points');
  expect(points?.rows[0]).toMatchObject({ x: 0, y: expect.closeTo(mean, 12) as number });
});

test('a process that cannot say that it is alive goes on', () => {
  vi.useFakeTimers();
  try {
    const sign = signOfLife(out, 1);
    rmSync(join(out, 'running'), { recursive: true });
    writeFileSync(join(out, 'running'), 'no folder');
    expect(() => vi.advanceTimersByTime(5000)).not.toThrow();
    expect(readFileSync(join(out, 'running'), 'utf8')).toBe('no folder');
    rmSync(join(out, 'running'));
    sign.stop();
  } finally {
    vi.useRealTimers();
  }
});
