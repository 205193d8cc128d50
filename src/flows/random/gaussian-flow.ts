/** Gradient flow (Eq 3–5) of a network of Gaussian weights, in the coordinates it uses (`gaussian-network.ts`). */
import { matrix, matrixTimesColumn, norm, rowTimesMatrix, type Matrix } from '../../numerics/matrix.js';
import { integrateOde, locateCrossing, type Step } from '../../numerics/ode.js';
import { jointCorrelations, type Correlations } from '../../problem/correlations.js';
import type { BranchSpeeds } from '../balanced/direct-flow.js';
import {
  ask,
  unknownLength,
  type GaussianLayer,
  type GaussianNetwork,
  type Neurons,
  type Normal,
} from './gaussian-network.js';

/** When the modalities are learned, in units of τ. */
export interface GaussianFlowTimes {
  /** When `‖W_A^tot‖` first crosses half of its level; `Infinity` if it is not waited for; `null` if the work ran out. */
  readonly tA: number | null;
  /** The same for B. */
  readonly tB: number | null;
  /** How fast the branches move. */
  readonly speeds: BranchSpeeds;
  /** Multiplications it took. */
  readonly work: number;
}

/** How {@link gaussianFlow} runs. */
export interface GaussianFlowOptions {
  /** The norms whose halves are crossed; `null` for a modality that is not waited for. */
  readonly levels: { readonly A: number | null; readonly B: number | null };
  /** Relative tolerance of a step, for each layer. */
  readonly tolerance: number;
  /** Give up after so many multiplications. */
  readonly maxWork: number;
  /**
   * A direction is asked for once what a layer would make of the unknown part of a vector comes to this share of what it
   * makes of the vector. At 0.1 times are good to two parts in a thousand up to six layers, to one in a hundred at eight:
   * the flow soon runs along what it has learned.
   */
  readonly worthAsking: number;
}

const MAX_STEPS = 100_000;

/** Integrates from the network as drawn until both levels have been crossed. The network is used up. */
export function gaussianFlow(
  net: GaussianNetwork,
  c: Correlations,
  normal: Normal,
  { levels, tolerance, maxWork, worthAsking }: GaussianFlowOptions,
): GaussianFlowTimes {
  const joint = jointCorrelations(c);
  const largest = new Map<GaussianLayer, number>();
  const waitFor = (level: number | null) => (level === null ? Infinity : null);
  const crossed = { A: waitFor(levels.A), B: waitFor(levels.B) };
  const speeds: BranchSpeeds = {
    atStart: { A: NaN, B: NaN },
    whenA: null,
    whenB: null,
  };
  let [from, work] = [0, 0];
  for (;;) {
    const signals = askForAllWanted(net, joint, largest, worthAsking, normal);
    const { start, load, flow, errorNorm, cost } = inCoordinates(net, signals);
    const speedsNow = () => ({ A: signals.speed('A'), B: signals.speed('B') });
    if (from === 0) speeds.atStart = speedsNow();
    const scratch = new Float64Array(start.length);
    const next = { wanted: false };
    const onStep = (step: Step, y: Float64Array) => {
      for (const modality of ['A', 'B'] as const) {
        const half = (levels[modality] ?? 0) / 2;
        const above = (state: Float64Array) => {
          load(state);
          return signals.total(modality) - half;
        };
        if (crossed[modality] === null && above(y) >= 0) {
          const time = locateCrossing(step, above, scratch);
          load(step.at(time, scratch));
          speeds[`when${modality}`] = speedsNow();
          crossed[modality] = from + time;
        }
      }
      load(y);
      next.wanted = signals.mostWanted(largest, worthAsking) !== null;
      if (next.wanted) from += step.to;
      return next.wanted || (crossed.A !== null && crossed.B !== null) || work + cost() > maxWork;
    };
    integrateOde({
      flow,
      start,
      errorNorm: (error, y) => errorNorm(error, y) / tolerance,
      onStep,
      maxSteps: MAX_STEPS,
    });
    work += cost();
    if (!next.wanted || work > maxWork) return { tA: crossed.A, tB: crossed.B, speeds, work };
  }
}

interface Signals {
  /** The backward pass, the total weights and errors (Eq 5), and the forward pass of the errors. */
  pass(): void;
  /** For each layer, what comes back to its output and what goes into its input: its flow is their outer product. */
  readonly ends: readonly { readonly back: Float64Array; readonly forward: Float64Array }[];
  /** `‖W^tot‖` of a modality. */
  total(modality: 'A' | 'B'): number;
  /** Norm of the flow of all layers of a branch. */
  speed(modality: 'A' | 'B'): number;
  /** The neurons that should be asked next, and along what; `null` when nothing is worth it. */
  mostWanted(largest: Map<GaussianLayer, number>, worthAsking: number): { neurons: Neurons; x: Float64Array } | null;
  /** Multiplications of a pass. */
  readonly cost: number;
}

