/** The worker that trains the network, in slices, so that it can be watched and stopped. */
import { norm } from '../numerics/matrix.js';
import type { Descent } from '../simulate/descend.js';
import type { TrajectoryPoint } from '../simulate/recorder.js';
import { beginSimulation } from '../simulate/simulate.js';
import { refusalOf, type SimulatedPoint, type SimulationOrder, type SimulationReport } from './messages.js';

/** A slice of a wide network ends after so many milliseconds, finished or not. */
const LONGEST = 100;

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
  const descent = beginSimulation(order.correlations, order.network, order.settings);
  const report = (status: SimulationReport['status']) => {
    const point = drawn(descent.point());
    self.postMessage({ run: order.run, points: [point], ...descent.times(), status } satisfies SimulationReport);
  };
  report('running');
  while (!descent.finished()) {
    const began = performance.now();
    let left = order.slice;
    descent.advance(() => left-- > 0 && performance.now() - began < LONGEST);
    if (!descent.finished()) report('running');
    await new Promise((resume) => setTimeout(resume, Math.max(0, order.pace - (performance.now() - began))));
    if (current !== order.run) return;
  }
  report(outcome(descent));
}

function outcome(descent: Descent): 'finished' | 'step-limit' {
  const { tA, tB } = descent.conclude();
  return tA !== null && tB !== null ? 'finished' : 'step-limit';
}

function drawn({ step, loss, totalA, totalB }: TrajectoryPoint): SimulatedPoint {
  const scalar = totalA.length === 1 && totalB.length === 1;
  const size = (total: Float64Array) => (scalar ? total[0] : norm(total));
  return { step, loss, totalA: size(totalA), totalB: size(totalB) };
}
