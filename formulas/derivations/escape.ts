/** Random weights: the escape of three and four layers, and its averages over seeds (docs/finite-width-closed-forms.md). */
import { derivation, type Derivation } from './derivation.js';

/** `cos x > 0` where roots of its square are taken. */
const QUARTER = 'x < 1.5';

export const escapeDerivations: readonly Derivation[] = [
  derivation({
    id: 'finite-width-three-layer',
    title: 'Three layers: conserved differences, separation, Gauss’s integral',
    hypotheses: ['τ ȧ = p w e, τ ṗ = a w e, τ ẇ = a p e', 'p starts at 0, a at v, the last layer at w'],
    conclusion: 'finite-width/escape-three-layer',
    method: 'change of variable',
    definitions: { first: 'sqrt(v^2 + p^2)', last: 'sqrt(w^2 + p^2)', P: 'w*sin(x)/cos(x)' },
    steps: [
      { claim: 'a² − p² is conserved', zero: 'D(first, p)*(first*last) - p*last' },
      { claim: 'and (last)² − p²', zero: 'D(last, p)*(first*last) - p*first' },
      {
        claim: 'p = w tan x: squared',
        zero: '(D(P, x)/sqrt(w^2*(1+P^2/w^2)))^2/(v^2 + P^2) - 1/(v^2*cos(x)^2 + w^2*sin(x)^2)',
      },
      {
        claim: 'p = w tan x',
        zero: 'at(1/(first*last), p, P)*D(P, x) - integrand(eq("finite-width/escape-three-layer"))',
      },
      {
        claim: 'equal ends: the integrand is 1/u_0',
        zero: 'at(integrand(eq("finite-width/escape-three-layer")), v, u_0, w, u_0) - 1/u_0',
      },
      { claim: 'over a quarter', zero: 'tau/s_A/u_0*2*atan(1) - eq("finite-width/escape-three-layer-scalar")' },
    ],
    where: [QUARTER],
  }),
  derivation({
    id: 'finite-width-four-layer',
    title: 'Four layers: conserved differences, separation, a logarithm',
    hypotheses: [
      'τ ȧ = p² w e, τ ṗ = a p w e (two layers), τ ẇ = a p² e',
      'p starts at g, a at v, the last layer at w',
    ],
    conclusion: 'finite-width/escape-four-layer',
    method: 'differentiation',
    definitions: {
      first: 'sqrt(V^2 + p^2)',
      last: 'sqrt(U^2 + p^2)',
      gone: 'log((U*first + V*last)/p)/(U*V)',
      equal: 'log((V^2 + p^2)/p^2)/(2*V^2)',
    },
    steps: [
      { claim: 'a² − p² is conserved', zero: 'D(first, p)*(first*p*last) - p^2*last' },
      { claim: 'and (last)² − p²', zero: 'D(last, p)*(first*p*last) - first*p^2' },
      { claim: 'what is left of the integral decreases by the integrand', zero: 'D(gone, p) + 1/(p*first*last)' },
      {
        claim: 'from g to ∞, where (U a + V w)/p = U + V',
        zero: 'at(gone, p, g) - log(U+V)/(U*V) - s_A/tau*at(eq("finite-width/escape-four-layer"), v, sqrt(V^2+g^2), w, sqrt(U^2+g^2))',
      },
      { claim: 'equal ends', zero: 'D(equal, p) + 1/(p*(V^2 + p^2))' },
      {
        claim: 'which vanishes at ∞, from g = u_0/√(2N)',
        zero: 'tau/s_A*at(equal, V, sqrt(u_0^2 - u_0^2/(2*N)), p, u_0/sqrt(2*N)) - eq("finite-width/escape-four-layer-scalar")',
      },
    ],
    where: ['2*N > 1'],
  }),
  derivation({
    id: 'finite-width-shared',
    title: 'Fusion at the second layer: A and B on one clock',
    hypotheses: [
      'dp_A/a_A = s_A dt′, dp_B/a_B = s_B dt′ with a common dt′',
      'c_1² = p_A² + p_B² + const, c_2² = c_1² + U²',
    ],
    conclusion: 'finite-width/escape-3-2, finite-width/escape-4-2',
    method: 'change of variable',
    definitions: {
      pB: 'v_B*sinh(k*x)',
      grownA: '((v_A+g_A)/s - s*(v_A-g_A))/2',
      grownB: '((v_B+g_B)*s^(-k) - (v_B-g_B)*s^k)/2',
    },
    steps: [
      { claim: 'p_B = v_B sinh kx: dp_B/dx = k √(v_B² + p_B²)', zero: 'D(pB, x)^2 - k^2*(v_B^2 + pB^2)' },
      { claim: 's = e^(−x): sinh x', zero: 'at((1/s - s)/2, s, exp(-x)) - sinh(x)' },
      { claim: '4 − 2: p_A starts at g_A', zero: 'at(grownA, s, 1) - g_A' },
      { claim: '4 − 2: p_A′² = p_A² + v_A² − g_A²', zero: '(s*D(grownA, s))^2 - grownA^2 - v_A^2 + g_A^2' },
      {
        claim: '4 − 2: the same of p_B, on a clock k times as fast',
        zero: '(s*D(grownB, s))^2 - k^2*(grownB^2 + v_B^2 - g_B^2)',
      },
      {
        claim: '4 − 2: c_1² c_2² as a square, q = s² c_1²',
        zero: 's^4*Q*(Q + U^2) - ((s^2*Q + s^2*U^2/2)^2 - s^4*U^4/4)',
      },
      {
        claim: '4 − 2: the integrand, 1/(s c_1 c_2), with B at rest',
        zero: '1/at(integrand(eq("finite-width/escape-4-2")), v_B, 0, g_B, 0)^2 - s^2*((grownA^2 + U^2/2)^2 - U^4/4)',
      },
      {
        claim: '4 − 2: and with A at rest; the squares add',
        zero: '1/at(integrand(eq("finite-width/escape-4-2")), v_A, 0, g_A, 0)^2 - s^2*((grownB^2 + U^2/2)^2 - U^4/4)',
      },
      {
        claim: '3 − 2: 1/(s c), with hidden layers from 0',
        zero: '1/integrand(eq("finite-width/escape-3-2"))^2 - s^2*(w^2 + at(grownA^2 + grownB^2, g_A, 0, g_B, 0))',
      },
    ],
  }),
  derivation({
    id: 'finite-width-shared-above',
    title: 'Four layers, fusion at the third: A and B on one clock',
    hypotheses: ['dp_A/(p_A a_A) = s_A dt′, dp_B/(p_B a_B) = s_B dt′ with a common dt′', 'c² = p_A² + p_B² + U²'],
    conclusion: 'finite-width/escape-4-3',
    method: 'change of variable',
    definitions: {
      pA: 'V_A/sinh(x)',
      y: 'asinh(V_B/g) - k*V_B/V_A*(asinh(V_A/g) - x)',
      pB: 'V_B/sinh(y)',
    },
    steps: [
      {
        claim: 'p_A = V_A/sinh x: (dp_A/dx)² = p_A² (p_A² + V_A²)/V_A²',
        zero: 'D(pA, x)^2 - pA^2*(pA^2 + V_A^2)/V_A^2',
      },
      {
        claim: 'the same of p_B, on a clock k times as fast',
        zero: 'D(V_B/sinh(q + k*V_B/V_A*x), x)^2 - k^2*at(z^2*(z^2 + V_B^2)/V_A^2, z, V_B/sinh(q + k*V_B/V_A*x))',
      },
      { claim: 'it starts at g', zero: 'at(pB, x, asinh(V_A/g)) - g' },
      { claim: 'the integrand', zero: '1/sqrt(U^2 + pA^2 + pB^2) - integrand(eq("finite-width/escape-4-3"))' },
    ],
    where: ['asinh(V_B/g) > k*V_B/V_A*asinh(V_A/g)'],
  }),
  derivation({
    id: 'finite-width-seeds',
    title: 'Averages over seeds, four layers',
    hypotheses: [
      'for wide networks T = τ/s_A ln(2vw/(g(v + w)))/(vw)',
      'the logarithm of each length has mean −δ² and variance δ², δ² = 1/(2N)',
    ],
    conclusion: 'finite-width/seed-shift-four-layer, finite-width/spread-four-layer',
    method: 'differentiation',
    definitions: {
      T: 'log(2*v*w/(g*(v+w)))/(v*w)',
      Q: 'log(2*v*w/(g*(v+w)))',
    },
    // q is the logarithm, f = w/(v + w); ends exchanged, 1 − f.
    steps: [
      { claim: 'the slope in ln v, (f − q)/(vw)', zero: 'v*D(T, v) - (w/(v+w) - Q)/(v*w)' },
      {
        claim: 'the curvature in ln v, (q − 2f − f(1 − f))/(vw)',
        zero: 'v*D((w/(v+w) - Q)/(v*w), v) - (Q - 2*w/(v+w) - v*w/(v+w)^2)/(v*w)',
      },
      { claim: 'the slope in ln g, −1/(vw), without curvature', zero: 'g*D(T, g) + 1/(v*w)' },
      {
        claim: 'shift = δ² Σ (½ ∂² − ∂)',
        zero: '(q-2*f-f*(1-f))/2 - (f-q) + (q-2*(1-f)-f*(1-f))/2 - ((1-f)-q) + 1 - (3*q - 1 - f*(1-f))',
      },
      {
        claim: 'which is the formula',
        zero: 'tau/(2*N*s_A*v*w)*(3*Q - 1 - v*w/(v+w)^2) - eq("finite-width/seed-shift-four-layer")',
      },
      {
        claim: 'variance = δ² Σ ∂², likewise',
        zero: 'tau/(s_A*v*w*sqrt(2*N))*sqrt((Q - w/(v+w))^2 + (Q - v/(v+w))^2 + 1) - eq("finite-width/spread-four-layer")',
      },
    ],
  }),
  derivation({
    id: 'finite-width-seeds-three',
    title: 'Averages over seeds, three layers',
    hypotheses: ['lengths of relative deviation δ about (1 − δ²/2), δ² = 1/(2N): shift = δ² Σ (½ v² ∂² − ½ v ∂)'],
    conclusion: 'finite-width/seed-shift-three-layer, finite-width/spread-three-layer',
    method: 'differentiation',
    definitions: { f: '1/sqrt(v^2*C + w^2*S)' },
    steps: [
      {
        claim: 'under the integral, C = cos² x, S = sin² x',
        zero: '(v^2*D(D(f, v), v) - v*D(f, v) + w^2*D(D(f, w), w) - w*D(f, w))/4 - 3/4*(v^4*C^2 + w^4*S^2)/(v^2*C + w^2*S)^(5/2)',
      },
      { claim: 'the slope in ln v', zero: 'v*D(f, v) + v^2*C/(v^2*C + w^2*S)^(3/2)' },
    ],
  }),
];
