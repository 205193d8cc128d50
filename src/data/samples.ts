import { averageProducts, matrix, type Matrix } from '../numerics/matrix.js';
import { inCoordinates } from '../problem/problem.js';
import type { Samples } from '../problem/samples.js';
import { plainModalities, targetKind, type Assembly, type Source } from './assemble.js';
import { centre } from './moments.js';
import { scalingOf } from './scale.js';
import { thin } from './thin.js';
import { nothingWatched, watch } from './watch.js';

/** A problem from samples in memory, and how other samples are brought to its units and coordinates. */
export interface FromSamples {
  readonly assembly: Assembly;
  readonly samples: Samples;
  /** For rows of the columns of the source. */
  readonly transform: (rows: Matrix) => Samples;
}

/** The problem of rows in memory. Modalities with more columns than rows are taken in the coordinates that the rows span. */
export function fromSamples(source: Source, raw: Matrix): FromSamples {
  const { outputs, options } = source;
  const watched = nothingWatched(raw.cols);
  watch(watched, raw);
  const shift = raw.data.slice(0, raw.cols);
  const centred = matrix(raw.rows, raw.cols, raw.data.slice());
  const mean = centre(centred, shift);
  const kind = targetKind(outputs, watched);
  const scaling = scalingOf({ ...source, outputs: { ...outputs, kind } }, watched, meanSquares(centred));
  const keepsMeans = options.center === false;

  /** The columns `chosen` of rows of which `off` is still to be taken, in their units. */
  const scaled = (rows: Matrix, chosen: readonly number[], off: ((row: number, j: number) => number) | null) => {
    const part = matrix(rows.rows, chosen.length);
    for (let r = 0, k = 0; r < rows.rows; r++) {
      for (const j of chosen) {
        const value = rows.data[r * rows.cols + j];
        part.data[k++] = (off === null ? value : off(value, j)) / scaling.units[j];
      }
    }
    return part;
  };
  const training = keepsMeans ? raw : centred;
  const parts = plainModalities(source, scaling).map((plain, m) => {
    const x = scaled(training, scaling.inputs[m], null);
    if (plain.inputs <= x.rows) return { plain, x };
    const { coordinates, basis } = thin(x);
    return { plain: { ...plain, dim: coordinates.cols, basis }, x: coordinates };
  });
  const samples = { x: beside(parts.map(({ x }) => x)), y: scaled(training, scaling.outputs, null) };
  const total = (m: Matrix) => m.data.reduce((sum, value) => sum + value * value, 0);
  const ySquared = total(samples.y) / raw.rows;
  const ofMeans = scaling.outputs.reduce((sum, j) => sum + ((shift[j] + mean[j]) / scaling.units[j]) ** 2, 0);
  const transform = (rows: Matrix): Samples => {
    const off = keepsMeans ? null : (value: number, j: number) => value - shift[j] - mean[j];
    const xs = parts.map(({ plain }, m) => {
      return inCoordinates(scaled(rows, scaling.inputs[m], off), plain);
    });
    return { x: beside(xs), y: scaled(rows, scaling.outputs, off) };
  };
  return {
    assembly: {
      ...source,
      scaling,
      parts: parts.map(({ plain }) => plain),
      sigma: averageProducts(samples.x, samples.x),
      sigmaYX: averageProducts(samples.y, samples.x),
      ySquared,
      target: kind,
      meanShare: keepsMeans ? ofMeans / ySquared : 0,
    },
    samples,
    transform,
  };
}

function meanSquares({ rows, cols, data }: Matrix): Float64Array {
  const squares = new Float64Array(cols);
  for (let r = 0, k = 0; r < rows; r++) {
    for (let j = 0; j < cols; j++, k++) squares[j] += data[k] ** 2;
  }
  return squares.map((value) => value / rows);
}

function beside(parts: readonly Matrix[]): Matrix {
  const all = matrix(parts[0].rows, parts.reduce((sum, { cols }) => sum + cols, 0));
  let left = 0;
  for (const { rows, cols, data } of parts) {
    for (let r = 0; r < rows; r++) all.data.set(data.subarray(r * cols, (r + 1) * cols), r * all.cols + left);
    left += cols;
  }
  return all;
}
