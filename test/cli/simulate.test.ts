import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { simulate, timeOf } from '../../src/simulate/index.js';
import { toyProblem, type Answer } from '../../src/index.js';
import { json, refused, run, watching } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'unimodal-bias-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Timed {
  modality: string;
  mode: number;
  time: number | null;
}
interface RunTable {
  measure: string;
  runs: { seed: number; events: Timed[]; finalLoss: number | null; steps: number; loss: number | null }[];
  mean: Timed[];
  std: Timed[];
  notes: object[];
}
/** The times of A and B. */
const timesOf = (events: readonly Timed[]): [number, number] => [events[0].time ?? NaN, events[1].time ?? NaN];
const simulateJson = (...args: string[]) => json('simulate', ...args) as RunTable;

const toy = ['--toy', 'sigmaA=2,sigmaB=1,rho=0'];
const small = [...toy, '--depth', '3', '--init', '0.1', '--width', '16'];
const number = expect.any(Number) as number;
const reached = ['A', 'B'].map((modality) => ({ modality, mode: 1, time: number }));

describe('simulate --json', () => {
  test('has the fields of the contract', () => {
    const { measure, runs, mean, std, notes, ...rest } = simulateJson(...small, '--seeds', '3');
    expect([rest, notes]).toEqual([{}, []]);
    expect(measure).toBe('output');
    expect(runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    for (const { seed, ...measured } of runs) {
      // Of y = x_A + x_B nothing is left: the minimum is 0, and 2.5 was to explain.
      expect(measured, `seed ${seed}`).toEqual({ events: reached, finalLoss: 0, steps: number, loss: number });
      expect(measured.loss).toBeLessThan(0.025);
    }
    expect(mean).toEqual(reached);
    expect(std).toEqual(reached);

    const times = runs.map(({ events }) => timesOf(events)[1]);
    const centre = (times[0] + times[1] + times[2]) / 3;
    expect(mean[1].time).toBeCloseTo(centre, 9);
    expect((std[1].time ?? NaN) ** 2).toBeCloseTo(times.reduce((sum, t) => sum + (t - centre) ** 2, 0) / 2, 7);
  });

  test('is what the library gives, from the same seeds, in the order asked for', async () => {
    const all = simulateJson(...small, '--fusion', '2', '--seeds', '4');
    const listed = simulateJson(...small, '--fusion', '2', '--seeds', '4,2');
    expect(listed.runs).toEqual([all.runs[3], all.runs[1]]);
    const alone = await simulate(
      toyProblem({ stdA: 2, stdB: 1, rho: 0 }),
      { depth: 3, fusionLayer: 2 },
      {
        start: { kind: 'gaussian', initScale: 0.1 },
        width: 16,
        seed: 4,
        learningRate: 0.04,
        maxSteps: 10_000,
      },
    );
    expect(timesOf(listed.runs[0].events)).toEqual([timeOf(alone, 0), timeOf(alone, 1)]);
  });

  test('a time that is not reached is null, and said to be', () => {
    const { status, stdout, stderr } = run('simulate', ...small, '--steps', '150', '--seeds', '1', '--json');
    expect(status).toBe(0);
    expect(stderr).toBe('unimodal-bias: not everything was used within 150 steps from seed 1\n');
    const { runs, mean, std } = JSON.parse(stdout) as RunTable;
    expect(runs).toMatchObject([{ seed: 1, events: [reached[0], { time: null }], finalLoss: null, steps: 150 }]);
    expect([mean[1].time, std[0].time, std[1].time]).toEqual([null, null, null]);
  });

  test('a modality with nothing to add is not waited for', () => {
    // y = x_A: B is correlated with the target, but once A is used nothing is left for it.
    const args = ['--toy', 'sigmaA=2,sigmaB=1,rho=0.5,wB=0', '--depth', '2', '--seeds', '1'];
    const { stdout, stderr } = run('simulate', ...args, '--json');
    expect(stderr).toBe('');
    expect((JSON.parse(stdout) as RunTable).mean).toEqual([reached[0], { modality: 'B', mode: 1, time: null }]);
  });

  test('the loss is null where ⟨y²⟩ is not known', () => {
    const path = join(folder, 'c.json');
    writeFileSync(path, JSON.stringify({ sigmaA: 4, sigmaB: 1, sigmaAB: 0, sigmaYA: 4, sigmaYB: 1 }));
    const { runs } = simulateJson('--correlations', path, '--depth', '2', '--width', '8', '--seeds', '1');
    expect(runs).toEqual([{ seed: 1, events: reached, finalLoss: null, steps: number, loss: null }]);
  });

  test('several fusion layers', () => {
    const args = [...small, '--fusion', 'early,3', '--seeds', '2'];
    const { measure, simulations } = json('simulate', ...args) as { measure: string; simulations: object[] };
    expect(measure).toBe('output');
    const alone = (layer: string) => simulateJson(...small, '--fusion', layer, '--seeds', '2');
    const table = ({ runs, mean, std }: RunTable) => ({ runs, mean, std });
    expect(simulations).toEqual([
      { fusionLayer: 1, ...table(alone('1')) },
      { fusionLayer: 3, ...table(alone('late')) },
    ]);
  });

  test('branches of unequal depth', () => {
    const depths = ['--depth-a', '1', '--depth-b', '2', '--depth-shared', '1'];
    const { runs } = simulateJson(...toy, ...depths, '--init', '0.1', '--width', '16', '--seeds', '1');
    const [tA, tB] = timesOf(runs[0].events);
    expect(tB).toBeGreaterThan(tA);
  });
});

describe('starts and activations', () => {
  test('a balanced start follows the reduced system to the order of the learning rate', () => {
    // From an aligned rank-one start gradient flow is the reduced system exactly (Eq 44–47), and gradient descent is its
    // Euler discretization: the relative miss of every time is c·η + O(η²), so it halves with η.
    const args = [...toy, '--depth', '3', '--fusion', '2', '--init', '0.1'];
    const miss = (learningRate: string) => {
      const rate = ['--lr', learningRate];
      const ode = (json('predict', ...args, ...rate) as Answer).predictions[0].reducedOde;
      const { runs } = simulateJson(...args, ...rate, '--start', 'balanced', '--width', '8');
      expect(runs).toHaveLength(1); // the same for every seed
      const [tA, tB] = timesOf(runs[0].events);
      return { tA: tA / (ode?.tA ?? NaN) - 1, tB: tB / (ode?.tB ?? NaN) - 1 };
    };
    const [coarse, fine] = [miss('0.004'), miss('0.002')];
    expect(coarse.tA / fine.tA).toBeCloseTo(2, 1);
    expect(coarse.tB / fine.tB).toBeCloseTo(2, 1);
  });

  test('--std is the protocol for two layers', async () => {
    const { runs } = simulateJson(...toy, '--depth', '2', '--std', '1e-3', '--width', '16', '--seeds', '1');
    const alone = await simulate(
      toyProblem({ stdA: 2, stdB: 1, rho: 0 }),
      { depth: 2, fusionLayer: 2 },
      {
        start: { kind: 'gaussian', std: 1e-3 },
        width: 16,
        learningRate: 0.04,
        maxSteps: 10_000,
      },
    );
    expect(timesOf(runs[0].events)).toEqual([timeOf(alone, 0), timeOf(alone, 1)]);
  });

  test('a ReLU network takes about twice as long', () => {
    // A unit sees half of the inputs, so it grows at half the rate; how long saturation takes beside t ~ ln(1/σ) is of
    // relative order 1/ln(1/σ).
    const args = ['--toy', 'sigmaA=2,sigmaB=1,rho=0.5', '--depth', '2', '--std', '1e-6', '--seeds', '3'];
    const [linear, relu] = [simulateJson(...args), simulateJson(...args, '--activation', 'relu')];
    for (const m of [0, 1]) {
      const slowdown = timesOf(relu.mean)[m] / timesOf(linear.mean)[m];
      expect(Math.abs(slowdown / 2 - 1)).toBeLessThan(1 / Math.log(1e6));
    }
  });
});

describe('what people ask for', () => {
  test('--init pytorch starts as nn.Linear does', async () => {
    const { runs } = simulateJson(...toy, '--depth', '3', '--init', 'pytorch', '--width', '16', '--seeds', '1');
    const alone = await simulate(
      toyProblem({ stdA: 2, stdB: 1, rho: 0 }),
      { depth: 3, fusionLayer: 3 },
      { start: { kind: 'pytorch' }, width: 16, learningRate: 0.04, maxSteps: 10_000 },
    );
    expect(timesOf(runs[0].events)).toEqual([timeOf(alone, 0), timeOf(alone, 1)]);
  });

  test('--loss torch-mse has no ½: half the learning rate gives the same run', () => {
    const halved = simulateJson(...small, '--loss', 'torch-mse', '--lr', '0.02', '--seeds', '1');
    expect(halved).toEqual(simulateJson(...small, '--lr', '0.04', '--seeds', '1'));
  });

  test('--measure weights has the levels of the source', () => {
    // ρ = 0.5: A's plateau is 1.25, its final weight 1, so the source's time is later.
    const args = ['--toy', 'sigmaA=2,sigmaB=1,rho=0.5', '--depth', '2', '--width', '16', '--seeds', '1'];
    const [output, weights] = [simulateJson(...args), simulateJson(...args, '--measure', 'weights')];
    expect(weights.measure).toBe('weights');
    expect(timesOf(weights.mean)[0]).toBeGreaterThan(timesOf(output.mean)[0]);
    expect(timesOf(weights.mean)[1]).toBeCloseTo(timesOf(output.mean)[1], 9); // the final weight of both measures
  });
});

describe('simulate for people', () => {
  test('says what is simulated, event by event, in 80 columns, and writes the curves', () => {
    const path = join(folder, 'curves.csv');
    const seeds = ['--seeds', '7,11'];
    const { status, stdout } = run('simulate', ...small, '--fusion', '2', ...seeds, '--trajectory', path);
    expect(status).toBe(0);
    for (const text of ['Fusion layer 2 of 3 layers', '16 wide', 'u0 = 0.1', '2 of 2', 'final loss 0']) {
      expect(stdout).toContain(text);
    }
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);

    const [header, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(header).toBe('seed,step,totalA,totalB,loss,normA.1,normA.2,normB.1,normB.2,normShared.1');
    const { runs } = simulateJson(...small, '--fusion', '2', ...seeds);
    for (const { seed, steps, loss } of runs) {
      const own = rows.map((row) => row.split(',').map(Number)).filter(([of]) => of === seed);
      expect(own[0][1]).toBe(0);
      const last = own[own.length - 1];
      expect([last[1], last[4]]).toEqual([steps, loss]);
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('curves never replace the file that is read, nor what is there when a run is refused', () => {
    const path = join(folder, 'moments.json');
    const text = JSON.stringify({ sigmaA: 4, sigmaB: 1, sigmaAB: 0, sigmaYA: 4, sigmaYB: 1 });
    writeFileSync(path, text);
    const args = ['simulate', '--correlations', path, '--depth', '2', '--width', '8', '--seeds', '1'];
    expect(refused(...args, '--trajectory', path)).toMatch(/--trajectory.*read from/);
    const kept = join(folder, 'kept.csv');
    writeFileSync(kept, 'precious');
    expect(refused(...args, '--lr', '30', '--trajectory', kept)).toMatch(/learning rate 30/);
    expect([readFileSync(path, 'utf8'), readFileSync(kept, 'utf8')]).toEqual([text, 'precious']);
  });

  test('Ctrl-C ends it with what is finished', async () => {
    const path = join(folder, 'interrupted.csv');
    const endless = ['--toy', 'sigmaA=2,sigmaB=1,rho=1', '--depth', '2', '--steps', '1e9', '--seeds', '3'];
    const child = await watching('simulate', ...endless, '--trajectory', path, '--json');
    const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
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
    [[...asked, '--fusion', '1,1'], /--fusion.*twice/],
    [[...asked, '--fusion', 'all', '--trajectory', 'x.csv'], /--trajectory.*one network/],
    [[...asked, '--measure', 'norm'], /--measure.*"norm"/],
    [[...asked, '--init', 'pytorch', '--start', 'balanced'], /--init.*balanced/],
    [[...asked, '--init', 'pytorch', '--std', '1'], /--std.*pytorch/],
    [[...asked, '--loss', 'huber'], /--loss.*"huber"/],
    [[...asked, '--fusion', '4'], /--fusion.*4/],
    [[...asked, '--loss', 'logistic'], /--loss.*mse only/],
    [[...asked, '--activation', 'tanh'], /--activation.*"tanh"/],
    [[...asked, '--activation', 'relu'], /relu.*--depth 2/],
    [['simulate', ...toy, '--depth', '2', '--fusion', '1', '--activation', 'relu'], /relu.*late/],
    [['simulate', ...diabetes, '--depth', '2', '--activation', 'relu', '--batch', '9'], /relu.*--batch/],
    [['simulate', ...toy, '--depth', '2', '--activation', 'leaky:0.1'], /leaky.*--data/],
    [[...asked, '--trajectory', 'no-such-folder/curves.csv'], /no-such-folder.*written/],
    [['simulate', '--depth', '3'], /--data, --correlations and --toy/],
  ])('%j', (args, message) => {
    expect(refused(...args)).toMatch(message);
  });
});
