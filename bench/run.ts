/**
 * `npm run bench`: what the integrals and a prediction cost. Figures are medians of one run on one machine; the ratios are
 * what to compare between machines.
 */
import hyp2f1 from '@stdlib/math-base-special-hyp2f1';
import { tableOrList } from '../src/cli/format.js';
import { Bench } from 'tinybench';
import { equalDepthIntegral, unequalDepthIntegral } from '../formulas/depth-integrals.js';
import { fillNormal, randomSource } from '../src/numerics/random.js';
import { problemOf } from '../src/problem/two-modalities.js';
import { digits } from '../src/check/harness/digits.js';
import { correlationsFromArrays, correlationsFromFile, problemFromArrays } from '../src/data/index.js';
import { predict, reducedTrajectory } from '../src/index.js';
import type { Correlations } from '../src/problem/correlations.js';
import { viewsOf } from '../src/simulate/digits/views.js';

/** Pairs (L, L_f) between which there is no closed form that is used, and k across its range. */
const PAIRS = [
  [4, 3],
  [5, 3],
  [5, 4],
  [6, 3],
  [6, 4],
  [6, 5],
  [8, 5],
] as const;
const KS = [0.05, 0.25, 0.5, 0.8, 0.95, 0.999];

const median = (values: number[]): number => values.sort((p, q) => p - q)[values.length >> 1];

async function microseconds(tasks: ReadonlyMap<string, () => unknown>): Promise<Map<string, number>> {
  const bench = new Bench({ time: 100 });
  for (const [name, run] of tasks) bench.add(name, run);
  await bench.run();
  return new Map(
    bench.tasks.map(({ name, result }) => {
      if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
      return [name, result.latency.p50 * 1000];
    }),
  );
}

async function integrals(): Promise<void> {
  // A hundred evaluations a call, so that the clock's own cost does not show.
  const hundred = (f: (k: number) => unknown, k: number) => () => {
    for (let i = 0; i < 100; i++) f(k + 1e-9 * i);
  };
  const tasks = new Map<string, () => unknown>();
  for (const [depth, fusion] of PAIRS) {
    for (const k of KS)
      tasks.set(
        `I(${depth}, ${fusion}; ${k})`,
        hundred((x) => equalDepthIntegral(depth, fusion, x), k),
      );
  }
  tasks.set(
    'I(4, 2; k), series',
    hundred((x) => equalDepthIntegral(4, 2, x), 0.5),
  );
  tasks.set(
    'I(4, 2; k), @stdlib ₂F₁',
    hundred((x) => hyp2f1(1, 1 / (1 - x), 1 / (1 - x) + 1, -1) / 2, 0.5),
  );
  tasks.set(
    'I(3, 4, 1), unequal depths',
    hundred((x) => unequalDepthIntegral(3, 4, 1, x, 0.1), 0.5),
  );
  const cost = new Map([...(await microseconds(tasks))].map(([name, us]) => [name, us / 100]));
  const byPair = PAIRS.map(([depth, fusion]) => {
    const costs = KS.map((k) => cost.get(`I(${depth}, ${fusion}; ${k})`) ?? NaN);
    return [`I(${depth}, ${fusion}; k)`, Math.min(...costs), median(costs), Math.max(...costs)] as const;
  });
  const all = PAIRS.flatMap(([d, f]) => KS.map((k) => cost.get(`I(${d}, ${f}; ${k})`) ?? NaN));
  const rows = [...byPair, ['all of these', Math.min(...all), median(all), Math.max(...all)] as const];
  console.log('Depth integrals to full precision, µs an evaluation over k from 0.05 to 0.999');
  console.log(
    tableOrList(
      ['', 'min', 'median', 'max'],
      rows.map(([name, ...us]) => [name, ...us.map((x) => x.toFixed(2))]),
    ),
  );
  const others = [...cost].filter(([name]) => !name.includes(';') || name.includes(','));
  for (const name of ['I(4, 2; k), series', 'I(4, 2; k), @stdlib ₂F₁', 'I(3, 4, 1), unequal depths']) {
    console.log(`${name.padEnd(28)} ${(others.find(([n]) => n === name)?.[1] ?? NaN).toFixed(2)} µs`);
  }
  const [series, library] = ['I(4, 2; k), series', 'I(4, 2; k), @stdlib ₂F₁'].map((name) => cost.get(name) ?? NaN);
  console.log(`the library's ₂F₁ costs ${(library / series).toFixed(0)} times the series\n`);
}

