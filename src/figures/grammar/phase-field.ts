/** The flow of the total weights of scalar modalities from balanced weights. */
import type { Correlations } from '../../problem/correlations.js';
import type { Network } from '../../problem/network.js';

/**
 * `τ d(W_A^tot, W_B^tot)/dt` of a balanced network with equally deep branches (Eq 3–5, 38–43), at any total weights. With
 * `w_A = u_A^{L_f} u^{L_c}` and `u² = u_A² + u_B²` every factor of a product changes by the product of the others:
 * `τ ẇ_A = L_f (w_A/u_A)² e_A + L_c w_A (w_A e_A + w_B e_B)/u²`.
 */
export function phaseFlow(
  c: Correlations,
  { depthA, depthShared }: Network,
): (wA: number, wB: number) => [number, number] {
  const [a, b, ab] = [c.sigmaA.data[0], c.sigmaB.data[0], c.sigmaAB.data[0]];
  const depth = depthA + depthShared;
  return (wA, wB) => {
    const eA = c.sigmaYA[0] - wA * a - wB * ab;
    const eB = c.sigmaYB[0] - wA * ab - wB * b;
    // u_A : u_B from w_A : w_B, then their size.
    const [shareA, shareB] = [Math.abs(wA) ** (1 / depthA), Math.abs(wB) ** (1 / depthA)];
    const share = Math.hypot(shareA, shareB);
    if (share === 0) return [0, 0];
    const scale = share ** (depthA / depth - 1); // u_A = scale · shareA: u_A^{L_f} u^{L_c} = |w_A|
    const u = scale * share;
    const others = (part: number) => ((scale * part) ** (depthA - 1) * u ** depthShared) ** 2;
    const together = (depthShared * (wA * eA + wB * eB)) / (u * u);
    return [depthA * others(shareA) * eA + wA * together, depthA * others(shareB) * eB + wB * together];
  };
}
