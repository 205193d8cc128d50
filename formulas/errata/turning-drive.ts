/** Eq 9, 12, 57 where the drive of B turns, held against the flow of small networks on whitened inputs, one of A and two of B. */
import { timeRatioThreeLayer } from '../turning-drive.js';
import { matrix, multiply, norm, transpose, type Matrix } from '../../src/numerics/matrix.js';
import { integrateOde, locateCrossing } from '../../src/numerics/ode.js';
import { type RandomSource, uniform, uniformBetween } from '../../src/numerics/random.js';
import { relative, type Discrepancy } from './erratum.js';

/** `s_A = 1`, Σ_yB = (s_B, 0), what is left of it `r_B (c, √(1 − c²))`. */
interface Turn {
  readonly s_B: number;
  readonly r_B: number;
  readonly c: number;
}

/** A branch from a typical start: columns of the first layer and the last layer orthogonal, nothing between them. */
function typicalBranch(inputs: number, depth: number, u0: number): Matrix[] {
  const hidden = inputs + 1;
  const first = matrix(hidden, inputs);
  for (let i = 0; i < inputs; i++) first.data[i * inputs + i] = u0;
  const last = matrix(1, hidden);
  last.data[inputs] = u0;
  return [first, ...Array.from({ length: depth - 2 }, () => matrix(hidden, hidden)), last];
}

const product = (layers: readonly Matrix[]): Matrix => layers.reduce((total, layer) => multiply(layer, total));

/** Eq 3 of a branch with the error `e` and τ = 1. */
function branchFlow(layers: readonly Matrix[], e: Matrix): Matrix[] {
  return layers.map((_, l) => {
    const before = layers.slice(0, l);
    const behind = layers.slice(l + 1);
    const seen = before.length > 0 ? multiply(e, transpose(product(before))) : e;
    return behind.length > 0 ? multiply(transpose(product(behind)), seen) : seen;
  });
}

/** When B, and when A, reaches half of its final contribution; `fused`: a layer of one unit stands behind the sum. */
function flowTimes({ s_B, r_B, c }: Turn, depth: number, u0: number, fused = false): { tA: number; tB: number } {
  const cross = [s_B - r_B * c, -r_B * Math.sqrt(1 - c * c)]; // Σ_AB: Σ_yB less what is left
  const shapes = [typicalBranch(1, depth, u0), typicalBranch(2, depth, u0)];
  const counts = shapes.flat().map(({ data }) => data.length);
  const start = Float64Array.from([...shapes.flat().flatMap(({ data }) => [...data]), ...(fused ? [u0] : [])]);
  const read = (y: Float64Array): Matrix[][] => {
    let at = 0;
    return shapes.map((layers) =>
      layers.map(({ rows, cols, data }) => matrix(rows, cols, y.subarray(at, (at += data.length)))),
    );
  };
  const behind = (y: Float64Array) => (fused ? y[y.length - 1] : 1);
  const totals = (y: Float64Array) => read(y).map((layers) => product(layers).data.map((w) => behind(y) * w));
  const flow = (y: Float64Array, out: Float64Array) => {
    const [A, B] = read(y);
    const [[a], b] = totals(y);
    const eA = 1 - a - (b[0] * cross[0] + b[1] * cross[1]);
    const eB = [s_B - a * cross[0] - b[0], -a * cross[1] - b[1]];
    const slopes = [
      ...branchFlow(A, matrix(1, 1, Float64Array.of(behind(y) * eA))),
      ...branchFlow(
        B,
        matrix(
          1,
          2,
          Float64Array.from(eB, (e) => behind(y) * e),
        ),
      ),
    ];
    let at = 0;
    slopes.forEach(({ data }, i) => {
      out.set(data, at);
      at += counts[i];
    });
    if (fused) out[at] = (eA * a + eB[0] * b[0] + eB[1] * b[1]) / behind(y);
  };
  // W*_B = Σ̃_yB (1 − ρᵀρ)⁻¹, by Sherman and Morrison; W*_A = 1 − W*_B ρᵀ.
  const left = [r_B * c, r_B * Math.sqrt(1 - c * c)];
  const share = (left[0] * cross[0] + left[1] * cross[1]) / (1 - cross[0] ** 2 - cross[1] ** 2);
  const levels = [Math.abs(1 - share), norm(Float64Array.from(left, (x, i) => x + share * cross[i]))];
  const times = [NaN, NaN];
  const scratch = start.slice();
  integrateOde({
    flow,
    start,
    errorNorm: (error) => norm(error) / (1e-4 * u0),
    onStep(step, y) {
      const missing = (m: number) => (state: Float64Array) => norm(totals(state)[m]) - levels[m] / 2;
      for (const m of [0, 1])
        if (Number.isNaN(times[m]) && missing(m)(y) >= 0) times[m] = locateCrossing(step, missing(m), scratch);
      return times.every((time) => !Number.isNaN(time));
    },
    maxSteps: 1e5,
  });
  return { tA: times[0], tB: times[1] };
}

/** Cross-correlations of a norm below 0.8, so that A reaches half of its final contribution on its own plateau. */
function drawTurn(source: RandomSource): Turn {
  for (;;) {
    const turn = {
      s_B: uniformBetween(source, 0.5, 0.7),
      r_B: uniformBetween(source, 0.2, 0.4),
      c: uniformBetween(source, -0.7, -0.2),
    };
    if (Math.hypot(turn.s_B - turn.r_B * turn.c, turn.r_B) < 0.8) return turn;
  }
}

/** Eq 9 and the law of three layers, in the limit of a small start: the ratio. */
export function turnedRatio(source: RandomSource): Discrepancy {
  const turn = drawTurn(source);
  const { s_B, r_B, c } = turn;
  const { tA, tB } = flowTimes(turn, 3, 0.02);
  const corrected = timeRatioThreeLayer.evaluate({ s_A: 1, r_B, c, phi: (Math.PI / 2) * s_B });
  return { printed: relative(1 + (1 - s_B) / r_B, tB / tA), corrected: relative(corrected, tB / tA) };
}

/**
 * Eq 12 and 57: by how much `t_B − t_A` is longer for opposite drives than for parallel ones of the same sizes. Fusion at the
 * second layer by what a smaller start adds, which is free of constants.
 */
export function fusedOppositeDrives(source: RandomSource): Discrepancy {
  const fusionLayer = uniform(source) < 0.5 ? 2 : 3;
  const [s_B, r_B] = [uniformBetween(source, 0.3, 0.5), uniformBetween(source, 0.2, 0.3)];
  const phase = (c: 1 | -1, u0: number) => {
    const { tA, tB } = flowTimes({ s_B, r_B, c }, fusionLayer, u0, true);
    return tB - tA;
  };
  const length = (c: 1 | -1) => (fusionLayer === 2 ? phase(c, 1e-5) - phase(c, 1e-3) : phase(c, 0.005));
  const truth = length(-1) / length(1);
  return { printed: relative(1, truth), corrected: relative((1 + s_B) / (1 - s_B), truth) };
}
