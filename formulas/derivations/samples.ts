/** What depends on more of the samples than their second moments: mini-batches and ReLU (not in the source). */
import { derivation, type Derivation } from './derivation.js';

export const sampleDerivations: readonly Derivation[] = [
  derivation({
    id: 'mini-batches',
    title: 'Mini-batches: a growth that is random in each step',
    hypotheses: [
      'from a small start a mode grows by ln(1 + ηŝ) a step, ŝ the average of z = y x·d over a batch: mean s, variance v/b',
      'with replacement the ŝ are independent; by epochs a batch is a share of a finite population gone through once',
    ],
    conclusion:
      'mini-batches/mean, mini-batches/mean-epochs, mini-batches/spread-replacement, mini-batches/spread-epochs, mini-batches/epoch-rest, mini-batches/variance-two-phases, mini-batches/variance-epoch',
    method: 'differentiation',
    definitions: { variance: 'eq("mini-batches/variance-two-phases")' },
    steps: [
      {
        claim: 'curvature of the growth: it loses η²/2 times the variance',
        zero: 'D(D(log(1+eta*x), x), x) + eta^2/(1+eta*x)^2',
      },
      {
        claim: 'the time to the same growth, to first order in η',
        zero: 'at(D(t_A*s_A/(s_A - eta*v/(2*b)), eta), eta, 0) - D(eq("mini-batches/mean"), eta)',
      },
      {
        claim:
          'by epochs, across the mode: −1/(n_b−1) times the sum over pairs of e^(−ηs|j−k|), an integral over the epoch',
        zero: 'D(D(x-1+exp(-x), x), x) - exp(-x)',
      },
      {
        claim: 'by epochs, along the mode: the noise at t_A is taken back at its rate over what is left of the epoch',
        zero: '(s_A*eq("mini-batches/spread-epochs"))^2 - n_b*(1-f)*f*v/b',
      },
      {
        claim: 'both together',
        zero: 'eq("mini-batches/mean-epochs") - eq("mini-batches/mean") - t_A*eta/(2*b*s_A)*v_across*(x-1+exp(-x))/x^2 + f*v/(b*s_A^2)',
      },
      {
        claim: 'independent steps: the variance of the growth is t v/b, that of the time is over s²',
        zero: '(s_A*eq("mini-batches/spread-replacement"))^2 - t_A*v/b',
      },
      {
        claim: 'an epoch that is over has no variance left: all that independent steps would give it is taken',
        zero: 'n_b*v_1/b - at(variance, q, 1-p, v_2, v_1, v_12, v_1) - n_b*v_1/b',
      },
      {
        claim: 'one sort of steps over a share f',
        zero: 'at(variance, q, 0, p, f, v_1, v) - (s_A*eq("mini-batches/spread-epochs"))^2',
      },
      {
        claim: 'a smaller last batch: the sum of squared weights less the square of their sum over P',
        zero: 'eq("mini-batches/epoch-rest") - v*((n_b-1)*b*(1/b)^2 + b_last*(1/b_last)^2 - ((n_b-1)*b/b + b_last/b_last)^2/P)',
      },
      {
        claim: 'weights c that change from step to step: those of one sort of steps are 1 up to the share f, then 0',
        zero: '(1-1/P)*at(eq("mini-batches/variance-epoch"), c_1, f*n_b, c_2, f*n_b/b, P, n_b*b) - (1-1/P)*n_b*b/(n_b*b-1)*(s_A*eq("mini-batches/spread-epochs"))^2',
      },
      {
        claim: 'weights that stand still leave what a smaller last batch leaves',
        zero: 'at(eq("mini-batches/variance-epoch"), c_1, n_b, c_2, (n_b-1)/b+1/b_last) - P/(P-1)*eq("mini-batches/epoch-rest")',
      },
      {
        claim: 'nothing is left where all batches are full',
        zero: 'v*n_b/b - at(eq("mini-batches/epoch-rest"), b_last, b, P, n_b*b) - v*n_b/b',
      },
    ],
  }),
  derivation({
    id: 'relu',
    title: 'A symmetric ReLU network is a linear one with another clock and another start',
    hypotheses: [
      'φ(z) = z for z > 0, αz below; neurons v_i φ(w_i·x), descent on ½⟨(y − ŷ)²⟩; c = (1+α)/2',
      'the law of (x, y) does not change under (x, y) → (−x, −y); even parts cancel in ŷ, so that r = y − ŷ is odd',
    ],
    conclusion: 'relu/time, relu/start, relu/half-time',
    method: 'substitution',
    definitions: { c: '(1+alpha)/2', even: '(1-alpha)/2' },
    steps: [
      { claim: 'φ(z) = c z + even |z|, above zero', zero: 'c*z + even*z - z' },
      { claim: 'and below', zero: 'c*z + even*(-z) - alpha*z' },
      {
        claim: 'gradient of v: r φ(z) over x and −x leaves c r z',
        zero: '(r*(c*z + even*z) + (-r)*(c*(-z) + even*z))/2 - c*r*z',
      },
      {
        claim: 'gradient of w: r φ′(z) x over x and −x, φ′ = c ± even, leaves c r x',
        zero: '(r*(c + even)*x + (-r)*(c - even)*(-x))/2 - c*r*x',
      },
      {
        claim: 'V = √c v, W = √c w and T = c t: dV/dT = ⟨r x⟩·W, the linear network',
        zero: 'sqrt(c)*(c*g*w)/c - g*(sqrt(c)*w)',
      },
      { claim: 'with the same output', zero: 'c*v*w - (sqrt(c)*v)*(sqrt(c)*w)' },
      { claim: 'the clock', zero: 'eq("relu/time") - t_linear/c' },
      { claim: 'the start', zero: 'eq("relu/start") - sqrt(c)*sigma' },
      {
        claim: 'the half time of two layers',
        zero: 'eq("relu/half-time") - at(eq("relu/time"), t_linear, tau/(2*s_A)*log(2*l_A/(N*eq("relu/start")^2)))',
      },
    ],
  }),
  derivation({
    id: 'relu-deep',
    title: 'One input, three and four ReLU layers: two networks of half the data',
    hypotheses: [
      'for x > 0 only first-layer units of positive weight are open, for x < 0 the others: norm v = u₀/√2 and drive s/2 for each half',
      'of the last layer those units grow whose gate is open at the start and whose weight has the sign that keeps it so, a quarter: w = u₀/2',
      'a, p, c the layers of a half: ȧ = p c e, ṗ = a c e, ċ = a p e with three, p twice with four (finite-width/escape)',
      'four layers: what enters and what leaves a unit between the hidden layers, z and b, are Gaussian and grow as z + b while z > 0',
    ],
    conclusion: 'relu/three-layer, relu/four-layer',
    method: 'change of variable',
    definitions: {
      v: 'u_0/sqrt(2)',
      w: 'u_0/2',
      q: '3/8+1/(16*atan(1))',
      g: 'u_0*sqrt(q/(2*N))',
      kept: 'x/2+sin(2*x)/4',
    },
    steps: [
      {
        claim: 'three layers: v² cos² x + w² sin² x of linear layers, with those norms',
        zero: 'v^2*(1-y^2) + w^2*y^2 - u_0^2/2*(1-y^2/2)',
      },
      {
        claim: 'is what stands under the root, with the drive s/2 before the integral',
        zero: '(2*sqrt(2)/u_0)^2*integrand(eq("relu/three-layer"))^2*(u_0^2/2*(1-sin(x)^2/2)) - 2^2',
      },
      { claim: 'four layers: (z + b)² over the angles of z > 0, z + b > 0', zero: 'D(kept, x) - cos(x)^2' },
      {
        claim: 'is the share q of that over all angles',
        zero: 'at(kept, x, atan(1)) - at(kept, x, -2*atan(1)) - 4*atan(1)*q',
      },
      {
        claim: 'what the logarithm of four linear layers is of, with those norms and that start, squared',
        zero: '(2*v*w/(g*(v+w)))^2*q*(1+sqrt(2))^2 - 4*N',
      },
      {
        claim: 'drive s/2',
        zero: 'eq("relu/four-layer") - tau/(s_A*v*w)*log(4*N/((1+sqrt(2))^2*(3/8+1/(16*atan(1)))))',
      },
    ],
  }),
];
