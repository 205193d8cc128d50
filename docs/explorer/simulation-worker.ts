/** The worker that trains the network, in slices, so that it can be watched and stopped. */
import { norm } from '../../src/numerics/matrix.js';
import { problemOf } from '../../src/problem/two-modalities.js';
import type { Descent } from '../../src/simulate/descend.js';
import { normLevels, timeOf } from '../../src/simulate/levels.js';
import type { TrajectoryPoint } from '../../src/simulate/recorder.js';
import { beginSimulation } from '../../src/simulate/simulate.js';
import { refusalOf, type SimulatedPoint, type SimulationOrder, type SimulationReport } from './messages.js';

/** A slice of a wide network ends after so many milliseconds, finished or not. */
const LONGEST = 100;

/** How often a slice is looked at, and by how much of its level a total weight has moved where that is worth drawing. */
const LOOKS = 8;
const WORTH_DRAWING = 0.01;

/** The run that is on; an older one stops at its next slice. */
let current = 0;

self.onmessage = ({ data }: MessageEvent<SimulationOrder>) => {
  current = 'stop' in data ? 0 : data.run;
  if ('stop' in data) return;
  void train(data).catch((error: unknown) => {
    self.postMessage(refusalOf(data.run, error));
  });
};

async function train(order: Exclude<SimulationOrder, { stop: true }>): Promise<void> {
  const { levels: norms, ...settings } = order.settings;
  const waited = norms === undefined ? {} : ({ measure: 'weights', levels: normLevels(norms) } as const);
  const descent = beginSimulation(problemOf(order.correlations), order.network, { ...settings, ...waited });
  const { A, B } = norms ?? { A: Infinity, B: Infinity };
  const look = Math.ceil(order.slice / LOOKS);
  let last = drawn(descent.point());
  const report = (points: readonly SimulatedPoint[], status: SimulationReport['status']) => {
    self.postMessage({ run: order.run, points, ...timesOf(descent), status } satisfies SimulationReport);
  };
  report([last], 'running');
  while (!descent.finished()) {
    const began = performance.now();
    const points: SimulatedPoint[] = [];
    for (let i = 0; i < LOOKS && performance.now() - began < LONGEST; i++) {
      let left = look;
      descent.advance(() => left-- > 0);
      const point = drawn(descent.point());
      const moved = Math.abs(point.totalA - last.totalA) / A + Math.abs(point.totalB - last.totalB) / B;
      if (moved < WORTH_DRAWING && i < LOOKS - 1) continue;
      points.push(point);
      last = point;
    }
    if (!descent.finished()) report(points, 'running');
    else report(points, outcome(descent));
    await new Promise((resume) => setTimeout(resume, Math.max(0, order.pace - (performance.now() - began))));
    if (current !== order.run) return;
  }
}

function outcome(descent: Descent): 'finished' | 'step-limit' {
  descent.conclude(); // refuses a run that diverged
  const { tA, tB } = timesOf(descent);
  return tA !== null && tB !== null ? 'finished' : 'step-limit';
}

function timesOf(descent: Descent): { tA: number | null; tB: number | null } {
  const events = descent.events();
  return { tA: timeOf({ events }, 0), tB: timeOf({ events }, 1) };
}

function drawn({ step, loss, totals: [totalA, totalB] }: TrajectoryPoint): SimulatedPoint {
  const scalar = totalA.length === 1 && totalB.length === 1;
  const size = (total: Float64Array) => (scalar ? total[0] : norm(total));
  return { step, loss, totalA: size(totalA), totalB: size(totalB) };
}
