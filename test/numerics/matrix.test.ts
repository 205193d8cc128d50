import { describe, expect, it } from 'vitest';
import * as m from '../../src/numerics/matrix.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';

const source = randomSource(11);
const random = (rows: number, cols: number) => m.matrix(rows, cols, fillNormal(source, new Float64Array(rows * cols)));

/** The definition: `Σ_t p[i, t] q[t, j]`. */
function product(p: m.Matrix, q: m.Matrix): m.Matrix {
  const out = m.matrix(p.rows, q.cols);
  for (let i = 0; i < p.rows; i++) {
    for (let j = 0; j < q.cols; j++) {
      for (let t = 0; t < p.cols; t++) out.data[i * q.cols + j] += p.data[i * p.cols + t] * q.data[t * q.cols + j];
    }
  }
  return out;
}
const off = (p: m.Matrix, q: m.Matrix) => m.norm(m.addMatrices(p, -1, q).data);
/** Sums of up to nine products of numbers of size one, added in another order. */
const ROUNDING = 20 * Number.EPSILON;

describe('products', () => {
  // Four rows are taken at a time: every remainder of rows, and a single column.
  it.each([1, 2, 3, 4, 5, 7, 8, 9])('with %i rows', (rows) => {
    for (const cols of [1, 2, 5]) {
      const [p, q] = [random(3, rows), random(rows, cols)];
      expect(off(m.multiply(p, q), product(p, q))).toBeLessThanOrEqual(ROUNDING * rows);
      const x = random(1, rows);
      expect(off(m.row(m.rowTimesMatrix(x.data, q)), product(x, q))).toBeLessThanOrEqual(ROUNDING * rows);
      const column = m.matrixTimesColumn(m.transpose(q), x.data);
      expect(off(m.row(column), product(x, q))).toBeLessThanOrEqual(ROUNDING * rows);
    }
  });

  it('write over what was in the output', () => {
    const q = m.matrix(2, 2, Float64Array.of(1, 2, 3, 4));
    const out = Float64Array.of(9, 9);
    expect(m.rowTimesMatrix(Float64Array.of(1, 1), q, out)).toBe(out);
    expect(out).toEqual(Float64Array.of(4, 6));
    expect(m.matrixTimesColumn(q, Float64Array.of(1, 1), out)).toEqual(Float64Array.of(3, 7));
  });

  it('of vectors', () => {
    expect(m.dot(Float64Array.of(1, 2, 3), Float64Array.of(4, -5, 6))).toBe(12);
    expect(m.outer(2, Float64Array.of(1, 2), Float64Array.of(3, 4, 5))).toEqual(
      m.matrix(2, 3, Float64Array.of(6, 8, 10, 12, 16, 20)),
    );
  });
});

describe('norm', () => {
  it('neither overflows nor underflows', () => {
    expect(m.norm(Float64Array.of(3e200, -4e200))).toBeCloseTo(5e200, -187);
    expect(m.norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 15);
    expect(m.norm(Float64Array.of(3, 4))).toBe(5);
    expect(m.norm(new Float64Array(3))).toBe(0);
    expect(m.norm(new Float64Array(0))).toBe(0);
    expect(m.norm(Float64Array.of(1, -Infinity))).toBe(Infinity);
    expect(m.norm(Float64Array.of(1, NaN))).toBeNaN();
  });
});

describe('sums and transposes', () => {
  it('transpose twice to the same', () => {
    const p = random(3, 5);
    expect(m.transpose(m.transpose(p))).toEqual(p);
    expect(m.transpose(p).data[2 * 3 + 1]).toBe(p.data[1 * 5 + 2]);
  });

  it('add multiples without touching their arguments', () => {
    const p = m.matrix(1, 2, Float64Array.of(1, 2));
    expect(m.addMatrices(p, -2, m.row(Float64Array.of(10, 20))).data).toEqual(Float64Array.of(-19, -38));
    expect(p.data).toEqual(Float64Array.of(1, 2));
  });
});

describe('parts and averages', () => {
  it('of a block', () => {
    const whole = m.matrix(
      3,
      4,
      Float64Array.from({ length: 12 }, (_, k) => k),
    );
    expect(m.block(whole, 1, 3, 2, 4)).toEqual(m.matrix(2, 2, Float64Array.of(6, 7, 10, 11)));
    expect(m.block(whole, 0, 1, 0, 4)).toEqual(m.matrix(1, 4, Float64Array.of(0, 1, 2, 3)));
  });

  it('of products of samples', () => {
    const u = m.matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));
    const v = m.matrix(2, 1, Float64Array.of(2, -4));
    expect(m.averageProducts(u, v)).toEqual(m.matrix(3, 1, Float64Array.of(-7, -8, -9)));
    expect(m.averageProducts(u, u)).toEqual(
      m.matrix(3, 3, Float64Array.of(8.5, 11, 13.5, 11, 14.5, 18, 13.5, 18, 22.5)),
    );
  });

  it('of products with itself, symmetric to the last bit', () => {
    const x = random(9, 5);
    const square = m.averageProducts(x, x);
    expect(m.transpose(square)).toEqual(square);
  });
});

it('rows are copies', () => {
  const twoByThree = m.matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));
  const rows = m.rowsOf(twoByThree);
  expect(rows.map((one) => Array.from(one))).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(m.nested(twoByThree)).toEqual(rows.map((one) => Array.from(one)));
  rows[1][0] = 9;
  expect(twoByThree.data[3]).toBe(4);
});
