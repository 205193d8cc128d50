import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { simulate } from '../../src/simulate/index.js';
import { toyCorrelations, type Prediction } from '../../src/index.js';
import { json, refused, run } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'unimodal-bias-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Measured = Record<'tA' | 'tB' | 'timeRatio' | 'finalLoss', number | null>;
interface RunTable {
  runs: (Measured & { seed: number })[];
  mean: Measured;
  std: Measured;
}
const simulateJson = (...args: string[]) => json('simulate', ...args) as RunTable;

const toy = ['--toy', 'sigmaA=2,sigmaB=1,rho=0'];
const small = [...toy, '--depth', '3', '--init', '0.1', '--width', '16'];
const number = expect.any(Number) as number;
const never = { tA: number, tB: null, timeRatio: null, finalLoss: number };

describe('simulate --json', () => {
  test('has the fields of the contract', () => {
    const { runs, mean, std, ...rest } = simulateJson(...small, '--seeds', '3');
    expect(rest).toEqual({});
    expect(runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    const reached = { tA: number, tB: number, timeRatio: number, finalLoss: number };
    for (const { seed, ...measured } of runs) expect(measured, `seed ${seed}`).toEqual(reached);
    expect(mean).toEqual(reached);
    expect(std).toEqual(reached);

    const ratios = runs.map(({ tA, tB }) => (tB ?? NaN) / (tA ?? NaN));
    const centre = (ratios[0] + ratios[1] + ratios[2]) / 3;
    expect(runs.map(({ timeRatio }) => timeRatio)).toEqual(ratios);
    expect(mean.timeRatio).toBeCloseTo(centre, 12);
    expect((std.timeRatio ?? NaN) ** 2).toBeCloseTo(ratios.reduce((sum, r) => sum + (r - centre) ** 2, 0) / 2, 12);
  });

  test('is what the library gives, from the same seeds, in the order asked for', async () => {
    const all = simulateJson(...small, '--fusion', '2', '--seeds', '4');
    const listed = simulateJson(...small, '--fusion', '2', '--seeds', '4,2');
    expect(listed.runs).toEqual([all.runs[3], all.runs[1]]);
    const alone = await simulate(
      toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 }),
      { depth: 3, fusionLayer: 2 },
      {
        start: { kind: 'gaussian', initScale: 0.1 },
        width: 16,
        seed: 4,
        learningRate: 0.04,
        maxSteps: 10_000,
        levels: { A: 1, B: 1 },
      },
    );
    expect(listed.runs[0]).toMatchObject({ tA: alone.tA, tB: alone.tB, finalLoss: alone.final.loss });
  });

  test('a time that is not reached is null, and said to be', () => {
    // y = x_A: B is correlated with the target, but once A is learned nothing is left for it.
    const args = ['--toy', 'sigmaA=2,sigmaB=1,rho=0.5,wB=0', '--depth', '2', '--steps', '300', '--seeds', '1'];
    const { status, stdout, stderr } = run('simulate', ...args, '--json');
    expect(status).toBe(0);
    expect(stderr).toBe('unimodal-bias: not both modalities were learned within 300 steps from seed 1\n');
    expect(JSON.parse(stdout)).toEqual({
      runs: [{ seed: 1, ...never }],
      mean: never,
      std: { tA: null, tB: null, timeRatio: null, finalLoss: null },
    });
  });

  test('the loss is null where ⟨y²⟩ is not known', () => {
    const path = join(folder, 'c.json');
    writeFileSync(path, JSON.stringify({ sigmaA: 4, sigmaB: 1, sigmaAB: 0, sigmaYA: 4, sigmaYB: 1 }));
    const { runs } = simulateJson('--correlations', path, '--depth', '2', '--width', '8', '--seeds', '1');
    expect(runs).toEqual([{ seed: 1, tA: number, tB: number, timeRatio: number, finalLoss: null }]);
  });

  test('branches of unequal depth', () => {
    const depths = ['--depth-a', '1', '--depth-b', '2', '--depth-shared', '1'];
    const { runs } = simulateJson(...toy, ...depths, '--init', '0.1', '--width', '16', '--seeds', '1');
    expect(runs[0].timeRatio).toBeGreaterThan(1);
  });
});

