import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { json, refused, run } from './run.js';
import type { Prediction } from '../../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'unimodal-bias-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const predictJson = (...args: string[]) => json('predict', ...args) as Prediction;
const diabetes = ['--data', 'data/diabetes.csv', '--a', 's1..s6', '--b', 'age,sex,bmi,bp', '--y', 'progression'];

describe('predict --json', () => {
  test('has the fields of the contract', () => {
    const p = predictJson('--toy', 'sigmaA=2,sigmaB=1,rho=0.5', '--depth', '4');
    expect(p.first).toBe('A');
    expect(p.norms).toEqual({ A: 5, B: 2, k: 0.4 });
    expect(p.predictions.map((q) => q.fusionLayer)).toEqual([1, 2, 3, 4]);
    for (const { closedForm, reducedOde } of p.predictions) {
      for (const t of [closedForm.tA, closedForm.tB, reducedOde?.tA, reducedOde?.tB]) expect(t).toBeGreaterThan(0);
      expect(closedForm.timeRatio).toBeCloseTo(closedForm.tB / closedForm.tA, 12);
      expect(closedForm.equations.length).toBeGreaterThan(0);
    }
    expect(p.preference).toMatchObject({ first: 'A', contributes: 'A', superficial: false });
    expect(p.plateaus.map((q) => q.manifold)).toEqual(['M_0', 'M_A', 'M_B', 'M_*']);
    expect(p.misattribution.difference).toEqual([expect.closeTo(0.25, 12) as number]);
    expect(p.warnings).toBeInstanceOf(Array);
  });

  test('one fusion layer, and branches of unequal depth', () => {
    const toy = ['--toy', 'sigmaA=2,sigmaB=1,rho=0,wA=1,wB=1'];
    expect(predictJson(...toy, '--depth', '3', '--fusion', '3').predictions).toHaveLength(1);
    const [unequal] = predictJson(...toy, '--depth-a', '3', '--depth-b', '4', '--depth-shared', '1').predictions;
    expect(unequal.fusionLayer).toBeNull();
    expect(unequal.closedForm.equations).toEqual(['59', '60']);
  });

  test('never is null, with a warning that says so', () => {
    const p = predictJson('--toy', 'sigmaA=2,sigmaB=1,rho=1', '--depth', '2', '--fusion', '2');
    expect(p.predictions[0].closedForm).toMatchObject({ tB: null, timeRatio: null });
    expect(p.warnings.map((w) => w.code)).toContain('never-learned');
  });

  test('the ill-conditioned serum block of the diabetes data is warned of', () => {
    const p = predictJson(...diabetes, '--standardize', '--depth', '2', '--fusion', '2', '--init', '7.07e-4');
    expect(p.first).toBe('A');
    expect(p.predictions[0].closedForm.timeRatio).toBeCloseTo(1.514, 3);
    expect(p.warnings.map((w) => w.code)).toEqual(expect.arrayContaining(['ill-conditioned', 'order-differs']));
  });

  test('correlations from a file', () => {
    const path = file(
      'c.json',
      JSON.stringify({ sigmaA: 4, sigmaB: 1, sigmaAB: 0, sigmaYA: 4, sigmaYB: 1, ySquared: 5 }),
    );
    const given = predictJson('--correlations', path, '--depth', '3');
    const toy = predictJson('--toy', 'sigmaA=2,sigmaB=1,rho=0', '--depth', '3');
    expect(given.predictions).toEqual(toy.predictions);
  });

  test('logistic loss doubles the times', () => {
    const path = file(
      'labels.csv',
      `a,b,y\n${Array.from({ length: 40 }, (_, i) => `${i % 7},${(i * i) % 5},${i % 3 === 0 ? 1 : -1}`).join('\n')}\n`,
    );
    const ask = (loss: string) =>
      predictJson('--data', path, '--a', 'a', '--b', 'b', '--y', 'y', '--depth', '2', '--init', '1e-6', '--loss', loss);
    const [mse, logistic] = [ask('mse'), ask('logistic')];
    mse.predictions.forEach(({ closedForm }, i) => {
      expect(logistic.predictions[i].closedForm.tA).toBeCloseTo(2 * closedForm.tA, 9);
      expect(logistic.predictions[i].closedForm.timeRatio).toBe(closedForm.timeRatio);
      expect(logistic.predictions[i].reducedOde).toBeNull();
    });
  });
});

