/** Errata whose printed and corrected forms and truth are expressions, to be evaluated in 64 digits. */
import type { StatementErratum } from './erratum.js';
import { positive, real } from '../formula.js';
import { L, L_f, k, p_A, r_B, rho, s_A, s_B, sigma_A, sigma_B, tau, u_0, u_A } from '../vocabulary.js';

type Given = Omit<StatementErratum, 'kind' | 'tolerance' | 'conditions'> &
  Partial<Pick<StatementErratum, 'conditions'>>;

/** 64 digits, less what the integrals and powers lose. */
const TOLERANCE = 1e-40;

const statement = (entry: Given): StatementErratum => ({
  kind: 'statement',
  tolerance: TOLERANCE,
  conditions: [],
  ...entry,
});

const v_A = positive('variance of scalar input A', '[x]²', 0.1, 10);
const v_B = positive('variance of scalar input B', '[x]²', 0.1, 10);
const w = positive('w*_A/w*_B', '1', 0.1, 10);

/** `x_A`'s share of `Σ̃_yB` for scalars of variances v and correlation ρ, target `y = x_A + x_B`. */
const cross = 'rho*sqrt(v_A*v_B)';

/** Eq 56b less `t_A`, over Eq 56a. */
const ratioAt2 = '1 + (tau*(1 - s_B/s_A)/r_B * p_A^(2/L-1) * log(1/u_0)) / (tau/s_A * u_0^(2-L) * I)';
const I = positive('the integral I(L, 2)', '1', 0.05, 2);

/** Eq 46: the inverse of the rate of u_A, which is the derivative of the time Eq 47 gives. */
const rateOfTime = 'tau / (s_A * u_A^(L_f-1) * (u_A^2 + (k*u_A^(2-L_f) + (1-k)*u_0^(2-L_f))^(2/(2-L_f)))^((L-L_f)/2))';
const integrand = 'u_A^(1-L_f) * (u_A^2 + (k*u_A^(2-L_f) + (1-k)*u_0^(2-L_f))^(2/(2-L_f)))^((L_f-L)/2)';

/** Eq 45, and the bracket of Eq 46. */
const normB = '(k*u_A^(2-L_f) + (1-k)*u_0^(2-L_f))^(1/(2-L_f))';
const bracket = 'u_A^2 + (k*u_A^(2-L_f) + (1-k)*u_0^(2-L_f))^(2/(2-L_f))';

