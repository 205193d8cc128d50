/**
 * What the way of training does to the times (not in the source): momentum, weight decay, Adam. η and λ are those of a
 * gradient of ½⟨(y−ŷ)²⟩; PyTorch's `nn.MSELoss` over C outputs has η = 2 lr/C, λ = weight_decay·C/2.
 */
import { formula, integer, positive, real } from './formula.js';
import { gradientFlow, smallInitialization } from './vocabulary.js';
import { L, r_B, s_A } from './vocabulary.js';

const small = [smallInitialization];
const h = positive('h = ηs, learning rate times drive', '1', 1e-4, 0.5);
const beta = real('momentum β', '1', 0, 0.99);
const eta = positive('learning rate η', '1', 1e-4, 0.5);

/** Of `z² − (1 + β + h) z + β = 0`. */
export const momentumRoot = formula({
  id: 'training/momentum-root',
  equation: '—',
  title: 'Heavy-ball momentum: growth of a mode in a step, two layers',
  statement: 'z = (1+beta+h + sqrt((1+beta+h)^2 - 4*beta))/2',
  variables: { beta, h },
  assumptions: small,
  evaluate: ({ beta: b, h }) => (1 + b + h + spread(b, h)) / 2,
});

/** `√((1+β+h)² − 4β)`, without cancellation for β near 1. */
const spread = (b: number, h: number): number => Math.sqrt((1 - b) ** 2 + 2 * h * (1 + b) + h * h);

/** The share of the start in the growing root: `(1 + h − z₂)/(z₁ − z₂)`. */
export const momentumAmplitude = formula({
  id: 'training/momentum-amplitude',
  equation: '—',
  title: 'Heavy-ball momentum: amplitude of the growing mode from weights at rest',
  statement: 'A = (1+h-beta + sqrt((1+beta+h)^2 - 4*beta))/(2*sqrt((1+beta+h)^2 - 4*beta))',
  variables: { beta, h },
  assumptions: small,
  evaluate: ({ beta: b, h }) => (1 + h - b + spread(b, h)) / (2 * spread(b, h)),
});

export const momentumTime = formula({
  id: 'training/momentum-time',
  equation: '—',
  title: 'Heavy-ball momentum: when a modality is learned, two layers (1–8% late)',
  statement: 't = log(r/A)/log(z)',
  variables: {
    r: positive('growth r = √(2 level/(Nσ²)) from the start to the level', '1', 10, 1e9),
    A: positive('amplitude A of the growing mode', '1', 0.5, 5),
    z: real('growth z in a step', '1', 1.001, 2),
  },
  assumptions: small,
  evaluate: (v) => Math.log(v.r / v.A) / Math.log(v.z),
});

/** Behind the flow at η/(1−β); β = 0 is the delay of plain descent. */
export const momentumDelay = formula({
  id: 'training/momentum-delay',
  equation: '—',
  title:
    'Heavy-ball momentum: delay behind the flow at η/(1−β), three and more layers (3%; 46% where ηs/(1−β) is above 1)',
  statement: 'delay = (1+beta)/(2*(1-beta))*(L-1)*log(u_f/u_0)',
  variables: {
    beta,
    L,
    u_f: positive('layer at the level, level^(1/L), or where momentum stops to follow, if that is less', '1', 0.3, 2),
    u_0: positive('layer at the start u₀', '1', 1e-3, 0.2),
  },
  assumptions: small,
  evaluate: (v) => ((1 + v.beta) / (2 * (1 - v.beta))) * (v.L - 1) * Math.log(v.u_f / v.u_0),
});

export const momentumFollows = formula({
  id: 'training/momentum-follows',
  equation: '—',
  title: 'Heavy-ball momentum: the layer up to which it follows the flow at η/(1−β)',
  statement: 'u_c = (2*(1-beta)^2/((1+beta)*h))^(1/(L-2))',
  variables: { beta, h, L },
  assumptions: small,
  evaluate: (v) => ((2 * (1 - v.beta) ** 2) / ((1 + v.beta) * v.h)) ** (1 / (v.L - 2)),
});

const lambda = positive('weight decay λ, added to the gradient', '1', 1e-4, 0.5);
const noDecay = (of: string) => positive(`η × steps that ${of} takes without decay`, '1/([y][x])', 1, 1e3);
const balanced = { id: 'minimum', statement: 'at the minimum layers are balanced: ‖W‖ of a path is shared equally' };
const homogeneous = {
  id: 'homogeneous',
  statement: 'weights stay small until the time: near the threshold 10–30% late, because the plateau shrinks',
};

