/**
 * Closed forms of the escape integrals for which m = L_f − 2 is odd and divides c = L − L_f, m > 1: sums over the complex
 * roots x of x^m = k, written out in real numbers.
 *
 * With N = 1 + c/m, `I = q^N/N! (d/dk)^N ⟨H(x)⟩`, the mean over the roots of `H(x) = ∫₀¹ x/(1 − x v) (1 + v²)^(−c/2) dv`,
 * and d/dk = x^(1−m)/m d/dx. H is algebraic but for a logarithm Λ(x), whose coefficient shrinks to a few powers of x and
 * 1 + x²; the mean of the rest is rational in k.
 */

/** A closed form: `q^N/N! (weight · sum over the roots of Σ ±x^p (1+x²)^(−e/2) Λ(x) + rest)`. */
interface RootSum {
  /** m, the number of roots. */
  readonly roots: number;
  /** Sign and p. */
  readonly powers: readonly (readonly ['' | '-', number])[];
  /** The common weight; the mean's 1/m included. */
  readonly weight: string;
  /** e. */
  readonly e: number;
  /** N. */
  readonly N: number;
  /** Λ: of odd c `asinh((1+x)/(1−x)) − asinh(x)`, of even c `−ln(1−x)`. */
  readonly odd: boolean;
  /** The rest. */
  readonly rest: string;
}

/** Real and imaginary part of Λ at `x = r e^(iα)`, and modulus and argument of `1 + x²`. */
interface AtRoot {
  readonly real: string;
  readonly imaginary: string;
  readonly modulus: string;
  readonly argument: string;
}

/** cos α, sin α, cos 2α, sin 2α of the roots of unity `e^(iα)` above the real axis, α = 2πj/m. */
const ANGLES: Readonly<Record<number, readonly (readonly [string, string, string, string])[]>> = {
  3: [['(-1/2)', '(sqrt(3)/2)', '(-1/2)', '(-sqrt(3)/2)']],
  5: [
    ['((sqrt(5)-1)/4)', 'sqrt((5+sqrt(5))/8)', '(-(sqrt(5)+1)/4)', 'sqrt((5-sqrt(5))/8)'],
    ['(-(sqrt(5)+1)/4)', 'sqrt((5-sqrt(5))/8)', '((sqrt(5)-1)/4)', '(-sqrt((5+sqrt(5))/8))'],
  ],
};

function atRoot(r: string, roots: number, j: number, odd: boolean): AtRoot {
  const [C, S, C2, S2] = ANGLES[roots][j - 1];
  const modulus = `sqrt(1+2*${r}^2*${C2}+${r}^4)`;
  const argument = `atan(${r}^2*${S2}/(1+${r}^2*${C2}))`;
  // 1 − x.
  const distance = `(1-2*${r}*${C}+${r}^2)`;
  const angle = `atan(${r}*${S}/(1-${r}*${C}))`;
  if (!odd) return { real: `(-log${distance}/2)`, imaginary: angle, modulus, argument };
  // s = √(1+x²); Λ = ln of (1 + x + √2 s) / ((1−x)(x+s)).
  const sReal = `sqrt((${modulus}+1+${r}^2*${C2})/2)`;
  const sImaginary = `(${r}^2*${S2}/(2*${sReal}))`;
  const [topReal, topImaginary] = [`(1+${r}*${C}+sqrt(2)*${sReal})`, `(${r}*${S}+sqrt(2)*${sImaginary})`];
  const [lowReal, lowImaginary] = [`(${r}*${C}+${sReal})`, `(${r}*${S}+${sImaginary})`];
  const real = `(log((${topReal}^2+${topImaginary}^2)/(${distance}*(${lowReal}^2+${lowImaginary}^2)))/2)`;
  const imaginary = `(atan(${topImaginary}/${topReal})+${angle}-atan(${lowImaginary}/${lowReal}))`;
  return { real, imaginary, modulus, argument };
}

function rootSum({ roots, powers, weight, e, N, odd, rest }: RootSum): string {
  const r = `(k^(1/${roots}))`;
  const logarithm = odd ? `log((1+${r}+sqrt(2+2*${r}^2))/((1-${r})*(${r}+sqrt(1+${r}^2))))` : `(-log(1-${r}))`;
  const onReal = powers.map(([sign, p]) => `${sign}${r}^(${p})`).join(' + ');
  const terms = [`(${onReal})*(1+${r}^2)^(-${e}/2)*${logarithm}`];
  for (let j = 1; 2 * j < roots; j++) {
    const { real, imaginary, modulus, argument } = atRoot(r, roots, j, odd);
    // x^p (1+x²)^(−e/2) has the modulus r^p |1+x²|^(−e/2); a root and its conjugate give twice the real part.
    const parts = powers.map(([sign, p]) => {
      const turned = `(${8 * j * p}/${roots}*atan(1)-${e}/2*${argument})`;
      return `${sign}${r}^(${p})*(cos${turned}*${real}-sin${turned}*${imaginary})`;
    });
    terms.push(`2*${modulus}^(-${e}/2)*(${parts.join(' + ')})`);
  }
  const factorial = [2, 6][N - 2];
  return `(1-k)^${N}/${factorial} * (${weight}*(${terms.join(' + ')}) + ${rest})`;
}

/** I(8, 5). */
export const eighthOfFive = rootSum({
  roots: 3,
  powers: [['', -1]],
  weight: '-5/9',
  e: 7,
  N: 2,
  odd: true,
  rest: '((k^4-33*k^2+11) - sqrt(2)*(1+k)*(6*k^4-35*k^3+57*k^2-35*k+6)/(1-k)^2)/(3*(1+k^2)^3)',
});

/** I(11, 5). */
export const eleventhOfFive = rootSum({
  roots: 3,
  powers: [
    ['', 1],
    ['-', -1],
  ],
  weight: '80/27',
  e: 12,
  N: 3,
  odd: false,
  rest:
    '(12*k^10-245*k^9-826*k^8+6875*k^7-9359*k^6-4425*k^5+17079*k^4-9935*k^3-529*k^2+1610*k-209)/(18*(1-k)^3*(1+k^2)^5)' +
    ' + (15*(7*k^8-244*k^6+650*k^4-244*k^2+7)/4*atan(1) - 120*k*(1-k^2)*(k^2-3*k+1)*(k^2+3*k+1)*log(2))/(1+k^2)^6',
});

/** I(12, 7). */
export const twelfthOfSeven = rootSum({
  roots: 5,
  powers: [['', -3]],
  weight: '-7/25',
  e: 9,
  N: 2,
  odd: true,
  rest:
    '(3*k^6-852*k^4+1612*k^2-158)/(15*(1+k^2)^4)' +
    ' + sqrt(2)*(1+k)*(181*k^6+252*k^5-3307*k^4+5754*k^3-3307*k^2+252*k+181)/(30*(1-k)^2*(1+k^2)^4)',
});
