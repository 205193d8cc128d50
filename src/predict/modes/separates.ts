/** What a mode is about, in words of the outputs: two groups that its output singular vector tells apart. */
import type { Matrix } from '../../numerics/matrix.js';
import type { Problem } from '../../problem/problem.js';
import { outputDirections, type Use } from '../../problem/use.js';

/** Two groups of outputs that a mode moves in opposite directions. */
export interface Separation {
  /** Names of outputs; the smaller group. */
  readonly one: readonly string[];
  /** Names of outputs; empty where a mode of numbers moves `one` together and nothing against it. */
  readonly other: readonly string[];
}

/** Modes whose levels are nearer than this share of one another can be turned into each other: none has a direction of its own. */
const EQUAL = 1e-6;

/** For each use the groups that it separates; `null` for one output, for no contribution, and for modes of equal size. */
export function separations(problem: Problem, final: Matrix, uses: readonly Use[]): (Separation | null)[] {
  if (problem.outputs.length === 1) return uses.map(() => null);
  const directions = problem.modalities.map((_, m) => outputDirections(problem, final, m));
  return uses.map(({ modality, mode, level }) => {
    const isShared = uses.some(
      (use) => use.modality === modality && use.mode !== mode && Math.abs(use.level - level) <= EQUAL * level,
    );
    return level === 0 || isShared ? null : separation(problem, directions[modality][mode - 1]);
  });
}

/**
 * The groups whose pattern is nearest to the direction by its angle: for classes the difference of two means, `+1/p` for p of
 * them and `−1/q` for q; for numbers `+1` and `−1`. Outputs in neither group hardly take part.
 */
function separation({ outputs, target }: Problem, direction: Float64Array): Separation {
  const C = outputs.length;
  const order = [...direction.keys()].sort((i, j) => direction[j] - direction[i]);
  const isClasses = target === 'classes';
  const [highest, lowest] = [sums(order.map((c) => direction[c])), sums(order.map((c) => -direction[c]).reverse())];
  let [best, p, q] = [-Infinity, 0, 0];
  for (let i = isClasses ? 1 : 0; i <= C; i++) {
    for (let j = isClasses ? 1 : 0; i + j <= C; j++) {
      const cosine = isClasses
        ? (highest[i] / i + lowest[j] / j) / Math.sqrt(1 / i + 1 / j)
        : (highest[i] + lowest[j]) / Math.sqrt(i + j);
      if (cosine > best) [best, p, q] = [cosine, i, j];
    }
  }
  // The sign of a direction means nothing: the smaller group comes first, of two equal ones that with the first output.
  const groups = [order.slice(0, p), order.slice(C - q)].map((group) => group.sort((i, j) => i - j));
  const [one, other] = groups.sort((x, y) =>
    Math.min(x.length, y.length) === 0 ? y.length - x.length : x.length - y.length || x[0] - y[0],
  );
  return { one: one.map((c) => outputs[c]), other: other.map((c) => outputs[c]) };
}

/** `0, x₀, x₀ + x₁, …`. */
function sums(values: readonly number[]): number[] {
  let sum = 0;
  return [0, ...values.map((value) => (sum += value))];
}
