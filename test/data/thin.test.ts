/** More columns than samples: what is predicted in the coordinates that the samples span is what the full moments give. */
import { describe, expect, it } from 'vitest';
import { problemFromArrays } from '../../src/data/from-arrays.js';
import { followStart } from '../../src/flows/random/follow.js';
import { predict } from '../../src/predict/predict.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import { problem } from '../../src/problem/from-general.js';

const [ROWS, WIDE, NARROW] = [8, 14, 3];
const source = randomSource(5);
const normal = (n: number) => fillNormal(source, new Float64Array(n));
const a = Array.from({ length: ROWS }, () => normal(WIDE));
const b = Array.from({ length: ROWS }, () => normal(NARROW));
const y = a.map((row, i) => row[0] + row[1] + 2 * b[i][0] + normal(1)[0]);
const thin = problemFromArrays({ modalities: { A: a, B: b }, y });

/** The moments of all columns, summed up here. */
const full = (() => {
  const rows = a.map((row, i) => [...row, ...b[i], y[i]]);
  const means = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j] / ROWS, 0));
  const second = (i: number, j: number) =>
    rows.reduce((sum, row) => sum + ((row[i] - means[i]) * (row[j] - means[j])) / ROWS, 0);
  const inputs = Array.from({ length: WIDE + NARROW }, (_, j) => j);
  const last = WIDE + NARROW;
  const sigma = inputs.map((i) => inputs.map((j) => second(i, j)));
  const sigmaYX = [inputs.map((j) => second(last, j))];
  return problem({ modalities: [{ name: 'A', dim: WIDE }, { name: 'B', dim: NARROW }], sigma, sigmaYX, ySquared: second(last, last) }); // prettier-ignore
})();

describe('thin factors', () => {
  it('are seven coordinates of fourteen columns', () => {
    expect(thin.modalities.map(({ inputs, dim }) => [inputs, dim])).toEqual([[14, 7], [3, 3]]); // prettier-ignore
    expect(full.modalities.map(({ dim }) => dim)).toEqual([14, 3]);
  });

  it.each([
    ['two layers', { network: { depth: 2, fusionLayer: 2 }, initScale: 0.01 }],
    ['three layers, late', { network: { depth: 3, fusionLayer: 3 }, initScale: 0.1 }],
    ['four layers, in between', { network: { depth: 4, fusionLayer: 2 }, initScale: 0.3 }],
    ['balanced', { network: { depth: 3, fusionLayer: 2 }, initScale: 0.05, start: 'balanced' }],
  ] as const)('%s: every number to a part in 10⁹', (_, question) => {
    const [one, other] = [thin, full].map((asked) => predict(asked, question));
    // Gains corrected for sampling need rows, which moments alone do not have.
    const numbers = ({ predictions: [p], plateaus, misattribution, preference }: typeof one): number[] => {
      const known = { ...preference, correctedGains: null };
      return numbersIn([p.closedForm, p.reducedOde, plateaus.map(({ loss }) => loss), misattribution, known]);
    };
    expectEqual(numbers(one), numbers(other));
  });

  // Drawn starts have other random numbers, as there are other coordinates to draw.
  it.each([2, 3])('and the way of the typical start of %i layers', (depth) => {
    const network = { depthA: depth, depthB: depth, depthShared: 0 };
    const timesOf = (asked: typeof thin): number[] => {
      let times: readonly (number | null)[] = [];
      const question = { network, width: 100, start: { initScale: 0.1 }, learningRate: 0.04, measure: 'output' } as const;
      followStart(
        { problem: asked, ...question },
        { draw: null, onPiece: (piece) => (times = piece.times).every((time) => time !== null) },
      );
      return numbersIn(times);
    };
    expect(timesOf(thin)).toHaveLength(2);
    expectEqual(timesOf(thin), timesOf(full));
  });
});

function expectEqual(found: readonly number[], wanted: readonly number[]): void {
  expect(found.length).toBeGreaterThan(1);
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(1e-9 * Math.abs(wanted[i]) + 1e-12);
  });
}

/** All finite numbers of plain data, in their order. */
function numbersIn(data: unknown): number[] {
  if (typeof data === 'number') return Number.isFinite(data) ? [data] : [];
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(numbersIn) : [];
}