/** Gaussian data of two modalities of 512 dimensions each, correlated, with a linear target. */
function wide() {
  const source = randomSource(1);
  const [samples, half] = [2048, 512];
  const normal = (n: number) => fillNormal(source, new Float64Array(n));
  const a = Array.from({ length: samples }, () => normal(half));
  const b = a.map((row) => normal(half).map((x, i) => 0.6 * x + 0.4 * row[i]));
  const y = a.map((row, i) => row.reduce((sum, x, j) => sum + (x + b[i][j] / 2) / 16, 0));
  return correlationsFromArrays({ a, b, y });
}

/** Ten classes of digits: the 26 pixels of most variance of the upper and of the lower half of 9 × 9 averages. */
async function tenClasses() {
  const { values, count, side, labels } = viewsOf((await digits()).train, 3);
  const size = side * side;
  const variance = (pixel: number) => {
    const column = Array.from({ length: count }, (_, image) => values[image * size + pixel]);
    const centre = column.reduce((sum, x) => sum + x, 0) / count;
    return column.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  };
  const half = (from: number, to: number) => {
    const pixels = Array.from({ length: to - from }, (_, i) => from + i);
    const chosen = pixels
      .map((pixel) => ({ pixel, variance: variance(pixel) }))
      .sort((p, q) => q.variance - p.variance);
    return Array.from({ length: count }, (_, image) =>
      chosen.slice(0, 26).map(({ pixel }) => values[image * size + pixel]),
    );
  };
  const modalities = { upper: half(0, 4 * side), lower: half(5 * side, size) };
  return problemFromArrays({ modalities, y: [...labels] }, { standardize: true, classes: true });
}

async function predictions(): Promise<void> {
  const diabetes = await correlationsFromFile('data/diabetes.csv', {
    a: 's1..s6',
    b: 'age,sex,bmi,bp',
    y: 'progression',
    standardize: true,
  });
  const timed = (name: string, run: () => unknown) => {
    const started = performance.now();
    run();
    console.log(`${name.padEnd(64)} ${((performance.now() - started) / 1000).toFixed(2)} s`);
  };
  const ofDigits = await tenClasses();
  timed('predict, ten classes, 2 × 26 dimensions, two layers, first call', () =>
    predict(ofDigits, { network: { depth: 2, fusionLayer: 2 } }),
  );
  const big = wide();
  timed('predict, 1024 dimensions, four layers, late fusion, first call', () =>
    predict(problemOf(big), { network: { depth: 4, fusionLayer: 4 } }),
  );
  timed('predict, 1024 dimensions, four layers, every fusion layer', () =>
    predict(problemOf(big), { network: { depth: 4, fusionLayer: 'all' } }),
  );
  timed('predict, diabetes, four layers, every fusion layer', () =>
    predict(problemOf(diabetes), { network: { depth: 4, fusionLayer: 'all' } }),
  );
  reducedSystems('diabetes', diabetes, 20);
  reducedSystems('1024 dimensions', big, 1);
}

/** The rank-one flow through both transitions by itself: median of some runs, after a first one. */
function reducedSystems(name: string, c: Correlations, runs: number): void {
  for (const [depth, fusionLayer] of [
    [2, 2],
    [4, 1],
    [4, 2],
    [4, 3],
    [4, 4],
  ] as const) {
    const run = () =>
      reducedTrajectory(problemOf(c), { network: { depth, fusionLayer }, initScale: 0.01, learningRate: 0.04 });
    run();
    const times = Array.from({ length: runs }, () => {
      const started = performance.now();
      run();
      return performance.now() - started;
    });
    console.log(
      `reduced system, ${name}, L = ${depth}, L_f = ${fusionLayer}, 1e-8 a step`.padEnd(64),
      median(times).toFixed(1),
      'ms',
    );
  }
}

await integrals();
await predictions();
await import('./simulate.js');
await import('./digits.js');
await import('./sweep.js');
await import('./commands.js');