export const statementErrata: readonly StatementErratum[] = [
  statement({
    id: 'superficial-variances',
    where: 'Eq 11',
    printed: 'σ_B²/σ_A² < w_A/w_B < σ_B/σ_A with σ_A, σ_B the variances of x_A, x_B',
    corrected: 'the same with σ_A, σ_B the standard deviations',
    truth: 'Eq 10 with Σ_A, Σ_B the variances v_A, v_B and Σ_yA = w_A v_A, Σ_yB = w_B v_B',
    expressions: {
      printed: '(v_B/v_A)^2 < w and w < v_B/v_A',
      corrected: 'v_B/v_A < w and w < sqrt(v_B/v_A)',
      truth: 'w*v_A > v_B and (w*v_A)^2/v_A < v_B^2/v_B',
    },
    variables: { v_A, v_B, w },
  }),
  statement({
    id: 'scalar-variances',
    where: 'J.3 and the text of Figure 3',
    printed: 't_B/t_A = 1 + (σ_A²/σ_B² − 1)/(1 − ρ²) with σ_A, σ_B the variances',
    corrected: 'the same with σ_A, σ_B the standard deviations',
    truth: 'Eq 9 with Σ_A = v_A, Σ_AB = ρ√(v_A v_B), y = x_A + x_B',
    expressions: {
      printed: '1 + ((v_A/v_B)^2 - 1) / (1 - rho^2)',
      corrected: '1 + (v_A/v_B - 1) / (1 - rho^2)',
      truth: `1 + ((v_A + ${cross}) - (v_B + ${cross})) / ((v_B + ${cross}) - (v_A + ${cross})/v_A*${cross})`,
    },
    variables: { v_A, v_B, rho },
    conditions: ['v_A > 1.1*v_B', 'rho > -sqrt(v_B/v_A)'],
  }),
  statement({
    id: 'exact-start',
    where: 'Eq 21',
    printed: 'u_A(t) = [(s_A/(σ_A² u_A(0)) − 1) e^(−2 s_A t/τ) + 1]⁻¹',
    corrected: 'u_A(t) = [(s_A/(σ_A² ‖W_A^tot(0)‖) − 1) e^(−2 s_A t/τ) + 1]⁻¹',
    truth: 't = 0, where it must give u_A(0) = ‖W_A^tot(0)‖ σ_A²/s_A by its own left-hand side',
    expressions: {
      printed: '1 / ((s_A/(sigma_A^2*scale) - 1)*exp(0) + 1)',
      corrected: '1 / ((s_A/(sigma_A^2*(scale*s_A/sigma_A^2)) - 1)*exp(0) + 1)',
      truth: 'scale',
    },
    variables: { s_A, sigma_A, scale: positive('u_A(0)', '1', 1e-6, 0.1) },
  }),
  statement({
    id: 'time-prefactor',
    where: 'Eq 47',
    printed: 't = ∫ x^(1−L_f) […]^((L_f−L)/2) dx',
    corrected: 't = τ/s_A ∫ x^(1−L_f) […]^((L_f−L)/2) dx, as in Eq 48',
    truth: 'dt/du_A must be the inverse of the rate of Eq 46',
    expressions: { printed: integrand, corrected: `tau/s_A * ${integrand}`, truth: rateOfTime },
    variables: { tau, s_A, u_A, u_0, k, L, L_f },
    conditions: ['L_f <= L', 'u_A > u_0'],
  }),
  statement({
    id: 'closed-rate-exponent',
    where: 'Eq 46',
    printed: '[u_A² + (k u_A^(2−L_f) + (1−k) u₀^(2−L_f))^(2/(2−L_f))]^((L_f−L)/2)',
    corrected: 'the same to the power (L−L_f)/2; Eq 47, which divides by it, has (L_f−L)/2',
    truth: 'Eq 44a with u² = u_A² + u_B² (Eq 41) and u_B from Eq 45',
    expressions: {
      printed: `s_A * u_A^(L_f-1) * (${bracket})^((L_f-L)/2) / tau`,
      corrected: `s_A * u_A^(L_f-1) * (${bracket})^((L-L_f)/2) / tau`,
      truth: `s_A * u_A^(L_f-1) * sqrt(u_A^2 + (${normB})^2)^(L-L_f) / tau`,
    },
    variables: { tau, s_A, u_A, u_0, k, L, L_f },
    conditions: ['L_f <= L', 'u_A > u_0'],
  }),
  statement({
    id: 'norm-when-learned',
    where: 'before Eq 27 and Eq 48',
    printed: 'u_A grows to be comparable with ‖Σ_yA‖',
    corrected:
      'u_A grows to be comparable with ‖Σ_yA Σ_A⁻¹‖^(1/L), as in Eq 50; to leading order in u₀ both give the same t_A',
    truth: 'Eq 5a for scalar inputs: e_A = 0, so that u_A^L Σ_A = Σ_yA; the printed form has another unit',
    expressions: { printed: 's_A^L * v_A', corrected: '((s_A/v_A)^(1/L))^L * v_A', truth: 's_A' },
    variables: { s_A, v_A, L },
  }),
  statement({
    id: 'second-norm-factor',
    where: 'Eq 51, first form',
    printed: 'u_B(t_A) = [u_A^(2−L_f) + (1−k) u₀^(2−L_f)]^(1/(2−L_f))',
    corrected: 'u_B(t_A) = [k u_A^(2−L_f) + (1−k) u₀^(2−L_f)]^(1/(2−L_f))',
    truth: 'Eq 45, whose left-hand side must be k',
    expressions: {
      printed: '((u_A^(2-L_f) + (1-k)*u_0^(2-L_f)) - u_0^(2-L_f)) / (u_A^(2-L_f) - u_0^(2-L_f))',
      corrected: '((k*u_A^(2-L_f) + (1-k)*u_0^(2-L_f)) - u_0^(2-L_f)) / (u_A^(2-L_f) - u_0^(2-L_f))',
      truth: 'k',
    },
    variables: { u_A, u_0, k, L_f },
    conditions: ['u_A > 1.1*u_0'],
  }),
  statement({
    id: 'ratio-at-2-factor',
    where: 'Eq 57, denominator',
    printed: 'a factor L_f − 2, which is 0 at the L_f = 2 of the equation',
    corrected: 'no such factor',
    truth: 'Eq 56b divided by Eq 56a',
    expressions: {
      printed: '1 + (s_A-s_B)*u_0^(L-2)*log(1/u_0) / ((2-2) * r_B * p_A^(1-2/L) * I)',
      corrected: '1 + (s_A-s_B)*u_0^(L-2)*log(1/u_0) / (r_B * p_A^(1-2/L) * I)',
      truth: ratioAt2,
    },
    variables: { tau, s_A, s_B, r_B, p_A, u_0, L, I },
    conditions: ['s_B < s_A'],
  }),
  statement({
    id: 'ratio-at-2-exponent',
    where: 'Eq 57, exponent',
    printed: '‖Σ_yA Σ_A⁻¹‖^(1−L/2)',
    corrected: '‖Σ_yA Σ_A⁻¹‖^(1−2/L)',
    truth: 'Eq 56b divided by Eq 56a',
    expressions: {
      printed: '1 + (s_A-s_B)*u_0^(L-2)*log(1/u_0) / (r_B * p_A^(1-L/2) * I)',
      corrected: '1 + (s_A-s_B)*u_0^(L-2)*log(1/u_0) / (r_B * p_A^(1-2/L) * I)',
      truth: ratioAt2,
    },
    variables: { tau, s_A, s_B, r_B, p_A, u_0, L, I },
    conditions: ['s_B < s_A'],
  }),
  statement({
    id: 'half-of-the-loss',
    where: 'Eq 62',
    printed: 'L(M_A) = ⟨y²⟩ − Σ_yA Σ_A⁻¹ Σ_yAᵀ',
    corrected: 'L(M_A) = ½(⟨y²⟩ − Σ_yA Σ_A⁻¹ Σ_yAᵀ)',
    truth: 'the loss ½⟨(y − w x_A)²⟩ of Sec. 2.3 at w = Σ_yA/Σ_A, scalar inputs; Eq 10 is the same for both',
    expressions: {
      printed: 'y2 - s_A^2/v_A',
      corrected: '(y2 - s_A^2/v_A) / 2',
      truth: '(y2 - 2*(s_A/v_A)*s_A + (s_A/v_A)^2*v_A) / 2',
    },
    variables: { y2: positive('⟨y²⟩', '[y]²', 1, 100), s_A: positive('Σ_yA', '[y][x]', 0.01, 0.3), v_A },
  }),
  statement({
    id: 'effect-of-k',
    where: 'Sec. 4.2 and the summary before Sec. 5',
    printed: 'a larger k = s_B/s_A prolongs the unimodal phase',
    corrected: 'a smaller k prolongs it',
    truth:
      'the derivative of Eq 9 with Σ_AB = 0, where Σ̃_yB = Σ_yB, with respect to k: differences of 1 + (s_A − s_B)/s_B',
    expressions: {
      printed: 'd > 0',
      corrected: 'd < 0',
      truth: '1 + (1 - (k+d))/(k+d) > 1 + (1 - k)/k',
    },
    variables: { k, d: real('change of k', '1', -5e-4, 5e-4) },
  }),
  statement({
    id: 'variance-ratio-and-k',
    where: 'Figure 6c',
    printed: 'σ_A/σ_B = √k at ρ = 0',
    corrected: 'σ_A/σ_B = 1/√k at ρ = 0',
    truth: 'σ_A/σ_B, k = s_B/s_A with s_A = σ_A² and s_B = σ_B² for y = x_A + x_B',
    expressions: {
      printed: 'sqrt(sigma_B^2/sigma_A^2)',
      corrected: '1/sqrt(sigma_B^2/sigma_A^2)',
      truth: 'sigma_A/sigma_B',
    },
    variables: { sigma_A, sigma_B },
    conditions: ['sigma_A > 1.1*sigma_B'],
  }),
  statement({
    id: 'reduced-speed',
    where: 'Sec. 3.2',
    printed: 'having learned A reduces the speed of B whenever the cross correlation is nonzero',
    corrected:
      'the speed changes from ‖Σ_yB‖ to ‖Σ_yB − Σ_yA Σ_A⁻¹ Σ_AB‖: it falls for ρ > 0 and rises for ρ < 0 (scalars)',
    truth: '‖Σ̃_yB‖ < ‖Σ_yB‖ for scalar inputs, y = x_A + x_B, −σ_B/(2σ_A) < ρ',
    expressions: {
      printed: 'rho != 0',
      corrected: 'rho > 0',
      truth:
        'abs(sigma_B^2 + rho*sigma_A*sigma_B - (sigma_A^2 + rho*sigma_A*sigma_B)/sigma_A^2*rho*sigma_A*sigma_B) < abs(sigma_B^2 + rho*sigma_A*sigma_B)',
    },
    variables: { sigma_A, sigma_B, rho },
    conditions: ['sigma_A > sigma_B', 'rho > -sigma_B/(2*sigma_A)'],
  }),
  statement({
    id: 'upper-limit',
    where: 'Eq 13 in the authors’ code',
    printed: 'x from 1 to 1/u₀ (u_A up to 1)',
    corrected: 'x from 1 to ∞, as in the text; the code’s value is smaller by u₀^(L−2)/(L−2) at L_f = L',
    truth: '∫₁^∞ x^(1−L) dx, the integral of Eq 13 at L_f = L, in 64 digits',
    expressions: {
      printed: '(1 - u_0^(L-2)) / (L-2)',
      corrected: '1 / (L-2)',
      truth: 'integral(x^(1-L), x, 1, Infinity)',
    },
    variables: { L, u_0 },
  }),
];