describe('predict for people', () => {
  test('prints a table, the plateaus and the warnings', () => {
    const { status, stdout } = run('predict', ...diabetes, '--standardize', '--depth', '4');
    expect(status).toBe(0);
    for (const text of [
      'B is learned first with fusion layer 1 (early), 2',
      '4 (late)',
      'closed form',
      'reduced ODE',
      'M_*',
      '! ill-conditioned',
    ]) {
      expect(stdout).toContain(text);
    }
    expect(stdout).not.toContain('\u001b[');
  });
});

describe('what predict refuses', () => {
  const toy = ['predict', '--toy', 'sigmaA=2,sigmaB=1,rho=0.5'];
  const table = (name: string, text: string) => [
    'predict',
    '--data',
    file(name, text),
    '--a',
    'a',
    '--b',
    'b',
    '--y',
    'y',
    '--depth',
    '3',
  ];
  test.each([
    [[...toy, '--depth', '4', '--fusion', '5'], /fusionLayer.*5/],
    [[...toy, '--depth', '0'], /depth.*0/],
    [[...toy, '--depth', '2.5'], /depth.*2\.5/],
    [[...toy, '--depth', 'deep'], /--depth.*deep/],
    [[...toy, '--depth', '1', '--fusion', '1'], /depth/],
    [[...toy, '--depth', '3', '--init', '0'], /initScale.*0/],
    [[...toy, '--depth', '3', '--init', '0.99'], /initScale.*0\.99/],
    [[...toy, '--depth', '3', '--init', 'NaN'], /--init.*NaN/],
    [[...toy, '--depth', '3', '--lr', '-1'], /learningRate.*-1/],
    [[...toy, '--depth', '3', '--loss', 'hinge'], /loss.*hinge/],
    [['predict', ...diabetes, '--depth', '3', '--loss', 'logistic'], /-1 and \+1/],
    [[...toy, '--depth', '3', '--depth-a', '2'], /--depth-a/],
    [[...toy, '--depth-a', '2'], /--depth-b/],
    [[...toy, '--depth-a', '2', '--depth-b', '3', '--depth-shared', '1', '--fusion', '1'], /--fusion/],
    [['predict', '--depth', '3'], /--data, --correlations and --toy/],
    [[...toy, '--correlations', 'c.json', '--depth', '3'], /--correlations and --toy/],
    [[...toy, '--a', 'x', '--depth', '3'], /--a/],
    [['predict', '--toy', 'sigmaA=2,rho=0', '--depth', '3'], /sigmaB is missing/],
    [['predict', '--toy', 'sigmaA=2,sigmaA=3,sigmaB=1,rho=0', '--depth', '3'], /sigmaA.*twice/],
    [['predict', '--toy', 'sigma=2', '--depth', '3'], /sigma=2/],
    [['predict', '--toy', 'sigmaA=2,sigmaB=1,rho=1.5', '--depth', '3'], /rho.*1\.5/],
    [['predict', '--correlations', 'no-such-file.json', '--depth', '3'], /no-such-file/],
    [['predict', '--correlations', 'README.md', '--depth', '3'], /README\.md.*JSON/],
    [['predict', '--data', 'data/diabetes.csv', '--a', 's1', '--y', 'progression', '--depth', '3'], /--b/],
    [
      ['predict', '--data', 'data/diabetes.csv', '--a', 's*', '--b', 'sex', '--y', 'progression', '--depth', '3'],
      /sex/,
    ],
    [['predict', '--data', 'data/diabetes.csv', '--a', 's9', '--b', 'sex', '--y', 'progression', '--depth', '3'], /s9/],
    [table('hole.csv', 'a,b,y\n1,2,3\n2,,4\n5,1,0\n'), /hole\.csv: has missing cells: b 1; --missing drop/],
    [table('text.csv', 'a,b,y\n1,2,3\n2,x,4\n5,1,0\n'), /row 3.*b|b.*row 3/],
    [table('constant.csv', 'a,b,y\n1,2,3\n1,3,4\n1,1,0\n'), /a/],
    [table('empty.csv', ''), /empty/],
    [['predict', '--nonsense'], /--nonsense/],
    [['nonsense'], /nonsense/],
    [[], /no command/],
  ])('%j', (args, message) => {
    expect(refused(...args)).toMatch(message);
  });
});
