import type { Formula } from '../../formulas/formula.js';
import type { Point } from '../../src/symbolic/points.js';

/** The point with one real input, or one entry of a matrix, changed by a relative `h`; one for each of them. */
export function* nearby(point: Point, { variables }: Formula, h: number): Generator<Point> {
  for (const [name, value] of Object.entries(point)) {
    if (variables[name].domain.kind === 'integer') continue;
    if (typeof value === 'number') {
      yield { ...point, [name]: value * (1 + h) };
      continue;
    }
    for (let i = 0; i < value.data.length; i++) {
      const data = value.data.slice();
      data[i] *= 1 + h;
      yield { ...point, [name]: { ...value, data } };
    }
  }
}
