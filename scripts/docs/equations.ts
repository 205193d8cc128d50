/** Formulas of the catalogue as Markdown. */
import { catalogue } from '../../formulas/index.js';
import type { Formula } from '../../formulas/formula.js';
import { statementLatex } from '../../src/symbolic/latex.js';
import { statementText } from '../../src/symbolic/unicode.js';

/** Its topic, the first part of an id: `time-ratio/late` is of `time-ratio`. */
export const topicOf = ({ id }: { readonly id: string }): string => id.split('/')[0];

/** Name of a topic: `Time ratio`, `ReLU`. */
export function topicName(topic: string): string {
  const words = topic.replaceAll('-', ' ').replace('relu', 'reLU');
  return words[0].toUpperCase() + words.slice(1);
}

/** Where an entry is, from any document of the site. */
export const entryLink = (formula: { readonly id: string }): string =>
  `formulas-${topicOf(formula)}.html#${formula.id}`;

/** `Eq 12`, `Sec. 3.3`, `J.3`; what the source does not have is ours. */
export const sourceOf = ({ equation }: Formula): string => (equation === '—' ? 'not in the source' : placeOf(equation));

/** A number of the source with its word. */
export function placeOf(number: string): string {
  if (/^\d+\.\d/.test(number)) return `Sec. ${number}`;
  return /^\d/.test(number) ? `Eq ${number}` : number;
}

/** LaTeX longer than this is a page of mathematics that nobody reads: it stands as the terminal writes it. */
const LONGEST = 1500;

/** A statement as displayed mathematics. */
export function displayed(statement: string): string {
  const latex = statementLatex(statement);
  const [kind, text] = latex.length > LONGEST ? ['step', statementText(statement)] : ['math', breakable(latex)];
  return ['```' + kind, text, '```'].join('\n');
}

/** Contents of brackets from so many letters on may be broken. */
const LONG = 40;

/**
 * LaTeX whose long brackets are of a fixed size: lines break at sums, relations and products, but never between `\\left` and `\\right`. Brackets
 * inside braces, of fractions and powers, stay as they are.
 */
export function breakable(latex: string): string {
  const opened: number[] = [];
  const parts = latex.split(/(\\left\(|\\right\)|[{}])/);
  let depth = 0;
  parts.forEach((part, i) => {
    if (part === '{' || part === '}') depth += part === '{' ? 1 : -1;
    else if (depth > 0) return;
    else if (part === '\\left(') opened.push(i);
    else if (part !== '\\right)') parts[i] = part.replaceAll('\\,', '\\,\\allowbreak ');
    else {
      const from = opened.pop() ?? i;
      const inside = parts.slice(from + 1, i).join('');
      if (inside.length < LONG) return;
      const size = inside.includes('\\frac') ? 'Big' : 'big';
      [parts[from], parts[i]] = [`\\${size}l(`, `\\${size}r)`];
    }
  });
  return parts.join('');
}

/** A formula as an API page shows it: the equation, and the way to its entry. */
export function equationOf(id: string): string {
  const entry = catalogue.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new Error(`@formula: there is no formula ${JSON.stringify(id)} in the catalogue`);
  const title = entry.title.replace(/ \(not in the source\)$/, '');
  return `${displayed(entry.statement)}\n\n[${title}](../documents/${entryLink(entry)}) (${sourceOf(entry)})`;
}