describe('starts and activations', () => {
  test('a balanced start follows the reduced system to the order of the learning rate', () => {
    // From an aligned rank-one start gradient flow is the reduced system exactly (Eq 44–47), and gradient descent is its
    // Euler discretization: the relative miss of every time is c·η + O(η²), so it halves with η.
    const args = [...toy, '--depth', '3', '--fusion', '2', '--init', '0.1'];
    const miss = (learningRate: string) => {
      const rate = ['--lr', learningRate];
      const ode = (json('predict', ...args, ...rate) as Prediction).predictions[0].reducedOde;
      const [simulated] = simulateJson(...args, ...rate, '--start', 'balanced', '--width', '8', '--seeds', '1').runs;
      return {
        tA: (simulated.tA ?? NaN) / (ode?.tA ?? NaN) - 1,
        tB: (simulated.tB ?? NaN) / (ode?.tB ?? NaN) - 1,
      };
    };
    const [coarse, fine] = [miss('0.004'), miss('0.002')];
    expect(coarse.tA / fine.tA).toBeCloseTo(2, 1);
    expect(coarse.tB / fine.tB).toBeCloseTo(2, 1);
  });

  test('--std is the protocol for two layers', async () => {
    const { runs } = simulateJson(...toy, '--depth', '2', '--std', '1e-3', '--width', '16', '--seeds', '1');
    const alone = await simulate(
      toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 }),
      { depth: 2, fusionLayer: 2 },
      {
        start: { kind: 'gaussian', std: 1e-3 },
        width: 16,
        learningRate: 0.04,
        maxSteps: 10_000,
        levels: { A: 1, B: 1 },
      },
    );
    expect(runs[0]).toMatchObject({ tA: alone.tA, tB: alone.tB });
  });

  test('a ReLU network takes about twice as long', () => {
    // A unit sees half of the inputs, so it grows at half the rate; how long saturation takes beside t ~ ln(1/σ) is of
    // relative order 1/ln(1/σ).
    const args = ['--toy', 'sigmaA=2,sigmaB=1,rho=0.5', '--depth', '2', '--std', '1e-6', '--seeds', '3'];
    const [linear, relu] = [simulateJson(...args), simulateJson(...args, '--activation', 'relu')];
    for (const t of ['tA', 'tB'] as const) {
      const slowdown = (relu.mean[t] ?? NaN) / (linear.mean[t] ?? NaN);
      expect(Math.abs(slowdown / 2 - 1)).toBeLessThan(1 / Math.log(1e6));
    }
  });
});

