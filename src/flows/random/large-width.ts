/**
 * What hidden layers pass on in the large-width limit. A late branch with h hidden N×N layers of norm u_0 is learned as if each
 * of them were a scalar that starts at `κ_h u_0/√N`: for h ≥ 3 the early phase is nonlinear, and κ_h is read off the time at
 * which it blows up, `T = (κ_h u_0/√N)^(2−h)/((h−2) s v w)` for ends of lengths v and w, as `N → ∞`.
 */
import { gaussianFlow } from './gaussian-flow.js';
import { gaussianNetwork } from './gaussian-network.js';
import { toyCorrelations } from '../../problem/from-numbers.js';
import { network } from '../../problem/network.js';
import { layerShapes } from '../../problem/shapes.js';
import { layerStds } from '../../problem/start.js';

const INIT_SCALE = 0.1;

/**
 * κ_h for `h ≥ 3` hidden layers, to about four digits: what is left at a finite width is the growth of the two ends while the
 * hidden layers blow up, of order `1/√N`, and extrapolated away. (κ_1 = 0 and κ_2 = 1/√2 are exact.)
 */
export function largeWidthConstant(h: number): number {
  const [coarse, fine] = [1e6, 1e8].map((width) => atWidth(h, width));
  return fine + (fine - coarse) / (Math.sqrt(1e8 / 1e6) - 1);
}

function atWidth(h: number, width: number): number {
  const depth = h + 2;
  const net = network({ depth, fusionLayer: depth });
  // A and B are uncorrelated and fused late: only A is waited for.
  const c = toyCorrelations({ sigmaA: 1, sigmaB: 1, rho: 0 });
  const shapes = layerShapes(net, width, [1, 1]);
  const stds = layerStds(shapes, { initScale: INIT_SCALE });
  const drawn = gaussianNetwork(net, shapes, stds, { A: 1, B: 1 }, null);
  const levels = { A: 1, B: null };
  const options = { levels, tolerance: 1e-7, worthAsking: 1e-3, maxWork: Infinity };
  const { tA } = gaussianFlow(drawn, c, null, options);
  const hidden = INIT_SCALE / Math.sqrt(width);
  return ((tA ?? NaN) * (h - 2) * INIT_SCALE ** 2 * hidden ** (h - 2)) ** (-1 / (h - 2));
}
