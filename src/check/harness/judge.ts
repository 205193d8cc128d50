/** From measurements to a verdict: one rule for all claims, a row holds where its miss is within its uncertainty. */
import type { CheckContext, ClaimResult, Row } from './claim.js';
import { convergenceOrder, type Estimate } from './statistics.js';

/** A measured value beside the predicted one; they may be `uncertainty` apart. */
export function compare(problem: string, predicted: number, measured: number, uncertainty: number | null): Row {
  return { problem, predicted, measured, uncertainty, miss: Math.abs(measured - predicted) };
}

/** A measured estimate beside the predicted value. */
export function compareEstimate(problem: string, predicted: number, { value, uncertainty }: Estimate): Row {
  return compare(problem, predicted, value, uncertainty);
}

/**
 * A limit that is approached: the last refinement must have moved the measurement by more than what is still missing.
 * That is so for an error that falls by half or more, at whatever order, and for no other limit than the predicted one.
 */
export function compareRefined(problem: string, predicted: number, coarse: number, fine: number): Row {
  return compare(problem, predicted, fine, Math.abs(fine - coarse));
}

/**
 * The order at which errors go to zero. Orders are integers here, so a measured one counts as the nearest: a half is
 * the distance at which it becomes another, and a formula with a wrong limit has order 0.
 */
export function compareOrder(problem: string, expected: number, h: readonly number[], errors: readonly number[]): Row {
  return compare(problem, expected, convergenceOrder(h, errors), 0.5);
}

/** The same where the error may also go to zero faster. */
export function compareLeastOrder(
  problem: string,
  expected: number,
  h: readonly number[],
  errors: readonly number[],
): Row {
  const row = compareOrder(problem, expected, h, errors);
  return { ...row, miss: Math.max(0, expected - row.measured) };
}

/** A confidence interval that must lie on one side of zero, that of `sign`; its miss is by how much it reaches across. */
export function compareSign(problem: string, sign: number, { value, uncertainty }: Estimate): Row {
  return {
    problem,
    predicted: 0,
    measured: value,
    uncertainty: 0,
    miss: Math.max(0, uncertainty - Math.sign(sign) * value),
  };
}

/** A measured value that must lie above a threshold, or below it; its miss is by how much it lies on the other side. */
export function compareSide(problem: string, side: 'above' | 'below', threshold: number, found: Estimate): Row {
  const beyond = side === 'above' ? threshold - found.value : found.value - threshold;
  const miss = Number.isNaN(beyond) ? NaN : Math.max(0, beyond);
  return { problem, predicted: threshold, measured: found.value, uncertainty: found.uncertainty, miss };
}

/** Whether a row meets its criterion. A measurement that came out as no number does not. */
export function rowHolds({ miss, uncertainty }: Row): boolean {
  return uncertainty === null || miss <= uncertainty;
}

/** Holds if every row does that is judged, and there is one. */
export function judged(rows: readonly Row[], more = ''): ClaimResult {
  const counted = rows.filter((row) => row.uncertainty !== null);
  const good = counted.filter(rowHolds).length;
  const count = `${good} of ${counted.length} comparisons within their uncertainty`;
  const rest = rows.length > counted.length ? `${rows.length - counted.length} not judged` : '';
  const holds = good === counted.length && counted.length > 0;
  return { verdict: holds ? 'holds' : 'fails', rows, text: joined(count, rest, more) };
}

/** The outcome of a claim whose parts were measured each for itself. */
export const judgedTogether = (results: readonly ClaimResult[]): ClaimResult =>
  judged(results.flatMap(({ rows }) => rows));

/** The rows of every case, one case after the other; after each it is told how much is done. */
export async function rowsOver<Case>(
  context: CheckContext,
  cases: readonly Case[],
  measure: (item: Case, index: number) => readonly Row[] | Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [index, item] of cases.entries()) {
    rows.push(...(await measure(item, index)));
    await context.progress((index + 1) / cases.length);
  }
  return rows;
}

/** A measurement that is not judged. */
export function reported(rows: readonly Row[], more = ''): ClaimResult {
  const off = rows.map((row) => row.miss / Math.abs(row.predicted)).filter(Number.isFinite);
  const worst = off.length === 0 ? '' : `relative miss up to ${(100 * Math.max(...off)).toPrecision(3)}%`;
  return { verdict: 'reported', rows, text: joined(worst, more) };
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}
