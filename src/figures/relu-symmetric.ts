/** Two-layer ReLU networks on data with and without the symmetry that their law needs. */
import { norm } from '../numerics/matrix.js';
import { mean } from '../numerics/statistics.js';
import { predict } from '../predict/predict.js';
import { problemOf } from '../problem/two-modalities.js';
import { usesAt } from '../problem/use.js';
import { averages } from '../check/harness/problems.js';
import { dataFile } from '../check/harness/diabetes.js';
import { symmetrized } from '../check/standing/problems.js';
import { readData } from '../data/index.js';
import { gaussianSamples, splitSamples, type Job, type Samples } from '../simulate/index.js';
import type { FigureEntry } from './grammar/entry.js';
import type { FigureContext } from './grammar/runs.js';
import type { Colour, FigureRow, Mark } from './grammar/spec.js';
import { LATE, RATE, seedsPhrase } from './protocol.js';

const WIDTH = 50;
const SCALE = 0.01;
const seedsOf = (context: FigureContext) => context.seeds(3, 1);

/** Samples, as they are. */
interface Data {
  readonly label: string;
  readonly samples: Samples;
  readonly colour: Colour;
}

async function real(label: string, file: string, A: string, B: string, y: string, colour: Colour): Promise<Data[]> {
  const path = dataFile(file);
  if (path === null) return [];
  const { problem, samples } = await readData(path, { modalities: { A, B }, y, standardize: true, samples: true });
  return samples === null ? [] : [{ label, samples: splitSamples(problem, samples), colour }];
}

/** A skewed population has no symmetry of its own: inputs are squares of Gaussians about their means. */
function skewed(): Data {
  const sigma = { rows: 2, cols: 2, data: Float64Array.of(4, 1, 1, 1) };
  const { xA, xB } = gaussianSamples(
    { sigma, inputsA: 1, target: Float64Array.of(1, 1), noise: 0 },
    { count: 200, seed: 3 },
  );
  const squared = (x: typeof xA, variance: number) => ({
    ...x,
    data: x.data.map((value) => (value * value) / Math.sqrt(2 * variance) - Math.sqrt(variance / 2)),
  });
  const [a, b] = [squared(xA, 4), squared(xB, 1)];
  return {
    label: 'skewed toy',
    samples: { xA: a, xB: b, y: a.data.map((value, p) => value + b.data[p]) },
    colour: 'blue',
  };
}

/** Law and measurement of both times. */
async function times(context: FigureContext, samples: Samples): Promise<FigureRow[]> {
  const correlations = averages(samples);
  const learningRate = (2 * RATE) / Math.max(norm(correlations.sigmaYA), norm(correlations.sigmaYB));
  // The linear network at half of the rate, from √½ of the start.
  const linear = { network: LATE, width: WIDTH, initScale: SCALE * Math.SQRT1_2, learningRate: learningRate / 2 };
  const events = predict(problemOf(correlations), linear).predictions[0].randomStart?.events ?? [];
  const law = events.map(({ time }) => time?.mean ?? Infinity);
  const job: Job = {
    kind: 'samples',
    samples,
    network: LATE,
    settings: {
      ...{ activation: 'relu', measure: 'output', levels: usesAt(problemOf(correlations)) },
      ...{ start: { kind: 'gaussian', initScale: SCALE }, width: WIDTH, learningRate, thinning: { maxRecords: 2 } },
      maxSteps: Math.ceil(3 * Math.max(...law.filter(Number.isFinite))),
    },
  };
  const [runs] = await context.simulate([job], seedsOf(context));
  return law.flatMap((x, m) => {
    const y = mean(runs.map(({ events }) => events[m].time ?? NaN));
    return Number.isFinite(x) && Number.isFinite(y) ? [{ x, y }] : [];
  });
}

const IRIS = ['petal_length,sepal_width', 'petal_width,sepal_length'] as const;

/** Ours: the theorem on symmetric data, and what becomes of it on raw ones. */
export const reluSymmetric: FigureEntry = {
  id: 'relu-symmetric',
  title: 'ReLU networks keep the time of linear ones on symmetric data, and only there',
  async make(context) {
    const all = [
      skewed(),
      ...(await real('diabetes', 'diabetes.csv', 's1..s6', 'age,sex,bmi,bp', 'progression', 'green')),
      ...(await real('diabetes, five columns', 'diabetes.csv', 'bmi,bp', 's4,s5,s6', 'progression', 'purple')),
      ...(await real('iris', 'iris.csv', ...IRIS, 'versicolor', 'vermilion')),
    ];
    const data = context.quick ? all.slice(0, 2) : all;
    const marks: Mark[] = [];
    for (const { label, samples, colour } of data) {
      for (const isRaw of [false, true]) {
        marks.push({
          kind: 'points',
          series: `${label}, ${isRaw ? 'raw' : 'symmetrised'}`,
          role: 'simulation',
          colour,
          symbol: isRaw ? 'diamond' : 'circle',
          rows: await times(context, isRaw ? samples : symmetrized(label, samples).samples),
        });
      }
    }
    const ends = marks.flatMap(({ rows }) => rows.flatMap(({ x = 1, y = 1 }) => [x, y]));
    const line = [Math.min(...ends) / 1.2, Math.max(...ends) * 1.2].map((x) => ({ x, y: x }));
    return {
      caption: `Steps until each modality is used in a ReLU network of two layers, late fusion (N = ${WIDTH}, u_0 = ${SCALE}, full-batch descent on the samples, means of ${seedsPhrase(seedsOf(context))}) against the law t = 2 t_{linear}[σ/√2]. Circles: samples and their mirror images (x, y) → (−x, −y), on which the law is proved. Diamonds: the samples alone; what did not come within three times the law is not shown.`,
      panels: [
        {
          id: 'a',
          title: 'both times, symmetrised and raw',
          spec: {
            x: { label: 'law (steps)', scale: 'log' },
            y: { label: 'measured (steps)', scale: 'log' },
            marks: [
              { kind: 'line', series: 'law', role: 'theory', colour: 'text', dash: 'solid', rows: line },
              ...marks,
            ],
            legend: [
              { label: 'law', colour: 'text', dash: 'solid' },
              ...data.map(({ label, colour }) => ({ label, colour, symbol: 'circle' as const })),
              { label: 'symmetrised', colour: 'text', symbol: 'circle' },
              { label: 'raw', colour: 'text', symbol: 'diamond' },
            ],
          },
        },
      ],
    };
  },
};
