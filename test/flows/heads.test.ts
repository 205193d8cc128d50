/** Own heads and teachers: their passes, held against differences of their losses. */
import { describe, expect, test } from 'vitest';
import { gradientOf } from '../../src/flows/random/gradient.js';
import { headed, withHeads } from '../../src/flows/random/heads.js';
import { normals, startsOf } from '../../src/flows/random/starts.js';
import type { WordLayer } from '../../src/flows/random/words.js';
import type { Heads } from '../../src/levers/plan.js';
import { dot, matrix, multiply, norm, rowTimesMatrix, type Matrix } from '../../src/numerics/matrix.js';
import { offsets, sigmaBlock } from '../../src/problem/problem.js';
import { product } from './full-network.js';
import { asked, momentsOf } from './random-inputs.js';

const plain = momentsOf([2, 1], 1);
const data = withHeads(plain);
const D = 3;
const at = offsets(plain);

test('a problem with heads has an output more for each branch, all of one target', () => {
  expect(data.outputs).toEqual(['joint', 'm0', 'm1']);
  expect([data.sigmaYX.rows, data.sigmaYX.cols]).toEqual([3, 3]);
  for (let c = 0; c < 3; c++) expect(data.sigmaYX.data.slice(3 * c, 3 * c + 3)).toEqual(plain.sigmaYX.data);
});

