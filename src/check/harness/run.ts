import { InputError } from '../../problem/errors.js';
import { simulateSeeds, type Job, type Simulation } from '../../simulate/index.js';
import type { CheckContext, Claim, ClaimResult } from './claim.js';
import { smallestVisibleError } from './power.js';

/** A claim with its outcome: plain data, safe for `JSON.stringify`. */
export interface CheckedClaim extends Omit<Claim, 'run' | 'quick'>, ClaimResult {
  /**
   * The smallest relative error of the formula that the claim would reject; `null` where it judges nothing, did not hold,
   * or compares with 0 only.
   */
  readonly visibleError: number | null;
  /** How long it took. */
  readonly seconds: number;
}

/** The outcome of a check. */
export interface CheckReport {
  /** The claims that were finished, in the order of the catalogue. */
  readonly claims: readonly CheckedClaim[];
  /** Ids of the claims that an abort left unfinished. */
  readonly unfinished: readonly string[];
  /** Whether sizes were those of the quick check. */
  readonly quick: boolean;
  /** Whether everything that should hold does, and everything was finished. */
  readonly passed: boolean;
  /** How long it took. */
  readonly seconds: number;
}

/** What may be said to a check. */
export interface CheckOptions {
  /** Smaller sizes. */
  readonly quick?: boolean;
  /** Stops it; claims finished by then are returned. */
  readonly signal?: AbortSignal;
  /** Told how much of all claims is done, from 0 to 1, and which one is running. */
  readonly onProgress?: (fraction: number, id: string) => void;
}

/**
 * The claims of a catalogue with the given ids, or without ids all of them, in quick mode those of the quick check.
 *
 * @throws InputError `usage` for an unknown id.
 *
 * @example
 * ```ts
 * import { claims, selectClaims } from 'unimodal-bias/check';
 * selectClaims(claims, ['ratio-grid'], false).map((claim) => claim.equations); // => ['9, J.3']
 * ```
 */
export function selectClaims(claims: readonly Claim[], ids: readonly string[], quick: boolean): Claim[] {
  for (const id of ids) {
    if (claims.some((claim) => claim.id === id)) continue;
    const known = claims.map((claim) => claim.id).join(', ');
    throw new InputError('usage', 'claim', id, `there is no claim ${JSON.stringify(id)}; there are ${known}`);
  }
  return claims.filter((claim) => (ids.length === 0 ? claim.quick || !quick : ids.includes(claim.id)));
}

/**
 * Measures claims one after the other; an abort leaves those that are finished.
 *
 * @param claims - of the catalogue `claims`, or made by the caller
 * @param options - sizes, a signal, a progress callback
 *
 * @example
 * ```ts
 * import { claims, runClaims, selectClaims } from 'unimodal-bias/check';
 * const report = await runClaims(selectClaims(claims, ['fixed-points'], true), { quick: true });
 * report.claims[0].verdict; // => 'holds'
 * ```
 */
export async function runClaims(claims: readonly Claim[], options: CheckOptions = {}): Promise<CheckReport> {
  const { quick = false, signal = new AbortController().signal, onProgress } = options;
  const begun = performance.now();
  const checked: CheckedClaim[] = [];
  for (const claim of claims) {
    const done = checked.length;
    const result = await attempt(claim, quick, signal, (fraction) =>
      onProgress?.((done + fraction) / claims.length, claim.id),
    );
    if (result === null) break;
    checked.push(result);
  }
  const unfinished = claims.slice(checked.length).map((claim) => claim.id);
  return {
    claims: checked,
    unfinished,
    quick,
    passed: unfinished.length === 0 && !checked.some(isRefuted),
    seconds: (performance.now() - begun) / 1000,
  };
}

/** Whether a claim that should hold does not. */
export function isRefuted({ expectHolds, verdict }: Pick<CheckedClaim, 'expectHolds' | 'verdict'>): boolean {
  return expectHolds && verdict === 'fails';
}

/** A claim's outcome; `null` if the signal came first. */
async function attempt(
  claim: Claim,
  quick: boolean,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<CheckedClaim | null> {
  const begun = performance.now();
  const { id, equations, title, predicted, problems, measured, criterion, expectHolds } = claim;
  try {
    signal.throwIfAborted();
    onProgress(0);
    const result = await claim.run(contextOf(quick, signal, onProgress));
    const described = { id, equations, title, predicted, problems, measured, criterion, expectHolds };
    const visibleError = smallestVisibleError(result);
    return { ...described, ...result, visibleError, seconds: (performance.now() - begun) / 1000 };
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

function contextOf(quick: boolean, signal: AbortSignal, onProgress: (fraction: number) => void): CheckContext {
  return {
    quick,
    signal,
    async simulate(job: Job, seeds: readonly number[]): Promise<Simulation[]> {
      const { runs } = await simulateSeeds(job, seeds, { signal });
      signal.throwIfAborted();
      return runs.map((run) => run.simulation);
    },
    async progress(fraction: number): Promise<void> {
      onProgress(fraction);
      await new Promise((resume) => setImmediate(resume));
      signal.throwIfAborted();
    },
  };
}
