/** The pages of the derivations and of the errata. */
import { catalogue } from '../../formulas/index.js';
import { derivations } from '../../formulas/derivations/index.js';
import type { DerivationReport } from '../../src/symbolic/derive.js';
import type { ErratumReport } from '../../src/symbolic/errata.js';
import { speakOfTheSame } from '../../formulas/source-numbers.js';
import type { Formula } from '../../formulas/formula.js';
import { statementText } from '../../src/symbolic/unicode.js';
import { entryLink } from './equations.js';
import { heading, list, worded } from './markdown.js';

/** Every derivation with the verdict of each step; without reports (a draft) the steps alone. */
export function derivationsPage(reports: readonly DerivationReport[]): string {
  return [
    '# Derivations',
    '',
    'How the formulas follow from each other. A step is an equation, written as the terminal writes it, whose left side must vanish. Every step is evaluated at random points in',
    '64 digits; one that vanishes there is then given to an algebra system. _Proved_ means that both agree, _checked_ that the',
    'algebra system found no answer. `unimodal-bias derive` repeats it.',
    '',
    ...derivations.flatMap((derivation) => {
      const report = reports.find(({ id }) => id === derivation.id);
      const formulas = catalogue.filter(({ id }) => derivation.conclusion.split(/[\s(),]+/).includes(id));
      return [
        `<a id="${derivation.id}"></a>`,
        '',
        `## ${heading(derivation.title)}`,
        '',
        `\`${derivation.id}\` · ${report?.verdict ?? 'not run'} · ${derivation.method}`,
        '',
        ...list([
          `From: ${worded(derivation.hypotheses.join('; '))}`,
          `To: ${worded(derivation.conclusion)}`,
          ...(formulas.length === 0 ? [] : [`Formulas: ${formulas.map(linked).join(', ')}`]),
          ...derivation.steps.map(
            ({ claim, zero }, i) =>
              `${worded(claim)}: ${report?.steps[i].label ?? 'not run'}\n\n  \`\`\`step\n  ${statementText(zero)} = 0\n  \`\`\``,
          ),
        ]),
        '',
      ];
    }),
  ].join('\n');
}

/** Every erratum with what was measured. */
export function errataPage(reports: readonly ErratumReport[]): string {
  return [
    '# Errata of the source',
    '',
    `The ${reports.length} places where the source is wrong as printed. Each is a computation in which the printed form fails and the`,
    'corrected one holds; what was measured stands beside it. `unimodal-bias errata` repeats it.',
    '',
    ...reports.flatMap(({ id, where, printed, corrected, truth, check }) => {
      const formulas = catalogue.filter(({ equation }) => speakOfTheSame(equation, where));
      return [
        `<a id="${id}"></a>`,
        '',
        `## ${heading(where)}`,
        '',
        ...list([
          `Printed: ${worded(printed)}`,
          `Should be: ${worded(corrected)}`,
          `Held against: ${worded(truth)}`,
          `Relative error as printed ${rough(check.printedError)}, as corrected ${rough(check.correctedError)} (allowed ${rough(check.tolerance)}, ${check.points} points)`,
          ...(formulas.length === 0 ? [] : [`Formulas: ${formulas.map(linked).join(', ')}`]),
        ]),
        '',
      ];
    }),
  ].join('\n');
}

const linked = (formula: Formula): string => `[${worded(formula.title)}](${entryLink(formula)})`;

const rough = (x: number): string => (Number.isFinite(x) ? x.toPrecision(2) : '∞');
