/** Greedy selection, momentum, weight decay, Adam, and the levers (not in the source). */
import { derivation, type Derivation } from './derivation.js';

export const leverDerivations: readonly Derivation[] = [
  derivation({
    id: 'selection-two',
    title: 'Greedy selection: the second and third time of signed integrals',
    hypotheses: [
      'a branch is learned when |∫ e dt| = Λ, e its drive: s until t₁, r until t₂, q > 0 from there on',
      'Eq 32: ln u of a two-layer branch, and u^(2−L)/(L−2) of a deeper one, move at the rate of the drive',
    ],
    conclusion:
      'selection/second-time, selection/third-time, selection/need-two-layer, selection/need-deep; Eq 9, 27, 33 and 54 of late fusion for M = 2',
    method: 'substitution',
    definitions: { t: 'eq("selection/third-time")' },
    steps: [
      { claim: 'the integral at the third time is the need', zero: 's*t_1 + r*(t_2-t_1) + q*(t - t_2) - Lambda' },
      {
        claim: 'if nothing changes at t₁ it is the second time',
        zero: 'at(t, r, s, t_1, t_2) - at(eq("selection/second-time"), t_1, t_2)',
      },
      {
        claim: 'a deep branch: from u₀ to infinity',
        zero: 'D(tau*u^(2-L)/(L-2), u) + tau*u^(1-L)',
      },
      {
        claim: 'two modalities of equal needs, s_A t₁ = Λ: Eq 9, c the sign',
        zero: 'at(eq("selection/second-time"), s, c*s_B, q, r_B, Lambda, s_A*t_1)/t_1 - eq("turning-drive/ratio-signed")',
      },
      {
        claim: 'two layers: A alone',
        zero: 'eq("selection/need-two-layer") - s_A*at(eq("turning-drive/half-time-two-layer"), l_A, l)',
      },
      {
        claim: 'with the source’s need, from u₀ to 1, the first time of two layers is Eq 27',
        zero: 'tau*log(1/u_0)/s_A - eq("learning-time/first-two-layer")',
      },
      {
        claim: 'and the second is Eq 33',
        zero: 'at(eq("selection/second-time"), Lambda, tau*log(1/u_0), s, s_B, q, r_B, t_1, eq("learning-time/first-two-layer")) - at(eq("learning-time/second-two-layer"), t_A, eq("learning-time/first-two-layer"))',
      },
      {
        claim: 'three and more layers, late: the second is Eq 54 at L_f = L',
        zero: 'at(eq("selection/second-time"), Lambda, eq("selection/need-deep"), s, s_B, q, r_B, t_1, eq("selection/need-deep")/s_A) - at(eq("learning-time/second"), L_f, L, t_A, eq("selection/need-deep")/s_A)',
      },
    ],
  }),
  derivation({
    id: 'selection-modes',
    title: 'Several outputs: white inputs without cross-correlation learn their singular values one by one',
    hypotheses: [
      'Σ_m = σ_m² I, Σ_mn = 0: in the basis of the singular vectors of Σ_ym every mode has its own scalar flow τ ẇ = 2 w (s − σ² w), W₂ᵀW₂ = W₁W₁ᵀ',
      'w(0) = w₀',
    ],
    conclusion: 'selection/mode-time',
    method: 'differentiation',
    definitions: { V: 'sigma^2/s + (1/w_0 - sigma^2/s)*exp(-2*s*t/tau)' },
    steps: [
      { claim: '1/w = V solves its linear equation τ V˙ = −2 (s V − σ²)', zero: 'D(V, t) + 2*(s*V - sigma^2)/tau' },
      { claim: 'it starts from w₀', zero: 'at(V, t, 0) - 1/w_0' },
      { claim: 'w is half of its end s/σ² then', zero: 'at(V, t, eq("selection/mode-time")) - 2*sigma^2/s' },
    ],
    where: ['s/(sigma^2*w_0) > 2', '2*s*t/tau < 20'],
  }),
  derivation({
    id: 'throttle-law',
    title: 'The throttle law',
    hypotheses: [
      '∫ e_B dt = Λ_B with e_B = s_B until A is learned and s̃_B from there on: t_B = t₁ + (Λ_B − s_B t₁)/s̃_B',
      'whatever slows A alone changes t₁ only',
    ],
    conclusion: 'levers/throttle, levers/boost, levers/freeze-steps',
    method: 'differentiation',
    definitions: { t: 'at(eq("selection/second-time"), s, s_B, q, r_B)' },
    steps: [
      { claim: 'the slope is 1 − s_B/s̃_B, at every delay', zero: 'D(t, t_1)*delay - eq("levers/throttle")' },
      { claim: 'B alone takes Λ_B/s_B: there the law ends', zero: 'at(t, t_1, Lambda/s_B) - Lambda/s_B' },
      {
        claim: 'rates s_A/s_B times apart bring equal needs together',
        zero: 'Lambda/(s_B*eq("levers/boost")) - Lambda/s_A',
      },
      { claim: 'A frozen for T* is learned with B', zero: 'eq("levers/freeze-steps") + T_A - T_B' },
    ],
  }),
  derivation({
    id: 'rate-factors',
    title: 'A rate factor on some layers is a factor on the drive and on their start',
    hypotheses: ['τ ẇ_l = κ s Π_{j≠l} w_j for layers with the factor; v_l = w_l/√κ for n of L layers'],
    conclusion: 'levers/encoder-rate, levers/branch-rate',
    method: 'substitution',
    steps: [
      {
        claim: 'of n layers with the factor: v̇ of one of them gets κ^(n/2)',
        zero: 'kappa*kappa^((n-1)/2)/sqrt(kappa) - kappa^((n-1)/2)*sqrt(kappa)',
      },
      { claim: 'which is κ^(n/2), as for the layers without it', zero: 'kappa^((n-1)/2)*kappa^(1/2) - kappa^(n/2)' },
      { claim: 'the encoder has L − 1 of them', zero: 'at(kappa^(n/2), n, L-1) - eq("levers/encoder-rate")' },
      { claim: 'the branch has L', zero: 'at(kappa^(n/2), n, L) - eq("levers/branch-rate")' },
    ],
  }),
  derivation({
    id: 'auxiliary-losses',
    title: 'Unimodal auxiliary losses and alignment: other moments',
    hypotheses: [
      'the gradient of B: Σ_yB − W_A Σ_AB − W_B Σ_B + a (Σ_yB − W_B Σ_B)',
      'scalars: (1 + a) v_A W_A + x W_B = (1 + a) y_A and likewise for B, y_A = v_A w_A + x w_B',
    ],
    conclusion: 'levers/auxiliary-drive, levers/auxiliary-worst, levers/auxiliary-bias',
    method: 'substitution',
    definitions: {
      y_A: 'v_A*w_A + x*w_B',
      y_B: 'v_B*w_B + x*w_A',
      W: '(1+a)*((1+a)*v_B*y_A - x*y_B)/((1+a)^2*v_A*v_B - x^2)',
      V: '(1+a)*((1+a)*v_A*y_B - x*y_A)/((1+a)^2*v_A*v_B - x^2)',
      size: 'r_B^2 + 2*a*c*r_B*s_B + a^2*s_B^2',
    },
    steps: [
      { claim: 'W, V solve the equations', zero: '(1+a)*v_A*W + x*V - (1+a)*y_A' },
      { claim: 'the bias', zero: 'W - w_A - eq("levers/auxiliary-bias")' },
      {
        claim: 'the squared drive |Σ̃_yB + a Σ_yB|² is least at the worst weight',
        zero: 'at(D(size, a), a, eq("levers/auxiliary-worst"))',
      },
    ],
    where: ['x^2 < 0.5*v_A*v_B', 'x < 1', 'c < 1'],
  }),
  derivation({
    id: 'momentum',
    title: 'Heavy-ball momentum of a growing mode',
    hypotheses: ['w₊ = (1 + β + h) w − β w₋, at rest before the first step: w₁ = (1 + h) w₀'],
    conclusion:
      'training/momentum-root, training/momentum-amplitude, training/momentum-time, training/momentum-follows',
    method: 'symbolic zero',
    definitions: {
      Z: 'eq("training/momentum-root")',
      y: '(1+beta+h - sqrt((1+beta+h)^2 - 4*beta))/2',
      B: 'eq("training/momentum-amplitude")',
    },
    steps: [
      { claim: 'the roots add up', zero: 'Z + y - (1+beta+h)' },
      { claim: 'their product is β', zero: 'Z*y - beta' },
      { claim: 'the start: A z₁ + (1 − A) z₂ = 1 + h', zero: 'B*Z + (1-B)*y - (1+h)' },
      { claim: 'A z₁ᵗ = r at the time', zero: 'eq("training/momentum-time")*log(z) - log(r/A)' },
      {
        claim: 'no momentum is plain descent',
        zero: 'at((1+beta+h)^2 - 4*beta, beta, 0) - (1+h)^2',
      },
    ],
  }),
  derivation({
    id: 'decay-clock',
    title: 'Weight decay is a change of clock while weights are small',
    hypotheses: [
      'ẇ_l = s Π_{j≠l} w_j − λ w_l, homogeneous of degree L − 1; w_l = e^(−λt) v_l(T)',
      'then v′ = s Π v with dT/dt = e^(−(L−2)λt)',
    ],
    conclusion: 'training/decay-clock, training/decay-threshold, training/decay-permanent, training/decay-gap',
    method: 'differentiation',
    definitions: {
      T: '(1 - exp(-(L-2)*lambda*t))/((L-2)*lambda)',
      t_of: 'eq("training/decay-clock")',
    },
    steps: [
      { claim: 'the clock: dT/dt', zero: 'D(T, t) - exp(-(L-2)*lambda*t)' },
      { claim: 'powers of e^(−λt) on both sides', zero: '(L-1) - 1 - (L-2)' },
      { claim: 'the time at T', zero: 'D(-log(1 - (L-2)*lambda*x)/((L-2)*lambda), x) - 1/(1 - (L-2)*lambda*x)' },
      {
        claim: 'the clock ends at 1/((L−2)λ)',
        zero: 'at(eq("training/decay-threshold"), T, 1/((L-2)*lambda)) - lambda',
      },
      {
        claim: 'the gap: the same clock started at t_A, whose pace is e^(−nλt_A)',
        zero: 'at(t_of, L, n+2, T, Delta*exp(n*lambda*t_A)) - eq("training/decay-gap")',
      },
    ],
    where: ['(L-2)*lambda*x < 0.9', 'n*lambda*exp(n*lambda*t_A)*Delta < 0.9'],
  }),
  derivation({
    id: 'decay-penalty',
    title: 'Weight decay: the end point minimizes a group penalty',
    hypotheses: [
      'at given total weights (λ/2) Σ ‖W^l‖² is least where layers are balanced: u_A in L_f layers of A, u behind, u² = u_A² + u_B² (Eq 39)',
      'w_A = u_A^(L_f) u^(L−L_f)',
    ],
    conclusion: 'training/decay-penalty; two layers late: λ (w_A + w_B), the group lasso',
    method: 'substitution',
    definitions: { u2: 'u_A^2 + u_B^2', w: 'u_A^L_f*u2^((L-L_f)/2)' },
    steps: [
      {
        claim: 'the sum of all squared norms is L u²',
        zero: 'L_f*(u_A^2 + u_B^2) + (L-L_f)*u2 - L*u2',
      },
      { claim: 'w_A^(2/L_f)', zero: 'w^(2/L_f) - u_A^2*u2^((L-L_f)/L_f)' },
      {
        claim: 'their sum is u^(2L/L_f)',
        zero: 'u_A^2*u2^((L-L_f)/L_f) + u_B^2*u2^((L-L_f)/L_f) - u2^(L/L_f)',
      },
      { claim: 'the group lasso', zero: 'at(eq("training/decay-penalty"), L_f, 2, L, 2) - lambda*(w_A + w_B)' },
    ],
    where: ['L_f <= L'],
  }),
  derivation({
    id: 'adam-pace',
    title: 'Adam under gradients that grow like a power',
    hypotheses: [
      'all layers move alike, x = a t in units of η: the gradient is a multiple of t^(L−1)',
      'for t ≪ 1/(1−β₂) the second average, bias corrected, is the mean over all steps; for t ≫ 1/(1−β₁) the first is the last gradient',
    ],
    conclusion: 'training/adam-pace',
    method: 'differentiation',
    definitions: { mean: 't^(2*L-1)/(2*L-1)/t' },
    steps: [
      { claim: 'the integral of the square', zero: 'D(t^(2*L-1)/(2*L-1), t) - t^(2*L-2)' },
      { claim: 'gradient over the root of the mean', zero: '(t^(L-1))^2/mean - eq("training/adam-pace")^2' },
    ],
  }),
];
