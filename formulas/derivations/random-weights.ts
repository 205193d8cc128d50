/** Random weights: two layers, saturation, and the time of B (docs/finite-width-closed-forms.md). */
import { derivation, type Derivation } from './derivation.js';

export const finiteWidthDerivations: readonly Derivation[] = [
  derivation({
    id: 'finite-width-two-layer',
    title: 'Two layers: the sigmoid from the effective start',
    hypotheses: ['Eq 21 with Σ_yA an eigenvector of Σ_A', 'both scalars start at u, u² = σ_w² N/2'],
    conclusion: 'finite-width/first-two-layer',
    method: 'substitution',
    definitions: { half: 'at(eq("exact-solution/half-time"), sigma_A, sqrt(s_A/p_A), w_0, N*sigma_w^2/2)' },
    steps: [
      {
        claim: 'λ_A = s_A/p_A for σ_A² and u² for the total weight',
        zero: 'half - eq("finite-width/first-two-layer")',
      },
    ],
    where: ['p_A > N*sigma_w^2'],
  }),
  derivation({
    id: 'finite-width-drive',
    title: 'Two layers: what B is driven by while A saturates',
    hypotheses: ['the drive of B is s_B − (s_B − r_B) w, w = 1/(1 + c e^(−2 s_A t/τ)), c = e^(2 s_A t_A/τ)'],
    conclusion:
      'the drive is s_B until t_A and r_B from there on, to all orders: finite-width/second-late with t_1 = t_A',
    method: 'differentiation',
    definitions: {
      w: '1/(1 + c*exp(-2*s_A*t/tau))',
      total: 's_B*t - (s_B-r_B)*tau/(2*s_A)*log((exp(2*s_A*t/tau) + c)/(1 + c))',
    },
    steps: [
      { claim: 'the integral of w', zero: 'D(log(x + c), x)*x - 1/(1 + c/x)' },
      { claim: 'the integral of the drive', zero: 'D(total, t) - (s_B - (s_B-r_B)*w)' },
      { claim: 'it starts at 0', zero: 'at(s_B*tau + total, t, 0) - s_B*tau' },
      {
        claim: 'past t_A, with X = e^(2 s_A t/τ): log X/c, but for c/X and 1/c',
        zero: 'log((X + c)/(1 + c)) - (log(X) - log(c) + log(1 + c/X) - log(1 + 1/c))',
      },
    ],
    where: ['2*s_A*t/tau < 20'],
  }),
  derivation({
    id: 'finite-width-lag',
    title: 'What the delay of A costs B',
    hypotheses: [
      'λ_A a, λ_B b and x the blocks of Σ along the two lines',
      'A lags behind its balance by Ẇ_B x/(λ_A² G_A), G_A = L W_A^(2−2/L) the rate of a balanced branch',
    ],
    conclusion: 'finite-width/lag',
    method: 'differentiation',
    definitions: { balanced: '(s_A - x*b)/l_A', path: 'log((1-g*b)/(1-b))/(1-g)' },
    steps: [
      {
        claim: 'in balance, what is left for B falls with its weight',
        zero: 's_B - x*balanced - l_B*b - ((s_B - x*s_A/l_A) - (l_B - x^2/l_A)*b)',
      },
      {
        claim: 'for two layers without approximation: ln b − x/λ_A ln a',
        zero: '(s_B - x*a - l_B*b) - x/l_A*(s_A - l_A*a - x*b) - ((s_B - x*s_A/l_A) - (l_B - x^2/l_A)*b)',
      },
      {
        claim: 'two layers: the integral in elementary functions',
        zero: 'D(path, b) - at(integrand(eq("finite-width/lag")), L, 2)',
      },
      { claim: 'which starts at 0', zero: 'at(1 + path, b, 0) - 1' },
    ],
    where: ['b < 1', 'g*b < 1'],
  }),
  derivation({
    id: 'finite-width-spectral',
    title: 'A spread of the eigenvalues of Σ_A, to first order',
    hypotheses: [
      'W = (s_A/λ_A)(z n + √ε η m), m ⊥ n, z = sin² x',
      'dη/dz = (η (1 − 2z) − z²)/(2z(1 − z)), ż = s_A (2z(1 − z) − ε (3zη + η²))/τ',
      '∫ x²/(sin x cos x) dx to π/4 is a quarter of ∫ x²/sin x dx to π/2',
    ],
    conclusion: 'finite-width/spectral-shift',
    method: 'differentiation',
    definitions: {
      z: 'sin(x)^2',
      eta: '-sin(x)*(sin(x) - x*cos(x))',
      correction: '(3*z*eta + eta^2)/(4*z^2*(1-z)^2)*D(z, x)',
      elementary: '-sin(x)^2/cos(x)^2 + x*sin(x)/cos(x) + log(cos(x))',
    },
    steps: [
      { claim: 'η solves its equation', zero: '2*z*(1-z)*D(eta, x) - (eta*(1-2*z) - z^2)*D(z, x)' },
      { claim: 'what it adds to the time', zero: '2*correction - D(elementary, x) - x^2/(sin(x)*cos(x))' },
    ],
    where: ['x < 1.5'],
  }),
  derivation({
    id: 'finite-width-transition',
    title: 'From the escape to half of the plateau',
    hypotheses: [
      'all scalars have become p, with τ ṗ = s_A p^(L−1) (1 − p^L/p_A), p^L/p_A = z^L',
      'half is at z = 2^(−1/L); the escape goes to infinity',
    ],
    conclusion:
      'finite-width/half-time, finite-width/switch-time, finite-width/transition-3, finite-width/transition-4',
    method: 'differentiation',
    definitions: {
      delay3: '-log(1-z)/3 + log(1+z+z^2)/6 - atan((2*z+1)/sqrt(3))/sqrt(3)',
      delay4: 'log((1+z^2)/(1-z^2))/4',
    },
    steps: [
      { claim: 'saturation delays by z/(1 − z^L)', zero: '1/(z^(L-1)*(1-z^L)) - 1/z^(L-1) - z/(1-z^L)' },
      { claim: 'what is not walked to infinity', zero: 'D(z^(2-L)/(L-2), z) + z^(1-L)' },
      { claim: 'at half', zero: 'at(z^(2-L)/(L-2), z, 2^(-1/L)) - 2^(1-2/L)/(L-2)' },
      { claim: 'L = 3: the delay', zero: 'D(delay3, z) - z/(1-z^3)' },
      {
        claim: 'L = 3: κ, which starts the delay at 0',
        zero: 'z^(-1) - (delay3 - at(delay3, z, 0)) - eq("finite-width/transition-3")',
      },
      { claim: 'L = 4: the delay', zero: 'D(delay4, z) - z/(1-z^4)' },
      { claim: 'L = 4: κ, which starts the delay at 0', zero: 'z^(-2)/2 - delay4 - eq("finite-width/transition-4")' },
      {
        claim: 'the switch: all of z^L before the half, less what is missing after it',
        zero: 'T_A - (tau/s_A)*p_A^(2/L-1)*kappa - (tau/s_A)*p_A^(2/L-1)*(1/(L-2) - kappa) - eq("finite-width/switch-time")',
      },
    ],
    where: ['z < 0.99'],
  }),
  derivation({
    id: 'finite-width-second',
    title: 'When B is learned: its escape shared by two drives',
    hypotheses: ['T_B r_B is what B needs, in units of the drive times a time', 'the drive is s_B until t_1, then r_B'],
    conclusion: 'finite-width/second-late, finite-width/ratio-late',
    method: 'symbolic zero',
    steps: [
      {
        claim: 'what it gets is what it needs',
        zero: 's_B*t_1 + r_B*(eq("finite-width/second-late") - t_1 - t_lag) - r_B*T_B',
      },
      {
        claim: 't_B = (1 − s_B/r_B) t_A + X: ⟨t_B/t_A⟩ with ⟨1/t_A⟩ = (1 + (std_A/t_A)²)/t_A',
        zero: '(1-s_B/r_B) + (t_B - (1-s_B/r_B)*t_A)*(1+(std_A/t_A)^2)/t_A - eq("finite-width/ratio-late")',
      },
    ],
  }),
];