/** Minimum of `(λ/2) Σ ‖W^l‖²` at given total weights. */
export const decayPenalty = formula({
  id: 'training/decay-penalty',
  equation: '—',
  title: 'Weight decay: what the end point minimizes besides the loss, every fusion layer',
  statement: 'penalty = lambda*L/2 * (w_A^(2/L_f) + w_B^(2/L_f))^(L_f/L)',
  variables: {
    lambda,
    L: integer('total depth L', 2, 10),
    L_f: integer('fusion layer L_f', 1, 10),
    w_A: positive('norm of the total weight of A', '[y]/[x]', 0.05, 20),
    w_B: positive('norm of the total weight of B', '[y]/[x]', 0.05, 20),
  },
  where: ['L_f <= L'],
  assumptions: [balanced],
  evaluate: (v) => ((v.lambda * v.L) / 2) * (v.w_A ** (2 / v.L_f) + v.w_B ** (2 / v.L_f)) ** (v.L_f / v.L),
});

export const decayGrowth = formula({
  id: 'training/decay-growth',
  equation: '—',
  title: 'Weight decay: growth of a mode in a step, two layers (times within 2%)',
  statement: 'growth = log(1 + eta*(s_A - lambda))',
  variables: { eta, s_A, lambda },
  where: ['lambda < s_A'],
  assumptions: small,
  evaluate: (v) => Math.log1p(v.eta * (v.s_A - v.lambda)),
});

export const decayNever = formula({
  id: 'training/decay-never-two-layer',
  equation: '—',
  title: 'Weight decay: B is never learned, two layers; r_B on the plateau that decay leaves of A',
  statement: 'r_B < lambda',
  variables: { r_B, lambda: positive('weight decay λ', '1', 1e-3, 1e3) },
  assumptions: small,
  evaluate: (v) => v.r_B < v.lambda,
});

/** Exact: `W^l = e^(−λt) V^l` is the flow without decay in the clock `(1 − e^(−(L−2)λt))/((L−2)λ)`. */
export const decayClock = formula({
  id: 'training/decay-clock',
  equation: '—',
  title:
    'Weight decay: an exact change of clock while weights are small, late fusion, L ≥ 3 (3% at L = 3, 0.2% at L = 4)',
  statement: 't = -log(1 - (L-2)*lambda*T)/((L-2)*lambda)',
  variables: { L, lambda, T: noDecay('m') },
  where: ['(L-2)*lambda*T < 1'],
  assumptions: [...small, gradientFlow, homogeneous],
  evaluate: (v) => -Math.log1p(-(v.L - 2) * v.lambda * v.T) / ((v.L - 2) * v.lambda),
});

export const decayThreshold = formula({
  id: 'training/decay-threshold',
  equation: '—',
  title: 'Weight decay from which on a modality is never learned: between those of B and A the bias is permanent',
  statement: 'lambda_never = 1/((L-2)*T)',
  variables: { L, T: noDecay('m') },
  assumptions: [...small, gradientFlow, homogeneous],
  evaluate: (v) => 1 / ((v.L - 2) * v.T),
});

export const decayPermanent = formula({
  id: 'training/decay-permanent',
  equation: '—',
  title: 'Weight decay that makes unimodal bias permanent: B is never learned',
  statement: 'lambda*(L-2)*T_B > 1',
  variables: { lambda, L, T_B: positive('η × steps that B takes without decay', '1/([y][x])', 1, 30) },
  assumptions: [...small, gradientFlow, homogeneous],
  evaluate: (v) => v.lambda * (v.L - 2) * v.T_B > 1,
});

export const decayGap = formula({
  id: 'training/decay-gap',
  equation: '—',
  title: 'Weight decay: length of the unimodal phase, intermediate fusion (1%)',
  statement: 'gap = -log(1 - n*lambda*exp(n*lambda*t_A)*Delta)/(n*lambda)',
  variables: {
    n: integer('n = L_f − 2', 1, 6),
    lambda: positive('weight decay λ', '1', 1e-4, 0.05),
    t_A: positive('η × steps of A with decay', '1/([y][x])', 1, 100),
    Delta: positive('η × steps between the two without decay', '1/([y][x])', 1, 100),
  },
  where: ['n*lambda*exp(n*lambda*t_A)*Delta < 0.99'],
  assumptions: [...small, gradientFlow, homogeneous],
  evaluate: ({ n, lambda: d, t_A, Delta }) => -Math.log1p(-n * d * Math.exp(n * d * t_A) * Delta) / (n * d),
});

