/** What is measured on the way down: sizes of modes, when they cross, and who takes what off the loss. */
import { describe, expect, test } from 'vitest';
import { lossMeters } from '../../src/flows/random/loss-taken.js';
import { usesOf } from '../../src/flows/random/starts.js';
import { sizesOf, watchFor } from '../../src/flows/random/use-times.js';
import { symmetricEigen } from '../../src/numerics/linear-algebra.js';
import { dot, matrix, multiply, norm, transpose, type Matrix } from '../../src/numerics/matrix.js';
import { toyProblem } from '../../src/problem/from-general.js';
import { offsets, sigmaBlock, type Problem } from '../../src/problem/problem.js';
import { contributions, finalWeights, outputDirections, partOf, usesAt } from '../../src/problem/use.js';
import { momentsOf } from './random-inputs.js';

/** States are total weights themselves. */
const asTotals = { total: (weights: Float64Array) => weights };

describe.each([
  [[2, 3], 2],
  [[1, 2, 2], 3],
] as const)('inputs %j, %d outputs', (dims, outputs) => {
  const data = momentsOf(dims, outputs);
  const D = data.sigma.rows;
  const at = offsets(data);
  const W = matrix(
    outputs,
    D,
    Float64Array.from({ length: outputs * D }, (_, k) => Math.sin(3 * k + 1)),
  );
  const uses = usesOf(data, 'output');

  test('sizes are singular values of contributions, or norms of weights', () => {
    const [byOutput, byWeights] = (['output', 'weights'] as const).map((measure) => sizesOf(data, measure));
    dims.forEach((_, m) => {
      const wanted = contributions(data, W, m);
      // Twice: buffers are filled again.
      for (let twice = 0; twice < 2; twice++) {
        const found = byOutput(W.data, m);
        wanted.forEach((size, j) => {
          expect(found[j]).toBeCloseTo(size, 9);
        });
      }
      expect(Array.from(byWeights(W.data, m))).toEqual([expect.closeTo(norm(partOf(data, W, m).data), 12)]);
    });
    expect(uses).toEqual(usesAt(data));
    expect(uses.length).toBeGreaterThan(dims.length);
    const final = finalWeights(data);
    expect(usesOf(data, 'weights')).toEqual(
      dims.map((_, modality) => {
        return { modality, mode: 1, level: expect.closeTo(norm(partOf(data, final, modality).data), 12) as number };
      }),
    );
  });

  test('what each mode takes off the loss, along any way', () => {
    // G = Σ_yx − W Σ half way between two states; the modes of the end divide what it does in each modality.
    const final = finalWeights(data);
    const way = [0, 0.3, 1.1, 0.8].map((share, k) =>
      final.data.map((w, i) => share * w + (k === 0 ? 0 : 0.2 * Math.cos(5 * i + k))),
    );
    const states = [...way.with(0, new Float64Array(outputs * D)), final.data];
    const taken = uses.map(() => 0);
    for (let k = 0; k + 1 < states.length; k++) {
      const [before, now] = [states[k], states[k + 1]];
      const middle = matrix(
        outputs,
        D,
        before.map((w, i) => (w + now[i]) / 2),
      );
      const G = matrix(
        outputs,
        D,
        multiply(middle, data.sigma).data.map((value, i) => data.sigmaYX.data[i] - value),
      );
      const change = matrix(
        outputs,
        D,
        now.map((w, i) => w - before[i]),
      );
      dims.forEach((_, m) => {
        const [g, dW] = [partOf(data, G, m), partOf(data, change, m)];
        const ofModes = partsByHand(data, final, m, g, dW);
        const own = uses.flatMap(({ modality }, u) => (modality === m ? [u] : []));
        own.forEach((u, j) => (taken[u] += j + 1 < own.length ? ofModes[j] : 0));
        taken[own[own.length - 1]] +=
          dot(g.data, dW.data) - ofModes.slice(0, own.length - 1).reduce((sum, part) => sum + part, 0);
      });
    }
    const meter = lossMeters(data, uses)(asTotals);
    for (const state of states.slice(1, -1)) meter.onPiece(0, 1, () => state);
    const all = dot(final.data, data.sigmaYX.data) / 2;
    const shares = meter.shares();
    shares.forEach((share, u) => {
      expect(share).toBeCloseTo(taken[u] / all, 9);
    });
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  /** `G·dW` along each mode: along its direction of outputs, or where these are more than inputs along its direction of inputs. */
  function partsByHand(problem: Problem, final: Matrix, m: number, g: Matrix, dW: Matrix): number[] {
    const dim = at[m + 1] - at[m];
    if (outputs <= dim) {
      return outputDirections(problem, final, m).map((u) => {
        const along = (x: Matrix) => multiply(matrix(1, outputs, u), x).data;
        return dot(along(g), along(dW));
      });
    }
    // Σ^½ W' W Σ^½ v = s² v, and a = Σ^-½ v: by the symmetric square root, its own way.
    const sigma = sigmaBlock(problem, m, m);
    const { values, vectors } = symmetricEigen(sigma);
    const power = (p: number) =>
      multiply(
        matrix(
          dim,
          dim,
          vectors.data.map((value, k) => value * values[k % dim] ** p),
        ),
        transpose(vectors),
      );
    const image = multiply(partOf(problem, final, m), power(0.5));
    const modes = symmetricEigen(multiply(transpose(image), image)).vectors;
    return Array.from({ length: dim }, (_, j) => {
      const v = matrix(
        dim,
        1,
        Float64Array.from({ length: dim }, (__, i) => modes.data[i * dim + dim - 1 - j]),
      );
      const a = multiply(power(-0.5), v);
      return dot(multiply(g, a).data, multiply(multiply(dW, sigma), a).data);
    });
  }
});

describe('an observer of the way', () => {
  const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
  const final = finalWeights(toy).data;
  const watch = (uses = usesOf(toy, 'output'), more: Partial<Record<'isLost', () => boolean>> = {}, problem = toy) =>
    watchFor(problem, uses, sizesOf(problem, 'output'), asTotals, undefined, more.isLost);

  test('finds a crossing wherever it is, by few looks', () => {
    for (const power of [1, 3, 12, 0.1, 0.5]) {
      // Of a contribution 2 t^p half of 1.2.
      const where = 0.3 ** (1 / power);
      const { onPiece, times } = watch([{ modality: 0, mode: 1, level: 1.2 }]);
      let looks = 0;
      onPiece(10, 20, (t) => {
        looks++;
        return Float64Array.of(((t - 10) / 10) ** power, 0);
      });
      expect(Math.abs((times[0] ?? NaN) - (10 + 10 * where))).toBeLessThan(3e-4);
      // A straight line at once.
      expect(looks).toBeLessThan(power === 1 ? 8 : 25);
    }
  });

  test('takes the beginning of a piece where it is there already, and the middle where values are beyond numbers', () => {
    const use = { modality: 0, mode: 1, level: 2 };
    const early = watch([use]);
    early.onPiece(4, 8, () => Float64Array.of(1, 0));
    expect(early.times).toEqual([4]);
    const wild = watch([use]);
    wild.onPiece(4, 8, (t) => Float64Array.of(t > 6 ? Infinity : 0, 0));
    expect(wild.times[0]).toBeCloseTo(6, 3);
  });

  test('waits for each, tells each once, and is done when all have come', () => {
    const { onPiece, times } = watch();
    expect(onPiece(0, 1, () => Float64Array.of(0.1, 0.1))).toBe(false);
    expect(times).toEqual([null, null]);
    expect(onPiece(1, 2, (t) => Float64Array.of(t - 1, 0.1))).toBe(false);
    expect(times).toEqual([expect.closeTo(1.5, 4), null]);
    expect(onPiece(2, 3, (t) => Float64Array.of(0, t - 2))).toBe(true);
    expect(times).toEqual([expect.closeTo(1.5, 4), expect.closeTo(2.5, 4)]);
  });

  test('gives up what is lost, of its modality only', () => {
    const lost = watchFor(
      toy,
      usesOf(toy, 'output'),
      sizesOf(toy, 'output'),
      asTotals,
      () => false,
      (m) => m === 1,
    );
    expect(lost.onPiece(0, 1, () => Float64Array.of(0, 0))).toBe(false);
    expect(lost.times).toEqual([null, Infinity]);
    expect(lost.onPiece(1, 2, (t) => Float64Array.of(t - 1, 1))).toBe(true);
    expect(lost.times).toEqual([expect.closeTo(1.5, 4), Infinity]);
  });

  test('is at rest where all is learned, in units of each input', () => {
    const high = [{ modality: 1, mode: 1, level: 1e19 }];
    for (const unit of [1, 1e-6]) {
      // An input in small units has large weights: a part in 10⁶ of these is something to learn, one in 10¹² is not.
      const small = toyProblem({ stdA: 2, stdB: unit, rho: 0.5, wA: 1, wB: 1 / unit });
      const at = (off: number) => watch(high, {}, small).onPiece(0, 1, () => Float64Array.of(1, (1 + off) / unit));
      expect([at(0), at(1e-12), at(1e-6), at(-1e-6)]).toEqual([true, true, false, false]);
    }
    // The same of targets in any units.
    const large = toyProblem({ stdA: 2, stdB: 1, rho: 0.5, wA: 1e9, wB: 1e9 });
    const at = (off: number) => watch(high, {}, large).onPiece(0, 1, () => Float64Array.of(1e9, (1 + off) * 1e9));
    expect([at(0), at(1e-11), at(1e-9)]).toEqual([true, true, false]);
    const two = momentsOf([2, 1], 2);
    const end = finalWeights(two).data;
    const rests = end.map((w, k) => (watch(high, {}, two).onPiece(0, 1, () => end.with(k, w * (1 + 1e-6))) ? 1 : 0));
    expect(Array.from(rests)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(watch(high, {}, two).onPiece(0, 1, () => end)).toBe(true);
    expect(Array.from(final)).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
  });
});
