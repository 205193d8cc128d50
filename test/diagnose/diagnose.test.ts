import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { problemFromFile, readData } from '../../src/data/index.js';
import { diagnose, type RunLog, type RunQuestion } from '../../src/diagnose/index.js';
import { resampled, type Start } from '../../src/diagnose/starts.js';
import { toyProblem } from '../../src/index.js';
import { matrix } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import type { Problem } from '../../src/problem/problem.js';
import { simulate } from '../../src/simulate/index.js';

/** A full-matrix run that used A at step 105 and B at step 1647, cut at step 500; its start is not told. */
const rows = readFileSync('test/reference/cancer-log.csv', 'utf8').trim().split('\n').slice(1);
const cells = rows.map((line) => line.split(',').map(Number));
const log: RunLog = { steps: Float64Array.from(cells, ([s]) => s), losses: Float64Array.from(cells, ([, l]) => l) };
const question: RunQuestion = {
  network: { depthA: 2, depthB: 2, depthShared: 0 },
  width: 100,
  learningRate: 0.03,
};
const B_USED = 1647;

let cancer: Problem;
beforeAll(async () => {
  const modalities = { A: 'mean_*', B: 'error_*' };
  cancer = await problemFromFile('data/cancer.csv', { modalities, y: 'benign', standardize: true });
});
const withLosses = (change: (loss: number, i: number) => number): RunLog => ({
  ...log,
  losses: log.losses.map(change),
});

describe('a log cut on its plateau', () => {
  test('says what is in use and forecasts what comes next', () => {
    const found = diagnose(log, cancer, question);
    expect(found).toMatchObject({ uses: ['A'], plateau: { name: 'M_A' }, next: { modality: 'B' } });
    const { time } = found.next ?? {};
    expect(Math.abs((time?.mean ?? NaN) - B_USED)).toBeLessThan(0.1 * B_USED);
    expect(time?.q05).toBeLessThan(B_USED);
    expect(time?.q95).toBeGreaterThan(B_USED);
    expect(found.misfit).toBeLessThan(0.02);
    expect(found.seen.map(({ modality }) => modality)).toEqual(['A']);
  });

  test('and so with the noise of mini-batches', () => {
    const noise = fillNormal(randomSource(1), new Float64Array(log.steps.length));
    const found = diagnose(
      withLosses((loss, i) => loss * (1 + 0.05 * noise[i])),
      cancer,
      question,
    );
    expect(found.uses).toEqual(['A']);
    expect(Math.abs((found.next?.time?.mean ?? NaN) - B_USED)).toBeLessThan(0.1 * B_USED);
  });

  test('noise that looks like a transition into the last, small modality is none: the starts that make it came down before', async () => {
    const modalities = { who: 'age,sex', body: 'bmi,bp', serum: 's1..s6' };
    const problem = await problemFromFile('data/diabetes.csv', { modalities, y: 'progression', standardize: true });
    const network = { depth: 2, fusionLayer: 2 } as const;
    const start = { kind: 'gaussian', initScale: 0.01 } as const;
    const settings = { start, width: 64, learningRate: 0.01, maxSteps: 6000, seed: 4, thinning: { every: 1 } } as const;
    const { trajectory, events } = await simulate(problem, network, settings);
    const whoUsed = events[0].time ?? NaN;
    const cut = trajectory.slice(0, 1714);
    for (const seed of [4, 5]) {
      const noise = fillNormal(randomSource(seed), new Float64Array(cut.length));
      const noisy = {
        steps: Float64Array.from(cut, ({ step }) => step),
        // A mean of 32 squares of normal numbers.
        losses: Float64Array.from(cut, ({ loss }, i) => Math.max(0, loss * (1 + 0.25 * noise[i]))),
      };
      const found = diagnose(noisy, problem, { network, width: 64, learningRate: 0.01 });
      expect(found, `noise ${seed}`).toMatchObject({ uses: ['body', 'serum'], next: { modality: 'who' } });
      expect(Math.abs((found.next?.time?.mean ?? NaN) / whoUsed - 1), `noise ${seed}`).toBeLessThan(0.1);
    }
  });

  test('a log that begins on its plateau does not say when the plateau began', () => {
    const from = log.steps.findIndex((step) => step > 150);
    const late = { steps: log.steps.slice(from), losses: log.losses.slice(from) };
    const found = diagnose(late, cancer, question);
    expect(found).toMatchObject({ uses: ['A'], seen: [], calibrated: null, next: { modality: 'B', time: null } });
    expect(found.advice).toMatch(/begins after the last transition; give --init/);
    const told = diagnose(late, cancer, { ...question, initScale: 0.0041 });
    expect(Math.abs((told.next?.time?.mean ?? NaN) - B_USED)).toBeLessThan(0.1 * B_USED);
  });

  test('before the first transition nothing is in use, and the scale is not known', () => {
    const early = { steps: log.steps.slice(0, 8), losses: log.losses.slice(0, 8) };
    const found = diagnose(early, cancer, question);
    expect(found).toMatchObject({ uses: [], calibrated: null, next: { modality: 'A', time: null } });
    const told = diagnose(early, cancer, { ...question, initScale: 0.004 });
    expect(Math.abs((told.next?.time?.mean ?? NaN) - 105)).toBeLessThan(10);
  });
});

