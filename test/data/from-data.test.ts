import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/numerics/matrix.js';
import type { Correlations } from '../../src/problem/correlations.js';
import type { ErrorCode } from '../../src/problem/errors.js';
import { correlationsFromArrays, correlationsFromFile } from '../../src/data/from-data.js';
import { temporaryFiles, npy, npz } from './files.js';
import { refusal, rejection } from '../problem/refusal.js';

/** `⟨(u − ū)(v − v̄)⟩` in the plainest way: two passes, dividing by the number of samples. */
function covariance(u: number[], v: number[]): number {
  const mean = (list: number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [uMean, vMean] = [mean(u), mean(v)];
  return mean(u.map((x, k) => (x - uMean) * (v[k] - vMean)));
}

/** Irregular numbers in [0, 1) with 20 binary digits, so that adding 10⁸ to them rounds nothing. */
function noise(row: number, column: number): number {
  return Math.floor((((row + 1) * Math.sqrt(column + 2)) % 1) * 2 ** 20) / 2 ** 20;
}

const SAMPLES = 600;
const range = (length: number) => Array.from({ length }, (_, k) => k);
const a = range(SAMPLES).map((k) => [noise(k, 0), noise(k, 1)]);
const b = range(SAMPLES).map((k) => [noise(k, 2) + a[k][0]]);
const y = range(SAMPLES).map((k) => a[k][1] + b[k][0] + noise(k, 3));
const table = range(SAMPLES).map((k) => [...a[k], ...b[k], y[k]]);
const entries = (c: Correlations) =>
  [c.sigmaA, c.sigmaB, c.sigmaAB].flatMap((m: Matrix) => [...m.data]).concat(...c.sigmaYA, ...c.sigmaYB);

function expectClose(actual: number[], wanted: number[], relative: number): void {
  expect(actual).toHaveLength(wanted.length);
  const largest = Math.max(...wanted.map(Math.abs));
  actual.forEach((value, k) => {
    expect(Math.abs(value - wanted[k])).toBeLessThanOrEqual(relative * largest);
  });
}

describe('correlationsFromArrays', () => {
  it('averages centred products', () => {
    const c = correlationsFromArrays({ a, b, y, names: { A: 'see', B: 'hear' } });
    const [x0, x1, x2] = range(3).map((j) => table.map((row) => row[j]));
    const wanted = [
      [x0, x0],
      [x0, x1],
      [x1, x0],
      [x1, x1],
      [x2, x2],
      [x0, x2],
      [x1, x2],
      [y, x0],
      [y, x1],
      [y, x2],
    ].map(([u, v]) => covariance(u, v));
    // Two ways to add 600 numbers of order one: a few ε each.
    expectClose(entries(c), wanted, 1e-13);
    expect(c.ySquared).toBeCloseTo(covariance(y, y), 13);
    expect([c.samples, c.binaryTarget, c.names]).toEqual([SAMPLES, false, { A: 'see', B: 'hear' }]);
  });

  it('loses nothing to columns far from zero', () => {
    const far = (rows: number[][]) => rows.map((row) => row.map((x) => 1e8 + x));
    const shifted = correlationsFromArrays({ a: far(a), b: far(b), y: y.map((x) => 1e8 + x) });
    // A block mean near 10⁸ is known to 10⁸ ε ≈ 10⁻⁸ and enters squared or against centred sums; naive sums of squares
    // (10¹⁶ each) would leave no digit at all.
    expectClose(entries(shifted), entries(correlationsFromArrays({ a, b, y })), 1e-8);
  });

  it('standardizes', () => {
    const c = correlationsFromArrays({ a, b, y, standardize: true });
    const raw = correlationsFromArrays({ a, b, y });
    for (const variance of [c.sigmaA.data[0], c.sigmaA.data[3], c.sigmaB.data[0], c.ySquared]) {
      expect(variance).toBeCloseTo(1, 14);
    }
    const rho = raw.sigmaYB[0] / Math.sqrt(raw.sigmaB.data[0] * (raw.ySquared ?? NaN));
    expect(c.sigmaYB[0]).toBeCloseTo(rho, 14);
  });

  it('leaves a target of ±1 its scale', () => {
    const classes = range(SAMPLES).map((k) => (a[k][0] + b[k][0] > 1.2 ? 1 : -1));
    const c = correlationsFromArrays({ a, b, y: classes, standardize: true });
    expect(c.binaryTarget).toBe(true);
    expect(c.ySquared).toBeCloseTo(covariance(classes, classes), 13);
    expect(c.ySquared).not.toBeCloseTo(1, 3);
    const column = b.map(([x]) => x);
    expect(c.sigmaYB[0]).toBeCloseTo(covariance(classes, column) / Math.sqrt(covariance(column, column)), 13);
  });

  it('takes typed rows', () => {
    const typed = { a: a.map((row) => Float64Array.from(row)), b, y: Float64Array.from(y) };
    expect(correlationsFromArrays(typed)).toEqual(correlationsFromArrays({ a, b, y }));
  });

  it('does not depend on the order of the samples', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(range(40), { minLength: 40 }), (order) => {
        const pick = <T>(list: T[]) => order.map((k) => list[k]);
        const shuffled = correlationsFromArrays({ a: pick(a), b: pick(b), y: pick(y) });
        const first = <T>(list: T[]) => list.slice(0, 40);
        const wanted = correlationsFromArrays({ a: first(a), b: first(b), y: first(y) });
        // Sums of 40 numbers of order one in another order.
        expectClose(entries(shuffled), entries(wanted), 1e-14 * 40);
      }),
    );
  });

  const three = { a: [[1], [2], [4]], b: [[1], [0], [2]], y: [1, 2, 6] };
  it.each<[string, object, ErrorCode, string, unknown]>([
    ['no rows', { a: [] }, 'shape', 'a', []],
    ['rows without columns', { b: [[], [], []] }, 'shape', 'b', [[], [], []]],
    ['ragged rows', { a: [[1], [2, 3], [4]] }, 'shape', 'a[1]', 2],
    ['fewer rows in b', { b: [[1], [0]] }, 'shape', 'b', 2],
    ['fewer targets', { y: [1, 2] }, 'shape', 'y', 2],
    ['NaN in a', { a: [[1], [NaN], [4]] }, 'cell', 'a[1][0]', NaN],
    ['infinity in b', { b: [[1], [0], [Infinity]] }, 'cell', 'b[2][0]', Infinity],
    ['text in y', { y: [1, '2', 6] }, 'cell', 'y[1]', '2'],
    ['one sample', { a: [[1]], b: [[1]], y: [1] }, 'shape', 'samples', 1],
    ['a constant input', { a: [[0.1], [0.1], [0.1]] }, 'constant-column', 'a[·][0]', 0.1],
    ['a constant target', { y: [3, 3, 3] }, 'constant-column', 'y', 3],
    ['values too large to square', { b: [[1e200], [0], [1]] }, 'number', 'b[·][0]', 1e200],
    ['values too small to square', { b: [[1e-200], [0], [0]] }, 'number', 'b[·][0]', 1e-200],
    [
      'an uncorrelated modality',
      { b: [[1], [-2], [1]], y: [1, 2, 3] },
      'zero-correlation',
      'b',
      expect.closeTo(0),
    ],
    ['bad names', { names: { A: '', B: 'B' } }, 'shape', 'names', { A: '', B: 'B' }],
  ])('refuses %s', (_, change, code, field, value) => {
    refusal(() => correlationsFromArrays({ ...three, ...change }), code, field, value);
  });
});

