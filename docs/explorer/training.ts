/** The part of the worker that trains the network, in slices, so that it can be watched and stopped. */
import { dot, matrix, multiply, norm, type Matrix } from '../../src/numerics/matrix.js';
import { sigmaBlock, type Problem } from '../../src/problem/problem.js';
import { finalWeights, usesAt, type Use } from '../../src/problem/use.js';
import { mapLayers } from '../../src/problem/weights.js';
import type { Descent } from '../../src/simulate/descend.js';
import type { TrajectoryPoint } from '../../src/simulate/recorder.js';
import { beginSimulation } from '../../src/simulate/simulate.js';
import { refusalOf, type SimulatedPoint, type SimulationOrder, type SimulationReport } from './messages.js';

/** A slice of a wide network ends after so many milliseconds, finished or not. */
const LONGEST = 100;

/** How often a slice is looked at, and by how much of their largest the total weights have moved where that is worth drawing. */
const LOOKS = 8;
const WORTH_DRAWING = 0.01;

/** The run that is on; an older one stops at its next slice. */
let current = 0;

/** Runs what it is told to, or stops. */
export function obey(order: SimulationOrder): void {
  current = 'stop' in order ? 0 : order.run;
  if ('stop' in order) return;
  void train(order).catch((error: unknown) => {
    self.postMessage(refusalOf(order.run, error));
  });
}

async function train({ run, problem, network, settings, slice, pace }: Exclude<SimulationOrder, { stop: true }>) {
  const end = finalWeights(problem);
  const levels = usesAt(problem, end);
  const descent = beginSimulation(problem, network, { levels, ...settings });
  const drawn = drawing(problem, levels, norm(end.data) ** (1 / network.depth));
  const look = Math.ceil(slice / LOOKS);
  let last = drawn(descent.point());
  let largest = 0;
  const report = (points: readonly SimulatedPoint[], status: SimulationReport['status']) => {
    self.postMessage({ run, points, times: timesOf(descent, problem), status } satisfies SimulationReport);
  };
  report([last], 'running');
  while (!descent.finished()) {
    const began = performance.now();
    const points: SimulatedPoint[] = [];
    for (let i = 0; i < LOOKS && performance.now() - began < LONGEST; i++) {
      let left = look;
      descent.advance(() => left-- > 0);
      const point = drawn(descent.point());
      largest = Math.max(largest, ...point.totals.map(Math.abs));
      const moved = Math.max(...point.totals.map((total, m) => Math.abs(total - last.totals[m])));
      if (moved < WORTH_DRAWING * largest && i < LOOKS - 1) continue;
      points.push(point);
      last = point;
    }
    report(points, descent.finished() ? outcome(descent) : 'running');
    await new Promise((resume) => setTimeout(resume, Math.max(0, pace - (performance.now() - began))));
    if (current !== run) return;
  }
}

function outcome(descent: Descent): 'finished' | 'step-limit' {
  const { complete } = descent.conclude(); // refuses a run that diverged
  return complete ? 'finished' : 'step-limit';
}

/** When each modality is first used, whichever of its modes it is. */
function timesOf(descent: Descent, { modalities }: Problem): (number | null)[] {
  const events = descent.events();
  return modalities.map((_, m) => {
    const times = events.flatMap(({ modality, time }) => (modality === m && time !== null ? [time] : []));
    return times.length === 0 ? null : Math.min(...times);
  });
}

/** What is drawn of a state: contributions in shares of those at the end, norms of layers in shares of `size`. */
function drawing(problem: Problem, levels: readonly Use[], size: number): (point: TrajectoryPoint) => SimulatedPoint {
  const sigmas = problem.modalities.map((_, m) => sigmaBlock(problem, m, m));
  const ends = sigmas.map((_, m) =>
    Math.hypot(...levels.filter((use) => use.modality === m).map(({ level }) => level)),
  );
  return ({ step, loss, totals, layerNorms }) => ({
    step,
    loss,
    totals: totals.map((total) => (total.length === 1 ? total[0] : norm(total))),
    shares: totals.map((total, m) => (ends[m] === 0 ? null : contribution(total, sigmas[m]) / ends[m])),
    layers: mapLayers(layerNorms, (layer) => layer / size),
  });
}

/** Standard deviation of what total weights of a modality add to the output, `‖W_m Σ_m^½‖`. */
function contribution(total: Float64Array, sigma: Matrix): number {
  const part = matrix(total.length / sigma.rows, sigma.rows, total);
  return Math.sqrt(Math.max(0, dot(multiply(part, sigma).data, total)));
}