describe('simulate for people', () => {
  test('says what is simulated, run by run, and writes the curves', () => {
    const path = join(folder, 'curves.csv');
    const seeds = ['--seeds', '7,11'];
    const { status, stdout } = run('simulate', ...small, '--fusion', '2', ...seeds, '--trajectory', path);
    expect(status).toBe(0);
    for (const text of ['Fusion layer 2, 3 linear layers, 16 wide', 'u0 = 0.1', '║ 11 ', 'mean ± std']) {
      expect(stdout).toContain(text);
    }

    const [header, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(header).toBe('seed,step,totalA,totalB,loss,normA.1,normA.2,normB.1,normB.2,normShared.1');
    const { runs } = simulateJson(...small, '--fusion', '2', ...seeds);
    for (const { seed, tA, tB, finalLoss } of runs) {
      const own = rows.map((row) => row.split(',').map(Number)).filter(([of]) => of === seed);
      expect(own[0][1]).toBe(0);
      const last = own[own.length - 1];
      expect(last[1]).toBe(Math.ceil(Math.max(tA ?? NaN, tB ?? NaN)));
      expect(last[4]).toBe(finalLoss);
    }
  });

  test('Ctrl-C ends it with what is finished', async () => {
    const path = join(folder, 'interrupted.csv');
    const endless = ['--toy', 'sigmaA=2,sigmaB=1,rho=1', '--depth', '2', '--steps', '1e9', '--seeds', '3'];
    const args = ['dist/src/cli/main.js', 'simulate', ...endless, '--trajectory', path, '--json'];
    const child = spawn(process.execPath, args);
    const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
    while (!existsSync(path)) await wait(20); // made when all is read and checked, right before the runs
    await wait(500);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect((await stderr).join('')).toBe('unimodal-bias: interrupted with 0 of 3 simulations finished\n');
    expect((JSON.parse((await stdout).join('')) as RunTable).runs).toEqual([]);
  });
});

describe('what simulate refuses', () => {
  const asked = ['simulate', ...toy, '--depth', '3'];
  const diabetes = ['--data', 'data/diabetes.csv', '--a', 'bmi', '--b', 'bp', '--y', 'progression'];
  test.each([
    [[...asked, '--width', '0'], /--width.*0/],
    [[...asked, '--width', '2.5'], /--width.*2\.5/],
    [[...asked, '--width', '9000'], /width.*weights/],
    [[...asked, '--seeds', '0'], /--seeds.*0/],
    [[...asked, '--seeds', '1.5'], /--seeds.*1\.5/],
    [[...asked, '--seeds', '3,x'], /--seeds.*"x"/],
    [[...asked, '--seeds', '3,7,3'], /--seeds.*3.*twice/],
    [[...asked, '--std', '0'], /--std.*0/],
    [[...asked, '--std', '1e-3', '--start', 'balanced'], /--std.*balanced/],
    [[...asked, '--std', '1e-3', '--init', '0.1'], /--std.*--init/],
    [[...asked, '--start', 'zero'], /--start.*"zero"/],
    [[...asked, '--init', '-1'], /--init.*-1/],
    [[...asked, '--steps', '0'], /--steps.*0/],
    [[...asked, '--lr', '0'], /--lr.*0/],
    [[...asked, '--lr', '30'], /learning rate 30/],
    [[...asked, '--fusion', 'all'], /--fusion.*one fusion layer/],
    [[...asked, '--fusion', '4'], /fusionLayer.*4/],
    [[...asked, '--loss', 'logistic'], /--loss.*mse only/],
    [[...asked, '--activation', 'tanh'], /--activation.*"tanh"/],
    [[...asked, '--activation', 'relu'], /relu.*--depth 2/],
    [['simulate', ...toy, '--depth', '2', '--fusion', '1', '--activation', 'relu'], /relu.*late/],
    [['simulate', ...diabetes, '--depth', '2', '--activation', 'relu'], /relu.*--toy/],
    [[...asked, '--trajectory', 'no-such-folder/curves.csv'], /no-such-folder.*written/],
    [['simulate', '--depth', '3'], /--data, --correlations and --toy/],
    [['predict', ...toy, '--depth', '3', '--simulate', '0'], /--simulate.*0/],
    [['predict', ...toy, '--depth', '3', '--simulate', '2', '--loss', 'logistic'], /--simulate.*logistic/],
  ])('%j', (args, message) => {
    expect(refused(...args)).toMatch(message);
  });
});

describe('predict --simulate', () => {
  const asked = [...toy, '--depth', '3', '--fusion', '2', '--init', '0.1'];
  test('puts the mean of n seeds beside the prediction', () => {
    const { mean, std } = simulateJson(...asked, '--seeds', '3');
    const [predicted] = (json('predict', ...asked, '--simulate', '3') as Prediction).predictions;
    const times = ({ tA, tB, timeRatio }: Measured) => ({ tA, tB, timeRatio });
    expect(predicted).toMatchObject({
      closedForm: { tA: number },
      reducedOde: { tA: number },
      simulated: { ...times(mean), std: times(std), seeds: 3, width: 100 },
    });
  });
  test('and in the table', () => {
    const { stdout } = run('predict', ...asked, '--simulate', '2');
    expect(stdout).toMatch(/reduced ODE.*simulated/);
    expect(stdout).toContain('over 2 seeds, 100 wide');
  });
});