describe.each([2, 3])('%d layers', (depth) => {
  const net = startsOf(asked(data, { depth, fusionLayer: depth }, { start: { std: 0.5 }, width: 7 }))(normals(2, 1));
  const encoders = (m: number) => net.layers.filter(({ branch, index }) => branch === m && index < depth - 1);
  const heads = net.layers.filter(({ index }) => index === depth - 1);
  const head = (m: number) => heads[m];
  const asMatrix = (y: Float64Array, { rows, cols, offset }: WordLayer) =>
    matrix(rows, cols, y.slice(offset, offset + rows * cols));
  /** What the encoder of a branch makes of its inputs. */
  const featuresOf = (y: Float64Array, m: number) => product(encoders(m).map((layer) => asMatrix(y, layer)));
  /** `½ (W Σ Wᵀ − 2 Σ_yx W)` of total weights of one output. */
  const lossOf = (w: Float64Array) => dot(rowTimesMatrix(w, plain.sigma), w) / 2 - dot(plain.sigmaYX.data, w);
  // Along its drive, as far as one input goes.
  const taught = Float64Array.of(0.4, -0.7, -0.9);
  const with_ = (heads: Heads) => headed(net, data, heads, 7, taught);
  const totalsOf = (y: Float64Array, c: number) =>
    Float64Array.from(
      [0, 1].flatMap((m) => [
        ...rowTimesMatrix(asMatrix(y, head(m)).data.slice(c * head(m).cols, (c + 1) * head(m).cols), featuresOf(y, m)),
      ]),
    );

  /** Minus the slopes of `loss`, by differences. */
  const slopes = (y: Float64Array, loss: (y: Float64Array) => number) =>
    y.map((w, k) => (loss(y.with(k, w - 1e-5)) - loss(y.with(k, w + 1e-5))) / 2e-5);
  /** The row of a head that a weight is in; −1 for those of encoders. */
  const rowOf = (k: number, m: number) => {
    const { offset, rows, cols } = head(m);
    const row = Math.floor((k - offset) / cols);
    return row < rows ? Math.max(-1, row) : -1;
  };
  const isOfHead = (k: number) => [0, 1].some((m) => rowOf(k, m) >= 0);
  /** Weights of rows that there are not: those of other branches, and with teachers all but the first. */
  const isMasked = (k: number, own: boolean) => [0, 1].some((m) => rowOf(k, m) > 0 && !(own && rowOf(k, m) === 1 + m));
  const close = (found: Float64Array, wanted: Float64Array) => {
    found.forEach((value, k) => {
      expect(value).toBeCloseTo(wanted[k], 6);
    });
  };

  test.each([false, true])('own heads, detached %s', (detached) => {
    const weights = { joint: 0.7, unimodal: [1.5, 0.4] };
    const { net: from, gradient } = with_({ kind: 'own', ...weights, detached });
    // A head of the joint output over both branches, one of its own for each.
    expect(net.weights).not.toBe(from.weights);
    for (const m of [0, 1]) {
      const rows = [0, 1, 2].map((c) =>
        norm(asMatrix(from.weights, head(m)).data.slice(c * head(m).cols, (c + 1) * head(m).cols)),
      );
      expect(rows.map((size) => size > 0)).toEqual([true, m === 0, m === 1]);
    }
    const loss = (joint: number) => (y: Float64Array) =>
      joint * lossOf(totalsOf(y, 0)) +
      weights.unimodal.reduce((sum, weight, m) => sum + weight * lossOf(totalsOf(y, 1 + m)), 0);
    const [all, alone] = [weights.joint, 0].map((joint) => slopes(from.weights, loss(joint)));
    const found = new Float64Array(from.weights.length);
    gradient.flow(from.weights, found);
    close(
      found,
      all.map((slope, k) => (isMasked(k, true) ? 0 : detached && !isOfHead(k) ? alone[k] : slope)),
    );
    expect(Array.from(gradient.total(from.weights).slice(0, D))).toEqual(
      Array.from(totalsOf(from.weights, 0), (w) => expect.closeTo(w, 12) as number),
    );
    expect(gradient.work).toBe((detached ? 2 : 1) * gradientOf(net, data).work);
  });

  test('teachers', () => {
    const beta = 1.3;
    const { net: from, gradient } = with_({ kind: 'teachers', beta, steps: null });
    // All but the joint head are gone.
    for (const m of [0, 1]) expect(norm(asMatrix(from.weights, head(m)).data.slice(head(m).cols))).toBe(0);
    const unit = (x: Float64Array) => x.map((value) => value / norm(x));
    /** Features of the teacher: `h wᵀ/|w|^{1/L}`, and across h what the start had across the drive, turned to be across w. */
    const teacher = (m: number): Matrix => {
      const [w, d] = [taught.slice(at[m], at[m + 1]), plain.sigmaYX.data.slice(at[m], at[m + 1])];
      const { cols } = head(m);
      const h = unit(asMatrix(net.weights, head(m)).data.slice((1 + m) * cols, (2 + m) * cols));
      const along = multiply(
        matrix(cols, 1, h),
        matrix(
          1,
          w.length,
          w.map((value) => value * norm(w) ** (-1 / depth)),
        ),
      );
      if (w.length === 1) return along;
      const turn = (x: Float64Array) => Float64Array.of(-x[1], x[0]);
      const start = featuresOf(net.weights, m);
      const across = Float64Array.from({ length: cols }, (_, i) =>
        dot(start.data.subarray(2 * i, 2 * i + 2), turn(unit(d))),
      );
      const left = across.map((value, i) => value - dot(across, h) * h[i]);
      const turned = multiply(matrix(cols, 1, left), matrix(1, 2, turn(unit(w))));
      return matrix(
        cols,
        2,
        along.data.map((value, k) => value + turned.data[k]),
      );
    };
    const targets = [0, 1].map(teacher);
    const loss = (y: Float64Array) =>
      lossOf(totalsOf(y, 0)) +
      targets.reduce((sum, target, m) => {
        const x = featuresOf(y, m);
        const missed = matrix(
          x.rows,
          x.cols,
          x.data.map((value, k) => value - target.data[k]),
        );
        return sum + (beta / 7) * dot(multiply(missed, sigmaBlock(plain, m, m)).data, missed.data);
      }, 0);
    const found = new Float64Array(from.weights.length);
    gradient.flow(from.weights, found);
    const wanted = slopes(from.weights, loss);
    close(
      found,
      wanted.map((slope, k) => (isMasked(k, false) ? 0 : slope)),
    );
    expect(gradient.work).toBeGreaterThan(gradientOf(net, data).work);
  });
});