describe('logs of PyTorch, whose branches were measured too', () => {
  /** The log up to a step, without what was measured of the branches. */
  const upTo = (name: string, cut: number): RunLog => {
    const rows = readFileSync(`data/training-logs/${name}.csv`, 'utf8').trim().split('\n').slice(1);
    const kept = rows.map((line) => line.split(',').map(Number)).filter(([step]) => step <= cut);
    return { steps: Float64Array.from(kept, ([s]) => s), losses: Float64Array.from(kept, ([, loss]) => loss / 2) };
  };

  // mean is in use from step 98 (its output's standard deviation is half of its final one), error from step 1,540 or so.
  test.each([
    ['linear-cancer', 100, ['A']],
    ['linear-cancer', 2500, ['A', 'B']],
    ['batches-cancer', 700, ['A']],
    ['batches-cancer', 6000, ['A', 'B']],
  ])('%s at step %d, while the loss falls or swings', (name, cut, uses) => {
    const found = diagnose(upTo(name, cut), cancer, question);
    expect(found.uses).toEqual(uses);
    expect(found.confidence).toBeGreaterThan(0.9);
    const used = found.seen.find(({ modality }) => modality === 'B')?.step ?? found.next?.time?.mean ?? NaN;
    expect(Math.abs(used - 1540)).toBeLessThan(0.05 * 1540);
  });

  test('Adam is followed by no start: plateaus are known, times are not', () => {
    const found = diagnose(upTo('adam-cancer', 500), cancer, { ...question, learningRate: 0.0006 });
    expect(found).toMatchObject({ uses: ['A'], calibrated: null, next: { modality: 'B', time: null } });
  });

  test('ReLU on data that are not symmetric: below what linear networks reach, and no forecast', async () => {
    const modalities = { sepal: 'sepal_*', petal: 'petal_*' };
    const options = { modalities, y: 'versicolor', standardize: true, samples: true } as const;
    const { problem, samples } = await readData('data/iris.csv', options);
    const relu = { ...question, activation: 'relu', samples: samples ?? undefined } as const;
    const late = diagnose(upTo('relu-iris', 6000), problem, relu);
    expect(late.misfit).toBeGreaterThan(0.5);
    expect(late.advice).toMatch(/below the least of a linear network/);
    const early = diagnose(upTo('relu-iris', 500), problem, relu);
    expect(early.confidence).toBeLessThan(0.6);
    expect(early).toMatchObject({ calibrated: null, next: { time: null, ratioOnly: true } });
    expect(early.advice).toMatch(/far from symmetric/);
    expect(() => diagnose(upTo('relu-iris', 6000), problem, question)).toThrow(/not linear \(--activation relu\)/);
  });
});

