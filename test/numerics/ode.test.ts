import { describe, expect, it, vi } from 'vitest';
import { dormandPrince } from '../../src/numerics/dormand-prince.js';
import { norm } from '../../src/numerics/matrix.js';
import {
  integrateOde,
  locateCrossing,
  type Attempt,
  type Flow,
  type ImplicitSolver,
  type Method,
} from '../../src/numerics/ode.js';
import { rodas } from '../../src/numerics/rosenbrock.js';

/** Solves (d − J) x = r in two dimensions. */
const implicitBy =
  (jacobian: (y: Float64Array) => [number, number, number, number]): ImplicitSolver =>
  (y, d) => {
    const [a, b, c, e] = jacobian(y);
    const determinant = (d - a) * (d - e) - b * c;
    return (r) => Float64Array.of(((d - e) * r[0] + b * r[1]) / determinant, (c * r[0] + (d - a) * r[1]) / determinant);
  };

/**
 * A nonlinear system with a known solution: `q = x² + y²` grows as `q̇ = 2q(1 − q)`, and the angle turns at the speed `q`.
 */
const spiral: Flow = ([x, y], out) => {
  const q = x * x + y * y;
  out[0] = x * (1 - q) - y * q;
  out[1] = y * (1 - q) + x * q;
};
const spiralImplicit = implicitBy(([x, y]) => {
  const q = x * x + y * y;
  return [
    1 - q - 2 * x * x - 2 * x * y,
    -2 * x * y - q - 2 * y * y,
    q + 2 * x * x - 2 * x * y,
    1 - q - 2 * y * y + 2 * x * y,
  ];
});
const Q0 = 0.1;
const start = Float64Array.of(Math.sqrt(Q0), 0);
function spiralAt(t: number): Float64Array {
  const growth = 1 + Q0 * Math.expm1(2 * t);
  const radius = Math.sqrt((Q0 * Math.exp(2 * t)) / growth);
  const angle = Math.log(growth) / 2;
  return Float64Array.of(radius * Math.cos(angle), radius * Math.sin(angle));
}
const distance = (x: Float64Array, y: Float64Array) => norm(x.map((value, i) => value - y[i]));

const methods = {
  'Dormand–Prince': { make: () => dormandPrince(spiral, 2), order: 5, embedded: 4, dense: 4 },
  RODAS: { make: () => rodas(spiral, spiralImplicit, 2), order: 4, embedded: 3, dense: 3 },
};

/** The first step of length `h`. */
function firstStep(method: Method, h: number): Attempt {
  const slope = new Float64Array(2);
  spiral(start, slope);
  return method(0, start, slope, h);
}

/** Error at time 2 with `n` equal steps. */
function globalError(method: Method, n: number): number {
  let y: Float64Array = start;
  let slope: Float64Array = new Float64Array(2);
  spiral(y, slope);
  for (let i = 0; i < n; i++) ({ next: y, slope } = method((2 * i) / n, y, slope, 2 / n));
  return distance(y, spiralAt(2));
}

/** log₂ of the ratio of the errors at `h` and `h/2`. */
const orderOf = (error: (h: number) => number, h: number) => Math.log2(error(h) / error(h / 2));

describe.each(Object.entries(methods))('%s', (_, { make, order, embedded, dense }) => {
  it(`has order ${order}`, () => {
    // Halving 2/40 → 2/80: higher terms of the expansion change the measured order by a tenth or two.
    const measured = orderOf((h) => globalError(make(), Math.round(2 / h)), 2 / 40);
    expect(measured).toBeGreaterThan(order - 0.25);
    // Not more either, or what is measured is not the method.
    expect(measured).toBeLessThan(order + 0.5);
  });

  it(`estimates its error by a method of order ${embedded}`, () => {
    // The difference of a step of both is O(h^(embedded + 1)).
    const measured = orderOf((h) => norm(firstStep(make(), h).error), 0.05);
    expect(Math.abs(measured - (embedded + 1))).toBeLessThan(0.25);
    // And it is the difference to the true error, but for the better method's.
    const { next, error } = firstStep(make(), 0.1);
    expect(norm(error)).toBeGreaterThan(distance(next, spiralAt(0.1)));
  });

  it(`has dense output of order ${dense}`, () => {
    const worst = (h: number) => {
      const step = firstStep(make(), h).step();
      const scratch = new Float64Array(2);
      return Math.max(...[0.2, 0.4, 0.6, 0.8].map((x) => distance(step.at(x * h, scratch), spiralAt(x * h))));
    };
    expect(orderOf(worst, 0.1)).toBeGreaterThan(dense + 0.75);
  });

  it('has dense output that meets the ends', () => {
    const first = firstStep(make(), 0.1);
    const step = first.step();
    // Rounding of sums of a few terms of size one.
    expect(distance(step.at(0, new Float64Array(2)), start)).toBeLessThanOrEqual(4 * Number.EPSILON);
    expect(distance(step.at(0.1, new Float64Array(2)), first.next)).toBeLessThanOrEqual(4 * Number.EPSILON);
    expect([step.from, step.to]).toEqual([0, 0.1]);
  });

  it('returns the flow at the new state', () => {
    const { next, slope } = firstStep(make(), 0.1);
    const truth = new Float64Array(2);
    spiral(next, truth);
    expect(slope).toEqual(truth);
  });
});

