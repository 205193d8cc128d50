/** Figures of two-layer ReLU networks: 11 (a linear task) and 12 (an exclusive or beside it). */
import type { Weights } from '../problem/weights.js';
import {
  gaussianSamples,
  populationCorrelations,
  sideBySide,
  signCorrelations,
  xorSamples,
  type Job,
  type Population,
  type Simulation,
} from '../simulate/index.js';
import { averages } from '../check/harness/problems.js';
import type { FigureEntry } from './grammar/entry.js';
import { SWEEP } from './grammar/palette.js';
import { lossAndWeightsPanel, type Curves } from './grammar/panels.js';
import { EARLY, LATE, RATE, reference, STD, WIDTH } from './protocol.js';
import type { FigureRow, LineMark, Panel } from './grammar/spec.js';
import { asCurves, expectedCurves, simulatedCurves } from './theory.js';
import { randomTimes } from '../predict/source/random-times.js';

const POPULATION: Population = {
  sigma: { rows: 2, cols: 2, data: Float64Array.of(4, 0, 0, 1) },
  inputsA: 1,
  target: Float64Array.of(1, 1),
  noise: 0,
};
const start = { kind: 'gaussian', std: STD } as const;

/** Fig 11. */
export const figure11: FigureEntry = {
  id: '11',
  title: 'ReLU networks on a linear task: twice as slow, total weights twice as large',
  async make(context) {
    const count = context.quick ? 256 : 2048;
    const samples = gaussianSamples(POPULATION, { count, seed: 1 });
    const exact = populationCorrelations(POPULATION);
    const settings = { ...descent(480, 8), activation: 'relu' } as const;
    const early: Job = { kind: 'samples', samples, network: EARLY, settings };
    const late: Job = { kind: 'scalar-relu', signs: signCorrelations(exact), settings: descent(1440, 8) };
    const [[ofEarly], [ofLate]] = await context.simulate([early, late], [1]);
    return {
      caption: `Σ = diag(4, 1), y = x_A + x_B, width 100, weights of standard deviation 10^{-9}, η = 0.04, seed 1. Lines: the theory of linear networks (rank-one flow from the effective start of random weights, as in Fig 2) with times and total weights doubled. Marks: full-batch gradient descent of ReLU networks, a on ${count} Gaussian samples (the source: 8192), b on the exact moments of Gaussian inputs.`,
      panels: [
        doubled('a', 'a · early fusion', ofEarly, averages(samples), EARLY, 480),
        doubled('b', 'b · late fusion', ofLate, exact, LATE, 1440),
      ],
    };
  },
};

function descent(maxSteps: number, every: number) {
  return { start, width: WIDTH, learningRate: RATE, maxSteps, thinning: { every } };
}

/** A simulated ReLU network with the line of the linear one at half its speed. */
function doubled(
  id: string,
  title: string,
  run: Simulation,
  correlations: ReturnType<typeof averages>,
  network: typeof EARLY | typeof LATE,
  end: number,
): Panel {
  const linear = asCurves(
    expectedCurves({ correlations, network, width: WIDTH, start: { std: STD }, learningRate: RATE, end: end / 2 }),
  );
  const twice = (values: readonly number[]) => values.map((value) => 2 * value);
  const { t, totalA, totalB, loss } = linear;
  const theory: Curves = { t: twice(t), totalA: twice(totalA), totalB: twice(totalB), loss };
  const weights = { network, width: WIDTH, start: { std: STD }, learningRate: RATE };
  const { tA, tB } = randomTimes(correlations, weights) ?? { tA: NaN, tB: NaN };
  return lossAndWeightsPanel({
    id, title, theory, simulation: asCurves(simulatedCurves(run)), times: { A: 2 * tA, B: 2 * tB }, end,
  }); // prettier-ignore
}

/** Of the linear modality; the source writes `Var(x_A) ≡ σ_A`. */
const VARIANCES = [1, 2, 3] as const;

