/** The variables and assumptions that several topics share, each said once. */
import { definiteMatrix, integer, matrixVariable, positive, real, type Assumption } from './formula.js';

// Scalars.
export const tau = positive('time constant τ = 1/η, the inverse of the learning rate', 'steps', 1, 1e4);
export const s_A = positive('s_A = ‖Σ_yA‖, input–output correlation of the modality learned first', '[y][x]');
export const s_B = positive('s_B = ‖Σ_yB‖, input–output correlation of the other modality', '[y][x]');
export const r_B = positive('‖Σ̃_yB‖ = ‖Σ_yB − Σ_yA Σ_A⁻¹ Σ_AB‖, what is left for B once A is learned', '[y][x]');
export const p_A = positive('plateau ‖Σ_yA Σ_A⁻¹‖ of the total weight of A', '[y]/[x]', 0.05, 20);
export const k = real('k = s_B/s_A', '1', 0.001, 0.999);
export const u_0 = positive('initial Frobenius norm u₀ of a pre-fusion layer', '1', 1e-6, 0.3);
export const u_A = positive('norm u_A of a pre-fusion layer of branch A', '1', 1e-3, 3);
export const u_B = positive('norm u_B of a pre-fusion layer of branch B', '1', 1e-3, 3);
export const u = positive('norm u of a post-fusion layer', '1', 1e-3, 3);
export const rho = real('correlation coefficient ρ of two scalar inputs', '1', -0.99, 0.99);
export const sigma_A = positive('standard deviation σ_A of scalar input A', '[x]', 0.1, 10);
export const sigma_B = positive('standard deviation σ_B of scalar input B', '[x]', 0.1, 10);

// Depths. The ranges are those of the tests; the formulas hold for any depth.
export const L = integer('total depth L', 3, 10);
export const L_f = integer('fusion layer L_f', 3, 10);
export const L_A = integer('pre-fusion depth L_A of branch A', 3, 8);
export const L_B = integer('pre-fusion depth L_B of branch B', 3, 8);
export const L_c = integer('post-fusion depth L_c', 0, 6);

// Matrices (Eq 1, 2). Row vectors are 1 × D.
export const S_A = definiteMatrix('Σ_A = ⟨x_A x_Aᵀ⟩', '[x]²', 'D_A');
export const S_B = definiteMatrix('Σ_B = ⟨x_B x_Bᵀ⟩', '[x]²', 'D_B');
export const S_AB = matrixVariable('Σ_AB = ⟨x_A x_Bᵀ⟩', '[x]²', 'D_A', 'D_B');
export const S_yA = matrixVariable('Σ_yA = ⟨y x_Aᵀ⟩, a row vector', '[y][x]', '1', 'D_A');
export const S_yB = matrixVariable('Σ_yB = ⟨y x_Bᵀ⟩, a row vector', '[y][x]', '1', 'D_B');
export const W_A = matrixVariable('total weight W_A^tot, a row vector', '[y]/[x]', '1', 'D_A');
export const W_B = matrixVariable('total weight W_B^tot, a row vector', '[y]/[x]', '1', 'D_B');

const assumption = (id: string, statement: string): Assumption => ({ id, statement });

/** Leading order in u₀. */
export const smallInitialization = assumption(
  'small-initialization',
  'u₀ → 0: the time to grow from O(1) weights to the plateau is neglected against the time to escape from zero',
);
/** The start of the reduced system. */
export const balancedAlignedStart = assumption(
  'balanced-aligned-start',
  'layers start balanced (Eq 38, 39), rank one, with first layers along Σ_yA and Σ_yB; random weights do not',
);
/** `k < 1`. */
export const firstIsA = assumption('first-is-A', 's_A > s_B: A is learned first (Eq 10a, 28)');
/** The same for unequal depths. */
export const firstIsAUnequal = assumption(
  'first-is-A-unequal',
  'k (L_B−2)/(L_A−2) u₀^(L_B−L_A) < 1: A is learned first when the branches are not equally deep',
);
/** The plateau is reached at once. */
export const plateauReached = assumption(
  'plateau-reached',
  'A converges to Σ_yA Σ_A⁻¹ along every direction of Σ_A in a time short against the unimodal phase',
);
/** B stays small. */
export const secondStaysSmall = assumption(
  'second-stays-small',
  'B is still small when A is learned: s_A and s_B are not nearly equal',
);
/** Something is left for B. */
export const notCollinear = assumption(
  'not-collinear',
  'Σ̃_yB ≠ 0: A does not explain everything that B could (otherwise B is never learned)',
);
export const fullRank = assumption('full-rank', 'the input correlation matrix Σ has full rank');
export const uncorrelated = assumption('uncorrelated', 'Σ_AB = 0');
export const whitened = assumption('whitened', 'Σ_A = σ_A² I and Σ_B = σ_B² I');
export const scalarInputs = assumption('scalar-inputs', 'x_A and x_B are scalars');
export const gradientFlow = assumption(
  'gradient-flow',
  'the learning rate is small: gradient descent follows its flow',
);
export const binaryTarget = assumption('binary-target', 'every target is −1 or +1');
