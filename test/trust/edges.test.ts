/** What once crashed, hung or came out as no number: each at the smallest place that shows it. */
import { describe, expect, test } from 'vitest';
import { predictionReport } from '../../src/cli/predict-report.js';
import { dataFromArrays } from '../../src/data/index.js';
import { symmetricEigen } from '../../src/numerics/linear-algebra.js';
import { matrix } from '../../src/numerics/matrix.js';
import { integrateOde } from '../../src/numerics/ode.js';
import { headline } from '../../src/predict/in-words.js';
import { predict } from '../../src/predict/predict.js';
import { solveFor } from '../../src/predict/solve.js';
import { InputError } from '../../src/problem/errors.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';

const toy = toyProblem({ sigmaA: 2, sigmaB: 1, rho: 0.5 });

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
    const [{ closedForm, missing }] = predict(toyProblem({ sigmaA: 1, sigmaB: 1, rho: 0 }), question).predictions;
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

  test.each([1e154, 1e-154])('units that leave no room for products are refused: %d', (sigmaA) => {
    expect(() => toyProblem({ sigmaA, sigmaB: 1, rho: 0 })).toThrow(/10\^300 are taken/);
    const a = [[1], [-1], [2]].map(([value]) => [value * sigmaA]);
    expect(() => dataFromArrays({ modalities: { a, b: [[1], [2], [4]] }, y: [1, 2, 2] })).toThrow(
      /10\^300 are taken|change its unit/,
    );
  });

  test('a learning rate is never written as 0', () => {
    const large = predict(toyProblem({ sigmaA: 1e30, sigmaB: 1, rho: 0 }), { network: { depth: 2, fusionLayer: 2 } });
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
});
