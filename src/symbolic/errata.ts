/** Holds both forms of every erratum against its truth. */
import { errata } from '../../formulas/errata/index.js';
import type { Discrepancy, Erratum, StatementErratum } from '../../formulas/errata/erratum.js';
import { randomSource, type RandomSource } from '../numerics/random.js';
import { evaluateStatement, type BigResult } from './evaluate.js';
import { drawPoint } from './points.js';

/** What was measured at the random points. */
export interface ErratumCheck {
  /** The printed statement is wrong somewhere, by more than ten times the tolerance. */
  readonly printedFails: boolean;
  /** The corrected statement is right everywhere, to the tolerance. */
  readonly correctedHolds: boolean;
  /** Largest relative error of the printed statement; `Infinity` where it has no value. */
  readonly printedError: number;
  /** Largest relative error of the corrected statement. */
  readonly correctedError: number;
  /** Relative error up to which a statement counts as holding. */
  readonly tolerance: number;
  /** Number of random points. */
  readonly points: number;
}

/** A misprint and how it fared. */
export interface ErratumReport {
  /** Stable name. */
  readonly id: string;
  /** Equation, figure or section of the source. */
  readonly where: string;
  /** What the source prints. */
  readonly printed: string;
  /** What it should be. */
  readonly corrected: string;
  /** What both are held against. */
  readonly truth: string;
  /** The measurement. */
  readonly check: ErratumCheck;
}

/** Conditions are met or not: it takes more points to see both. An integral costs half a second in 64 digits. */
function pointsFor(erratum: Erratum): number {
  if (erratum.kind === 'computed') return 8;
  const { truth } = erratum.expressions;
  return /[<>]|!=/.test(truth) ? 100 : truth.includes('integral(') ? 2 : 8;
}

/**
 * Holds the printed and the corrected form of one erratum against its truth at seeded random points: expressions in 64
 * digits, or a small computation (gradients by differences, a short integration of the flow).
 *
 * @example
 * ```ts
 * import { errata } from 'unimodal-bias/formulas';
 * import { checkErratum } from 'unimodal-bias/symbolic';
 * const eq47 = errata.find(({ where }) => where === 'Eq 47');
 * const { printedFails, correctedHolds } = checkErratum(eq47!);
 * printedFails && correctedHolds; // => true
 * ```
 */
export function checkErratum(erratum: Erratum): ErratumCheck {
  const source = randomSource(1);
  const points = pointsFor(erratum);
  const measured = Array.from({ length: points }, () =>
    erratum.kind === 'computed' ? erratum.discrepancy(source) : discrepancyOf(erratum, source),
  );
  const printedError = Math.max(...measured.map(({ printed }) => printed));
  const correctedError = Math.max(...measured.map(({ corrected }) => corrected));
  const { tolerance } = erratum;
  return {
    printedFails: printedError > 10 * tolerance,
    correctedHolds: correctedError <= tolerance,
    printedError,
    correctedError,
    tolerance,
    points,
  };
}

/**
 * Every erratum with its check; takes about a second.
 *
 * @example
 * ```ts
 * import { checkErrata } from 'unimodal-bias/symbolic';
 * checkErrata().every(({ check }) => check.printedFails && check.correctedHolds); // => true
 * ```
 */
export function checkErrata(chosen: readonly Erratum[] = errata): ErratumReport[] {
  return chosen.map((erratum) => {
    const { id, where, printed, corrected, truth } = erratum;
    return { id, where, printed, corrected, truth, check: checkErratum(erratum) };
  });
}

function discrepancyOf(
  { id, expressions, variables, conditions }: StatementErratum,
  source: RandomSource,
): Discrepancy {
  const point = drawPoint({ id, variables, where: conditions }, source);
  const truth = evaluateStatement(expressions.truth, point);
  const error = (expression: string) => relativeError(evaluateStatement(expression, point), truth);
  return { printed: error(expressions.printed), corrected: error(expressions.corrected) };
}

/** `|value − truth| / |truth|`; of conditions 0 or 1; infinite for what has no finite value. */
function relativeError(value: BigResult, truth: BigResult): number {
  if (typeof truth === 'boolean') return value === truth ? 0 : 1;
  if (Array.isArray(truth) || Array.isArray(value) || typeof value === 'boolean' || !value.isFinite()) return Infinity;
  return value.minus(truth).abs().div(truth.abs()).toNumber();
}
