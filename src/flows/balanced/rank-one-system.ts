/**
 * The reduced dynamics with a rotating direction. A rank-one network stays rank one, whatever Σ: its state is the
 * first-layer vectors a_A, a_B and a scalar for every other layer. With P_A, P_B the products of a branch's scalars and C of
 * the shared ones,
 *
 *     W_A = C P_A a_A     τ ȧ_A = C P_A e_A     τ ṗ_i = C (P_A/p_i) (a_A·e_A)     τ ċ_j = (C/c_j) (P_A a_A·e_A + P_B a_B·e_B)
 *
 * with e_A, e_B of Eq 5. From a balanced start the scalars of a branch stay equal to the length of its vector; while the
 * weights are small, e = Σ_y, the directions stand still, and this is Eq 44.
 */
import { LuDecomposition, Matrix as MlMatrix } from '../../numerics/decompositions.js';
import { dot, matrixTimesColumn, norm, rowTimesMatrix } from '../../numerics/matrix.js';
import { choleskySolve } from '../../numerics/linear-algebra.js';
import type { Flow, ImplicitSolver } from '../../numerics/ode.js';
import type { Correlations } from '../../problem/correlations.js';
import type { Network } from '../../problem/network.js';
import { dampedFactor, joined } from '../wide/damped-correlations.js';
import {
  allGroups,
  exponentsOf,
  monomial,
  perLayer,
  perLayerSlope,
  type Exponents,
  type LayerGroups,
} from './layer-scalars.js';

/** Where a rank-one flow starts. */
export interface RankOneState {
  /** First-layer vector of branch A, length `D_A`. */
  readonly a: Float64Array;
  /** First-layer vector of branch B, length `D_B`. */
  readonly b: Float64Array;
  /** The other layers. */
  readonly layers: LayerGroups;
}

/** A balanced state: every layer of a branch as long as its vector, post-fusion layers of norm `u` (Eq 40). */
export function balancedState(net: Network, a: Float64Array, b: Float64Array, u: number): RankOneState {
  const group = (scale: number, count: number) => (count === 0 ? [] : [{ scale, count }]);
  const { depthA, depthB, depthShared } = net;
  const layers = { A: group(norm(a), depthA - 1), B: group(norm(b), depthB - 1), shared: group(u, depthShared) };
  return { a, b, layers };
}

/** What is measured on a state. */
export interface Observation {
  /** Length of the first-layer vector of A, and of B. */
  readonly uA: number;
  readonly uB: number;
  /** Norm of the first post-fusion layer; `√(u_A² + u_B²)` where there is none. */
  readonly u: number;
  /** `‖W_A^tot‖`, `‖W_B^tot‖`. */
  readonly totalA: number;
  readonly totalB: number;
  /** `½⟨(y − ŷ)²⟩`, or its difference from `½⟨y²⟩` where `⟨y²⟩` is not known. */
  readonly loss: number;
  /** `‖(e_A, e_B)‖/‖Σ_yx‖`, inputs in units of their own: 0 at M_*. */
  readonly relativeSpeed: number;
}

/** The flow, what its implicit steps need, and what is measured on a state `y = [a_A, a_B, scalars]`. */
export interface RankOneSystem {
  readonly start: Float64Array;
  readonly flow: Flow;
  readonly implicit: ImplicitSolver;
  readonly observe: (y: Float64Array) => Observation;
  /** `√(W_m Σ_m W_mᵀ)`, the standard deviation of what a modality adds to the output. */
  readonly contribution: (y: Float64Array, branch: 'A' | 'B') => number;
  /** Size of an error relative to a tolerance of 1. */
  readonly errorNorm: (error: Float64Array, y: Float64Array) => number;
  /** Multiplications done so far, about. */
  readonly work: () => number;
}

