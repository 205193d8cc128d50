/**
 * What a change of rates, of the data or of the objective does to the times (not in the source): two layers to leading order
 * unless said otherwise, parallel drives. A is the modality used first.
 */
import { formula, integer, matrixVariable, positive, real } from './formula.js';
import { gradientFlow, notCollinear, plateauReached, secondStaysSmall, smallInitialization } from './vocabulary.js';
import { r_B, s_A, s_B } from './vocabulary.js';
import { addMatrices } from '../src/numerics/matrix.js';

const law = [
  smallInitialization,
  gradientFlow,
  plateauReached,
  secondStaysSmall,
  notCollinear,
  { id: 'parallel', statement: 'Σ_yB and Σ̃_yB are parallel: else the angle laws' },
];
const exact = [{ id: 'expectation', statement: 'in expectation over the masks: exactly a change of second moments' }];
const alone = (of: string) => positive(`time T_${of} that ${of} takes under its first drive alone`, 'steps', 1, 1e4);

/** `∫ s_B dt = s_B T_A + s̃_B (t_B − T_A)`. */
export const throttle = formula({
  id: 'levers/throttle',
  equation: '—',
  title: 'The throttle law: what a delay of the leader moves the second time by (slopes within 0.1 in nine of ten)',
  statement: 'shift = (1 - s_B/r_B)*delay',
  variables: { s_B, r_B, delay: positive('delay Δt_A of the leader', 'steps', 0.1, 1e4) },
  assumptions: [...law, { id: 'before', statement: 'until t_B meets the time that B takes alone; none after t_A' }],
  evaluate: (v) => (1 - v.s_B / v.r_B) * v.delay,
});

export const freezeSteps = formula({
  id: 'levers/freeze-steps',
  equation: '—',
  title: 'How long to freeze the leader so that both are used together: T* (2% median, 10% worst)',
  statement: 'T = T_B - T_A',
  variables: { T_A: alone('A'), T_B: alone('B') },
  where: ['T_A < T_B'],
  assumptions: law,
  evaluate: (v) => v.T_B - v.T_A,
});

export const boost = formula({
  id: 'levers/boost',
  equation: '—',
  title: 'Rate of the weak branch over that of the strong one at which both are used together, equal needs (4%, 7%)',
  statement: 'boost = s_A/s_B',
  variables: { s_A, s_B },
  assumptions: law,
  evaluate: (v) => v.s_A / v.s_B,
});

const kappa = positive('factor κ on the learning rate', '1', 0.05, 20);

/** `w = √κ v` for each layer that has the factor. */
export const encoderRate = formula({
  id: 'levers/encoder-rate',
  equation: '—',
  title:
    'A rate factor on the encoder, all layers but the last: factor on the drive (their start × κ^(−1/2)); exact, every step',
  statement: 'factor = kappa^((L-1)/2)',
  variables: { kappa, L: integer('depth L of the branch', 2, 10) },
  assumptions: law,
  evaluate: (v) => v.kappa ** ((v.L - 1) / 2),
});

export const branchRate = formula({
  id: 'levers/branch-rate',
  equation: '—',
  title: 'A rate factor on the whole branch: factor on the drive (its start × κ^(−1/2)); exact, every step',
  statement: 'factor = kappa^(L/2)',
  variables: { kappa, L: integer('depth L of the branch', 2, 10) },
  assumptions: law,
  evaluate: (v) => v.kappa ** (v.L / 2),
});

const q = (of: string) => real(`probability q_${of} that ${of} is dropped`, '1', 0, 0.95);
const square = (meaning: string, size: string) => matrixVariable(meaning, '[x]²', size, size);
const S_m = square('Σ_mm, correlations of a modality', 'D');
const S_n = matrixVariable('Σ_mn, cross-correlations of two modalities', '[x]²', 'D', 'D_n');
const scaled = <M extends { readonly data: Float64Array }>(m: M, factor: number): M => ({
  ...m,
  data: m.data.map((value) => factor * value),
});

export const dropoutOwn = formula({
  id: 'levers/dropout-own',
  equation: '—',
  title: 'Modality dropout by zeroing: correlations of the modality (Σ_ym likewise)',
  statement: 'S = (1-q)*S_m',
  variables: { q: q('m'), S_m },
  assumptions: exact,
  evaluate: (v) => scaled(v.S_m, 1 - v.q),
});

export const dropoutCross = formula({
  id: 'levers/dropout-cross',
  equation: '—',
  title: 'Modality dropout by zeroing, independently: cross-correlations',
  statement: 'S = (1-q_m)*(1-q_n)*S_mn',
  variables: { q_m: q('m'), q_n: q('n'), S_mn: S_n },
  assumptions: exact,
  evaluate: (v) => scaled(v.S_mn, (1 - v.q_m) * (1 - v.q_n)),
});