const signDescent = {
  id: 'sign-descent',
  statement:
    'the start is a few η at most, gradients are far above ε, and s Σ sᵀ leaves what is waited for below 0.8 of what the signs can reach',
};
const unit = positive('learning rate η', '1', 1e-5, 1e-2);
const wide = integer('hidden width N', 20, 2000);

/** Every weight in the pattern of signs: `N^(L−1) (ηx)^L √(s Σ sᵀ)`. */
export const adamLevel = formula({
  id: 'training/adam-level',
  equation: '—',
  title: 'Adam: the number x, in units of η, at which a modality is used (times 4–5% off)',
  statement: 'y = (half/(N^(L-1)*sqrt(v)))^(1/L)/eta',
  variables: {
    half: positive('half of the final contribution', '[y]', 0.05, 20),
    N: wide,
    v: positive('s_m Σ_m s_mᵀ, s_m = sign Σ_ym: variance of the sum of the inputs with these signs', '[x]²', 0.1, 50),
    eta: unit,
    L: integer('total depth L', 2, 10),
  },
  assumptions: [...small, signDescent],
  evaluate: (v) => (v.half / (v.N ** (v.L - 1) * Math.sqrt(v.v))) ** (1 / v.L) / v.eta,
});

/** Adam sees gradients like `t^(L−1)`: the mean of their squares over all steps is a `(2L−1)`-th of the last one. */
export const adamPace = formula({
  id: 'training/adam-pace',
  equation: '—',
  title: 'Adam: pace of its clock for 1/(1−β₁) ≪ t ≪ 1/(1−β₂), in units of η; 1 later',
  statement: 'pace = sqrt(2*L-1)',
  variables: { L: integer('total depth L', 2, 10) },
  assumptions: [...small, signDescent],
  evaluate: (v) => Math.sqrt(2 * v.L - 1),
});

/**
 * Half of a final contribution over all that its pattern of signs reaches, `half/(c₀ √v)` with `c₀ = ‖Σ_ym‖₁/(s_mᵀ (s Σ)_m)`, s the
 * signs of the drives: Adam's one clock serves a modality for which this is below 0.8 (`sign-descent`).
 *
 * @param half - half of the final contribution
 * @param v - `s_m Σ_m s_mᵀ`
 * @param drive - `‖Σ_ym‖₁`
 * @param against - `s_mᵀ (s Σ)_m`; not above 0 where the other modalities leave the signs all they want
 */
export const signShare = ({ half, v, drive, against }: Readonly<Record<'half' | 'v' | 'drive' | 'against', number>>) =>
  (half * against) / (Math.sqrt(v) * drive);

/** What the clock of Adam is asked. */
export interface AdamClock {
  /** Total depth L. */
  readonly depth: number;
  /** `x` at which a modality is used (`training/adam-level`). */
  readonly level: number;
  /** `x` at which its gradient has vanished, the same with all that the signs can reach. */
  readonly end: number;
  /** Averages β₁ = 0.9 and β₂ = 0.999 unless told. */
  readonly betas?: readonly [number, number];
}

/**
 * Adam's one clock for all data: the iteration, bias corrections included, on one number `x` from 0.3 in units of η with the
 * gradient `x^(L−1) (1 − (x/end)^L)`, to the step at which `x ≥ level`; `null` where it is not reached in 10⁶ steps.
 */
export function adamTime({ depth: L, level, end, betas = [0.9, 0.999] }: AdamClock): number | null {
  let [x, mean, square] = [0.3, 0, 0];
  for (let step = 1; step <= 1e6; step++) {
    const gradient = x ** (L - 1) * (1 - (x / end) ** L);
    mean += (1 - betas[0]) * (gradient - mean);
    square += (1 - betas[1]) * (gradient * gradient - square);
    const before = x;
    x += mean / (1 - betas[0] ** step) / Math.sqrt(square / (1 - betas[1] ** step));
    if (x >= level) return step - (x - level) / (x - before);
  }
  return null;
}
