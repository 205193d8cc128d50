import type { Matrix } from '../numerics/matrix.js';
import type { Note } from './table.js';

/** What is noticed of each column beside its moments. */
export interface Watched {
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** How often the extremes occur, and the values next to them. */
  readonly minCount: Uint32Array;
  readonly maxCount: Uint32Array;
  readonly aboveMin: Float64Array;
  readonly belowMax: Float64Array;
  /** The values of the last column, as long as they are few. */
  readonly lastValues: Set<number>;
}

/** More distinct values than this are no classes. */
const MANY_VALUES = 20;

/** Nothing noticed yet. */
export function nothingWatched(cols: number): Watched {
  return {
    min: new Float64Array(cols).fill(Infinity),
    max: new Float64Array(cols).fill(-Infinity),
    minCount: new Uint32Array(cols),
    maxCount: new Uint32Array(cols),
    aboveMin: new Float64Array(cols).fill(Infinity),
    belowMax: new Float64Array(cols).fill(-Infinity),
    lastValues: new Set(),
  };
}

/** Looks at the rows of a block. */
export function watch(watched: Watched, { rows, cols, data }: Matrix): void {
  const { min, max, minCount, maxCount, aboveMin, belowMax, lastValues } = watched;
  for (let r = 0, k = 0; r < rows; r++) {
    for (let j = 0; j < cols; j++, k++) {
      const x = data[k];
      if (x < aboveMin[j]) {
        if (x < min[j]) [aboveMin[j], min[j], minCount[j]] = [min[j], x, 1];
        else if (x === min[j]) minCount[j]++;
        else aboveMin[j] = x;
      }
      if (x > belowMax[j]) {
        if (x > max[j]) [belowMax[j], max[j], maxCount[j]] = [max[j], x, 1];
        else if (x === max[j]) maxCount[j]++;
        else belowMax[j] = x;
      }
    }
    if (lastValues.size <= MANY_VALUES) lastValues.add(data[k - 1]);
  }
}

/** Whether the last column holds a few integers: grades, or the numbers of classes. */
export function lastLooksLikeClasses({ lastValues }: Watched): boolean {
  return lastValues.size >= 3 && lastValues.size <= MANY_VALUES && [...lastValues].every(Number.isInteger);
}

/** Hints at values that stand for "missing": an extreme integer that repeats, far from all others. */
export function sentinels(watched: Watched, names: readonly string[]): Note[] {
  const notes: Note[] = [];
  names.forEach((name, j) => {
    const [low, high, inner, outer] = [watched.min[j], watched.max[j], watched.aboveMin[j], watched.belowMax[j]];
    const lowest = suspicious(low, watched.minCount[j], inner - low, high - inner, low < 0 && inner >= 0);
    const highest = suspicious(high, watched.maxCount[j], high - outer, outer - low, false);
    if (!lowest && !highest) return;
    const [value, count] = lowest ? [low, watched.minCount[j]] : [high, watched.maxCount[j]];
    const message = `${name} is ${value} in ${count} cell${count > 1 ? 's' : ''}, far from all others; if that stands for missing, leave ${count > 1 ? 'these cells' : 'it'} empty`;
    notes.push({ code: 'sentinel', message });
  });
  return notes;
}

function suspicious(value: number, count: number, gap: number, spread: number, oddSign: boolean): boolean {
  const nines = /^-?999+(\.9+)?$|^-99\.9+$/.test(String(value));
  if (!(nines || (Number.isInteger(value) && count >= 3)) || !(spread > 0) || !Number.isFinite(gap)) return false;
  return gap > spread || (oddSign && [9, 99, 200, 999, 9999, 99999].includes(-value));
}
