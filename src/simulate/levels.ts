/** Between two modalities of one output, as the source has them, and what is waited for in general. */
import type { ByModality } from '../problem/correlations.js';
import type { Use } from '../problem/use.js';
import type { UseEvent } from './milestones.js';

/**
 * What is waited for, from the norms of two total weights whose halves are the source's learning times; `Infinity` for
 * one that has nothing to learn. They go with `measure: 'weights'`.
 *
 * @example
 * ```ts
 * import { normLevels } from 'unimodal-bias/simulate';
 * normLevels({ A: 2, B: Infinity }).map(({ modality, level }) => [modality, level]); // => [[0, 2], [1, 0]]
 * ```
 */
export function normLevels({ A, B }: ByModality<number>): Use[] {
  return [A, B].map((level, modality) => ({ modality, mode: 1, level: level === Infinity ? 0 : level }));
}

/**
 * When the largest mode of a modality was first used, in steps; `null` if it was not.
 *
 * @example
 * ```ts
 * import { timeOf } from 'unimodal-bias/simulate';
 * timeOf({ events: [{ modality: 1, mode: 1, time: 12.5 }] }, 1); // => 12.5
 * ```
 */
export function timeOf({ events }: { readonly events: readonly UseEvent[] }, modality: number): number | null {
  return events.find((event) => event.modality === modality && event.mode === 1)?.time ?? null;
}
