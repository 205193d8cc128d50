/** What once crashed, hung or came out as no number: each at the smallest place that shows it. */
import { describe, expect, test } from 'vitest';
import { rankOneSystem } from '../../src/flows/balanced/rank-one-system.js';
import { usesOf } from '../../src/flows/random/starts.js';
import { sizesOf, watchFor } from '../../src/flows/random/use-times.js';
import { predictionReport } from '../../src/cli/predict/report.js';
import { dataFromArrays } from '../../src/data/index.js';
import { symmetricEigen } from '../../src/numerics/linear-algebra.js';
import { matrix } from '../../src/numerics/matrix.js';
import { integrateOde } from '../../src/numerics/ode.js';
import { headline } from '../../src/predict/in-words.js';
import { levers } from '../../src/predict/levers/levers.js';
import { predict } from '../../src/predict/predict.js';
import { solveFor } from '../../src/predict/source/solve.js';
import { InputError } from '../../src/problem/errors.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import { sharedBlocks } from '../../src/problem/two-modalities.js';
import type { Answer } from '../../src/predict/answer.js';
import type { Problem } from '../../src/problem/problem.js';

const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });

describe('edges', () => {
  test.each([
    { depthA: 2, depthB: 300, depthShared: 0 },
    { depthA: 3, depthB: 1000, depthShared: 1 },
  ])('branches of very different depths: %j', (network) => {
    const [{ reducedOde, missing }] = predict(toy, { network, start: 'balanced' }).predictions;
    // Times or a reason, where the damped matrix once broke down with a stack trace.
    expect(reducedOde ?? missing.find(({ part }) => part === 'reducedOde')?.reason).toBeTruthy();
  });

  test('a start that is not small is said to be so, in numbers that are some', () => {
    const answer = predict(toy, { network: { depth: 3, fusionLayer: 3 }, initScale: 1e5 });
    expect(headline(answer)).not.toMatch(/NaN/);
    expect(answer.warnings.map(({ code }) => code).join()).toMatch(/init-not-small|unfinished/);
  });

  test('times beyond all numbers are missing, not NaN', () => {
    const question = { network: { depth: 9, fusionLayer: 9 }, initScale: 1e-281, start: 'balanced' } as const;
    const [{ closedForm, missing }] = predict(toyProblem({ stdA: 1, stdB: 1, rho: 0 }), question).predictions;
    expect(closedForm).toBeNull();
    expect(missing.find(({ part }) => part === 'closedForm')?.reason).toMatch(/beyond/);
  });

  test('a time of one modality beyond all numbers is not never', () => {
    const network = { depthA: 2, depthB: 300, depthShared: 0 };
    const answer = predict(toy, { network, start: 'balanced' });
    expect(answer.predictions[0].closedForm).toBeNull();
    expect(answer.warnings.map(({ code }) => code)).not.toContain('never-learned');
    expect(predictionReport(answer, false)).not.toMatch(/never/);
  });

  test('three modalities that no closed form knows have no answer, and no size that is not known', () => {
    const modalities = ['a', 'b', 'c'].map((name) => ({ name, dim: 1 }));
    const sigma = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
    const answer = predict(problem({ modalities, sigma, sigmaYX: [[3, 2, 1]] }), {
      network: { depth: 2, fusionLayer: 'all' },
      start: 'balanced',
    });
    expect(predictionReport(answer, false)).toMatch(/1 \(early\):\nno answer/);
    expect(predictionReport(answer, true)).not.toMatch(/NaN/);
  });

  test.each([1.1e154, 1e-154])('units in which squares are no numbers are refused: %d', (stdA) => {
    expect(() => toyProblem({ stdA, stdB: 1, rho: 0 })).toThrow(/10\^308 are taken/);
    const a = [[1], [-1], [2]].map(([value]) => [value * stdA]);
    expect(() => dataFromArrays({ modalities: { a, b: [[1], [2], [4]] }, y: [1, 2, 2] })).toThrow(
      /10\^308 are taken|change its unit/,
    );
  });

  describe.each([2, 4])('a problem in the largest and smallest units is the same problem, %d layers', (depth) => {
    const inUnits = (a: number, b: number): Problem => {
      const modalities = ['one', 'other'].map((name) => ({ name, dim: 1 }));
      const sigma = [[4 * a * a, a * a], [a * a, a * a]]; // prettier-ignore
      return problem({ modalities, sigma, sigmaYX: [[5 * a * b, 2 * a * b]], ySquared: 8 * b * b });
    };
    // Layers in units of c = (b/a)^{1/L}, a power of two; the rate then is that of b²/c².
    test.each([
      [0, 100],
      [500, 500],
      [-500, -500],
      [0, 500],
      [500, 0],
    ])('inputs in 2^%d, target in 2^%d', (alpha, beta) => {
      const [a, b, c] = [2 ** alpha, 2 ** beta, 2 ** ((beta - alpha) / depth)];
      // Random starts of deep networks take seconds.
      for (const start of depth === 2 ? (['balanced', 'random'] as const) : (['balanced'] as const)) {
        const ask = (p: Problem, initScale: number, learningRate: number) =>
          predict(p, { network: { depth, fusionLayer: 'all' }, start, initScale, learningRate });
        const one = ask(inUnits(1, 1), 0.3, 0.02);
        const other = ask(inUnits(a, b), 0.3 * c, ((0.02 / b) * c * c) / b);
        const times = ({ predictions }: Answer) =>
          predictions.flatMap(({ reducedOde, randomStart, closedForm }) => [
            reducedOde?.tA,
            randomStart?.events[1].time?.mean,
            closedForm?.timeRatio,
          ]);
        times(one).forEach((time, i) => {
          // To what the steps of the integration promise.
          if (typeof time !== 'number') expect(times(other)[i]).toBe(time);
          else expect(Math.abs((times(other)[i] ?? NaN) / time - 1)).toBeLessThan(1e-7);
        });
        expect(other.plateaus.map(({ loss }) => (loss ?? NaN) / b / b)).toEqual(one.plateaus.map(({ loss }) => loss));
        expect(other.misattribution.amount / (b / a)).toBeCloseTo(one.misattribution.amount, 12);
        expect(other.norms['one'] / a / b).toBe(one.norms['one']);
        expect(other.predictions[0].randomStart?.events[0].level).toBe(
          b * (one.predictions[0].randomStart?.events[0].level ?? NaN) || undefined,
        );
      }
    });
  });

  test('gains of a start so small that layers have no units of their own are numbers', () => {
    const modalities = ['a', 'b'].map((name) => ({ name, dim: 1 }));
    const sigma = [[3e-115, 0], [0, 1e-228]]; // prettier-ignore
    const question = {
      network: { depth: 6, fusionLayer: 1 },
      initScale: 1e-276,
      learningRate: 1,
      start: 'balanced',
    } as const;
    const { gains } = predict(problem({ modalities, sigma, sigmaYX: [[-3e11, -5e-46]] }), question).preference;
    expect(gains['a'] / 3e137).toBeCloseTo(1, 12);
    expect(gains['b'] / 2.5e137).toBeCloseTo(1, 12);
  });

  test('data at 1e150, and a standard deviation of 1e154 beside one of 1, have an answer', () => {
    const network = { depth: 2, fusionLayer: 2 };
    const [large, usual] = [1e150, 1].map((unit) =>
      // Both diverge, and are answered for 0.95 of what does not.
      predict(toyProblem({ stdA: 2 * unit, stdB: unit, rho: 0 }), { network, learningRate: 10 }),
    );
    const said = (answer: Answer) =>
      / A is used first, at step ([\d.]+), B at step ([\d.]+):/.exec(headline(answer))?.slice(1);
    expect(said(large)).toEqual(['7.1', '23']);
    expect(said(usual)).toEqual(['7.1', '23']);
    const tall = predict(toyProblem({ stdA: 1e154, stdB: 1, rho: 0 }), { network: { depth: 2, fusionLayer: 2 } });
    expect(tall.first).toBe('A');
    expect(tall.predictions[0].randomStart?.events[0].time?.mean).toBeGreaterThan(1);
  });

  test.each([1e3, 1e200, 1e300])('a learning rate of %d diverges from any start', (learningRate) => {
    const answer = predict(toy, { network: { depth: 5, fusionLayer: 5 }, start: 'balanced', learningRate });
    expect(headline(answer)).toMatch(/^Learning rate \S+ diverges; at 0\.\d+, A is used first, at step [1-9]/);
  });

  test.each([
    { lrOf: { A: 20 } },
    { momentum: 0.6 },
    { weightDecay: 0.01 },
    { noise: { A: 1 } },
    { trainedStart: ['A'] },
  ])('a learning rate of 50 diverges under levers too: %j', (changed) => {
    const answer = predict(toy, { network: { depth: 2, fusionLayer: 2 }, learningRate: 50, levers: changed });
    expect(headline(answer)).toMatch(/^Learning rate 50 diverges; at 0\.\d+, /);
    const [{ randomStart, learningRate }] = answer.predictions;
    expect(learningRate).toBeLessThan(0.5);
    expect(randomStart?.events[1].time?.mean).toBeGreaterThan(5);
  });

  test('levers are not compared where training diverges without any', () => {
    const at = (learningRate: number) => levers(toy, { network: { depth: 2, fusionLayer: 2 }, learningRate });
    expect(() => at(50)).toThrow(/without any lever diverges at 50; use at most 0\.1$/);
    expect(at(0.1).baseline.tA).toBeGreaterThan(5);
  });

  test('a simulation that diverges at the smaller rate too is told of at the one asked for', () => {
    const rates: number[] = [];
    const simulate = ({ learningRate }: { learningRate: number }) => {
      rates.push(learningRate);
      throw new InputError('learning-rate', 'learningRate', learningRate, `diverges at ${learningRate}`);
    };
    const question = { network: { depth: 2, fusionLayer: 2 }, start: 'pytorch', learningRate: 50 } as const;
    expect(() => predict(toy, question, { simulate })).toThrow(/diverges at 50, and at .* start smaller/);
    expect(rates).toEqual([50, expect.closeTo(0.19)]);
  });

  test('so many layers that their words would fill the memory have a reason, under levers and at a large rate too', () => {
    const network = { depthA: 3, depthB: 1000, depthShared: 1 };
    const before = process.memoryUsage().arrayBuffers;
    for (const question of [{}, { learningRate: 1e3 }, { levers: { momentum: 0.5 } }]) {
      const [{ randomStart, missing }] = predict(toy, { network, width: 1000, ...question }).predictions;
      expect(randomStart).toBeNull();
      expect(missing.find(({ part }) => part === 'randomStart')?.reason).toMatch(/so many layers/);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e8);
    expect(() => levers(toy, { network: { depth: 1000, fusionLayer: 1000 } })).toThrow(/so many layers/);
  });

  test('starts that could not be followed to an order: what has come, and later, not never', () => {
    const modalities = ['a', 'b'].map((name) => ({ name, dim: 1 }));
    const random = predict(problem({ modalities, sigma: [[1, 0], [0, 1]], sigmaYX: [[2, 1]] }), { network: { depth: 2, fusionLayer: 2 } }); // prettier-ignore
    const [prediction] = random.predictions;
    const cut = prediction.randomStart && {
      ...prediction.randomStart,
      horizon: 500,
      orders: [],
      events: prediction.randomStart.events.map((event, i) => ({
        ...event,
        time: i === 1 ? null : event.time && { ...event.time, q50: Infinity, q95: Infinity },
      })),
    };
    const answer = { ...random, predictions: [{ ...prediction, randomStart: cut }] };
    expect(headline(answer)).toMatch(/^A is used, at step/);
    expect(predictionReport(answer, false)).not.toMatch(/never/);
  });

  test('a learning rate is never written as 0', () => {
    const large = predict(toyProblem({ stdA: 1e30, stdB: 1, rho: 0 }), { network: { depth: 2, fusionLayer: 2 } });
    expect(predictionReport(large, false)).toMatch(/given are for \d\S*e-6\d/);
    expect(headline(large)).toMatch(/at \d\S*e-6\d,/);
  });

  test('a simulation that was cut off does not say never', () => {
    const cutOff = () => [{ times: [10, null], reached: 500 }];
    const question = { network: { depth: 2, fusionLayer: 2 }, start: 'pytorch' } as const;
    const answer = predict(toy, question, { simulate: cutOff });
    const [{ randomStart }] = answer.predictions;
    expect(randomStart?.horizon).toBe(500);
    expect(randomStart?.events.map(({ probability, time }) => [probability, time?.mean])).toEqual([
      [1, 10],
      [0, undefined],
    ]);
    expect(headline(answer)).toMatch(/A is used, at step 10\. B is not in use by step 500/);
    expect(answer.warnings.map(({ code }) => code)).not.toContain('never-learned');
    const nothing = predict(toy, question, { simulate: () => [{ times: [null, null], reached: 500 }] });
    expect(nothing.predictions[0].missing.find(({ part }) => part === 'randomStart')?.reason).toMatch(
      /nothing was in use/,
    );
  });

  test.each([1e10, 0, 1, 2.5])('solve refuses the depth %d', (depth) => {
    expect(() => solveFor({ for: 'fusion', timeRatio: 1.5, depth })).toThrow(InputError);
  });

  test('eigenvalues of the smallest and the largest numbers', () => {
    for (const unit of [2 ** -1000, 1, 2 ** 1000]) {
      const { values } = symmetricEigen({ ...matrix(2, 2), data: Float64Array.of(2 * unit, unit, unit, 2 * unit) });
      expect([...values].map((value) => value / unit)).toEqual([expect.closeTo(1, 12), expect.closeTo(3, 12)]);
    }
  });

  test('several outputs in tiny units are answered as in others', () => {
    const [first, tiny] = [1, 1e-100].map((unit) => {
      const modalities = ['a', 'b'].map((name) => ({ name, dim: 1 }));
      const sigma = [[4 * unit, 0], [0, unit]]; // prettier-ignore
      const sigmaYX = [[4 * unit, unit], [-unit, 2 * unit]]; // prettier-ignore
      const question = { network: { depth: 2, fusionLayer: 1 }, start: 'balanced' } as const;
      return predict(problem({ modalities, sigma, sigmaYX }), question);
    });
    expect(tiny.first).toBe(first.first);
  });

  test('a flow that underflows to zero ends at once', () => {
    let evaluations = 0;
    const flow = (_: Float64Array, out: Float64Array) => {
      evaluations++;
      out.fill(0);
    };
    const start = Float64Array.of(1e-200);
    const end = integrateOde({ flow, start, errorNorm: ([e]) => Math.abs(e), onStep: () => false, maxSteps: 1e6 });
    expect(end.finished).toBe(false);
    expect(evaluations).toBeLessThan(10);
  });

  test('a start near the smallest numbers is in units of its own, so that its times are the same in all', () => {
    const inUnit = (unit: number) => {
      const modalities = ['a', 'b'].map((name) => ({ name, dim: 1 }));
      const sigma = [[0.3, 0.25], [0.25, 1]].map((row) => row.map((value) => value * unit)); // prettier-ignore
      const question = {
        network: { depth: 3, fusionLayer: 1 },
        initScale: 1e-148,
        learningRate: 1 / unit,
        start: 'balanced',
      } as const;
      return predict(problem({ modalities, sigma, sigmaYX: [[-0.3 * unit, -0.5 * unit]] }), question).predictions[0]
        .reducedOde;
    };
    expect(inUnit(4 ** -38)).toEqual(inUnit(1));
  });

  test('a target that depends on what rounding does not tell from zero is refused', () => {
    const same = toyProblem({ stdA: 1, stdB: 1, rho: -0.9999999997 });
    expect(() => predict(same, { network: { depth: 2, fusionLayer: 1 } })).toThrow(/rounding .* no network learns it/);
  });

  test('an input in small units has still to learn where others are done', () => {
    // What it has to learn is 10⁻¹¹ of all drives: "never" was said of its weights.
    const modalities = ['a', 'b'].map((name) => ({ name, dim: 2 }));
    const sigma = [[1, 0, 0, 0], [0, 1e-22, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1e-22]]; // prettier-ignore
    const small = problem({ modalities, sigma, sigmaYX: [[1, 1e-11, 2, 3e-11]] });
    const watch = watchFor(small, usesOf(small, 'weights'), sizesOf(small, 'weights'), { total: (y) => y });
    expect(watch.onPiece(0, 1, () => Float64Array.of(1, 0, 2, 0))).toBe(false);
    expect(watch.times).toEqual([null, null]);
    const c = sharedBlocks(small);
    if (!c) throw new Error('two modalities and one output');
    const done = { a: Float64Array.of(1, 0), b: Float64Array.of(2, 0), layers: { A: [], B: [], shared: [] } };
    const { start, observe } = rankOneSystem(c, done, false);
    // What is missing of (1, 1, 2, 3) is (0, 1, 0, 3).
    expect(observe(start).relativeSpeed).toBeCloseTo(Math.sqrt(10 / 15), 12);
  });
});