/** Vectors at all neurons, for the coordinates that there are now. */
function signalsOf(net: GaussianNetwork, { sigma, sigmaY }: { sigma: Matrix; sigmaY: Float64Array }): Signals {
  const vectors = () => new Map(net.neurons.map((neurons) => [neurons, new Float64Array(neurons.coordinates)]));
  const [backs, forwards] = [vectors(), vectors()];
  const at = (map: Map<Neurons, Float64Array>, neurons: Neurons) => map.get(neurons) ?? new Float64Array(0);
  const wires = net.layers.map((layer) => ({
    layer,
    back: at(backs, layer.to),
    backOut: at(backs, layer.from),
    forward: at(forwards, layer.from),
    forwardOut: at(forwards, layer.to),
    image: new Float64Array(layer.to.coordinates),
  }));
  const [totalA, totalB] = [at(backs, net.inputA), at(backs, net.inputB)];
  const weights = new Float64Array(sigmaY.length);
  const errors = new Float64Array(sigmaY.length);
  const pass = () => {
    for (const x of backs.values()) x.fill(0);
    for (const x of forwards.values()) x.fill(0);
    at(backs, net.output)[0] = 1;
    for (let l = wires.length - 1; l >= 0; l--) {
      const { layer, back, backOut } = wires[l];
      rowTimesMatrix(back, asMatrix(layer), backOut);
    }
    weights.set(totalA);
    weights.set(totalB, totalA.length);
    rowTimesMatrix(weights, sigma, errors);
    for (let i = 0; i < errors.length; i++) errors[i] = sigmaY[i] - errors[i];
    at(forwards, net.inputA).set(errors.subarray(0, totalA.length));
    at(forwards, net.inputB).set(errors.subarray(totalA.length));
    for (const { layer, forward, forwardOut, image } of wires) {
      matrixTimesColumn(asMatrix(layer), forward, image);
      for (let i = 0; i < image.length; i++) forwardOut[i] += image[i];
    }
  };
  const mostWanted = (largest: Map<GaussianLayer, number>, worthAsking: number) => {
    let [share, found]: [number, { neurons: Neurons; x: Float64Array } | null] = [worthAsking, null];
    const consider = (neurons: Neurons, x: Float64Array, gain: number, size: number) => {
      const wanted = (gain * unknownLength(x, neurons)) / size;
      if (wanted > share) [share, found] = [wanted, { neurons, x }];
    };
    for (const { layer, back, backOut, forward, image } of wires) {
      const { from, to, std } = layer;
      // Errors fade once a modality is learned; what they drive then is small beside what they drove.
      const size = Math.max(largest.get(layer) ?? 0, norm(image));
      largest.set(layer, size);
      consider(from, forward, std * Math.sqrt(to.count), size);
      consider(to, back, std * Math.sqrt(from.count), norm(backOut));
    }
    return found;
  };
  const total = (modality: 'A' | 'B') => norm(modality === 'A' ? totalA : totalB);
  const speed = (modality: 'A' | 'B') => {
    const { A, B } = net.depths;
    const branch = modality === 'A' ? wires.slice(0, A) : wires.slice(A, A + B);
    return Math.hypot(...branch.map(({ back, forward }) => norm(back) * norm(forward)));
  };
  const cost = 3 * net.layers.reduce((sum, { weights: w }) => sum + w.length, 0) + sigma.data.length;
  return { pass, ends: wires, total, speed, mostWanted, cost };
}

const asMatrix = ({ from, to, weights }: GaussianLayer): Matrix => matrix(to.coordinates, from.coordinates, weights);

/** Asks until nothing more is worth it, and returns the signals of the coordinates there are then. */
function askForAllWanted(
  net: GaussianNetwork,
  joint: { sigma: Matrix; sigmaY: Float64Array },
  largest: Map<GaussianLayer, number>,
  worthAsking: number,
  normal: Normal,
): Signals {
  for (;;) {
    const signals = signalsOf(net, joint);
    signals.pass();
    const wanted = signals.mostWanted(largest, worthAsking);
    if (!wanted) return signals;
    ask(net, wanted.neurons, wanted.x, normal);
  }
}

/** The flow as a system of ordinary differential equations for all weights in their coordinates. */
function inCoordinates({ layers }: GaussianNetwork, signals: Signals) {
  const start = new Float64Array(layers.reduce((sum, { weights }) => sum + weights.length, 0));
  const offsets: number[] = [];
  let end = 0;
  for (const { weights } of layers) {
    offsets.push(end);
    start.set(weights, end);
    end += weights.length;
  }
  offsets.push(end);
  let passes = 0;
  const load = (y: Float64Array) => {
    layers.forEach((layer, l) => (layer.weights = y.subarray(offsets[l], offsets[l + 1])));
    signals.pass();
    passes++;
  };
  const flow = (y: Float64Array, out: Float64Array) => {
    load(y);
    let k = 0;
    for (const { back, forward } of signals.ends) {
      for (const b of back) for (const f of forward) out[k++] = b * f;
    }
  };
  const errorNorm = (error: Float64Array, y: Float64Array) => {
    let worst = 0;
    for (let l = 0; l < layers.length; l++) {
      const part = (x: Float64Array) => norm(x.subarray(offsets[l], offsets[l + 1]));
      worst = Math.max(worst, part(error) / part(y));
    }
    return worst;
  };
  return { start, load, flow, errorNorm, cost: () => passes * signals.cost };
}
