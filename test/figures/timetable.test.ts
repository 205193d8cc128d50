import { expect, test } from 'vitest';
import { makeTimetable } from '../../src/figures/index.js';
import type { FigureRow } from '../../src/figures/index.js';
import { problem } from '../../src/problem/from-general.js';

/** Two outputs and three modalities of one or two inputs. */
const data = problem({
  modalities: [
    { name: 'text', dim: 2 },
    { name: 'audio', dim: 1 },
    { name: 'video', dim: 1 },
  ],
  outputs: ['cat', 'dog'],
  sigma: [
    [2, 0.3, 0.4, 0],
    [0.3, 1, 0.2, 0.1],
    [0.4, 0.2, 1.5, 0.3],
    [0, 0.1, 0.3, 1],
  ],
  sigmaYX: [
    [2, 0.2, 1, 0.2],
    [-1, 0.9, 0.5, -0.6],
  ],
});

/** Height of a line at x, between its points. */
function at(rows: readonly FigureRow[], x: number): number {
  const i = rows.findIndex((row) => (row.x ?? 0) >= x);
  const [p, q] = [rows[i - 1], rows[i]].map((row) => [row.x ?? NaN, row.y ?? NaN]);
  return p[1] + ((x - p[0]) / (q[0] - p[0])) * (q[1] - p[1]);
}

test('a panel a modality, a line a mode, its dot where the line is at half of its end, and a simulation beside', async () => {
  const network = { depth: 2, fusionLayer: 2 };
  const question = { problem: data, network, width: 100, start: { initScale: 0.01 }, learningRate: 0.04 };
  const { panels } = await makeTimetable(question, { quick: true });
  expect(panels.map(({ title }) => title.split(':')[0])).toEqual(['text', 'audio', 'video']);
  expect(panels.map(({ spec }) => spec.legend.length)).toEqual([2, 1, 1]);
  for (const { spec } of panels) {
    const top = spec.y.domain?.[1] ?? NaN;
    const lines = spec.marks.filter(({ kind, series }) => kind === 'line' && !series.startsWith('use of'));
    for (const { series, rows } of lines) {
      const [dot] = spec.marks.find((mark) => mark.kind === 'points' && mark.series === `use of ${series}`)?.rows ?? [];
      // The line is the typical start's, the dot the mean's: a few percent of the time apart, where the line is steepest.
      expect(Math.abs(at(rows, dot.x ?? NaN) - (dot.y ?? NaN))).toBeLessThan(0.1 * top);
      const marks = spec.marks.find((mark) => mark.role === 'simulation' && mark.series === series)?.rows ?? [];
      expect(marks.length).toBeGreaterThan(10);
      // They end together, at the minimum.
      const last = marks[marks.length - 1];
      expect(Math.abs(at(rows, last.x ?? NaN) - (last.y ?? NaN))).toBeLessThan(0.05 * top);
    }
  }
});