/** The right-hand side, its Jacobian and the quantities measured on a state. */
export function rankOneSystem(c: Correlations, start: RankOneState, earlyPhaseOnly: boolean): RankOneSystem {
  const dimA = c.sigmaYA.length;
  const vectors = dimA + c.sigmaYB.length;
  const groups = allGroups(start.layers);
  const powers = exponentsOf(start.layers);
  const firstShared = vectors + start.layers.A.length + start.layers.B.length;
  let work = 0;
  const e = new Float64Array(vectors);
  const weights = split(new Float64Array(vectors), dimA);
  const explained = split(new Float64Array(vectors), dimA);
  const scratch = split(new Float64Array(vectors), dimA);

  /** Writes e_A, e_B of Eq 5 at the state; returns the factors. */
  const errors = (y: Float64Array) => {
    work += vectors ** 2;
    const f = { A: monomial(y, powers.A), B: monomial(y, powers.B) };
    e.set(c.sigmaYA);
    e.set(c.sigmaYB, dimA);
    if (earlyPhaseOnly) return f;
    for (let i = 0; i < vectors; i++) weights.all[i] = (i < dimA ? f.A : f.B) * y[i];
    explain(c, weights, explained, scratch);
    for (let i = 0; i < vectors; i++) e[i] -= explained.all[i];
    return f;
  };
  /** `a_A·e_A` and `a_B·e_B`, after {@link errors}. */
  const drives = (y: Float64Array) => {
    let [A, B] = [0, 0];
    for (let i = 0; i < dimA; i++) A += y[i] * e[i];
    for (let i = dimA; i < vectors; i++) B += y[i] * e[i];
    return { A, B };
  };

  const flow = (y: Float64Array, out: Float64Array) => {
    const f = errors(y);
    for (let i = 0; i < vectors; i++) out[i] = (i < dimA ? f.A : f.B) * e[i];
    const g = drives(y);
    for (let k = 0; k < groups.length; k++) {
      out[vectors + k] = perLayer(y, powers.A, k) * g.A + perLayer(y, powers.B, k) * g.B;
    }
  };

  const deviations = [c.sigmaA, c.sigmaB].flatMap(({ rows, data }) =>
    Array.from({ length: rows }, (_, i) => Math.sqrt(data[i * (rows + 1)]) || Infinity),
  );
  const inOwnUnits = (x: readonly number[] | Float64Array) => {
    let square = 0;
    for (let i = 0; i < vectors; i++) square += (x[i] / deviations[i]) ** 2;
    return Math.sqrt(square);
  };
  const scale = inOwnUnits([...c.sigmaYA, ...c.sigmaYB]);
  const observe = (y: Float64Array): Observation => {
    const f = errors(y);
    const [uA, uB] = [partNorm(y, 0, dimA), partNorm(y, dimA, vectors)];
    // ½⟨y²⟩ − ½ W·(Σ_yx + e), since W Σ Wᵀ = W·(Σ_yx − e).
    let explained = 0;
    for (let i = 0; i < vectors; i++) {
      explained += (i < dimA ? f.A : f.B) * y[i] * (e[i] + (i < dimA ? c.sigmaYA[i] : c.sigmaYB[i - dimA]));
    }
    return {
      uA,
      uB,
      u: firstShared < y.length ? y[firstShared] : Math.hypot(uA, uB),
      totalA: Math.abs(f.A) * uA,
      totalB: Math.abs(f.B) * uB,
      loss: ((c.ySquared ?? 0) - explained) / 2,
      relativeSpeed: inOwnUnits(e) / scale,
    };
  };

  const contribution = (y: Float64Array, branch: 'A' | 'B'): number => {
    const [a, sigma] = branch === 'A' ? [y.subarray(0, dimA), c.sigmaA] : [y.subarray(dimA, vectors), c.sigmaB];
    work += sigma.data.length;
    return Math.abs(monomial(y, powers[branch])) * Math.sqrt(Math.max(0, dot(a, matrixTimesColumn(sigma, a))));
  };

  /** With K = d + F Σ F for the vectors, the scalars remain: a small dense system, made once for each step. */
  const implicit: ImplicitSolver = (y, d) => {
    const f = errors(y);
    const g = drives(y);
    work += vectors ** 3 / 6 + 10 * vectors ** 2;
    const factor = dampedFactor(c, f, d, earlyPhaseOnly);
    // No number is no step: the integrator tries a shorter one, with a larger d.
    if (!factor) return (r) => r.map(() => NaN);
    const slopes = driveSlopes(c, y.subarray(0, dimA), y.subarray(dimA, vectors), e, f, earlyPhaseOnly);
    const [hA, hB] = [choleskySolve(factor, slopes.A), choleskySolve(factor, slopes.B)];
    const small = scalarSystem(y.subarray(vectors), powers, g, slopes, { A: hA, B: hB }, d);
    return (r) => {
      const x = choleskySolve(factor, r.subarray(0, vectors));
      const s = small.solve(r.subarray(vectors), dot(slopes.A, x), dot(slopes.B, x));
      const out = new Float64Array(r.length);
      for (let i = 0; i < vectors; i++) out[i] = x[i] + s.phiA * hA[i] + s.phiB * hB[i];
      out.set(s.scalars, vectors);
      return out;
    };
  };
  const y0 = Float64Array.of(...start.a, ...start.b, ...groups.map((group) => group.scale));
  const errorNorm = blockErrorNorm(dimA, vectors, start.layers);
  return { start: y0, flow, implicit, observe, contribution, errorNorm, work: () => work };
}

/** A joint vector of both modalities with views of its two parts, made once: views cost more than short products. */
interface Joint {
  readonly all: Float64Array;
  readonly A: Float64Array;
  readonly B: Float64Array;
}

const split = (all: Float64Array, dimA: number): Joint => ({ all, A: all.subarray(0, dimA), B: all.subarray(dimA) });

/** Writes `[w_A, w_B] Σ` into `out`. */
function explain(c: Correlations, w: Joint, out: Joint, scratch: Joint): void {
  rowTimesMatrix(w.A, c.sigmaA, out.A);
  rowTimesMatrix(w.B, c.sigmaB, out.B);
  matrixTimesColumn(c.sigmaAB, w.B, scratch.A);
  rowTimesMatrix(w.A, c.sigmaAB, scratch.B);
  for (let i = 0; i < out.all.length; i++) out.all[i] += scratch.all[i];
}

