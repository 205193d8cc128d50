import { describe, expect, it } from 'vitest';
import { norm } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource, uniform, uniformBetween, unitVector } from '../../src/numerics/random.js';

describe('random numbers', () => {
  it('are the same on every machine', () => {
    const source = randomSource(1);
    expect(uniform(source)).toBe(0.6894079135345498);
    expect([...fillNormal(source, new Float64Array(3), 2)]).toEqual([
      -3.2441468172052663, -2.316576860122821, -1.8335266055102601,
    ]);
  });

  it('fill an interval', () => {
    const [source, same] = [randomSource(5), randomSource(5)];
    for (let i = 0; i < 10; i++) expect(uniformBetween(source, -3, 7)).toBe(-3 + 10 * uniform(same));
  });

  it('have the moments of the normal distribution', () => {
    const count = 100_000;
    const x = fillNormal(randomSource(7), new Float64Array(count), 3);
    const moment = (k: number): number => x.reduce((sum, value) => sum + (value / 3) ** k, 0) / count;
    // Within five standard errors √(Var(x^k)/n), with Var = 1, 2, 15, 96 for k = 1…4.
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
  });

  it('of neighbouring seeds are unrelated', () => {
    const count = 1000;
    const x = fillNormal(randomSource(1), new Float64Array(count));
    const y = fillNormal(randomSource(2), new Float64Array(count));
    const correlation = x.reduce((sum, value, i) => sum + value * y[i], 0) / count;
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(count)); // five standard errors
  });

  it('make unit vectors', () => {
    expect(norm(unitVector(randomSource(3), 17))).toBeCloseTo(1, 14);
  });
});
