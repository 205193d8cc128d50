/** What a claim can see: the harness held against wrong formulas, from the comparisons that it has already made. */
import type { ClaimResult, Row } from './claim.js';
import { rowHolds } from './judge.js';

/** A formula with a factor: the prediction is multiplied by it, and the measurement stays what it was. */
export function wrongBy(row: Row, factor: number): Row {
  if (!isTwoSided(row)) return row;
  const predicted = factor * row.predicted;
  return { ...row, predicted, miss: Math.abs(row.measured - predicted) };
}

/**
 * The smallest relative error of a formula, of either sign, at which the claim fails: one that is by a factor `1 + δ` off for
 * all δ beyond it, up or down, is rejected. `null` where no error would be: nothing is judged, all predictions are 0, or are bounds.
 *
 * A row holds for `|measured − f predicted| ≤ uncertainty`; the first row that stops to, as f leaves 1, decides.
 */
export function smallestVisibleError({ rows, verdict }: Pick<ClaimResult, 'rows' | 'verdict'>): number | null {
  if (verdict !== 'holds') return null;
  const limits = [1, -1].map((sign) =>
    Math.min(
      ...rows.flatMap((row) => {
        if (row.uncertainty === null || row.predicted === 0 || !isTwoSided(row)) return [];
        const size = Math.abs(row.predicted);
        const off = (sign * (row.measured - row.predicted) * Math.sign(row.predicted) + row.uncertainty) / size;
        return [off];
      }),
    ),
  );
  const worst = Math.max(...limits);
  return Number.isFinite(worst) ? worst : null;
}

/** Whether claim and rows together reject a formula that is off by a factor. */
export function rejects(rows: readonly Row[], factor: number): boolean {
  return rows.some((row) => !rowHolds(wrongBy(row, factor)));
}

/** Bounds and signs are met from one side: how wrong they may be does not show in a row. */
const isTwoSided = ({ predicted, measured, miss }: Row): boolean => miss === Math.abs(measured - predicted);
