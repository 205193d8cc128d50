/** Balancing and the reduced dynamics of deep networks (Eq 38–56). */
import { derivation, type Derivation } from './derivation.js';

const rates = {
  rate_A: 'eq("reduced-dynamics/rate-A")',
  rate_B: 'eq("reduced-dynamics/rate-B")',
  rate: 'eq("reduced-dynamics/rate-shared")',
};

/** Rate of a function Q of u_A, u_B, u along Eq 44. */
const along = 'D(Q, u_A)*rate_A + D(Q, u_B)*rate_B + D(Q, u)*rate';

export const deepDerivations: readonly Derivation[] = [
  derivation({
    id: 'shared-norm',
    title: 'The norms of balanced layers stay balanced',
    hypotheses: ['Eq 44'],
    conclusion: 'Eq 41: u_A² + u_B² − u² is conserved',
    method: 'differentiation',
    definitions: { ...rates, Q: 'u_A^2 + u_B^2 - u^2' },
    steps: [{ claim: 'its rate along Eq 44 is 0', zero: along }],
  }),
  derivation({
    id: 'norm-B',
    title: 'u_B as a function of u_A, fusion above the second layer',
    hypotheses: ['Eq 44', 'u_A(0) = u_B(0) = u_0', 'k = s_B/s_A'],
    conclusion: 'Eq 45 (reduced-dynamics/norm-B)',
    method: 'differentiation',
    definitions: { ...rates, Q: 'u_B^(2-L_f) - u_0^(2-L_f) - s_B/s_A*(u_A^(2-L_f) - u_0^(2-L_f))' },
    steps: [
      { claim: 'Q is conserved along Eq 44', zero: 'D(Q, u_A)*rate_A + D(Q, u_B)*rate_B' },
      { claim: 'Q starts at 0', zero: 'at(Q, u_A, u_0, u_B, u_0)' },
      {
        claim: 'Eq 45 is u_B with u_B^(2−L_f) = X',
        zero: 'eq("reduced-dynamics/norm-B")^(2-L_f) - (k*u_A^(2-L_f) + (1-k)*u_0^(2-L_f))',
      },
      {
        claim: 'Q = 0 at this X',
        zero: 'at(k*u_A^(2-L_f) + (1-k)*u_0^(2-L_f), k, s_B/s_A) - u_0^(2-L_f) - s_B/s_A*(u_A^(2-L_f) - u_0^(2-L_f))',
      },
    ],
  }),
  derivation({
    id: 'norm-B-at-2',
    title: 'u_B as a function of u_A, fusion at the second layer',
    hypotheses: ['Eq 44 with L_f = 2', 'u_A(0) = u_B(0) = u_0', 'k = s_B/s_A'],
    conclusion: 'Eq 55 (reduced-dynamics/norm-B-at-2)',
    method: 'differentiation',
    definitions: { ...rates, Q: 'log(u_B) - log(u_0) - s_B/s_A*(log(u_A) - log(u_0))' },
    steps: [
      { claim: 'Q is conserved along Eq 44', zero: 'at(D(Q, u_A)*rate_A + D(Q, u_B)*rate_B, L_f, 2)' },
      { claim: 'Q = 0 solved for u_B', zero: 'at(Q, u_B, at(eq("reduced-dynamics/norm-B-at-2"), k, s_B/s_A))' },
    ],
  }),
  derivation({
    id: 'closed-rate',
    title: 'The rate of u_A as a function of itself alone',
    hypotheses: ['Eq 41', 'Eq 44a', 'Eq 45'],
    conclusion: 'Eq 46 (reduced-dynamics/closed-rate-A)',
    method: 'substitution',
    steps: [
      {
        claim: 'u from Eq 41, u_B from Eq 45',
        zero: 'at(eq("reduced-dynamics/rate-A"), u, at(eq("balancing/shared-norm"), u_B, eq("reduced-dynamics/norm-B"))) - eq("reduced-dynamics/closed-rate-A")',
      },
    ],
    where: ['u_A >= u_0'],
  }),
  derivation({
    id: 'time-to-reach',
    title: 'The time at which u_A is reached, by separation',
    hypotheses: ['Eq 46'],
    conclusion: 'Eq 47 with its prefactor (reduced-dynamics/time-to-reach)',
    method: 'differentiation',
    steps: [
      {
        claim: 'dt/du_A is the inverse of the rate',
        zero: 'D(eq("reduced-dynamics/time-to-reach"), u_A)*eq("reduced-dynamics/closed-rate-A") - 1',
      },
    ],
    where: ['u_A >= u_0'],
  }),
  derivation({
    id: 'second-norm',
    title: 'How far B has come when A is learned, fusion above the second layer',
    hypotheses: ['Eq 45', 'u_A(t_A) ≫ u_0: X = u_A^(2−L_f) → 0'],
    conclusion: 'Eq 51 (learning-time/second-norm)',
    method: 'limit',
    definitions: { inX: '(k*X + (1-k)*u_0^(2-L_f))^(1/(2-L_f))' },
    steps: [
      { claim: 'Eq 45 in X', zero: 'at(inX, X, u_A^(2-L_f)) - eq("reduced-dynamics/norm-B")' },
      { claim: 'its value at X = 0', zero: 'at(inX, X, 0) - eq("learning-time/second-norm")' },
    ],
  }),
  derivation({
    id: 'second-time',
    title: 'When B is learned, fusion above the second layer',
    hypotheses: ['Eq 44b with Σ̃_yB for Σ_yB', 'Eq 50: u = p_A^(1/L)', 'Eq 51', 'u_B(t_B)^(2−L_f) → 0'],
    conclusion: 'Eq 53, 54 (learning-time/second)',
    method: 'differentiation',
    definitions: {
      rate_B: 'p_A^(1-L_f/L)*r_B*u_B^(L_f-1)/tau',
      t: 'tau/(p_A^(1-L_f/L)*r_B)*(u_B^(2-L_f) - u_1^(2-L_f))/(2-L_f)',
    },
    steps: [
      { claim: 'Eq 53', zero: 'at(eq("reduced-dynamics/rate-B"), u, p_A^(1/L), s_B, r_B) - rate_B' },
      { claim: 'dt/du_B is the inverse of the rate', zero: 'D(t, u_B)*rate_B - 1' },
      { claim: 'u_B(t_A)^(2−L_f) from Eq 51', zero: 'eq("learning-time/second-norm")^(2-L_f) - (1-k)*u_0^(2-L_f)' },
      {
        claim: 'Eq 54',
        zero: 't_A - tau/(p_A^(1-L_f/L)*r_B)*(1-s_B/s_A)*u_0^(2-L_f)/(2-L_f) - eq("learning-time/second")',
      },
    ],
    where: ['L_f <= L'],
  }),
  derivation({
    id: 'second-time-at-2',
    title: 'When B is learned, fusion at the second of more layers',
    hypotheses: ['Eq 44b with Σ̃_yB for Σ_yB and L_f = 2', 'Eq 50', 'Eq 30', 'u_B(t_B) = 1 to leading order'],
    conclusion: 'Eq 56b (learning-time/second-at-2)',
    method: 'differentiation',
    definitions: { t: 'tau/(p_A^(1-2/L)*r_B)*(log(u_B) - log(u_1))' },
    steps: [
      {
        claim: 'the rate',
        zero: 'at(eq("reduced-dynamics/rate-B"), u, p_A^(1/L), s_B, r_B, L_f, 2) - p_A^(1-2/L)*r_B*u_B/tau',
      },
      { claim: 'dt/du_B is its inverse', zero: 'D(t, u_B)*(p_A^(1-2/L)*r_B*u_B/tau) - 1' },
      { claim: 'Eq 56b', zero: 't_A + at(t, u_B, 1, u_1, u_0^(1-s_B/s_A)) - eq("learning-time/second-at-2")' },
    ],
  }),
];