export const dropoutAtMostOne = formula({
  id: 'levers/dropout-at-most-one',
  equation: '—',
  title: 'Modality dropout of at most one at a time: cross-correlations',
  statement: 'S = (1-q_m-q_n)*S_mn',
  variables: {
    q_m: real('probability q_m that m is dropped', '1', 0, 0.45),
    q_n: real('probability q_n', '1', 0, 0.45),
    S_mn: S_n,
  },
  assumptions: exact,
  evaluate: (v) => scaled(v.S_mn, 1 - v.q_m - v.q_n),
});

export const dropoutInverted = formula({
  id: 'levers/dropout-inverted',
  equation: '—',
  title: 'Inverted modality dropout: correlations of the modality; nothing else changes, a ridge q/(1−q) Σ_mm',
  statement: 'S = S_m/(1-q)',
  variables: { q: q('m'), S_m },
  assumptions: exact,
  evaluate: (v) => scaled(v.S_m, 1 / (1 - v.q)),
});

const a = positive('weight a of the added loss', '1', 0.01, 3);

/** `a ½⟨(ŷ_A − ŷ_B)²⟩`. */
export const alignmentOwn = formula({
  id: 'levers/alignment-own',
  equation: '—',
  title: 'Alignment of the branches (squared): correlations of a modality',
  statement: 'S = (1+a)*S_m',
  variables: { a, S_m },
  assumptions: exact,
  evaluate: (v) => scaled(v.S_m, 1 + v.a),
});

export const alignmentCross = formula({
  id: 'levers/alignment-cross',
  equation: '—',
  title: 'Alignment of the branches (squared): cross-correlations',
  statement: 'S = (1-a)*S_mn',
  variables: { a, S_mn: S_n },
  assumptions: exact,
  evaluate: (v) => scaled(v.S_mn, 1 - v.a),
});

/** Unimodal losses of the same heads: rates `(1 + a) η`, cross blocks over `1 + a`. */
export const auxiliaryDrive = formula({
  id: 'levers/auxiliary-drive',
  equation: '—',
  title: 'Unimodal auxiliary losses: drive of B on the plateau of A',
  statement: 'G = R + a*S_yB',
  variables: {
    R: matrixVariable('Σ̃_yB without them', '[y][x]', '1', 'D_B'),
    a,
    S_yB: matrixVariable('Σ_yB', '[y][x]', '1', 'D_B'),
  },
  assumptions: exact,
  evaluate: (v) => addMatrices(v.R, v.a, v.S_yB),
});

export const auxiliaryWorst = formula({
  id: 'levers/auxiliary-worst',
  equation: '—',
  title: 'Unimodal auxiliary losses: the weight that slows B most, where cos θ < 0',
  statement: 'a = -c*r_B/s_B',
  variables: { c: real('cosine c of the angle between Σ_yB and Σ̃_yB', '1', -1, -0.01), r_B, s_B },
  assumptions: law,
  evaluate: (v) => (-v.c * v.r_B) / v.s_B,
});

/** Scalars: `W_a` of `[σ_A², ρ/(1+a)]`. */
export const auxiliaryBias = formula({
  id: 'levers/auxiliary-bias',
  equation: '—',
  title: 'Unimodal auxiliary losses: excess weight of A at the end point, scalar inputs of correlation x = Σ_AB',
  statement: 'bias = a*(w_B*x*((1+a)*v_B) - w_A*x^2)/((1+a)^2*v_A*v_B - x^2)',
  variables: {
    a,
    w_A: real('final weight of A without them', '[y]/[x]', -3, 3),
    w_B: real('final weight of B without them', '[y]/[x]', -3, 3),
    v_A: positive('Σ_A = σ_A²', '[x]²', 1, 10),
    v_B: positive('Σ_B = σ_B²', '[x]²', 1, 10),
    x: real('Σ_AB', '[x]²', -0.9, 0.9),
  },
  assumptions: exact,
  evaluate: ({ a, w_A, w_B, v_A, v_B, x }) =>
    (a * x * (w_B * (1 + a) * v_B - w_A * x)) / ((1 + a) ** 2 * v_A * v_B - x * x),
});

export const ownHeads = formula({
  id: 'levers/own-heads',
  equation: '—',
  title: 'Unimodal losses with heads of their own: growth of a mode, two layers (times up to 10% early)',
  statement: 'rate = sqrt(w^2 + w_m^2)*s_A',
  variables: {
    w: positive('weight w of the joint loss', '1', 0.05, 3),
    w_m: positive('weight w_m of the unimodal loss', '1', 0.05, 3),
    s_A,
  },
  assumptions: law,
  evaluate: (v) => Math.hypot(v.w, v.w_m) * v.s_A,
});