/** Error norm for a relative tolerance. */
const relative = (tolerance: number) => (error: Float64Array, y: Float64Array) => norm(error) / norm(y) / tolerance;

describe('integrateOde', () => {
  /** Worst error along the spiral to time 5, and what it cost. */
  function runSpiral(tolerance: number) {
    let [worst, steps, implicitSolves] = [0, 0, 0];
    const implicit: ImplicitSolver = (y, d) => {
      implicitSolves++;
      return spiralImplicit(y, d);
    };
    const onStep = (step: { to: number }, y: Float64Array) => {
      steps++;
      worst = Math.max(worst, distance(y, spiralAt(step.to)));
      return step.to > 5;
    };
    const end = integrateOde({ flow: spiral, implicit, start, errorNorm: relative(tolerance), onStep, maxSteps: 5000 });
    return { ...end, worst, steps, implicitSolves };
  }

  it('keeps its error near the tolerance, and stays explicit where nothing is stiff', () => {
    for (const tolerance of [1e-5, 1e-7, 1e-9, 1e-11]) {
      const { finished, worst, implicitSolves, steps } = runSpiral(tolerance);
      expect({ finished, implicitSolves }).toEqual({ finished: true, implicitSolves: 0 });
      // Errors of a step add up over at most all of them; perturbations grow at most by e¹ before q saturates.
      expect(worst).toBeLessThan(3 * steps * tolerance);
    }
    // Order 5: a hundred times the accuracy costs 10^(2/5) ≈ 2.5 times the steps.
    const ratio = runSpiral(1e-11).steps / runSpiral(1e-9).steps;
    expect(ratio).toBeGreaterThan(1.5);
    expect(ratio).toBeLessThan(4);
  });

  it('switches to implicit steps on a stiff problem and stays accurate', () => {
    // A = −[1, 0; 0, 10⁵] turned by 0.3 rad.
    const [c, s, fast] = [Math.cos(0.3), Math.sin(0.3), 1e5];
    const matrix = [
      -(c * c + fast * s * s),
      -(1 - fast) * c * s,
      -(1 - fast) * c * s,
      -(s * s + fast * c * c),
    ] as const;
    const flow: Flow = ([x, y], out) => {
      out[0] = matrix[0] * x + matrix[1] * y;
      out[1] = matrix[2] * x + matrix[3] * y;
    };
    let [implicitSolves, worst, steps] = [0, 0, 0];
    const solver = implicitBy(() => [...matrix]);
    const end = integrateOde({
      flow,
      implicit: (y, d) => {
        implicitSolves++;
        return solver(y, d);
      },
      // Along the slow direction (c, s) with length 1, along the fast one with 1.
      start: Float64Array.of(c - s, s + c),
      errorNorm: relative(1e-8),
      onStep: ({ to }, y) => {
        steps++;
        const truth = [Math.exp(-to), Math.exp(-fast * to)];
        worst = Math.max(worst, Math.hypot(c * y[0] + s * y[1] - truth[0], -s * y[0] + c * y[1] - truth[1]) / truth[0]);
        return to > 5;
      },
      maxSteps: 5000,
    });
    expect(end.finished).toBe(true);
    expect(implicitSolves).toBeGreaterThan(0);
    // An explicit method needs 5 · 10⁵/3.3 steps.
    expect(steps).toBeLessThan(1000);
    // Relative errors of at most 1e-8 a step, which do not grow.
    expect(worst).toBeLessThan(1e-8 * steps);
  });

  it('finds events to the accuracy of the steps', () => {
    // q = ½ where 1/q − 1 = (1/Q0 − 1) e^(−2t) is 1.
    const truth = Math.log(1 / Q0 - 1) / 2;
    const scratch = new Float64Array(2);
    const crossings: number[] = [];
    const value = ([x, y]: Float64Array) => x * x + y * y - 0.5;
    integrateOde({
      flow: spiral,
      implicit: spiralImplicit,
      start,
      errorNorm: relative(1e-10),
      onStep: (step, y) => {
        if (value(y) < 0) return false;
        crossings.push(locateCrossing(step, value, scratch));
        return true;
      },
      maxSteps: 5000,
    });
    // q̇ = ½ there; dense output of order 4 against steps of order 5 loses another factor of ten or so.
    expect(Math.abs(crossings[0] - truth)).toBeLessThan(1e-8);
  });

  it('finds falling crossings too', () => {
    const step = { from: 1, to: 3, at: (t: number, out: Float64Array) => out.fill(2 - t) };
    const found = locateCrossing(step, (y) => y[0], new Float64Array(1));
    expect(Math.abs(found - 2)).toBeLessThanOrEqual(4 * Number.EPSILON);
  });

  it('says when the steps ran out', () => {
    const run = { flow: spiral, implicit: spiralImplicit, start, errorNorm: relative(1e-8) };
    let steps = 0;
    const { finished } = integrateOde({ ...run, onStep: () => ++steps < 0, maxSteps: 7 });
    expect(finished).toBe(false);
    expect(steps).toBeLessThanOrEqual(7);
  });

  it.each([
    ['nothing moves', () => 0],
    ['every step forward, however short, leads beyond numbers', (y: number) => (y === 0 ? 1 : NaN)],
  ])('is stuck where %s', (_, slope) => {
    const flow: Flow = (y, out) => {
      out[0] = slope(y[0]);
    };
    const errorNorm = (error: Float64Array) => Math.abs(error[0]) / 1e-6;
    const onStep = vi.fn(() => true);
    const end = integrateOde({ flow, start: Float64Array.of(0), errorNorm, onStep, maxSteps: 2000 });
    expect(end).toEqual({ finished: false, stuck: true });
    expect(onStep).not.toHaveBeenCalled();
  });

  it('takes no more evaluations than it may, though a step of many stages would', () => {
    // Rates from 1 to 10⁶: explicit steps are 10⁻⁶ long, those of Runge–Kutta–Chebyshev have hundreds of stages.
    const rates = Float64Array.from({ length: 7 }, (_, i) => 10 ** i);
    let evaluations = 0;
    const flow: Flow = (y, out) => {
      evaluations++;
      rates.forEach((rate, i) => (out[i] = 1 - rate * y[i]));
    };
    const problem = { flow, start: new Float64Array(7), maxSteps: 1e5 };
    const errorNorm = (error: Float64Array) => norm(error) / 1e-3;
    const whole = integrateOde({ ...problem, errorNorm, onStep: ({ to }) => to > 1 });
    expect(whole.finished).toBe(true);
    expect(evaluations).toBeGreaterThan(4000);
    evaluations = 0;
    const cut = integrateOde({ ...problem, errorNorm, onStep: ({ to }) => to > 1, maxEvaluations: 2000 });
    expect(cut.finished).toBe(false);
    expect(evaluations).toBeLessThan(2100);
  });

  it('takes a shorter step where the flow overflows', () => {
    // ẏ = y²: infinite at t = 1; the first guess of a step is far too long.
    const flow: Flow = ([y], out) => {
      out[0] = y > 1e3 ? NaN : y * y;
    };
    let last = 0;
    integrateOde({
      flow,
      implicit: (y, d) => (r) => r.map((value) => value / (d - 2 * y[0])),
      start: Float64Array.of(1),
      errorNorm: (error) => norm(error) / 0.1,
      onStep: ({ to }, y) => {
        last = to;
        return y[0] > 100;
      },
      maxSteps: 500,
    });
    // y = 1/(1 − t) passes 100 at 0.99. Tolerance 0.1 on y: 1e-3 of it where ẏ = 10⁴.
    expect(last).toBeGreaterThan(0.98);
    expect(last).toBeLessThan(1);
  });
});
