/**
 * How likely each order of first uses is over random starts, in closed form: for white inputs without cross-correlation, whose
 * branches do not know of each other, and nowhere else.
 */
import { needTwoLayer, orderDeep, orderTwoLayer, ORDER_SPREAD } from '../../../formulas/selection.js';
import { norm, type Matrix } from '../../numerics/matrix.js';
import type { Correlations } from '../../problem/correlations.js';
import { fusionLayerOf, type Network } from '../../problem/network.js';
import type { Order } from '../answer-times.js';
import { branchStart, type ClosedFormStart } from '../modes/greedy.js';

/** What counts as zero of a covariance, beside its variances: moments are given as doubles. */
const ZERO = 1e-9;

/** Both orders with their probabilities, the likelier first; `null` where no closed form is known. */
export function closedOrders(
  c: Correlations,
  network: Network,
  start: ClosedFormStart,
  { tA, tB }: { readonly tA: number; readonly tB: number },
): readonly Order[] | null {
  const depth = fusionLayerOf(network);
  const variances = [varianceIfWhite(c.sigmaA), varianceIfWhite(c.sigmaB)];
  if (depth === null || network.depthShared > 0 || variances.includes(null)) return null;
  const [a, b] = variances as number[];
  if (norm(c.sigmaAB.data) > ZERO * Math.sqrt(a * b)) return null;
  const [s_A, s_B] = [norm(c.sigmaYA), norm(c.sigmaYB)];
  if (s_A === 0 || s_B === 0) return null;
  const N = start.width;
  const probability = () => {
    if (depth === 2) {
      const need = (l: number, inputs: number) => {
        const { first: alpha, last: beta } = branchStart(start, inputs);
        return needTwoLayer.evaluate({ tau: 1, l, alpha, beta });
      };
      const [inputsA, inputsB] = [c.inputs?.A ?? c.sigmaYA.length, c.inputs?.B ?? c.sigmaYB.length];
      return orderTwoLayer.evaluate({
        Lambda_A: need(s_A / a, inputsA),
        Lambda_B: need(s_B / b, inputsB),
        s_A,
        s_B,
        N,
      });
    }
    const kappa = ORDER_SPREAD['std' in start ? 'oneVariance' : 'oneNorm'][depth] as number | undefined;
    return kappa === undefined ? null : orderDeep.evaluate({ T_A: tA, T_B: tB, N, kappa });
  };
  const P = probability();
  if (P === null || Number.isNaN(P)) return null;
  const orders = [
    { modalities: [c.names.A, c.names.B], probability: P },
    { modalities: [c.names.B, c.names.A], probability: 1 - P },
  ];
  return P < 0.5 ? orders.toReversed() : orders;
}

/** The one variance of white inputs, else `null`. */
function varianceIfWhite({ rows, cols, data }: Matrix): number | null {
  const variance = data[0];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      if (Math.abs(data[i * cols + j] - (i === j ? variance : 0)) > ZERO * variance) return null;
    }
  }
  return variance;
}
