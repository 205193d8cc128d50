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
  /** Whether it was measured at its full size, or in its quick part only. */
  readonly size: 'full' | 'quick';
  /** The day of the measurement, of the oldest part where it has several: `2026-11-26`. */
  readonly date: string;
  /** How long it took. */
  readonly seconds: number;
}

/** The outcome of a check. */
export interface CheckReport {
  /** The claims that were finished, in the order of the catalogue. */
  readonly claims: readonly CheckedClaim[];
  /** Ids of the claims that an abort left unfinished, or of which not every part is kept. */
  readonly unfinished: readonly string[];
  /** Whether everything that should hold does, and everything was finished. */
  readonly passed: boolean;
  /** How long its claims took, one after the other. */
  readonly seconds: number;
}

/** A part of a claim, by its number among all that a check has. */
export interface Piece {
  /** The claim. */
  readonly claim: Claim;
  /** Its name; empty where the claim is one. */
  readonly part: string;
  /** Whether at the sizes of the quick check. */
  readonly quick: boolean;
  /** Its position, from 0. */
  readonly number: number;
}

/** What a part came to. */
export interface PieceResult {
  /** Its rows. */
  readonly result: ClaimResult;
  /** When it was measured, `2026-11-26`. */
  readonly date: string;
  /** How long it took. */
  readonly seconds: number;
}

/** Where results of parts are kept, for a check that is done in several calls or by several processes. */
export interface Keeping {
  /** What is there of a part. */
  readonly find: (piece: Piece) => PieceResult | null;
  /** Keeps what a part came to. */
  readonly put: (piece: Piece, result: PieceResult) => void;
  /** Whether this process is to do a part that is missing. */
  readonly isOwn: (piece: Piece) => boolean;
}

/** What may be said to a check. */
export interface CheckOptions {
  /** Smaller sizes. */
  readonly quick?: boolean;
  /** Stops it; claims finished by then are returned. */
  readonly signal?: AbortSignal;
  /** Told how much of all claims is done, from 0 to 1, and which one is running. */
  readonly onProgress?: (fraction: number, id: string) => void;
  /** Parts that are there are not measured again, others are kept once they are measured. */
  readonly keeping?: Keeping;
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
  const { quick = false, signal = new AbortController().signal, onProgress, keeping } = options;
  const checked: CheckedClaim[] = [];
  const unfinished: string[] = [];
  let number = 0;
  for (const [c, claim] of claims.entries()) {
    const names = partsOf(claim, quick);
    const results: PieceResult[] = [];
    for (const [i, part] of names.entries()) {
      const piece = { claim, part, quick, number: number++ };
      const told = (fraction: number) => onProgress?.((c + (i + fraction) / names.length) / claims.length, claim.id);
      const there = keeping?.find(piece) ?? null;
      if (there === null && keeping?.isOwn(piece) === false) continue;
      const result = there ?? (await attempt(piece, signal, told));
      if (result === null) continue;
      if (there === null) keeping?.put(piece, result);
      results.push(result);
    }
    if (results.length === names.length) checked.push(joined(claim, quick, results));
    else unfinished.push(claim.id);
  }
  return reportOf(checked, unfinished);
}

/**
 * What is kept of claims, without measuring anything: each at its full size where all of its parts are there, else in
 * its part of the quick check.
 *
 * @param claims - of the catalogue `claims`, or made by the caller
 * @param keeping - where results are kept
 */
export function collectClaims(claims: readonly Claim[], { find }: Pick<Keeping, 'find'>): CheckReport {
  const kept = claims.map((claim) => {
    // What is no part of the quick check need not be judged rightly at its sizes.
    for (const quick of claim.quick ? [false, true] : [false]) {
      const results = partsOf(claim, quick).map((part, number) => find({ claim, part, quick, number }));
      if (results.every((result) => result !== null)) return joined(claim, quick, results);
    }
    return claim.id;
  });
  return reportOf(
    kept.filter((one) => typeof one !== 'string'),
    kept.filter((one) => typeof one === 'string'),
  );
}

const reportOf = (claims: readonly CheckedClaim[], unfinished: readonly string[]): CheckReport => ({
  claims,
  unfinished,
  passed: unfinished.length === 0 && !claims.some(isRefuted),
  seconds: claims.reduce((sum, { seconds }) => sum + seconds, 0),
});

const partsOf = ({ parts }: Claim, quick: boolean): readonly string[] => parts?.names(quick) ?? [''];

function joined(claim: Claim, quick: boolean, results: readonly PieceResult[]): CheckedClaim {
  const { id, equations, title, predicted, problems, measured, criterion, expectHolds, parts } = claim;
  const outcomes = results.map(({ result }) => result);
  const result = parts?.join(outcomes) ?? outcomes[0];
  const seconds = results.reduce((sum, one) => sum + one.seconds, 0);
  const [date] = results.map((one) => one.date).sort();
  const described = { id, equations, title, predicted, problems, measured, criterion, expectHolds };
  const size = quick ? 'quick' : 'full';
  return { ...described, ...result, visibleError: smallestVisibleError(result), size, date, seconds };
}

/** Whether a claim that should hold does not. */
export function isRefuted({ expectHolds, verdict }: Pick<CheckedClaim, 'expectHolds' | 'verdict'>): boolean {
  return expectHolds && verdict === 'fails';
}

/** What a part comes to; `null` if the signal came first. */
async function attempt(
  { claim, part, quick }: Piece,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<PieceResult | null> {
  const begun = performance.now();
  try {
    signal.throwIfAborted();
    onProgress(0);
    const result = await claim.run(contextOf(quick, signal, onProgress), part);
    return { result, date: new Date().toISOString().slice(0, 10), seconds: (performance.now() - begun) / 1000 };
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
