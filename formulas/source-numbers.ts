/** The source's numbers: of equations, sections and appendices, as entries, errata and derivations name them. */
import type { Formula } from './formula.js';

/** Numbers of equations and sections, of no figures: `8a, 27`, `38–41`, `Eq 51, first form`, `J.3, Figures 2 to 5`. */
export function equationNumbers(text: string): string[] {
  const withoutFigures = text.replace(/Fig(?:ure)?s? \d+[a-z]?(?:–\w+| to \d+)?/g, '');
  return [...withoutFigures.matchAll(/\b[A-Z]\.\d+|(\d+)–(\d+)|\d+(?:\.\d+)?[a-e]?/g)].flatMap((match) => {
    const [first, last] = [match.at(1), match.at(2)].map(Number);
    if (Number.isNaN(last)) return [match[0]];
    return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
  });
}

/** Whether two texts name the same equation; `6` means all of 6a and 6b. */
export function speakOfTheSame(p: string, q: string): boolean {
  const others = equationNumbers(q);
  return equationNumbers(p).some((a) =>
    others.some((b) => a === b || (wholeOf(a) === wholeOf(b) && (a === wholeOf(a) || b === wholeOf(b)))),
  );
}

const wholeOf = (number: string): string => number.replace(/[a-e]$/, '');

/** The numbers an entry is found by: of what it states and of what it covers. */
export const numbersOf = ({ equation, covers }: Pick<Formula, 'equation' | 'covers'>): string =>
  covers === '' ? equation : `${equation}, ${covers}`;

/** Equations that define what formulas speak of, and state nothing, by number: what they define. */
export const DEFINITIONS: Readonly<Record<string, string>> = {
  1: 'the correlations Σ of the inputs and Σ_yx of target and inputs, in which every formula is written',
  2: 'the network: ŷ = W_A^tot x_A + W_B^tot x_B, where a total weight is the product of the layers on its way',
  24: 'u_A, the norm of each of two balanced layers of rank one, the first of them along Σ_yA',
  43: 'u_A, u_B and u, the norms of balanced layers of rank one before and behind the fusion, the first of them along Σ_yA and Σ_yB',
};

/** Whether a word is such a number and not a name: `12`, `8a`, `3.3`, `J.3`. */
export const isSourceNumber = (word: string): boolean => /^(?:\d+[a-e]?|\d+\.\d+|[A-Z]\.\d+)$/.test(word);

/** Of the numbers that texts name the ones next to a number of the source that none of them names, as words. */
export function nextTo(number: string, texts: readonly string[]): string {
  const value = Number.parseInt(number);
  const known = [...new Set(texts.flatMap(equationNumbers))].filter((one) => /^\d+[a-e]?$/.test(one));
  const sorted = known.sort((p, q) => Number.parseInt(p) - Number.parseInt(q));
  const next = [
    sorted.findLast((one) => Number.parseInt(one) < value),
    sorted.find((one) => Number.parseInt(one) > value),
  ].flatMap((one) => one ?? []);
  return next.length === 0 ? '' : `; next to it: ${next.join(', ')}`;
}
