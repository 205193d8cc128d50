/** Formulas of the catalogue as Markdown. */
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
