/** The pages of the formulas: an index, and a page a topic with statement, symbols, assumptions, and what derives, checks, corrects and uses each. */
import { catalogue } from '../../formulas/index.js';
import { errata } from '../../formulas/errata/index.js';
import type { Domain, Formula, Variable } from '../../formulas/formula.js';
import { claims, type StandingRow } from '../../src/check/index.js';
import { derivations } from '../../formulas/derivations/index.js';
import { statementLatex } from '../../src/symbolic/latex.js';
import { DEFINITIONS, equationNumbers, numbersOf, speakOfTheSame } from '../../formulas/source-numbers.js';
import { standingLines } from './standing-page.js';
import { displayed, entryLink, placeOf, sourceOf, topicName, topicOf } from './equations.js';
import { heading, list, worded } from './markdown.js';

/** What other pages know. */
export interface Known {
  /** Verdicts of derivations by id; empty in a draft. */
  readonly derived: ReadonlyMap<string, string>;
  /** Verdicts of claims by id, of the last full run. */
  readonly checked: ReadonlyMap<string, string>;
  /** What closed forms are off by. */
  readonly standing: readonly StandingRow[];
  /** Names of exported functions by the formula that their docstring names. */
  readonly users: ReadonlyMap<string, readonly string[]>;
}

/** The index as Markdown: topics, and every number of the source. */
export function cataloguePage(): string {
  return [
    '# Formulas',
    '',
    `The ${catalogue.length} formulas of the theory, a page a topic, in the order of the source. Each entry is generated from the statement`,
    'that the library evaluates, differentiates and tests: at random points its fast code agrees with the statement in 64 digits.',
    '“Not in the source” marks what this project adds. Times have the unit of τ: with τ = 1/η they are gradient-descent steps.',
    '',
    '## Topics',
    '',
    ...topics().map((topic) => {
      const entries = catalogue.filter((formula) => topicOf(formula) === topic);
      return `- [${topicName(topic)}](formulas-${topic}.html), ${entries.length}`;
    }),
    '',
    '## By number in the source',
    '',
    '| number | formulas |',
    '| --- | --- |',
    ...numbers().map((number) => {
      const named = catalogue.filter((formula) => equationNumbers(numbersOf(formula)).includes(number));
      const links = named.map((formula) => `[${worded(formula.title)}](${entryLink(formula)})`);
      return `| ${placeOf(number)} | ${number in DEFINITIONS ? `defines ${worded(DEFINITIONS[number])}` : links.join('; ')} |`;
    }),
    '',
  ].join('\n');
}

/** In the source's order. */
export const topics = (): string[] => [...new Set(catalogue.map(topicOf))];

/** Numbers of the catalogue: equations, then sections, then appendices, each in order. */
function numbers(): string[] {
  const named = catalogue.flatMap((formula) => equationNumbers(numbersOf(formula)));
  const all = [...new Set([...Object.keys(DEFINITIONS), ...named])];
  const rank = (number: string): number => (/^[A-Z]/.test(number) ? 2 : number.includes('.') ? 1 : 0);
  return all.sort((p, q) => rank(p) - rank(q) || p.localeCompare(q, 'en', { numeric: true }));
}

/** The page of a topic as Markdown. */
export function topicPage(topic: string, known: Known): string {
  const entries = catalogue.filter((formula) => topicOf(formula) === topic);
  return [
    `# ${topicName(topic)}`,
    '',
    '[All formulas](catalogue.html)',
    '',
    ...entries.flatMap((formula) => entry(formula, known)),
  ].join('\n');
}

function entry(formula: Formula, known: Known): string[] {
  return [
    `<a id="${formula.id}"></a>`,
    '',
    `## ${heading(formula.title)}`,
    '',
    `\`${formula.id}\` · ${sourceOf(formula)}${formula.covers === '' ? '' : `; covers ${formula.covers}`}`,
    '',
    displayed(formula.statement),
    '',
    ...symbols(formula),
    ...assumptions(formula),
    ...relations(formula, known),
    '',
  ];
}

function symbols({ variables, where }: Formula): string[] {
  const rows = Object.entries(variables).map(
    ([name, variable]) =>
      `\\(${statementLatex(name)}\\): ${worded(variable.meaning)}; unit ${variable.unit}, ${rangeOf(variable)}`,
  );
  const conditions = where.map((condition) => `\\(${statementLatex(condition)}\\)`).join(', ');
  return [...list(rows), '', ...(conditions === '' ? [] : [`Where ${conditions}.`, ''])];
}

function rangeOf({ domain }: Variable): string {
  return worded(rangeText(domain).replaceAll('-', '−'));
}

function rangeText(domain: Domain): string {
  if (domain.kind === 'integer') return `integer ≥ ${domain.min}`;
  if (domain.kind === 'matrix') return `${domain.rows} × ${domain.cols}${domain.definite ? ', positive definite' : ''}`;
  return domain.logarithmic ? 'positive' : `${domain.min} … ${domain.max}`;
}

function assumptions({ assumptions: conditions }: Formula): string[] {
  if (conditions.length === 0) return ['Holds without further assumptions.', ''];
  return ['Assumes', '', ...list(conditions.map(({ id, statement }) => `${worded(statement)} (\`${id}\`)`)), ''];
}

/** One line for each thing that speaks of the formula. */
function relations(formula: Formula, { derived, checked, users, standing }: Known): string[] {
  const verdict = (id: string, of: ReadonlyMap<string, string>): string => of.get(id) ?? 'not run';
  const named = derivations.filter(({ conclusion }) => conclusion.split(/[\s(),]+/).includes(formula.id));
  // A claim that the last full report does not know yet has no place to lead to.
  const judged = claims.filter(({ id, equations }) => checked.has(id) && speakOfTheSame(formula.equation, equations));
  const wrong = errata.filter(({ where }) => speakOfTheSame(formula.equation, where));
  const lines = [
    `**Derivation** ${named.map(({ id }) => `[${id}](derivations.html#${id}), ${verdict(id, derived)}`).join('; ') || 'none; tested numerically'}`,
    `**Claims about its equation** ${judged.map(({ id }) => `[${id}](check-report.html#${id}), ${verdict(id, checked)}`).join('; ') || 'none'}`,
    ...(wrong.length === 0
      ? []
      : [`**Errata** ${wrong.map(({ id, where }) => `[${worded(where)}](errata.html#${id})`).join('; ')}`]),
    ...standingLines(formula.id, standing),
    `**In the library** ${[...(users.get(formula.id) ?? []), 'formulaValue'].map((name) => `[${name}](../functions/${name}.html)`).join(', ')}`,
  ];
  return [lines.join('\\\n')];
}
