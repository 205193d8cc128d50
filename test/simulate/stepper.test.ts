import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../src/problem/two-modalities.js';
import { allLayers, type Weights } from '../../src/problem/weights.js';
import { fastStepper } from '../../src/simulate/fast-stepper.js';
import { linearModel } from '../../src/simulate/model.js';
import { meanSquare, squareLoss } from '../../src/simulate/objective.js';
import { plainStepper, type Stepper } from '../../src/simulate/stepper.js';
import type { Training } from '../../src/simulate/training.js';
import { startWeights } from '../../src/simulate/start.js';
import { problems, type Problem } from '../support/problems.js';
import { toy } from '../support/toy.js';
import { flatten, totalsOf, unflatten } from '../support/weights.js';

type MakeStepper = (weights: Weights, training: Training) => Stepper;

/** Minus the gradient by the loss itself: it is quadratic in any one weight, so a central difference of any step is exact. */
function descentByDifferences({ correlations, weights }: Problem): number[] {
  const entries = flatten(weights);
  const loss = (k: number, shift: number): number => {
    const totals = totalsOf(
      unflatten(
        entries.map((entry, i) => (i === k ? entry + shift : entry)),
        weights,
      ),
    );
    return squareLoss(problemOf(correlations), totals);
  };
  return entries.map((_, k) => (loss(k, -1) - loss(k, 1)) / 2);
}

function descentByStep(make: MakeStepper, { correlations, weights }: Problem): number[] {
  const rate = 1; // the update itself, with nothing lost in a subtraction of nearly equal weights
  const model = linearModel(make(weights, { learningRate: rate }), meanSquare(problemOf(correlations)));
  model.refresh();
  model.step();
  model.refresh();
  const before = flatten(weights);
  return flatten(model.weights()).map((entry, i) => entry - before[i]);
}

describe.each([
  ['plain', plainStepper],
  ['fast', fastStepper],
])('the %s path', (_, make: MakeStepper) => {
  it('descends the gradient of the loss on every architecture', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const expected = descentByDifferences(problem);
        const size = Math.max(1, ...expected.map(Math.abs));
        // Rounding of losses (up to the square of a few products of order-one weights) and of W + ΔW.
        const tolerance = 1e-11 * size * Math.max(1, ...flatten(problem.weights).map(Math.abs)) ** 2;
        descentByStep(make, problem).forEach((value, i) => {
          expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(tolerance);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('reports total weights and layer norms of the weights it holds', () => {
    fc.assert(
      fc.property(problems, ({ weights }) => {
        const stepper = make(weights, { learningRate: 0.01 });
        stepper.backward();
        const totals = totalsOf(weights);
        // The same products in another order of summation.
        stepper.totals.forEach((total, m) => {
          total.forEach((value, i) => {
            expect(value).toBeCloseTo(totals[m][i], 11);
          });
        });
        const norms = allLayers(stepper.layerNorms());
        allLayers(weights).forEach(({ data }, l) => {
          expect(norms[l]).toBeCloseTo(Math.hypot(...data), 12);
        });
        expect(flatten(stepper.weights())).toEqual(flatten(weights));
      }),
    );
  });
});

describe('the fast path against the plain path', () => {
  /** Largest difference of a weight, relative to the largest weight, after `steps` steps. */
  function difference(weights: Weights, correlations: Problem['correlations'], rate: number, steps: number): number {
    const [plain, fast] = [plainStepper, fastStepper].map((make) => {
      const model = linearModel(make(weights, { learningRate: rate }), meanSquare(problemOf(correlations)));
      model.refresh();
      for (let step = 0; step < steps; step++) {
        model.step();
        model.refresh();
      }
      return model.weights();
    });
    const expected = flatten(plain);
    const size = Math.max(...expected.map(Math.abs));
    return Math.max(...flatten(fast).map((value, i) => Math.abs(value - expected[i]) / size));
  }

  // Through both transitions. 1e-10 is what the project promises; the two paths differ by the order of summation only,
  // which leaves some 1e-15.
  it.each([
    { depthA: 4, depthB: 4, depthShared: 0, width: 18, initScale: 0.3, steps: 6000 },
    { depthA: 2, depthB: 2, depthShared: 2, width: 21, initScale: 0.3, steps: 3000 },
    { depthA: 3, depthB: 3, depthShared: 1, width: 23, initScale: 0.3, steps: 3000 },
    { depthA: 1, depthB: 1, depthShared: 2, width: 24, initScale: 0.1, steps: 3000 },
    { depthA: 2, depthB: 4, depthShared: 1, width: 18, initScale: 0.3, steps: 3000 },
    { depthA: 2, depthB: 2, depthShared: 0, width: 100, initScale: 0.01, steps: 3000 },
  ])('differs by rounding only: $depthA, $depthB, $depthShared layers, width $width', (setting) => {
    const correlations = toy(2, 1, 0.3);
    const { width, initScale, steps } = setting;
    const weights = startWeights(
      { kind: 'gaussian', initScale },
      { network: setting, width, seed: 5, problem: problemOf(correlations) },
    );
    expect(difference(weights, correlations, 0.04, steps)).toBeLessThan(1e-10);
    expect(finalLoss(weights, correlations, steps)).toBeLessThan(0.01); // the run did pass both transitions: the loss began at 3.1
  });

  function finalLoss(weights: Weights, correlations: Problem['correlations'], steps: number): number {
    const model = linearModel(fastStepper(weights, { learningRate: 0.04 }), meanSquare(problemOf(correlations)));
    model.refresh();
    for (let step = 0; step < steps; step++) {
      model.step();
      model.refresh();
    }
    return model.loss();
  }

  it('differs by rounding only on random architectures and inputs of several dimensions', () => {
    fc.assert(
      fc.property(problems, ({ weights, correlations }) => {
        expect(difference(weights, correlations, 1e-3, 200)).toBeLessThan(1e-10);
      }),
      { numRuns: 50 },
    );
  });
});