describe('correlationsFromFile', () => {
  const write = temporaryFiles();
  const text = (separator: string) =>
    [['u', 'v', 'w', 'y'], ...table].map((row) => row.join(separator)).join('\n') + '\n';
  const columns = { a: 'u,v', b: 'w', y: 'y' };
  const wanted = correlationsFromArrays({ a, b, y });

  it('agrees over all formats', async () => {
    const flat = Float64Array.from(table.flat());
    const byColumn = Float64Array.from(range(4).flatMap((j) => table.map((row) => row[j])));
    const numbered = { a: '0..1', b: '2', y: '3' };
    const xb = npy([SAMPLES, 1], Float64Array.from(b.flat()));
    const archive = { xa: npy([SAMPLES, 2], Float64Array.from(a.flat())), xb, y: npy([SAMPLES], Float64Array.from(y)) };
    const read = [
      await correlationsFromFile(await write('t.csv', text(',')), columns),
      await correlationsFromFile(await write('bom.TXT', '\uFEFF' + text(' , ').replaceAll('\n', '\r\n')), columns),
      await correlationsFromFile(await write('t.tsv', text('\t')), columns),
      await correlationsFromFile(await write('t.npy', npy([SAMPLES, 4], flat)), numbered),
      await correlationsFromFile(await write('f.npy', npy([SAMPLES, 4], byColumn, { fortran: true })), numbered),
      await correlationsFromFile(await write('t.npz', npz(archive)), { a: 'xa', b: 'xb.0', y: 'y' }),
    ];
    // Exactly: the same numbers through the same sums.
    for (const c of read) expect(c).toEqual(wanted);
  });

  it('reads the diabetes data', async () => {
    const path = 'data/diabetes.csv';
    const choice = { a: 's1..s6', b: 'age,sex,bmi,bp', y: 'progression' };
    const c = await correlationsFromFile(path, { ...choice, standardize: true });
    const [header, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
    const column = (name: string) => lines.map((line) => Number(line.split(',')[header.split(',').indexOf(name)]));
    const rho = (one: string, other: string) => {
      const [u, v] = [column(one), column(other)];
      return covariance(u, v) / Math.sqrt(covariance(u, u) * covariance(v, v));
    };
    expect([c.samples, c.sigmaA.rows, c.sigmaB.rows, c.binaryTarget]).toEqual([442, 6, 4, false]);
    for (let i = 0; i < 6; i++) expect(c.sigmaA.data[7 * i]).toBeCloseTo(1, 14);
    for (let i = 0; i < 4; i++) expect(c.sigmaB.data[5 * i]).toBeCloseTo(1, 14);
    expect(c.ySquared).toBeCloseTo(1, 14);
    expect(c.sigmaA.data[1]).toBeCloseTo(rho('s1', 's2'), 13);
    expect(c.sigmaAB.data[4 * 4 + 2]).toBeCloseTo(rho('s5', 'bmi'), 13);
    expect(c.sigmaYA[4]).toBeCloseTo(rho('progression', 's5'), 13);
    expect(c.sigmaYB[3]).toBeCloseTo(rho('progression', 'bp'), 13);
  });

  it('reports progress sparingly, and its end', async () => {
    const fractions: number[] = [];
    const onProgress = (fraction: number) => fractions.push(fraction);
    const rows = range(50_000).map((k) => `${noise(k, 0)},${noise(k, 1)},${noise(k, 0) + noise(k, 1)}`);
    const path = await write('long.csv', ['u', 'w', 'y'].join() + '\n' + rows.join('\n'));
    await correlationsFromFile(path, { a: 'u', b: 'w', y: 'y', onProgress });
    expect(fractions.length).toBeGreaterThan(5);
    expect(fractions.length).toBeLessThanOrEqual(101);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual(fractions.toSorted((one, other) => one - other));
  });

  it('names a constant column', async () => {
    const path = await write('constant.csv', 'u,w,y\n1,7,2\n2,7,3\n5,7,1\n');
    await rejection(correlationsFromFile(path, { a: 'u', b: 'w', y: 'y' }), 'constant-column', 'w', 7);
    await rejection(correlationsFromFile(path, { a: 'u', b: 'y', y: 'w' }), 'constant-column', 'w', 7);
  });

  it('refuses missing files, folders and other types', async () => {
    const pdf = await write('t.pdf', 'x');
    for (const path of ['no-such.csv', 'test', pdf]) {
      await rejection(correlationsFromFile(path, columns), 'file', path, path);
    }
  });

  it('refuses columns that overlap', async () => {
    const path = await write('overlap.csv', text(','));
    await rejection(correlationsFromFile(path, { a: 'u,v', b: 'v', y: 'y' }), 'columns', 'v', 'A, B');
  });
});
