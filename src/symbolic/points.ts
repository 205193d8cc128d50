/** Random points of the domain of a statement's variables. */
import { parse } from './mathjs.js';
import type { Domain, Variable } from '../../formulas/formula.js';
import { matrix, type Matrix } from '../numerics/matrix.js';
import { normalMatrix, uniform, type RandomSource } from '../numerics/random.js';

/** Values of a formula's variables. */
export type Point = Record<string, number | Matrix>;

/** What a point is drawn for: a formula, or anything else that names its variables. */
export interface Drawn {
  readonly id: string;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly where: readonly string[];
}

/** A random point of a domain; points that violate `where` are thrown away. */
export function drawPoint({ id, variables, where }: Drawn, source: RandomSource): Point {
  const conditions = where.map((condition) => parse(condition).compile());
  for (let tries = 0; tries < 1000; tries++) {
    // Equal names of dimensions mean equal sizes; the name 1 is the number.
    const sizes = new Map([['1', 1]]);
    const size = (name: string) => {
      const known = sizes.get(name) ?? integerBetween(source, 1, 3);
      sizes.set(name, known);
      return known;
    };
    const point = Object.fromEntries(
      Object.entries(variables).map(([name, { domain }]) => [name, drawValue(domain, source, size)]),
    );
    if (conditions.every((condition) => condition.evaluate(new Map(Object.entries(point))) === true)) return point;
  }
  throw new Error(`${id}: no point of the domain satisfies ${where.join(' and ')}`);
}

function drawValue(domain: Domain, source: RandomSource, size: (name: string) => number): number | Matrix {
  switch (domain.kind) {
    case 'integer':
      return integerBetween(source, domain.min, domain.max);
    case 'real': {
      const { min, max, logarithmic } = domain;
      const share = uniform(source);
      return logarithmic ? min * (max / min) ** share : min + (max - min) * share;
    }
    case 'matrix': {
      const [rows, cols] = [size(domain.rows), size(domain.cols)];
      return domain.definite ? definite(rows, source) : normalMatrix(source, rows, cols);
    }
  }
}

const integerBetween = (source: RandomSource, min: number, max: number) =>
  min + Math.floor((max - min + 1) * uniform(source));

/** `G Gᵀ/n + 1`: well conditioned. */
export function definite(n: number, source: RandomSource): Matrix {
  const g = normalMatrix(source, n, n).data;
  const m = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let t = 0; t < n; t++) m.data[i * n + j] += (g[i * n + t] * g[j * n + t]) / n;
      if (i === j) m.data[i * n + j] += 1;
    }
  }
  return m;
}
