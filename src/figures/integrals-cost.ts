/** What an evaluation of the depth integrals costs; not in the source. */
import { depthIntegral } from '../predict/source/integrals.js';
import type { FigureEntry } from './grammar/entry.js';
import { SWEEP } from './grammar/palette.js';
import { sweepPanel, type Sweep } from './grammar/panels.js';
import type { FigureContext } from './grammar/runs.js';
import type { FigureRow, Mark, Panel } from './grammar/spec.js';
import { grid } from './protocol.js';

/** What is integrated: depth, fusion layer. */
const PAIRS = [
  [4, 3],
  [6, 3],
  [6, 5],
  [12, 4],
] as const;

/** Cost and accuracy of the depth integrals. */
export const integralsCost: FigureEntry = {
  id: 'integrals-cost',
  title: 'Cost and accuracy of the depth integrals I(L, L_f; k)',
  make(context) {
    const measured =
      'a, b: relative error of I(4, 3; k) against evaluations of the integrand: Simpson’s rule on Eq 13 as printed, cut off at x = 100; Simpson’s rule on our form on [0, 1]; and ours, adaptive Gauss–Kronrod, whose point is its own error bound (the errors of Simpson’s rule are measured against it). c: evaluations our rule needs as k → 1, where the integrand has a boundary layer.';
    return Promise.resolve({
      caption: `Not in the source. ${measured} d: wall time of a call on the machine and at the time of drawing, best of ${batches(context).count} batches; it differs from machine to machine, all else does not.`,
      panels: [accuracy('a', 0.5), accuracy('b', 0.99), evaluations(), time(context)],
    });
  },
};

/** Simpson's rule with `n` intervals. */
function simpson(f: (x: number) => number, from: number, to: number, n: number): number {
  const h = (to - from) / n;
  let sum = f(from) + f(to);
  for (let i = 1; i < n; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * h);
  return (sum * h) / 3;
}

/** Where the printed form's infinite interval is cut off. */
const CUT = 100;

function accuracy(id: string, k: number): Panel {
  const [L, L_f] = [4, 3];
  const best = depthIntegral({ depth: L, fusionLayer: L_f, k });
  const printed = (x: number) =>
    (1 + (k + (1 - k) * x ** (L_f - 2)) ** (2 / (2 - L_f))) ** ((L_f - L) / 2) / x ** (L - 1);
  const finite = (s: number) =>
    s ** (L - 3) * (1 + s * s * (k * s ** (L_f - 2) + 1 - k) ** (-2 / (L_f - 2))) ** (-(L - L_f) / 2);
  const counts = Array.from({ length: 13 }, (_, i) => 2 ** (i + 1));
  const errors = (rule: (n: number) => number) =>
    counts.flatMap((n): FigureRow[] => {
      const error = Math.abs(rule(n) / best.value - 1);
      return error > 1e-16 ? [{ x: n + 1, y: error }] : [];
    });
  const line = (series: string, i: number, rows: FigureRow[]): Mark[] => {
    const base = { series, role: 'reference', colour: SWEEP[i].colour, rows } as const;
    return [
      { ...base, kind: 'line', dash: SWEEP[i].dash },
      { ...base, kind: 'points', symbol: SWEEP[i].symbol, radius: 3 },
    ];
  };
  const own: FigureRow[] = [{ x: best.evaluations, y: best.error / best.value }];
  return {
    id,
    title: `${id} · accuracy, k = ${k}`,
    spec: {
      x: { label: 'evaluations of the integrand', scale: 'log', domain: [2, 20_000], ticks: [10, 100, 1000, 10_000] },
      y: { label: 'relative error', scale: 'log', domain: [1e-16, 100], ticks: [1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1] },
      marks: [
        ...line(
          'Simpson, printed form',
          1,
          errors((n) => simpson(printed, 1, CUT, n)),
        ),
        ...line(
          'Simpson, our form',
          0,
          errors((n) => simpson(finite, 0, 1, n)),
        ),
        {
          kind: 'points',
          series: 'adaptive, ours',
          role: 'theory',
          colour: 'green',
          symbol: 'star',
          radius: 7,
          filled: true,
          rows: own,
        },
      ],
      legend: [
        { label: 'Simpson, as printed', colour: 'vermilion', dash: 'dashed', symbol: 'square' },
        { label: 'Simpson, our form', colour: 'blue', dash: 'solid', symbol: 'circle' },
        { label: 'ours', colour: 'green', symbol: 'star', filled: true },
      ],
    },
  };
}

/** `1 − k` from far to near, evenly in the logarithm. */
const NEARNESS = grid(-6, -0.05, 25).map((exponent) => 10 ** exponent);
const nearAxis = { label: '1 − k', scale: 'log', domain: [1e-6, 1], ticks: [1e-6, 1e-4, 1e-2, 1] } as const;

function evaluations(): Panel {
  return sweepPanel({
    id: 'c',
    title: 'c · evaluations of the integrand',
    x: nearAxis,
    y: { label: 'evaluations', domain: [0, 480] },
    sweeps: pairSweeps(NEARNESS, (depth, fusionLayer, k) => depthIntegral({ depth, fusionLayer, k }).evaluations),
  });
}

function pairSweeps(
  nearness: readonly number[],
  measure: (depth: number, fusionLayer: number, k: number) => number,
): Sweep[] {
  return PAIRS.map(([depth, fusionLayer], i) => ({
    label: `I(${depth}, ${fusionLayer})`,
    style: SWEEP[i],
    theory: nearness.map((x) => ({ x, y: measure(depth, fusionLayer, 1 - x) })),
    simulation: [],
  }));
}

const batches = ({ quick }: FigureContext) => (quick ? { count: 3, calls: 100 } : { count: 7, calls: 2000 });

function time(context: FigureContext): Panel {
  const { count, calls } = batches(context);
  const measure = (depth: number, fusionLayer: number, k: number) => {
    let least = Infinity;
    for (let batch = 0; batch < count; batch++) {
      const began = performance.now();
      for (let call = 0; call < calls; call++) depthIntegral({ depth, fusionLayer, k });
      least = Math.min(least, (performance.now() - began) / calls);
    }
    return 1000 * least; // milliseconds to microseconds
  };
  return sweepPanel({
    id: 'd',
    title: 'd · measured time of a call',
    x: nearAxis,
    y: {
      label: 'time (µs)',
      scale: 'log',
      domain: [0.5, 1000],
      ticks: [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    },
    sweeps: pairSweeps(
      NEARNESS.filter((_, i) => i % 3 === 0),
      measure,
    ),
  });
}