/** Fig 12. */
export const figure12: FigureEntry = {
  id: '12',
  title: 'ReLU networks on y = x_A + XOR(x_B): late fusion learns both, early fusion may miss the exclusive or',
  async make(context) {
    const count = context.quick ? 64 : 512;
    const steps = context.quick ? 2000 : 3000;
    const settings = { ...descent(steps, Math.ceil(steps / 200)), activation: 'relu' } as const;
    const jobs = [EARLY, LATE].flatMap((network) =>
      VARIANCES.map((variance): Job => {
        const samples = xorSamples({ std: Math.sqrt(variance), count, seed: 1 });
        return { kind: 'samples', samples, network, settings };
      }),
    );
    const runs = (await context.simulate(jobs, [1])).map(([run]) => run);
    const [early, late] = [runs.slice(0, VARIANCES.length), runs.slice(VARIANCES.length)];
    return {
      caption: `Two layers, width 100 (each branch), ${count} samples (the source: 8192), weights of standard deviation 10^{-9}, η = 0.04, ${steps} steps, seed 1. No theory here: lines and marks are simulation; the dotted line is the loss ½ of a network that ignores the exclusive or. First-layer weights at the end: each mark is a hidden unit at its two weights for x_B; its shape is the sign of its weight w for x_A, its colour √(|w|/max), from grey (0) to blue or vermilion. In late fusion w is the weight of the other branch's unit of the same number, as in the source.`,
      panels: [
        lossPanel('loss-early', 'early fusion: loss', early, steps),
        lossPanel('loss-late', 'late fusion: loss', late, steps),
        ...VARIANCES.flatMap((variance, i) => [
          unitsPanel('ace'[i], `${'ace'[i]} · early, Var(x_A) = ${variance}`, early[i].final.weights),
          unitsPanel('bdf'[i], `${'bdf'[i]} · late, Var(x_A) = ${variance}`, late[i].final.weights),
        ]),
      ],
    };
  },
};

function lossPanel(id: string, title: string, runs: readonly Simulation[], end: number): Panel {
  const lines = runs.map((run, i): LineMark => ({
    kind: 'line',
    series: `Var(x_A) = ${VARIANCES[i]}`,
    role: 'simulation',
    colour: SWEEP[i].colour,
    dash: SWEEP[i].dash,
    rows: run.trajectory.map(({ step, loss }): FigureRow => ({ x: step, y: loss })),
  }));
  return {
    id,
    title,
    spec: {
      x: { label: 'time t (steps)', domain: [0, end] },
      y: { label: 'loss', domain: [0, 2.6] },
      marks: [reference('no exclusive or', 0.5), ...lines],
      legend: lines.map(({ series, colour, dash }) => ({ label: series, colour, dash })),
    },
  };
}

/** By the sign of the weight for x_A. */
const SIGNS = [
  { series: 'w ≥ 0', of: (a: number) => a >= 0, colour: 'vermilion', symbol: 'circle' },
  { series: 'w < 0', of: (a: number) => a < 0, colour: 'blue', symbol: 'square' },
] as const;

function unitsPanel(id: string, title: string, weights: Weights): Panel {
  const { data } = sideBySide(weights.branches[0][0], weights.branches[1][0]);
  const units = Array.from({ length: data.length / 3 }, (_, i) => data.subarray(3 * i, 3 * i + 3));
  const most = Math.max(...units.map(([a]) => Math.abs(a)));
  const reach = 1.1 * Math.max(...units.flatMap(([, b, c]) => [Math.abs(b), Math.abs(c)]));
  // Most weights are small: their square roots are told apart.
  const shade = (a: number) => Math.sign(a) * Math.sqrt(Math.abs(a) / most);
  return {
    id,
    title,
    spec: {
      size: { width: 372, height: 300 },
      x: { label: 'weight for x_{B1}', domain: [-reach, reach] },
      y: { label: 'weight for x_{B2}', domain: [-reach, reach] },
      marks: SIGNS.map(({ series, of, colour, symbol }) => ({
        kind: 'points',
        series,
        role: 'simulation',
        colour,
        symbol,
        filled: true,
        rows: units.flatMap(([a, x, y]): FigureRow[] => (of(a) ? [{ x, y, value: shade(a) }] : [])),
      })),
      legend: SIGNS.map(({ series, colour, symbol }) => ({ label: series, colour, symbol, filled: true })),
    },
  };
}
