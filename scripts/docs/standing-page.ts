/** The page that says how right every closed form of a time is. */
import { catalogue } from '../../formulas/index.js';
import {
  beating,
  errorText,
  FAMILIES,
  standingOf,
  subjectOf,
  titleOf,
  type Standing,
  type StandingRow,
} from '../../src/check/index.js';
import { entryLink } from './equations.js';
import { escaped, list, worded } from './markdown.js';

/** The page as Markdown. */
export function standingPage({ date, versions, problems, rows }: Standing): string {
  const settings = [...new Set(rows.map(({ setting }) => setting))];
  const ran = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    '# Where the theory stands',
    '',
    'What every closed form of a learning time is off by, against gradient descent of full matrices: half of the problems are',
    'below the first number, nine in ten below the second. Each form is held by its own measure of use: the source’s by half of a',
    'norm of weights, the others by half of what a modality ends with at the output. Forms that another one beats on every kind of',
    'problems, in both numbers, are ~~struck out~~, the source’s included (S). ∞: times that had not come after twice the longest that is predicted. Times are',
    'means over two seeds, by output from three layers on over four. Closed forms are',
    'leading orders; what `predict` tells comes from the flow of random starts wherever that applies.',
    '',
    ...list(FAMILIES.map((family) => `**${titleOf(family)}**: ${worded(problems[family])}`)),
    '',
    `Measured by the claim [where-the-theory-stands](check-report.html) on ${date} with ${ran.join(', ')}.`,
    '',
    ...settings.flatMap((setting) => [
      `## ${escaped(setting)}`,
      '',
      `| | by | ${FAMILIES.map(titleOf).join(' | ')} |`,
      '|---|---|---|---|---|---|',
      ...rows.filter((row) => row.setting === setting).map((row) => line(row, rows)),
      '',
    ]),
  ].join('\n');
}

function line(row: StandingRow, rows: readonly StandingRow[]): string {
  const beaten = beating(row, rows).length > 0;
  const names = row.formulas.map(linked).join(', ');
  const cells = FAMILIES.map((family) => errorText(row.errors[family]));
  const mark = row.source ? ' (S)' : '';
  return `| ${subjectOf(row).split(',')[0]} | ${beaten ? `~~${names}~~` : names}${mark} | ${cells.join(' | ')} |`;
}

const linked = (id: string): string =>
  catalogue.some((formula) => formula.id === id) ? `[\`${id}\`](${entryLink({ id })})` : `\`${id}\``;

/** The lines of a formula's entry: a row of each table that it is in. */
export const standingLines = (id: string, rows: readonly StandingRow[]): string[] =>
  standingOf(id, rows).map(({ row, errors, better }) => {
    const beaten = better.length === 0 ? '' : `; better everywhere: ${better.map(linked).join(', ')}`;
    return `**Off by** ([median · nine in ten](where-the-theory-stands.html)), ${escaped(subjectOf(row))}: ${errors}${beaten}`;
  });
