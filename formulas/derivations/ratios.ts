/** The time ratios as quotients, and how they contain each other (Eq 9, 12, 57, 59). */
import { derivation, type Derivation } from './derivation.js';

/** `t_B/t_A` of two formulas less a third, k = s_B/s_A. */
const quotient = (second: string, first: string, ratio: string): string =>
  `at(eq("${second}"), t_A, at(eq("${first}"), k, s_B/s_A))/at(eq("${first}"), k, s_B/s_A) - eq("${ratio}")`;

/** What `y = x_A + x_B` makes of the correlations of scalars with `σ_B = 1`, `σ_A = q`. */
const scalars = 's_A, q^2 + rho*q, s_B, 1 + rho*q, r_B, 1 - rho^2, p_A, 1 + rho/q';
const relative = 's_A, 1, s_B, k, r_B, r';

/** A ratio in other variables is the source's: everything but the integral, J, and the integrand with x = 1/s. */
const sameRatio = (id: string, of: string, values: string) => [
  { claim: 'everything but the integral, J', zero: `abstract(eq("${id}")) - at(abstract(eq("${of}")), ${values})` },
  {
    claim: 'the integrand with x = 1/s',
    zero: `integrand(eq("${id}")) - at(integrand(eq("${of}")), ${values}, x, 1/s)/s^2`,
  },
];

export const ratioDerivations: readonly Derivation[] = [
  derivation({
    id: 'ratio-of-scalars',
    title: 'Time ratio of scalars with y = x_A + x_B as a function of σ_A/σ_B, ρ and u₀',
    hypotheses: ['Eq 12, 57', 'Σ_A = σ_A², Σ_B = σ_B², Σ_AB = ρσ_Aσ_B', 'q = σ_A/σ_B, 1 + ρq > 0'],
    conclusion: 'time-ratio/scalar-above-2, time-ratio/scalar-at-2',
    method: 'substitution',
    steps: [
      ...sameRatio('time-ratio/scalar-above-2', 'time-ratio/above-2', scalars),
      ...sameRatio('time-ratio/scalar-at-2', 'time-ratio/at-2', scalars),
    ],
    where: ['L_f <= L', 'q > 1', '1 + rho*q > 0'],
  }),
  derivation({
    id: 'ratio-in-k',
    title: 'Time ratios as functions of k = s_B/s_A and r = ‖Σ̃_yB‖/s_A',
    hypotheses: ['Eq 9, 12, 57'],
    conclusion: 'time-ratio/late-relative, time-ratio/above-2-relative, time-ratio/at-2-relative',
    method: 'substitution',
    steps: [
      { claim: 'late fusion', zero: `eq("time-ratio/late-relative") - at(eq("time-ratio/late"), ${relative})` },
      ...sameRatio('time-ratio/above-2-relative', 'time-ratio/above-2', relative),
      ...sameRatio('time-ratio/at-2-relative', 'time-ratio/at-2', relative),
    ],
    where: ['L_f <= L'],
  }),
  derivation({
    id: 'ratio-above-2',
    title: 'Time ratio, fusion above the second layer',
    hypotheses: ['Eq 48', 'Eq 54'],
    conclusion: 'Eq 12 (time-ratio/above-2)',
    method: 'symbolic zero',
    steps: [{ claim: 't_B/t_A', zero: quotient('learning-time/second', 'learning-time/first', 'time-ratio/above-2') }],
    where: ['L_f <= L', 's_B < s_A'],
  }),
  derivation({
    id: 'ratio-at-2',
    title: 'Time ratio, fusion at the second of more layers',
    hypotheses: ['Eq 56a', 'Eq 56b'],
    conclusion: 'Eq 57 corrected (time-ratio/at-2)',
    method: 'symbolic zero',
    steps: [
      {
        claim: 't_B/t_A',
        zero: `abstract(${quotient('learning-time/second-at-2', 'learning-time/first-at-2', 'time-ratio/at-2')})`,
      },
    ],
    where: ['s_B < s_A'],
  }),
  derivation({
    id: 'ratio-unequal',
    title: 'Time ratio, branches of unequal depth',
    hypotheses: ['t_A and t_B of branches of unequal depth'],
    conclusion: 'Eq 59 (time-ratio/unequal)',
    method: 'symbolic zero',
    steps: [
      {
        claim: 't_B/t_A',
        zero: quotient('learning-time/second-unequal', 'learning-time/first-unequal', 'time-ratio/unequal'),
      },
    ],
  }),
  derivation({
    id: 'unequal-to-equal',
    title: 'Branches of equal depth as a special case',
    hypotheses: ['Eq 59, 60 with L_A = L_B = L_f, L_c = L − L_f'],
    conclusion: 'Eq 12, 13',
    method: 'substitution',
    definitions: {
      unequal: 'at(eq("time-ratio/unequal"), L_A, L_f, L_B, L_f, L_c, L-L_f)',
      equal: 'eq("time-ratio/above-2")',
    },
    steps: [
      { claim: 'everything but the integral, J', zero: 'abstract(unequal) - abstract(equal)' },
      { claim: 'the exponents of the plateau', zero: '(L-L_f)/(L_f + (L-L_f)) - (1 - L_f/L)' },
      {
        claim: 'what the other branch adds to the bracket: the inner sum',
        zero: '(s_B/s_A*(x^(2-L_f)-1) + 1) - x^(2-L_f)*(s_B/s_A + (1-s_B/s_A)*x^(L_f-2))',
      },
      { claim: 'the integrand', zero: 'integrand(unequal) - integrand(equal)' },
    ],
    where: ['L_f <= L', 's_B < s_A'],
  }),
  derivation({
    id: 'late-as-special-case',
    title: 'Late fusion of any depth has the ratio of two layers',
    hypotheses: ['Eq 12 at L_f = L', 'I(L, L) = 1/(L−2)'],
    conclusion: 'Eq 9',
    method: 'substitution',
    steps: [
      {
        claim: 'Eq 12 becomes Eq 9',
        zero: 'at(abstract(eq("time-ratio/above-2")), L_f, L, J, eq("depth-integral/late")) - eq("time-ratio/late")',
      },
    ],
  }),
];