/** `‖y[from…to]‖`. */
function partNorm(y: Float64Array, from: number, to: number): number {
  let square = 0;
  for (let i = from; i < to; i++) square += y[i] * y[i];
  return Math.sqrt(square);
}

/**
 * Gradients of the drives `a_A·e_A`, `a_B·e_B` in the vectors. They are also what a change of f_A, f_B does to the vectors'
 * own flow, and `−a·Σ a` products are what it does to the drives.
 */
function driveSlopes(
  c: Correlations,
  a: Float64Array,
  b: Float64Array,
  e: Float64Array,
  f: { A: number; B: number },
  earlyPhaseOnly: boolean,
) {
  const dimA = a.length;
  const seen = (w: Float64Array) => {
    const out = new Float64Array(w.length);
    if (!earlyPhaseOnly) explain(c, split(w, dimA), split(out, dimA), split(new Float64Array(w.length), dimA));
    return out;
  };
  const seenA = seen(joined(a, new Float64Array(b.length)));
  const seenB = seen(joined(new Float64Array(a.length), b));
  const slope = (seenX: Float64Array, own: (i: number) => boolean) =>
    seenX.map((value, i) => (own(i) ? e[i] : 0) - (i < dimA ? f.A : f.B) * value);
  const along = (x: Float64Array, seenX: Float64Array, offset: number) =>
    dot(x, seenX.subarray(offset, offset + x.length));
  return {
    A: slope(seenA, (i) => i < dimA),
    B: slope(seenB, (i) => i >= dimA),
    /** `a_A Σ_A a_A`, `a_A Σ_AB a_B`, `a_B Σ_B a_B`. */
    AA: along(a, seenA, 0),
    AB: along(b, seenA, dimA),
    BB: along(b, seenB, dimA),
  };
}

type Slopes = ReturnType<typeof driveSlopes>;

/** What is left of `(d − J) x = r` for the scalars once the vectors are eliminated. */
function scalarSystem(
  s: Float64Array,
  powers: Exponents,
  g: { A: number; B: number },
  slopes: Slopes,
  h: { A: Float64Array; B: Float64Array },
  d: number,
) {
  const n = s.length;
  const [alpha, beta] = [powers.A, powers.B].map((p) => Float64Array.from(s, (_, k) => perLayer(s, p, k)));
  const [phiA, phiB] = [powers.A, powers.B].map((p, i) =>
    Float64Array.from(s, (_, k) => p[k] * (i === 0 ? alpha : beta)[k]),
  );
  const t = { AA: dot(slopes.A, h.A), AB: dot(slopes.A, h.B), BA: dot(slopes.B, h.A), BB: dot(slopes.B, h.B) };
  const system = MlMatrix.zeros(n, n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < n; l++) {
      // ∂(a_A·e_A)/∂s_l, directly and through the vectors, and the same for B.
      const driveA = (t.AA - slopes.AA) * phiA[l] + (t.AB - slopes.AB) * phiB[l];
      const driveB = (t.BA - slopes.AB) * phiA[l] + (t.BB - slopes.BB) * phiB[l];
      const own = perLayerSlope(s, powers.A, k, l) * g.A + perLayerSlope(s, powers.B, k, l) * g.B;
      system.set(k, l, (k === l ? d : 0) - own - alpha[k] * driveA - beta[k] * driveB);
    }
  }
  const lu = new LuDecomposition(system);
  const solve = (r: Float64Array, viaA: number, viaB: number) => {
    const right = MlMatrix.columnVector(Array.from(r, (value, k) => value + alpha[k] * viaA + beta[k] * viaB));
    // A singular system has no step: the integrator sees NaN and tries a shorter one.
    const scalars = lu.isSingular() ? s.map(() => NaN) : Float64Array.from(lu.solve(right).to1DArray());
    return { scalars, phiA: dot(phiA, scalars), phiB: dot(phiB, scalars) };
  };
  return { solve };
}

/** What an entry may be wrong by at least, relative to the largest of its branch: entries pass through zero. */
const FLOOR = 1e-3;

/** Vectors against their own length, scalars against themselves, none below a share of the largest of its branch. */
function blockErrorNorm(dimA: number, vectors: number, { A, B, shared }: LayerGroups) {
  const firstB = vectors + A.length;
  const firstShared = firstB + B.length;
  const end = firstShared + shared.length;
  const largest = (y: Float64Array, from: number, to: number) => {
    let most = 0;
    for (let i = from; i < to; i++) most = Math.max(most, Math.abs(y[i]));
    return most;
  };
  return (error: Float64Array, y: Float64Array) => {
    let worst = 0;
    const branch = (from: number, to: number, fromScalar: number, toScalar: number) => {
      const length = partNorm(y, from, to);
      const floor = FLOOR * Math.max(length, largest(y, fromScalar, toScalar));
      if (to > from) worst = Math.max(worst, partNorm(error, from, to) / (length + floor));
      for (let k = fromScalar; k < toScalar; k++)
        worst = Math.max(worst, Math.abs(error[k]) / (Math.abs(y[k]) + floor));
    };
    branch(0, dimA, vectors, firstB);
    branch(dimA, vectors, firstB, firstShared);
    branch(0, 0, firstShared, end);
    return worst;
  };
}
