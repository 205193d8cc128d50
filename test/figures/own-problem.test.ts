import { expect, test } from 'vitest';
import { readData } from '../../src/data/index.js';
import { diagnose } from '../../src/diagnose/index.js';
import { makeDiagnosis, makeUnseen, type Figure, type FigureRow } from '../../src/figures/index.js';
import { predict, toyProblem } from '../../src/index.js';
import { simulate } from '../../src/simulate/index.js';

const LATE = { depth: 2, fusionLayer: 2 };

const rowsOf = ({ panels }: Figure, kind: string, series: string): readonly FigureRow[] =>
  panels[0].spec.marks.find((mark) => mark.kind === kind && mark.series === series)?.rows ?? [];

test('figure unseen: marks on their lines, a star at the best step of the prediction', async () => {
  const { problem, test: testData } = await readData('data/iris.csv', {
    modalities: { sepal: 'sepal_*', petal: 'petal_*' },
    y: 'versicolor',
    standardize: true,
    holdout: { fraction: 0.5, seed: 301 },
  });
  if (testData === null) throw new Error('nothing is held out');
  const asked = { network: LATE, width: 100, learningRate: 0.04 };
  const figure = await makeUnseen({ problem, testData, start: { initScale: 0.02 }, ...asked }, { quick: true });
  for (const series of ['training loss', 'unseen loss']) {
    const line = rowsOf(figure, 'line', series);
    const marks = rowsOf(figure, 'points', series);
    expect(marks.length).toBeGreaterThan(10);
    // One seed is a little earlier or later than the typical start; at rest both are at the minimum.
    const [last, end] = [marks[marks.length - 1], line[line.length - 1]];
    expect(Math.abs((last.y ?? NaN) / (end.y ?? NaN) - 1)).toBeLessThan(0.02);
  }
  const { unseen } = predict(problem, { ...asked, initScale: 0.02 }, { testData }).predictions[0];
  expect(rowsOf(figure, 'points', 'best step')).toEqual([{ x: unseen?.bestStep, y: unseen?.bestLoss }]);
});

test('figure diagnose: heights, transitions and the forecast are those of the diagnosis', async () => {
  const problem = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
  const start = { kind: 'gaussian', initScale: 0.001 } as const;
  const { trajectory } = await simulate(problem, LATE, { start, learningRate: 0.04, maxSteps: 100 });
  const log = {
    steps: Float64Array.from(trajectory, ({ step }) => step),
    losses: Float64Array.from(trajectory, ({ loss }) => loss),
  };
  const asked = { network: LATE, learningRate: 0.04 };
  const diagnosis = diagnose(log, problem, asked);
  const figure = makeDiagnosis({ problem, log, diagnosis, ...asked });
  const heights = figure.panels[0].spec.marks.flatMap(({ kind, rows }) =>
    kind === 'rule' ? rows.map(({ y }) => y) : [],
  );
  // M_0 = 7/2, M_A = (1 − ρ²) σ_B²/2, M_B = (1 − ρ²) σ_A²/2, M_* = 0 (Eq 62; both weights are 1).
  for (const height of [3.5, 0.375, 1.5, 0]) {
    expect(heights.some((other) => Math.abs((other ?? NaN) - height) < 1e-12)).toBe(true);
  }
  expect(rowsOf(figure, 'points', 'seen: A').map(({ x }) => x)).toEqual(diagnosis.seen.map(({ step }) => step));
  expect(rowsOf(figure, 'rule', 'next: B')).toEqual([{ x: diagnosis.next?.time?.mean }]);
});
