/** Formulas of the catalogue as Markdown, and which of the other pages speak of the same equations. */
import { catalogue } from '../../formulas/index.js';
import type { Formula } from '../../formulas/formula.js';
import { statementLatex } from '../../src/symbolic/latex.js';

/** The page of the catalogue, from any page that is one folder below the root. */
const CATALOGUE = '../documents/catalogue.html';

/** `Eq 12`, `Sec. 3.3`, `J.3`; what the source does not have is ours. */
export function sourceOf({ equation }: Formula): string {
  if (equation === '—') return 'not in the source';
  if (/^\d+\.\d/.test(equation)) return `Sec. ${equation}`;
  return /^\d/.test(equation) ? `Eq ${equation}` : equation;
}

/** A statement as displayed mathematics. */
export function displayed(statement: string): string {
  return ['```math', statementLatex(statement), '```'].join('\n');
}

/** A formula as an API page shows it: the equation, and the way to its entry. */
export function equationOf(id: string): string {
  const entry = catalogue.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new Error(`@formula: there is no formula ${JSON.stringify(id)} in the catalogue`);
  const title = entry.title.replace(/ \(not in the source\)$/, '');
  return `${displayed(entry.statement)}\n\n[${title}](${CATALOGUE}#${id}) (${sourceOf(entry)})`;
}

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
