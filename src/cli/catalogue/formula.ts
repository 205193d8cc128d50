import { Command } from 'commander';
import { colours as pc } from '../colours.js';
import type { Formula } from '../../../formulas/formula.js';
import type { StandingRow } from '../../check/standing/standing.js';
import { InputError } from '../../problem/errors.js';
import { hanging, hangingFormula, listing, screenWidth, wrapped } from '../format.js';
import { numberOption } from '../options.js';

interface FormulaOptions {
  readonly list?: boolean;
  readonly json?: boolean;
  readonly latex?: boolean;
  readonly symbolic?: boolean;
  readonly at?: string;
  readonly d?: string;
}

/** `unimodal-bias formula`. */
export function formulaCommand(): Command {
  return new Command('formula')
    .description('show a formula of the theory, its value at a point and its derivatives')
    .argument('[id]', 'the formula, such as time-ratio/late, or a number of the source, such as 12')
    .option('--list', 'all formulas')
    .option('--latex', 'nothing but the LaTeX, of the derivative with --d')
    .option('--symbolic', 'nothing but the statement, or the derivative with --d')
    .option('--at <values>', 'value at a point, such as s_A=2,s_B=1,r_B=1')
    .option('--d <variable>', 'derivative with respect to a variable')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias formula --list
  $ unimodal-bias formula 12
  $ unimodal-bias formula time-ratio/above-2 --json
  $ unimodal-bias formula time-ratio/scalar --d rho \\
      --at sigma_A=2,sigma_B=1,rho=0.5`,
    )
    .action(async (id: string | undefined, options: FormulaOptions) => {
      if ((id === undefined) === !options.list) {
        throw new InputError('usage', 'formula', id, 'give either a formula id or --list');
      }
      // Loaded here: the catalogue and mathjs cost more to load than the other commands take to run.
      process.stdout.write(`${id === undefined ? await listed(options) : await shown(id, options)}\n`);
    });
}

async function listed(options: FormulaOptions): Promise<string> {
  const { catalogue } = await import('../../../formulas/index.js');
  return several(catalogue, options);
}

async function several(entries: readonly Formula[], { json }: FormulaOptions): Promise<string> {
  if (!json) return list(entries);
  const { statementLatex } = await import('../../symbolic/latex.js');
  return JSON.stringify(
    entries.map((entry) => fieldsOf(entry, statementLatex(entry.statement))),
    null,
    2,
  );
}

/** One formula; of several with the number asked for a list, or all of them as JSON. */
async function shown(name: string, options: FormulaOptions): Promise<string> {
  const { catalogue } = await import('../../../formulas/index.js');
  const { DEFINITIONS, isSourceNumber, nextTo, numbersOf, speakOfTheSame } =
    await import('../../../formulas/source-numbers.js');
  const isNumber = isSourceNumber(name);
  const named = isNumber ? catalogue.filter((entry) => speakOfTheSame(name, numbersOf(entry))) : [];
  if (isNumber && named.length === 0) {
    const defined = Object.entries(DEFINITIONS).find(([number]) => speakOfTheSame(name, number));
    const what = defined ? `defines ${defined[1]}` : 'is no formula of the catalogue by itself';
    const next = nextTo(name, catalogue.map(numbersOf));
    throw new InputError('formula', 'formula', name, `${name} of the source ${what}${next}`);
  }
  if (named.length <= 1) return shownOne(named.at(0)?.id ?? name, options);
  if (options.latex || options.symbolic || options.at !== undefined || options.d !== undefined) {
    const ids = named.map(({ id }) => id).join(', ');
    throw new InputError('usage', 'formula', name, `${name} is several formulas; name one of ${ids}`);
  }
  return several(named, options);
}

async function shownOne(id: string, { latex, symbolic, at, d, json }: FormulaOptions): Promise<string> {
  const { findFormula, formulaValue, sensitivity, sensitivityAt } = await import('../../symbolic/formula-at.js');
  const { statementLatex } = await import('../../symbolic/latex.js');
  const { statementText } = await import('../../symbolic/unicode.js');
  const entry = findFormula(id);
  const point = at === undefined ? undefined : pointFrom(at);
  const value = point && formulaValue(id, point);
  const derivative = d === undefined ? undefined : point ? sensitivityAt(id, d, point) : sensitivity(id, d);
  const described = fieldsOf(entry, statementLatex(entry.statement));
  const { readStanding } = await import('../../check/standing/standing.js');
  const all = readStanding()?.rows ?? [];
  if (json) {
    const standing = all.filter(({ formulas }) => formulas.includes(id));
    return JSON.stringify({ ...described, value, derivative, standing }, null, 2);
  }
  if (latex) return derivative?.latex ?? described.latex;
  if (symbolic) return derivative?.derivative ?? described.statement;
  const name = statementText(entry.statement).split(' ')[0];
  const results = [
    ...(value ? [`${name} = ${pc.bold(String(value.value))}  (64 digits: ${value.exact})`] : []),
    ...(derivative
      ? [
          `${statementText(`D(${entry.statement.split(' ')[0]}, ${derivative.variable})`)} = ${statementText(derivative.derivative)}`,
        ]
      : []),
    ...(derivative && 'value' in derivative ? [`  = ${pc.bold(String(derivative.value))}`] : []),
  ];
  return results.length > 0
    ? [statementText(entry.statement), ...results].join('\n')
    : page(described, statementText, await errorLines(id, all));
}

/** What it is off by, against full matrices, and which form is better everywhere. */
async function errorLines(id: string, all: readonly StandingRow[]): Promise<string[]> {
  const { standingOf, subjectOf } = await import('../../check/standing/standing.js');
  const lines = standingOf(id, all).flatMap(({ row, errors, better }) => [
    wrapped(`${subjectOf(row)}${row.formulas[0] === id ? '' : `, in ${row.formulas[0]}`}:`, '  '),
    wrapped(errors, '    '),
    ...(better.length === 0 ? [] : [wrapped(`better everywhere: ${better.join(', ')}`, '    ')]),
  ]);
  return lines.length === 0 ? [] : ['', pc.bold('Off by (median · nine in ten, against full matrices)'), ...lines];
}

function pointFrom(text: string): Record<string, number> {
  const entries = text.split(',').map((part): [string, number] => {
    const [name, value = '', ...more] = part.split('=').map((piece) => piece.trim());
    if (name === '' || more.length > 0)
      throw new InputError('usage', '--at', part, `${JSON.stringify(part)} is not name=number`);
    return [name, numberOption(`--at ${name}`, value)];
  });
  const twice = entries.find(([name], i) => entries.findIndex(([other]) => other === name) !== i);
  if (twice) throw new InputError('usage', '--at', twice[0], `${twice[0]} is given twice`);
  return Object.fromEntries(entries);
}

function fieldsOf({ id, equation, covers, title, statement, variables, where, assumptions }: Formula, latex: string) {
  return { id, equation, covers, title, statement, latex, variables, where, assumptions };
}

function list(entries: readonly Formula[]): string {
  const rows = entries.map(({ id, equation, title }) => [
    id,
    equation === '—' ? title : `${title} (${placeText(equation)})`,
  ]);
  return listing(['formula', 'what it says'], rows);
}

/** Equations have whole numbers, sections and appendices dots. */
function placeText(equation: string): string {
  if (equation === '—') return 'not in the source';
  return `${/^[A-Z]/.test(equation) ? 'Appendix' : equation.includes('.') ? 'Sec.' : 'Eq'} ${equation}`;
}

function page(
  entry: ReturnType<typeof fieldsOf>,
  print: (statement: string) => string,
  errors: readonly string[],
): string {
  const variables = Object.entries(entry.variables).map(([name, { meaning, unit }]) =>
    hanging(`  ${name.padEnd(8)} `, `${meaning} [${unit}]`),
  );
  const assumptions = entry.assumptions.map(({ id, statement }) => hanging(`  ${id.padEnd(24)} `, statement));
  const place = `${placeText(entry.equation)}${entry.covers === '' ? '' : `; covers ${entry.covers}`}`;
  return [
    pc.bold(wrapped(`${entry.title}  (${place})`)),
    '',
    hangingFormula('  ', print(entry.statement)),
    ...(entry.where.length > 0 ? ['', hangingFormula('where ', entry.where.map(print).join(', '))] : []),
    '',
    pc.bold('Variables'),
    ...variables,
    ...(assumptions.length > 0 ? ['', pc.bold('Holds if'), ...assumptions] : []),
    ...errors,
    '',
    pc.bold('LaTeX'),
    latexLines(entry.latex),
  ].join('\n');
}

/** LaTeX, broken before commands, where a line's end means nothing to it. */
function latexLines(latex: string): string {
  const lines = [''];
  for (const piece of latex.split(/(?<!\\)(?=\\)/)) {
    if (lines[lines.length - 1].length + piece.length > screenWidth() - 2) lines.push('');
    lines[lines.length - 1] += piece;
  }
  return lines.map((line) => `  ${line}`).join('\n');
}
