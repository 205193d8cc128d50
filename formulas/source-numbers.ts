/** The source's numbers: of equations, sections and appendices, as entries, errata and derivations name them. */

/** Numbers of equations, sections and figures: `8a, 27`, `38–41`, `Eq 51, first form`, `Fig 6b–d`. */
export function equationNumbers(text: string): string[] {
  const withoutFigures = text.replace(/Fig(?:ure)?s? \d+[a-z]?(?:–\w+)?/g, '');
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

/** Whether a word is such a number and not a name: `12`, `8a`, `3.3`, `J.3`. */
export const isSourceNumber = (word: string): boolean => /^(?:\d+[a-e]?|\d+\.\d+|[A-Z]\.\d+)$/.test(word);
