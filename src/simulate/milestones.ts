import type { Use } from '../problem/use.js';
import { countAbove, modesOf, type Gauge } from './gauge.js';
import type { Model } from './model.js';

/** Total weights at one step. */
export interface PlateauState {
  /** Steps done. */
  readonly step: number;
  /** `W_m^tot` of each modality, `C × D_m`, row by row. */
  readonly totals: readonly Float64Array[];
}

/** A mode of a modality comes into use. */
export interface UseEvent {
  /** Position of the modality. */
  readonly modality: number;
  /** From 1, the largest first. */
  readonly mode: number;
  /**
   * Step, linearly interpolated, at which the mode first reached half of its level from below; 0 for one that was above
   * it at the start and stayed there; `null` where it has not reached it (yet), or has nothing to reach.
   */
  readonly time: number | null;
}

/** What is watched at every step of a simulation, however thinly it is recorded. */
export interface Milestones {
  see(step: number): void;
  /** When each mode was first used, in the order of the levels. */
  events(): UseEvent[];
  /** Whether all that is waited for has come. `false` where nothing is. */
  allCame(): boolean;
  /** Whether some mode counts as used because it was above half of its level at the start. */
  anyAtStart(): boolean;
  /** The state at the step between the first event and the last at which the total weights moved least. */
  plateau(): PlateauState | null;
}

/** A mode that is waited for. */
interface Awaited extends Use {
  time: number | null;
}

/** A modality that is watched: its modes, its Gram matrix now and a step before. */
interface Watched {
  readonly index: number;
  readonly size: number;
  readonly modes: readonly Awaited[];
  /** How many modes are still looked at: not used yet, or used from the start and free to leave. */
  open: number;
  gram: Float64Array;
  before: Float64Array;
  readonly scratch: Float64Array;
}

/** Watches the modes of all modalities for their crossings, and the phase between these for its stillest point. */
export function milestones(model: Model, uses: readonly Use[], gauge: Gauge): Milestones {
  const modes = uses.map((use): Awaited => ({ ...use, time: null }));
  const awaited = modes.filter(({ level }) => level > 0);
  const watched = gauge.sizes.map((size, index) => watch(index, size, awaited));
  const stillest = slowest(model);
  let open = awaited.length;
  return {
    see(step) {
      for (const modality of watched) if (modality.open > 0) open += look(modality, model, gauge, step);
      if (open > 0 && open < awaited.length) stillest.see(step);
    },
    events: () => modes.map(({ modality, mode, time }) => ({ modality, mode, time })),
    allCame: () => awaited.length > 0 && open === 0,
    anyAtStart: () => awaited.some(({ time }) => time === 0),
    plateau: () => stillest.point(),
  };
}

function watch(index: number, size: number, awaited: readonly Awaited[]): Watched {
  const [gram, before, scratch] = Array.from({ length: 3 }, () => new Float64Array(size * size));
  const modes = awaited.filter(({ modality }) => modality === index);
  return { index, size, modes, open: modes.length, gram, before, scratch };
}

/** Looks at the open modes of a modality; answers by how much the number of modes without a time has grown. */
function look(modality: Watched, { totals }: Model, gauge: Gauge, step: number): number {
  const { index, size, modes, scratch, before } = modality;
  modality.before = modality.gram;
  modality.gram = before;
  gauge.fill(index, totals, modality.gram);
  let grown = 0;
  for (const mode of modes) {
    if (mode.time !== null && mode.time > 0) continue;
    const isAbove = countAbove(modality.gram, size, (mode.level / 2) ** 2, scratch) >= mode.mode;
    if (isAbove === (mode.time === 0)) continue;
    grown += isAbove ? -1 : 1;
    mode.time = isAbove ? timeAt(modality, mode, step) : null;
    if (mode.time !== null && mode.time > 0) modality.open--;
  }
  return grown;
}

/** When a mode reached half of its level, on a straight line between the step before and this one. */
function timeAt({ gram, before, size }: Watched, { mode, level }: Awaited, step: number): number {
  if (step === 0) return 0;
  const [from, to] = [modesOf(before, size)[mode - 1], modesOf(gram, size)[mode - 1]];
  return step - 1 + Math.min(1, Math.max(0, (level / 2 - from) / (to - from)));
}

/** The total weights at the step into which they moved least. Called at (nearly) every step, it only copies them. */
function slowest({ totals }: Model): { see(step: number): void; point(): PlateauState | null } {
  const last = totals.map((total) => total.slice());
  const best = totals.map((total) => total.slice());
  let seen = false;
  let least = Infinity;
  let bestStep = -1;
  return {
    see(step) {
      let moved = 0;
      for (let m = 0; m < totals.length; m++) moved += squaredDistance(totals[m], last[m]);
      if (seen && moved < least) {
        least = moved;
        bestStep = step;
        for (let m = 0; m < totals.length; m++) best[m].set(totals[m]);
      }
      for (let m = 0; m < totals.length; m++) last[m].set(totals[m]);
      seen = true;
    },
    point: () => (bestStep < 0 ? null : { step: bestStep, totals: best }),
  };
}

function squaredDistance(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) ** 2;
  return sum;
}
