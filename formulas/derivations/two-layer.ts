/** Two layers, scalar special cases, mis-attribution, preference, logistic loss (Eq 10–11, 21–37, J.3). */
import { derivation, type Derivation } from './derivation.js';

export const twoLayerDerivations: readonly Derivation[] = [
  derivation({
    id: 'exact-solution',
    title: 'The sigmoid solves the flow of a whitened branch',
    hypotheses: ['Eq 22 with its error term, whitened inputs: τ ẇ = 2 s_A w (1 − w)', 'w(0) = σ_A² ‖W_A^tot(0)‖/s_A'],
    conclusion: 'Eq 21 (exact-solution/scale)',
    method: 'differentiation',
    definitions: { w: 'eq("exact-solution/scale")' },
    steps: [
      { claim: '1/w solves its linear equation τ (1/w)˙ = −2 s_A (1/w − 1)', zero: 'D(1/w, t) + 2*s_A/tau*(1/w - 1)' },
      {
        claim: 'w = 1/V then solves τ ẇ = 2 s_A w (1 − w), by ẇ = −V˙/V²',
        zero: '2*s_A/tau*(V - 1)/V^2 - 2*s_A/tau*(1/V)*(1 - 1/V)',
      },
      { claim: 'it starts from the initial total weight', zero: 'at(w, t, 0) - sigma_A^2*w_0/s_A' },
      { claim: 'it is ½ at the half time', zero: 'at(1/w, t, eq("exact-solution/half-time")) - 2' },
    ],
    // Later the distance from 1 is below the 64 digits.
    where: ['s_A/(sigma_A^2*w_0) > 2', '2*s_A*t/tau < 20'],
  }),
  derivation({
    id: 'first-time-late',
    title: 'When A is learned, two layers',
    hypotheses: ['Eq 25: τ u̇_A = s_A u_A', 'u_A(0) = u_0', 'u_A(t_A) = 1 to leading order'],
    conclusion: 'Eq 26, 27 (learning-time/first-two-layer)',
    method: 'differentiation',
    definitions: { t: 'tau/s_A*log(u_A) - tau/s_A*log(u_0)' },
    steps: [
      { claim: 'dt/du_A is the inverse of the rate', zero: 'D(t, u_A)*(s_A*u_A/tau) - 1' },
      { claim: 'the time starts at 0', zero: 'at(t, u_A, u_0)' },
      { claim: 'u_A = 1 gives Eq 27', zero: 'at(t, u_A, 1) - eq("learning-time/first-two-layer")' },
    ],
  }),
  derivation({
    id: 'second-norm-late',
    title: 'How far B has come when A is learned, two layers',
    hypotheses: ['Eq 29: ln u_B = ln u_0 + s_B t/τ', 'Eq 27', 'k = s_B/s_A'],
    conclusion: 'Eq 30 (learning-time/second-norm-at-2)',
    method: 'substitution',
    steps: [
      {
        claim: 'ln u_B at t_A',
        zero: 'log(u_0) + s_B/tau*eq("learning-time/first-two-layer") - (1 - s_B/s_A)*log(u_0)',
      },
      {
        claim: 'Eq 30 is its exponential',
        zero: 'log(eq("learning-time/second-norm-at-2")) - (1 - k)*log(u_0)',
      },
    ],
  }),
  derivation({
    id: 'second-time-late',
    title: 'When B is learned, two layers',
    hypotheses: ['Eq 31: τ u̇_B = ‖Σ̃_yB‖ u_B from t_A on', 'Eq 30', 'u_B(t_B) = 1 to leading order'],
    conclusion: 'Eq 32, 33 (learning-time/second-two-layer)',
    method: 'differentiation',
    definitions: { t: 'tau/r_B*(log(u_B) - log(u_1))' },
    steps: [
      { claim: 'dt/du_B is the inverse of the rate', zero: 'D(t, u_B)*(r_B*u_B/tau) - 1' },
      {
        claim: 'from u_B(t_A) to 1 it takes what Eq 33 says',
        zero: 't_A + at(t, u_B, 1, u_1, u_0^(1-s_B/s_A)) - eq("learning-time/second-two-layer")',
      },
    ],
  }),
  derivation({
    id: 'late-ratio',
    title: 'Time ratio of two-layer late fusion',
    hypotheses: ['Eq 27', 'Eq 33'],
    conclusion: 'Eq 9 (time-ratio/late)',
    method: 'symbolic zero',
    definitions: { t_first: 'eq("learning-time/first-two-layer")' },
    steps: [
      {
        claim: 't_B/t_A',
        zero: 'at(eq("learning-time/second-two-layer"), t_A, t_first)/t_first - eq("time-ratio/late")',
      },
    ],
  }),
  derivation({
    id: 'late-ratio-scalar',
    title: 'Time ratio of scalar inputs with y = x_A + x_B',
    hypotheses: ['Eq 9', 'Σ_A = σ_A², Σ_B = σ_B², Σ_AB = ρσ_Aσ_B', 'σ_B + ρσ_A > 0'],
    conclusion: 'J.3 (time-ratio/scalar)',
    method: 'substitution',
    definitions: {
      cross: 'rho*sigma_A*sigma_B',
      yA: 'sigma_A^2 + cross',
      yB: 'sigma_B^2 + cross',
      left: 'yB - yA/sigma_A^2*cross',
    },
    steps: [
      { claim: 'what is left for B', zero: 'left - sigma_B^2*(1 - rho^2)' },
      { claim: 'Eq 9', zero: 'at(eq("time-ratio/late"), s_A, yA, s_B, yB, r_B, left) - eq("time-ratio/scalar")' },
      { claim: 'without cross correlation Eq 9 is s_A/s_B', zero: 'at(eq("time-ratio/late"), r_B, s_B) - s_A/s_B' },
    ],
  }),
  derivation({
    id: 'misattribution-scalar',
    title: 'Mis-attribution of scalar inputs',
    hypotheses: ['Eq 7a: plateau Σ_yA/Σ_A', 'y = w_A x_A + w_B x_B, so that w_A is the final weight'],
    conclusion: 'J.3 (misattribution/scalar)',
    method: 'substitution',
    steps: [
      {
        claim: 'plateau less final weight',
        zero: '(w_A*sigma_A^2 + w_B*rho*sigma_A*sigma_B)/sigma_A^2 - w_A - eq("misattribution/scalar")',
      },
    ],
  }),
  derivation({
    id: 'superficial-scalar',
    title: 'Superficial preference of scalar, uncorrelated inputs',
    hypotheses: ['Eq 10', 'Σ_yA = w_A σ_A², Σ_yB = w_B σ_B², all positive'],
    conclusion: 'Eq 11 (modality-preference/superficial-scalar)',
    method: 'symbolic zero',
    steps: [
      {
        claim: '10a: s_A − s_B is a positive factor times w_A/w_B − σ_B²/σ_A²',
        zero: 'w_A*sigma_A^2 - w_B*sigma_B^2 - w_B*sigma_A^2*(w_A/w_B - sigma_B^2/sigma_A^2)',
      },
      {
        claim: '10b: the difference of the gains is a positive factor times σ_B/σ_A − w_A/w_B',
        zero: '(w_B*sigma_B^2)^2/sigma_B^2 - (w_A*sigma_A^2)^2/sigma_A^2 - w_B^2*sigma_A^2*(sigma_B/sigma_A + w_A/w_B)*(sigma_B/sigma_A - w_A/w_B)',
      },
    ],
  }),
  derivation({
    id: 'contribution',
    title: 'Which modality contributes more',
    hypotheses: ['Eq 61: L(M_A) > L(M_B)', 'Eq 62 with the ½ of Sec. 2.3, scalar inputs'],
    conclusion: 'Eq 10b',
    method: 'substitution',
    definitions: { lossAt: 'y2/2 - w*s + w^2*v/2' },
    steps: [
      { claim: 'the plateau minimizes the loss of its modality', zero: 'at(D(lossAt, w), w, s/v)' },
      { claim: 'Eq 62', zero: 'at(lossAt, w, s/v) - (y2 - s^2/v)/2' },
      {
        claim: 'twice the difference of the losses is the difference of the gains',
        zero: '2*at(lossAt, w, s/v, s, s_A, v, v_A) - 2*at(lossAt, w, s/v, s, s_B, v, v_B) - (s_B^2/v_B - s_A^2/v_A)',
      },
    ],
  }),
  derivation({
    id: 'logistic-loss',
    title: 'To first order the logistic loss halves the speed',
    hypotheses: ['Eq 34: ½(ŷ − y)²', 'Eq 35: ln(1 + e^(−yŷ))'],
    conclusion: 'Eq 36, 37 (logistic-loss/force, learning-time/logistic)',
    method: 'differentiation',
    definitions: { mse: '(h - y)^2/2', logistic: 'log(1 + exp(-y*h))' },
    steps: [
      { claim: 'minus the derivative of the squared loss', zero: '-D(mse, h) - eq("logistic-loss/mse-force")' },
      { claim: 'minus the derivative of the logistic loss', zero: '-D(logistic, h) - eq("logistic-loss/force")' },
      { claim: 'the logistic loss at 0', zero: 'at(logistic, h, 0) - log(2)' },
      {
        claim: 'half the force at ŷ = 0',
        zero: 'at(eq("logistic-loss/force"), h, 0) - at(eq("logistic-loss/mse-force"), h, 0)/2',
      },
    ],
  }),
];
