/** A drive that turns: the second time by the angle between Σ_yB and Σ̃_yB (not in the source). */
import { derivation, type Derivation } from './derivation.js';

export const turningDriveDerivations: readonly Derivation[] = [
  derivation({
    id: 'turning-two-layer',
    title: 'Two layers: what grows along the second drive is a projection of what grew along the first',
    hypotheses: [
      'small weights: [W¹, W²ᵀ]˙ = [W¹, W²ᵀ] H s/τ with H = [[0, nᵀ], [n, 0]], so that a factor exp(x H) is gained',
      'Gaussian weights at large width: the columns of [W¹, W²ᵀ] start orthogonal, of norms α and β',
      'a, b: entries of exp(x H₁)(n₂; 1) along n₁ and at the end; across n₁ it stays √(1 − c²)',
    ],
    conclusion: 'turning-drive/size-two-layer, turning-drive/second-two-layer, turning-drive/half-time-two-layer',
    method: 'differentiation',
    definitions: { a: 'c*cosh(x) + sinh(x)', b: 'c*sinh(x) + cosh(x)', E: 'exp(x)' },
    steps: [
      { claim: 'exp(xH): the derivative of the entry along n₁', zero: 'D(a, x) - b' },
      { claim: 'and of the last one', zero: 'D(b, x) - a' },
      { claim: 'it starts at (n₂; 1)', zero: 'at(a, x, 0) - c + at(b, x, 0) - 1' },
      {
        claim: 'the squared length of [W¹, W²ᵀ] exp(x H₁) (n₂; 1)/√2',
        zero: 'alpha^2*(a^2 + 1 - c^2)/2 + beta^2*b^2/2 - eq("turning-drive/size-two-layer")',
      },
      {
        claim: 'the total weight is P/2 e^(2 r_B (t − T_A)/τ): it reaches the whole level at t_B',
        zero: 'log(P) - log(2) + 2*r_B/tau*(eq("turning-drive/second-two-layer") - T_A) - log(l_B)',
      },
      {
        claim: 'before any phase P is (α² + β²)/2, and A has the same law',
        zero: 'at(eq("turning-drive/second-two-layer"), T_A, 0*T_A, r_B, s_A, l_B, l_A, P, (alpha^2+beta^2)/2) - eq("turning-drive/half-time-two-layer")',
      },
      {
        claim: 'parallel drives: a = b = e^x',
        zero: '(at(a, c, 1) - (E + 1/E)/2 - (E - 1/E)/2)',
      },
      {
        claim: 'then, with what A needs for B and x = s_B T_A/τ, the ratio is Eq 9 at any start',
        zero: '(T_A + tau/(2*r_B)*(2*s_A*T_A/tau - 2*s_B*T_A/tau))/T_A - eq("time-ratio/late")',
      },
      {
        claim: 'opposite drives: P shrinks by e^(−2x), and s_B counts against B',
        zero: '(T_A + tau/(2*r_B)*(2*s_A*T_A/tau + 2*s_B*T_A/tau))/T_A - at(eq("turning-drive/ratio-signed"), c, -1)',
      },
    ],
  }),
  derivation({
    id: 'turning-three-layer',
    title: 'Three layers, equal norms: the quadrature is an arc cosine',
    hypotheses: [
      'in the clock dθ = s w dt the flow is linear: r′ = q, q′ = r, w² = u₀² + |q|², and w = u₀/cos(u₀ s t/τ) before the turn',
      'S = sin φ, φ = (π/2) s_B/s_A where A is learned: sinh Θ = tan φ, cosh Θ = 1/cos φ; y = e^θ after the turn',
    ],
    conclusion: 'turning-drive/ratio-three-layer; at c = ±1 turning-drive/ratio-signed',
    method: 'differentiation',
    definitions: {
      ch: '(y + 1/y)/2',
      sh: '(y - 1/y)/2',
      w: 'ch + c*S*sh',
      F: '2/sqrt(1-m^2)*atan(y*sqrt(1+m)/sqrt(1-m))',
    },
    steps: [
      { claim: 'before the turn dt = dθ/cosh θ: the Gudermannian', zero: 'D(atan(sinh(x)), x) - 1/cosh(x)' },
      {
        claim: '1 + |q|² is a square: ((cosh θ + c sin φ sinh θ)/cos φ)²',
        zero: '(S*ch + c*sh)^2 + (1-S^2)*(1-c^2)*sh^2 + 1 - S^2 - w^2',
      },
      { claim: 'the integral of 1/(cosh θ + m sinh θ), m = c sin φ', zero: 'D(F, y) - 1/(y*(ch + m*sh))' },
      {
        claim: 'from θ = 0 to ∞ it is arccos(m)/√(1 − m²)',
        zero: '2*(2*atan(1) - atan(sqrt(1+m)/sqrt(1-m))) - acos(m)',
      },
      {
        claim: 'with t_A = π τ/(2 u₀ s_A): the ratio',
        zero: '1 + (tau/(r_B*u_0))*cos(phi)*acos(c*sin(phi))/sqrt(1-c^2*sin(phi)^2)/(2*atan(1)*tau/(u_0*s_A)) - eq("turning-drive/ratio-three-layer")',
      },
      {
        claim: 'parallel drives are Eq 9, φ = (π/2) s_B/s_A',
        zero: 'at(eq("turning-drive/ratio-three-layer"), c, 1) - 1 - s_A/r_B*(1 - phi/(2*atan(1)))',
      },
      {
        claim: 'opposite drives count against each other',
        zero: 'at(eq("turning-drive/ratio-three-layer"), c, -1) - 1 - s_A/r_B*(1 + phi/(2*atan(1)))',
      },
    ],
    where: ['m < 0.95', 'c < 1', 'S < 0.95', 'phi < 1.5', 'phi > 0.05'],
  }),
  derivation({
    id: 'turning-elliptic',
    title: 'Three layers: first time and second time as quadratures',
    hypotheses: ['r′ = q, q′ = r, w² = u₀² + |q|² in the clock dθ = s w dt', 'q = v sinh θ before the turn'],
    conclusion: 'turning-drive/first-three-layer, turning-drive/clock-three-layer, turning-drive/second-three-layer',
    method: 'change of variable',
    definitions: { sum: '(1+s^2)/(2*s)', difference: '(1-s^2)/(2*s)' },
    steps: [
      {
        claim: 'the clock of B before the turn',
        zero: 'integrand(eq("turning-drive/clock-three-layer")) - 1/sqrt(u_0^2 + (v*sinh(x))^2)',
      },
      {
        claim: 'sinh θ = tan(x): the escape of A, v = u₀/√D, is a complete elliptic integral',
        zero: '1/sqrt(u_0^2*cos(x)^2 + u_0^2/D*sin(x)^2) - integrand(eq("turning-drive/first-three-layer"))/u_0',
      },
      {
        claim: 'after the turn, s = e^(−θ): dθ/w',
        zero: '1/(s*sqrt(u_0^2 + v^2*((sinh(Theta)*sum + c*cosh(Theta)*difference)^2 + (1-c^2)*difference^2))) - integrand(eq("turning-drive/second-three-layer"))',
      },
    ],
    where: ['s < 1', 'c < 1', 'D > 1.1', 'x < 1.5'],
  }),
  derivation({
    id: 'turning-saturation',
    title: 'Three and more layers: what the plateau takes, to first order in u₀',
    hypotheses: ['a branch that is balanced once it is large: τ u̇ = s u^(L−1) (1 − u^L/l), y = u/l^(1/L)'],
    conclusion: 'turning-drive/crossing, turning-drive/crossing-time, turning-drive/clock-end',
    method: 'differentiation',
    steps: [
      { claim: 'time between two shares, in τ/(s l^(1−2/L))', zero: '1/(y^(L-1)*(1-y^L)) - y^(1-L) - y/(1-y^L)' },
      { claim: 'the escape goes to infinity', zero: 'D(-y^(2-L)/(L-2), y) - y^(1-L)' },
      {
        claim: 'the rest is the integral of the crossing',
        zero: 'integrand(eq("turning-drive/crossing")) - x/(1-x^L)',
      },
      {
        claim: 'the clock that others see, ∫ (1 − y^L) dt, runs as if there were no plateau',
        zero: '(1-y^L)*(1/(y^(L-1)*(1-y^L))) - y^(1-L)',
      },
      {
        claim: 'and ends at y = 1, not at infinity',
        zero: 'T_A - tau/(s_A*l_A^(1-2/L))*at(y^(2-L)/(L-2), y, 1) - eq("turning-drive/clock-end")',
      },
    ],
    where: ['y < 0.95', 'x < 0.95'],
  }),
  derivation({
    id: 'turning-four-layer',
    title: 'Four layers: the two-layer problem of the hidden layers',
    hypotheses: [
      'the outer layers v = u₀/√D and u₀ hardly move until the two hidden ones, of rate s v u₀, have reached them',
      'finite-width/escape-four-layer for g small against v and w: ln(2vw/(g(v+w)))/(vw)',
      'Gaussian hidden layers start at g = u₀/√(2N) along the growing mode',
    ],
    conclusion: 'turning-drive/first-four-layer, turning-drive/size-four-layer, turning-drive/second-four-layer',
    method: 'substitution',
    definitions: { v1: 'u_0/sqrt(D)', g1: 'u_0/sqrt(2*N)' },
    steps: [
      {
        claim: 'the escape of A',
        zero: 'tau/(s_A*v1*u_0)*log(2*v1*u_0/(g1*(v1+u_0))) - eq("turning-drive/first-four-layer")',
      },
      {
        claim: 'the size is that of two layers with α = β = g',
        zero: 'at(eq("turning-drive/size-two-layer"), alpha, g1, beta, g1) - eq("turning-drive/size-four-layer")',
      },
      {
        claim: 'and stands for g² in the escape of B',
        zero: 'T + tau/(r_B*v*u_0)*(log(2*v*u_0/(v+u_0)) - log(P)/2) - eq("turning-drive/second-four-layer")',
      },
    ],
  }),
  derivation({
    id: 'turning-fused',
    title: 'Fusion before the last layer: opposite drives',
    hypotheses: [
      'τ d(u_B^(2−L_f))/dt = −(L_f−2) c s_B w, the same clock w as A: u_B^(2−L_f) = u₀^(2−L_f) (1 − c s_B/s_A) at t_A',
      'from there on the shared layers hold p_A^(1−L_f/L)',
    ],
    conclusion: 'turning-drive/second-fused, turning-drive/second-fused-at-2',
    method: 'substitution',
    definitions: { left: 'u_0^(2-L_f)*(1 - c*s_B/s_A)' },
    steps: [
      {
        claim: 'what is left of u_B^(2−L_f) falls at the rate (L_f − 2) r_B p_A^(1−L_f/L)/τ',
        zero: 't_A + tau*left/((L_f-2)*r_B*p_A^(1-L_f/L)) - eq("turning-drive/second-fused")',
      },
      {
        claim: 'parallel drives are Eq 54',
        zero: 'at(eq("turning-drive/second-fused"), c, 1) - eq("learning-time/second")',
      },
      {
        claim: 'fusion at the second layer: parallel drives are Eq 56b',
        zero: 'at(eq("turning-drive/second-fused-at-2"), c, 1) - eq("learning-time/second-at-2")',
      },
    ],
    where: ['L_f <= L', 's_B < s_A', 'c < 1'],
  }),
  derivation({
    id: 'turning-slow-plateau',
    title: 'The ridge path and its clock',
    hypotheses: [
      'a balanced branch of two layers: τ Ẇ = ‖W‖ (e + ŵ (ŵ·e)), e = Σ_yA − W Σ_A',
      'its path is taken as that of dW/dT = e, of a single layer',
    ],
    conclusion: 'slow-plateau/weight, slow-plateau/pace, slow-plateau/start, slow-plateau/time-white',
    method: 'differentiation',
    definitions: { W: 'eq("slow-plateau/weight")', t: 'eq("slow-plateau/time-white")' },
    steps: [
      { claim: 'the path: dW/dT is what is missing', zero: 'D(W, T) - (y - lambda*W)' },
      { claim: 'which starts at 0', zero: 'y - lambda*at(W, T, 0) - y' },
      {
        claim: 'along an eigenvector (y = s_A, c = 1) the time is elementary',
        zero: 'D(tau/(2*s_A)*log(exp(lambda*T)-1), T) - at(eq("slow-plateau/pace"), c, 1, w, s_A*(1-exp(-lambda*T))/lambda)',
      },
      {
        claim: 'the start is where the path has the total weight of the start, s_A T₀ = Nσ²/2',
        zero: 's_A*eq("slow-plateau/start") - (alpha^2+beta^2)/4',
      },
    ],
  }),
  derivation({
    id: 'turning-fused-at-2',
    title: 'Fusion at the second layer: what B grows by while A escapes, and at which pace afterwards',
    hypotheses: [
      'y = u/p_A^(1/L), u a layer of A: τ ẏ = s_A p_A^(1−2/L) y^(L−1) (1 − y^L), and its first layer was v_A/2 e^θ with dθ = s_A w dt',
      'the shared layers amount to w = u^(L−2); drive of B: s_B (1 − y^L) + r_B y^L along its two directions; its columns start at v_B',
    ],
    conclusion: 'turning-drive/growth-fused-at-2, turning-drive/clock-end-fused-at-2, turning-drive/second-random-at-2',
    method: 'differentiation',
    definitions: { pace: 'p_A^(1-2/L)' },
    steps: [
      {
        claim: 'the first direction: drive times w dt is (s_B/s_A) dy/y, from v_A/2 to the plateau',
        zero: 'D(s_B/s_A*log(y), y) - s_B*(1-y^L)*y^(L-2)/(s_A*y^(L-1)*(1-y^L))',
      },
      { claim: 'which is', zero: 's_B/s_A*(log(p_A^(1/L)) - log(v_A/2)) - eq("turning-drive/growth-fused-at-2")' },
      {
        claim: 'the second one: r_B y^L w dt is (r_B/s_A) y^(L−1)/(1 − y^L) dy',
        zero: 'r_B*y^L*y^(L-2)/(s_A*y^(L-1)*(1-y^L)) - r_B/s_A*y^(L-1)/(1-y^L)',
      },
      {
        claim: 'the time from the escape: y^(1−L) + y/(1 − y^L), in τ/(s_A p_A^(1−2/L))',
        zero: '1/(y^(L-1)*(1-y^L)) - y^(1-L) - y/(1-y^L)',
      },
      { claim: 'whose first part ends at −1/(L−2) on the plateau', zero: 'D(-y^(2-L)/(L-2), y) - y^(1-L)' },
      {
        claim: 'both differ by what the drive of B turns earlier than A escapes',
        zero: 'integrand(eq("turning-drive/clock-end-fused-at-2")) - x^(L-1)/(1-x^L) + x/(1-x^L)',
      },
      {
        claim: 'the total weight of B is w P/2 e^(2 r_B w (t − T)/τ), w the pace: it reaches the whole level at t_B',
        zero: '2*r_B*pace/tau*(eq("turning-drive/second-random-at-2") - T) - log(2*l_B/(P*pace))',
      },
    ],
    where: ['y < 0.95', 'x < 0.95', 'L > 2.5', 'v_A < 1'],
  }),
  derivation({
    id: 'turning-fused-4-3',
    title: 'Four layers, fusion at the third: outer layers stand still, hidden ones grow',
    hypotheses: [
      'y of the hidden layers of A, w of the shared one: τ ẏ = s_A w y √(V_A² + y²) until the plateau, near which all four are equal',
      'hidden layers of B: a factor exp(x H) is gained in the clock τ dx = e V_B w dt, e the drive of B',
      'z = y/p_A^(1/4): the drive of B is s_B (1 − z⁴) + r_B z⁴ along its two directions; w is z as well',
    ],
    conclusion: 'turning-drive/growth-fused-4-3, turning-drive/clock-end-fused-4-3, turning-drive/second-random-4-3',
    method: 'differentiation',
    definitions: { F: 'atan(x)/2 + log(1+x^2)/4 - log(1+x)/2', pace: 'p_A^(1/4)' },
    steps: [
      {
        claim: 'the first direction: drive times w dt is (s_B V_B/s_A) dy/(y √(V_A² + y²))',
        zero: 'D(-asinh(V_A/y)/V_A, y) - 1/(y*sqrt(V_A^2+y^2))',
      },
      {
        claim: 'which is, from g to the plateau',
        zero: 's_B*V_B/s_A*(asinh(V_A/g)/V_A - asinh(V_A/pace)/V_A) - eq("turning-drive/growth-fused-4-3")',
      },
      {
        claim: 'the second one: r_B z⁴ w dt is (r_B/s_A) z²/(1 − z⁴) dz',
        zero: 'r_B*z^4*z/(s_A*z^3*(1-z^4)) - r_B/s_A*z^2/(1-z^4)',
      },
      {
        claim: 'the time from the escape: z^(−3) + z/(1 − z⁴), in τ/(s_A √p_A), whose first part ends at −1/2',
        zero: '1/(z^3*(1-z^4)) - z^(-3) - z/(1-z^4)',
      },
      { claim: 'both differ by an elementary integral', zero: 'D(F, x) - (x - x^2)/(1-x^4)' },
      {
        claim: 'from 0 to the plateau',
        zero: 'T_A + tau/(s_A*sqrt(p_A))*(at(F, x, 1) - 1/2) - eq("turning-drive/clock-end-fused-4-3")',
      },
      {
        claim:
          'B at the pace of the plateau: asinh(V_B/y) is asinh(V_B/g) − ln(√P/g) when the drive has turned, and 0 at its escape',
        zero: 'asinh(V_B/g) - log(P/g^2)/2 - r_B*pace*V_B/tau*(eq("turning-drive/second-random-4-3") - T)',
      },
      {
        claim: 'parallel drives: √P = g e^x, so that nothing of the growth is lost',
        zero: 'at(eq("turning-drive/size-four-layer"), c, 1) - u_0^2/(2*N)*(cosh(x) + sinh(x))^2',
      },
    ],
    where: ['y < 0.95', 'x < 0.95', 'z < 0.95', 'V_A < 1', 'g < V_A'],
  }),
];
