/** The escape integrals (Eq 13, 48, 56a, 58) and what they become in special cases. */
import { derivation, type Derivation } from './derivation.js';

export const integralDerivations: readonly Derivation[] = [
  derivation({
    id: 'first-time',
    title: 'When A is learned, fusion above the second layer',
    hypotheses: ['Eq 47', 'u_A(t_A)/u_0 → ∞'],
    conclusion: 'Eq 48 (learning-time/first)',
    method: 'change of variable',
    definitions: {
      before: 'integrand(eq("reduced-dynamics/time-to-reach"))',
      after: 'integrand(eq("learning-time/first"))',
    },
    steps: [
      {
        claim: 'the inner sum scales with u_0^(2−L_f)',
        zero: 'k*(u_0*x)^(2-L_f) + (1-k)*u_0^(2-L_f) - u_0^(2-L_f)*x^(2-L_f)*(k + (1-k)*x^(L_f-2))',
      },
      {
        claim: 'the bracket scales with u_0² x², S the inner sum',
        zero: '(u_0*x)^2 + (u_0^(2-L_f)*x^(2-L_f)*S)^(2/(2-L_f)) - u_0^2*x^2*(1 + S^(2/(2-L_f)))',
      },
      {
        claim: 'the powers of u_0 and x, B the bracket',
        zero: 'u_0*(u_0*x)^(1-L_f)*(u_0^2*x^2*B)^((L_f-L)/2) - u_0^(2-L)*x^(1-L)*B^((L_f-L)/2)',
      },
      { claim: 'all together: x → u_0 x', zero: 'at(before, x, u_0*x)*u_0 - u_0^(2-L)*after' },
    ],
    where: ['L_f <= L'],
  }),
  derivation({
    id: 'first-time-at-2',
    title: 'When A is learned, fusion at the second of more layers',
    hypotheses: ['Eq 41, 44a with L_f = 2', 'Eq 55'],
    conclusion: 'Eq 56a (learning-time/first-at-2)',
    method: 'change of variable',
    definitions: {
      uB: 'at(eq("reduced-dynamics/norm-B-at-2"), u_A, x)',
      before: 'x^(-1)*(x^2 + uB^2)^((2-L)/2)',
    },
    steps: [
      { claim: 'the bracket scales with u_0²', zero: 'at(x^2 + uB^2, x, u_0*x) - u_0^2*(x^2 + x^(2*k))' },
      {
        claim: 'the powers of u_0, B the bracket',
        zero: 'u_0*(u_0*x)^(-1)*(u_0^2*B)^((2-L)/2) - u_0^(2-L)*x^(-1)*B^(1-L/2)',
      },
      {
        claim: 'all together: x → u_0 x',
        zero: 'at(before, x, u_0*x)*u_0 - u_0^(2-L)*integrand(eq("learning-time/first-at-2"))',
      },
    ],
  }),
  derivation({
    id: 'finite-interval',
    title: 'The escape integral on a finite interval',
    hypotheses: ['Eq 13', 'x = 1/s'],
    conclusion: 'depth-integral/above-2',
    method: 'change of variable',
    steps: [
      {
        claim: 'the inner sum',
        zero: '(k + (1-k)*(1/s)^(L_f-2)) - s^(2-L_f)*(k*s^(L_f-2) + 1 - k)',
      },
      {
        claim: 'the powers of s, S the inner sum',
        zero: '(s^(2-L_f)*S)^(2/(2-L_f)) - s^2*S^(-2/(L_f-2))',
      },
      {
        claim: 'all together: integrand times |dx/ds|',
        zero: 'at(integrand(eq("depth-integral/above-2-printed")), x, 1/s)/s^2 - integrand(eq("depth-integral/above-2"))',
      },
    ],
    where: ['L_f <= L'],
  }),
  derivation({
    id: 'integral-in-norm-ratio',
    title: 'The escape integral over v = u_B/u_A',
    hypotheses: ['Eq 13 on [0, 1]', 'v^m = s^m/(k s^m + 1 − k), m = L_f − 2 (Eq 45)'],
    conclusion: 'I = (1−k)^(1+c/m) ∫₀¹ v^(L−3) (1 − k v^m)^(−2−c/m) (1+v²)^(−c/2) dv, c = L − L_f',
    method: 'change of variable',
    definitions: {
      m: 'L_f-2',
      s_of_v: '((1-k)*v^m/(1-k*v^m))^(1/m)',
      w: '(1-k)/(1-k*v^m)',
    },
    steps: [
      { claim: 'the inner sum k s^m + 1 − k is w', zero: '(k*s_of_v^m + 1 - k) - w' },
      {
        claim: 'the bracket is 1 + v²',
        zero: '1 + s_of_v^2*w^(-2/m) - (1 + v^2)',
      },
      { claim: 'ds/dv', zero: 'D(s_of_v, v) - (1-k)^(1/m)*(1-k*v^m)^(-1-1/m)' },
      {
        claim: 'all together',
        zero: 's_of_v^(L-3)*(1+v^2)^(-(L-L_f)/2)*(1-k)^(1/m)*(1-k*v^m)^(-1-1/m) - (1-k)^(1+(L-L_f)/m)*v^(L-3)*(1-k*v^m)^(-2-(L-L_f)/m)*(1+v^2)^(-(L-L_f)/2)',
      },
    ],
    where: ['k*v < 1', 'v < 1'],
  }),
  derivation({
    id: 'integral-early',
    title: 'The escape integral of early fusion',
    hypotheses: ['depth-integral/early', 'k + (1−k) s = (k + y)/(1 − k y), y = tan θ'],
    conclusion: 'I(L, 1) = (1+k²)^((L−3)/2) (1−k)^(2−L) ∫ sin^(L−3) θ dθ from 0 to π/4 − atan k',
    method: 'change of variable',
    definitions: { s_of_y: '(1+k^2)*y/((1-k)*(1-k*y))' },
    steps: [
      { claim: 'v = k + (1−k) s', zero: 'k + (1-k)*s_of_y - (k+y)/(1-k*y)' },
      { claim: '1 + v²', zero: '1 + ((k+y)/(1-k*y))^2 - (1+k^2)*(1+y^2)/(1-k*y)^2' },
      { claim: 'ds/dy', zero: 'D(s_of_y, y) - (1+k^2)/((1-k)*(1-k*y)^2)' },
      {
        claim: 'the integrand over y: y = tan θ makes it sin^(L−3) θ',
        zero: 's_of_y^(L-3)*((1+k^2)*(1+y^2)/(1-k*y)^2)^(-(L-1)/2)*(1+k^2)/((1-k)*(1-k*y)^2) - (1+k^2)^((L-3)/2)*(1-k)^(2-L)*y^(L-3)*(1+y^2)^(-(L-1)/2)',
      },
    ],
    where: ['k*y < 1'],
  }),
  derivation({
    id: 'integral-late',
    title: 'The escape integral of late fusion',
    hypotheses: ['Eq 13 at L_f = L'],
    conclusion: 'I(L, L) = 1/(L−2) (depth-integral/late)',
    method: 'differentiation',
    definitions: { antiderivative: 'x^(2-L)/(2-L)' },
    steps: [
      { claim: 'the integrand', zero: 'at(integrand(eq("depth-integral/above-2-printed")), L_f, L) - x^(1-L)' },
      { claim: 'its antiderivative, which vanishes at ∞', zero: 'D(antiderivative, x) - x^(1-L)' },
      { claim: 'its value at 1', zero: '-at(antiderivative, x, 1) - eq("depth-integral/late")' },
    ],
  }),
  derivation({
    id: 'integral-equal-speeds',
    title: 'The escape integral at k = 1',
    hypotheses: ['Eq 13 at k = 1'],
    conclusion: 'I(L, L_f; 1) = 2^(−(L−L_f)/2)/(L−2) (depth-integral/equal-speeds)',
    method: 'differentiation',
    definitions: { antiderivative: '2^((L_f-L)/2)*x^(2-L)/(2-L)' },
    steps: [
      {
        claim: 'the antiderivative of the integrand, which vanishes at ∞',
        zero: 'D(antiderivative, x) - at(integrand(eq("depth-integral/above-2-printed")), k, 1)',
      },
      { claim: 'its value at 1', zero: '(2-L)*at(antiderivative, x, 1) - (L-2)*eq("depth-integral/equal-speeds")' },
    ],
    where: ['L_f <= L'],
  }),
  derivation({
    id: 'integral-small-k',
    title: 'The escape integral as k → 0',
    hypotheses: ['Eq 13 on [0, 1]; its integrand is at most s^(L−3), so limit and integral may be exchanged'],
    conclusion: 'I(L, L_f; 0) = ∫₀¹ s^(L−3) (1+s²)^(−(L−L_f)/2) ds',
    method: 'limit',
    steps: [
      {
        claim: 'the integrand, continuous in k, at k = 0',
        zero: 'at(integrand(eq("depth-integral/above-2")), k, 0) - s^(L-3)*(1 + s^2)^(-(L-L_f)/2)',
      },
    ],
    where: ['L_f <= L'],
  }),
  derivation({
    id: 'integral-at-2',
    title: 'I(L, 2) as a hypergeometric function',
    hypotheses: ['Eq 58', 'x = 1/s, then s = v^(1/(2−2k))', 'Euler’s integral of ₂F₁(b, a; a+1; −1)'],
    conclusion: 'depth-integral/at-2-hypergeometric',
    method: 'change of variable',
    definitions: {
      a: '(L-2)/(2*(1-k))',
      inS: 's^(L-3)*(1 + s^(2-2*k))^(1-L/2)',
      s_of_v: 'v^(1/(2-2*k))',
    },
    steps: [
      { claim: 'the bracket', zero: '(1/s)^2 + (1/s)^(2*k) - s^(-2)*(1 + s^(2-2*k))' },
      {
        claim: 'the powers of s, B the bracket',
        zero: '(1/s)^(-1)*(s^(-2)*B)^(1-L/2)/s^2 - s^(L-3)*B^(1-L/2)',
      },
      { claim: 'all together: x = 1/s', zero: 'at(integrand(eq("depth-integral/at-2")), x, 1/s)/s^2 - inS' },
      { claim: 's^(2−2k) = v', zero: 's_of_v^(2-2*k) - v' },
      { claim: 'the powers of v', zero: 's_of_v^(L-3)*D(s_of_v, v) - a*v^(a-1)/(L-2)' },
      {
        claim: 'all together: s = v^(1/(2−2k)) gives a/(L−2) v^(a−1) (1+v)^(−b), b = L/2−1',
        zero: 'at(inS, s, s_of_v)*D(s_of_v, v) - a*v^(a-1)*(1+v)^(1-L/2)/(L-2)',
      },
    ],
  }),
];