describe('other columns of a log', () => {
  /** Nearly equal modalities, used in either order by chance: a plateau of 0.45 or so either way. */
  const twins = toyProblem({ stdA: 1.001, stdB: 1, rho: 0.1 });
  const wide = { network: { depth: 2, fusionLayer: 2 }, learningRate: 0.04, width: 2 } as const;
  const start = (twins.ySquared ?? NaN) / 2;
  const plateauOf = (modality: 0 | 1) => {
    const drive = twins.sigmaYX.data[modality];
    return start - drive ** 2 / twins.sigma.data[3 * modality] / 2;
  };
  const flat = (columns: Record<string, number>): RunLog => {
    const steps = Float64Array.from({ length: 400 }, (_, i) => i);
    const at = (value: number) => steps.map((step) => (step < 100 ? NaN : value));
    return {
      steps,
      losses: steps.map((step) => (step < 60 ? start : plateauOf(0))),
      columns: Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, at(value)])),
    };
  };

  test('decide between plateaus of nearly the same height', () => {
    const alone = diagnose(flat({}), twins, wide);
    expect(alone.plateau.name).toMatch(/^M_[AB]$/);
    expect(alone.confidence).toBeLessThan(0.9);
    // With the branch in use taken out nothing is explained; with the other one, nothing changes.
    const usesB = diagnose(flat({ loss_without_A: plateauOf(1), loss_without_B: start }), twins, wide);
    expect(usesB).toMatchObject({ uses: ['B'], next: { modality: 'A' } });
    expect(usesB.confidence).toBeGreaterThan(0.99);
    expect(usesB.evidence.every(({ agrees }) => agrees)).toBe(true);
    const usesA = diagnose(flat({ contribution_B: 0.01 }), twins, wide);
    expect(usesA.uses).toEqual(['A']);
    expect(usesA.confidence).toBeGreaterThan(0.99);
  });

  test('that contradict the loss are said', () => {
    const found = diagnose({ ...log, columns: { contribution_B: log.steps.map(() => 3) } }, cancer, question);
    expect(found.uses).toEqual(['A']);
    expect(found.evidence).toMatchObject([{ column: 'contribution_B', measured: 3, agrees: false }]);
    expect(found.evidence[0].here).toBeLessThan(0.02);
    expect(found.advice).toMatch(/contribution_B is 3 where it would be 0.\d+, which contradicts/);
  });

  test.each([
    [
      { contribution_C: 1 },
      /has the column contribution_C; it may be one of test_loss, contribution_A, contribution_B/,
    ],
    [{ loss_without_A: -1 }, /has -1 as loss_without_A in row 101/],
    [{ test_loss: 1 }, /testData: is needed: the log has the column test_loss/],
  ])('%o is refused', (columns, message) => {
    expect(() => diagnose(flat(columns), twins, wide)).toThrow(message);
  });
});

describe('what is no log of this run', () => {
  test.each([
    ['a hole', withLosses((loss, i) => (i === 3 ? NaN : loss)), /no loss in row 4/],
    ['a negative loss', withLosses((loss, i) => (i === 3 ? -loss : loss)), /is not negative/],
    ['steps that go back', { ...log, steps: log.steps.toReversed() }, /goes back/],
    ['losses below the global minimum', withLosses((loss) => loss / 2), /below the least.*factor 2/],
    ['one row', { steps: log.steps.slice(0, 1), losses: log.losses.slice(0, 1) }, /1 row; at least 5/],
  ])('%s is refused', (_, given, message) => {
    expect(() => diagnose(given, cancer, question)).toThrow(message);
  });

  test('twice the loss fits nothing, and a factor 2 is named', () => {
    expect(
      diagnose(
        withLosses((loss) => 2 * loss),
        cancer,
        question,
      ).advice,
    ).toMatch(/factor 2/);
  });
});

test('starts are as many as before, each as often as it agrees with the log', () => {
  const start = (weight: number): Start => ({
    weight,
    initScale: weight,
    times: [],
    misfit: 0,
    loss: 0,
    drop: 0,
    end: matrix(1, 1),
  });
  expect(resampled([0.5, 0, 0.3, 0.2, 0].map(start)).map(({ weight }) => weight)).toEqual([0.5, 0.5, 0.5, 0.3, 0.2]);
  expect(resampled([0.1, 0.1, 0.1].map(start)).map(({ weight }) => weight)).toEqual([0.1, 0.1, 0.1]);
});
