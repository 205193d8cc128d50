/** The Greek letters of the statements, by the names they have there and in LaTeX. */
export const GREEK: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  delta: 'δ',
  Delta: 'Δ',
  epsilon: 'ε',
  eta: 'η',
  kappa: 'κ',
  lambda: 'λ',
  Lambda: 'Λ',
  phi: 'φ',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  theta: 'θ',
  Theta: 'Θ',
};
