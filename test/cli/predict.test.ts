import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { json, refused, run } from './run.js';
import type { Answer } from '../../src/index.js';
import type { RunTable } from '../../src/cli/runs.js';

const folder = mkdtempSync(join(tmpdir(), 'unimodal-bias-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
type SimulatedPrediction = Answer['predictions'][number] & { readonly simulation: RunTable };
const predictJson = (...args: string[]) => json('predict', ...args) as Answer;
const diabetes = ['--data', 'data/diabetes.csv', '--y', 'progression', '--standardize'];
const serumAndBody = ['--modality', 'serum=s1..s6', '--modality', 'body=age,sex,bmi,bp'];

describe('predict --json', () => {
  test('has the fields of the contract', () => {
    const p = predictJson('--toy', 'sigmaA=2,sigmaB=1,rho=0.5', '--depth', '2', '--steps', '60');
    expect(p.problem.modalities).toEqual([
      { name: 'A', dim: 1, columns: ['A1'] },
      { name: 'B', dim: 1, columns: ['B1'] },
    ]);
    expect([p.measure, p.first]).toEqual(['output', 'A']);
    expect(p.norms).toEqual({ A: 5, B: 2, k: 0.4 });
    expect(p.predictions.map((q) => q.fusionLayer)).toEqual([1, 2]);
    const number = expect.any(Number) as number;
    for (const prediction of p.predictions) {
      expect(prediction).toMatchObject({
        closedForm: {
          tA: number,
          tB: number,
          timeRatio: number,
          source: { tA: number, tB: number, timeRatio: number },
        },
        reducedOde: { tA: number, tB: number },
        randomStart: {
          width: 100,
          events: ['A', 'B'].map((modality) => ({
            modality,
            mode: 1,
            level: number,
            time: { mean: number, std: number, q05: number, q50: number, q95: number },
          })),
          orders: [{ modalities: ['A', 'B'], probability: 1 }],
          usedBy: { steps: 60, modalities: [{ modality: 'A', probability: 1 }, { modality: 'B' }] },
        },
        believe: 'randomStart',
      });
    }
    expect(p.misattribution.difference).toEqual([expect.closeTo(0.25, 12) as number]);
    expect(p.plateaus.map((q) => q.manifold)).toEqual(['M_0', 'M_A', 'M_B', 'M_*']);
  });

  test('three modalities of real data, under their names', () => {
    const modalities = ['--modality', 'blood=s1..s6', '--modality', 'body=bmi,bp', '--modality', 'person=age,sex'];
    const p = predictJson(...diabetes, ...modalities, '--depth', '2', '--fusion', 'late');
    expect(p.problem.modalities.map(({ name }) => name)).toEqual(['blood', 'body', 'person']);
    expect(p.predictions[0].randomStart?.events).toHaveLength(3);
    expect(p.predictions[0].closedForm).toMatchObject({ timeRatio: null, times: [{}, {}, {}] });
    expect(p.problem.samples).toBe(442);
  });

  test('a list of fusion layers, and branches of unequal depth', () => {
    const toy = ['--toy', 'sigmaA=2,sigmaB=1,rho=0,wA=1,wB=1', '--init', '0.1'];
    expect(predictJson(...toy, '--depth', '3', '--fusion', 'early,3').predictions.map((q) => q.fusionLayer)).toEqual([
      1, 3,
    ]);
    const [unequal] = predictJson(...toy, '--depth-a', '3', '--depth-b', '4', '--depth-shared', '1').predictions;
    expect(unequal.fusionLayer).toBeNull();
    expect(unequal.closedForm?.equations).toEqual(['59', '60']);
  });

  test('--simulate runs full networks of the width predicted, beside what is predicted', () => {
    const toy = ['--toy', 'sigmaA=2,sigmaB=1,rho=0.5', '--depth', '2', '--fusion', '2', '--width', '30'];
    const [{ randomStart, simulation }] = predictJson(...toy, '--simulate', '8').predictions as SimulatedPrediction[];
    expect(simulation.runs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    simulation.mean.forEach(({ modality, time }, i) => {
      expect(modality).toBe(randomStart?.events[i].modality);
      // Four standard errors of eight seeds.
      const error = (4 * (simulation.std[i].time ?? NaN)) / Math.sqrt(8);
      expect(Math.abs((randomStart?.events[i].time?.mean ?? NaN) - (time ?? NaN))).toBeLessThan(error);
    });
    expect(refused('predict', ...toy.slice(0, -2), '--simulate', '2', '--loss', 'logistic')).toMatch(/--simulate/);
  });

  test('PyTorch’s start is simulated, and said so', () => {
    const toy = ['--toy', 'sigmaA=2,sigmaB=1,rho=0.5', '--depth', '2', '--fusion', '2', '--init', 'pytorch'];
    expect(refused('predict', ...toy)).toMatch(/--lr.*diverges.*smaller/);
    const p = predictJson(...toy, '--lr', '0.002');
    expect(p.predictions[0].randomStart?.method).toMatch(/^simulation of 3 seeds/);
    expect(p.warnings.map((w) => w.code)).toContain('simulated');
  });

  test('never is null, with a warning that says so', () => {
    const p = predictJson('--toy', 'sigmaA=2,sigmaB=1,rho=0.5,wB=0', '--depth', '2', '--fusion', '2');
    expect(p.predictions[0].randomStart?.events[1].time).toBeNull();
    expect(p.warnings.map((w) => w.code)).toContain('never-learned');
  });
});

describe('predict for people', () => {
  test('answers first, in the user’s names, within 80 columns, with nothing that is not explained', () => {
    const { status, stdout } = run('predict', ...diabetes, ...serumAndBody, '--depth', '2');
    expect(status).toBe(0);
    expect(stdout).toMatch(/late fusion \(layer 2\), serum is used first, at step 12\d/);
    expect(stdout).toContain('* All are in use soonest.');
    expect(stdout).not.toContain('reduced system');
    expect(stdout).not.toContain('[');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('explains itself if asked', () => {
    const { stdout } = run('predict', ...diabetes, ...serumAndBody, '--depth', '2', '--explain');
    for (const text of ['closed form', 'reduced system', 'the source’s', 'M_serum', 'mis-attribution']) {
      expect(stdout).toContain(text);
    }
  });
});

describe('what predict refuses', () => {
  const toy = ['predict', '--toy', 'sigmaA=2,sigmaB=1,rho=0.5'];
  const late = ['--depth', '2', '--fusion', '2'];
  test.each([
    [[...toy, '--depth', '4', '--fusion', '5'], /--fusion.*5/],
    [[...toy, '--depth', '4', '--fusion', '2,2'], /--fusion.*twice/],
    [[...toy, '--depth', '0'], /--depth.*0/],
    [[...toy, '--depth', 'deep'], /--depth.*deep/],
    [[...toy, '--depth', '1', '--fusion', '1'], /--depth/],
    [[...toy, ...late, '--init', '0'], /--init.*0/],
    [[...toy, ...late, '--init', 'NaN'], /--init.*NaN/],
    [[...toy, ...late, '--init', '0.1', '--std', '0.1'], /--std.*--init/],
    [[...toy, ...late, '--lr', '-1'], /--lr.*-1/],
    [[...toy, ...late, '--loss', 'hinge'], /--loss.*hinge/],
    [[...toy, ...late, '--measure', 'size'], /--measure.*size/],
    [[...toy, ...late, '--steps', '0'], /--steps.*0/],
    [[...toy, ...late, '--start', 'warm'], /--start.*warm/],
    [['predict', ...diabetes, ...serumAndBody, ...late, '--loss', 'logistic'], /--loss.*logistic/],
    [[...toy, '--depth', '3', '--depth-a', '2'], /--depth-a/],
    [[...toy, '--depth-a', '2'], /--depth-b/],
    [[...toy, '--depth-a', '2', '--depth-b', '3', '--depth-shared', '1', '--fusion', '1'], /--fusion/],
    [['predict', '--depth', '3'], /--data, --correlations and --toy/],
    [[...toy, '--a', 'x', '--depth', '3'], /--a/],
    [['predict', '--toy', 'sigmaA=2,rho=0', '--depth', '3'], /sigmaB is missing/],
    [['predict', '--toy', 'sigmaA=2,sigmaB=1,rho=2', '--depth', '3'], /--toy rho: .*2/],
    [['predict', '--correlations', 'no-such-file.json', '--depth', '3'], /no-such-file/],
    [['predict', ...diabetes, '--a', 's1', '--depth', '3'], /--b/],
    [
      [
        'predict',
        '--data',
        file('hole.csv', 'a,b,y\n1,2,3\n2,,4\n5,1,0\n'),
        '--a',
        'a',
        '--b',
        'b',
        '--y',
        'y',
        ...late,
      ],
      /missing/,
    ],
    [['predict', '--nonsense'], /--nonsense/],
    [['nonsense'], /nonsense/],
    [[], /no command/],
  ])('%j', (args, message) => {
    expect(refused(...args)).toMatch(message);
  });
});
