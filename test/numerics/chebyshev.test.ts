import { describe, expect, test } from 'vitest';
import { chebyshev } from '../../src/numerics/chebyshev.js';
import { integrateOde, type Flow } from '../../src/numerics/ode.js';

/** `ẏ = −λ (y − 1)` for each λ. */
const relaxation = (rates: readonly number[]) => (y: Float64Array, out: Float64Array) => {
  rates.forEach((rate, i) => (out[i] = -rate * (y[i] - 1)));
};

/** A flow that counts how often it is asked. */
function counted(flow: Flow): { readonly flow: Flow; readonly evaluations: () => number } {
  let evaluations = 0;
  const counting: Flow = (y, out) => {
    evaluations++;
    flow(y, out);
  };
  return { flow: counting, evaluations: () => evaluations };
}

describe('Runge–Kutta–Chebyshev', () => {
  test('is of order two at any number of stages', () => {
    // A fast direction at rest makes the steps take many stages; the slow one is measured.
    const flow = relaxation([1, 2000]);
    const errorOf = (h: number) => {
      const attempt = chebyshev(flow, 2);
      let y: Float64Array = Float64Array.of(0, 1);
      let slope: Float64Array = Float64Array.of(1, 0);
      for (let t = 0; t < 1 - h / 2; t += h) ({ next: y, slope } = attempt(t, y, slope, h));
      return Math.abs(y[0] - (1 - Math.exp(-1)));
    };
    const order = Math.log2(errorOf(1 / 16) / errorOf(1 / 32));
    expect(Math.abs(order - 2)).toBeLessThan(0.5);
  });

  test('its dense output is of order three in between', () => {
    const flow = relaxation([1]);
    const errorOf = (h: number) => {
      const { step } = chebyshev(flow, 1)(0, Float64Array.of(0), Float64Array.of(1), h);
      const dense = step();
      return Math.abs(dense.at(h / 2, new Float64Array(1))[0] - (1 - Math.exp(-h / 2)));
    };
    expect(Math.log2(errorOf(0.02) / errorOf(0.01))).toBeGreaterThan(2.5);
  });

  test('looks at the fastest direction every 25 steps, and where a step was refused', () => {
    const { flow, evaluations: calls } = counted(relaxation([1, 100]));
    const attempt = chebyshev(flow, 2);
    let y: Float64Array = Float64Array.of(0, 0.5);
    let slope: Float64Array = Float64Array.of(1, 50);
    const evaluations = Array.from({ length: 60 }, (_, i) => {
      const before = calls();
      const trial = attempt(0, y, slope, 0.1);
      // The 30th step is refused, and tried once more.
      if (i !== 30) ({ next: y, slope } = trial);
      return calls() - before;
    });
    // 1 + √(1 + 1.54 · 0.1 · 1.2 · 100) = 5.4.
    expect(Math.min(...evaluations)).toBe(5);
    expect(evaluations.flatMap((count, i) => (count > 5 ? [i] : []))).toEqual([0, 26, 31, 57]);
    // One evaluation tells the direction of before, two that it stays as it is.
    expect(evaluations[26]).toBeLessThanOrEqual(5 + 2);
  });

  test('takes over where a system without a linear solver is stiff, and pays for it with far fewer evaluations', () => {
    const rates = Array.from({ length: 40 }, (_, i) => 10 ** ((4 * i) / 39));
    let end: Float64Array = new Float64Array(0);
    const { flow, evaluations } = counted(relaxation(rates));
    integrateOde({
      flow,
      start: new Float64Array(rates.length),
      errorNorm: (error) => Math.max(...error.map(Math.abs)) / 1e-5,
      onStep: (step) => {
        if (step.to < 2) return false;
        end = step.at(2, new Float64Array(rates.length));
        return true;
      },
      maxSteps: 100_000,
    });
    // A step makes an error of 1e-5 at most and there are a few hundred of them.
    rates.forEach((rate, i) => {
      expect(Math.abs(end[i] - (1 - Math.exp(-2 * rate)))).toBeLessThan(1e-3);
    });
    // An explicit method of stability limit 3.3 with six evaluations a step needs 2·10⁴/3.3·6 = 36,000.
    expect(evaluations()).toBeLessThan(36_000 / 5);
  });

  test('pays for a plateau of 10⁸ with the root of its length', () => {
    const rates = [1, 3e-8];
    const { flow, evaluations } = counted(relaxation(rates));
    const { finished } = integrateOde({
      flow,
      start: new Float64Array(2),
      errorNorm: (error) => Math.max(...error.map(Math.abs)) / 1e-3,
      onStep: (step) => step.to > 1e8,
      maxSteps: 10_000,
    });
    expect(finished).toBe(true);
    // 200 stages, stable over 0.65 · 200², would take 10⁸ / 0.65 / 200.
    expect(evaluations()).toBeLessThan(1e8 / 0.65 / 200 / 5);
  });
});
