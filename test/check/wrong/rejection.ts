/** A claim held against theories that are wrong. */
import { vi } from 'vitest';
import type { Claim, Row } from '../../../src/check/harness/claim.js';
import { runClaims, type CheckedClaim } from '../../../src/check/harness/run.js';
import { rememberRuns } from './remembered.js';
import { makeWrong, rememberSaid, type Kind, type Wrong } from './theory.js';

/** What a claim says with the theory as it is, and of theories that are wrong. */
export interface Trial {
  readonly right: () => Promise<CheckedClaim>;
  readonly wrong: (wrong: Wrong, kind: Kind, size: number) => Promise<CheckedClaim>;
}

/** Runs of a claim; what networks do is simulated once, and what functions that will be wrong say is asked once. */
export function trialOf(claim: Claim, quick: boolean, wrongs: readonly Wrong[]): Trial {
  const known = new Map<string, unknown>();
  const run = async (spoil: () => void): Promise<CheckedClaim> => {
    rememberRuns(known);
    try {
      spoil();
      return (await runClaims([claim], { quick })).claims[0];
    } finally {
      vi.restoreAllMocks();
    }
  };
  let right: Promise<CheckedClaim> | null = null;
  return {
    right: () =>
      (right ??= run(() => {
        rememberSaid(wrongs, known);
      })),
    wrong: (wrong, kind, size) =>
      run(() => {
        makeWrong(wrong, kind, size, known);
      }),
  };
}

const TENTH = 0.1;
/** A claim that lets twice of what it is about pass, and as much again, sees nothing. */
const MOST = 2;

/** What a claim says of a theory that is wrong by a size. */
export interface Rejection {
  readonly size: number;
  readonly claim: CheckedClaim;
}

/**
 * What the claim says of what is wrong by a tenth; where no comparison sees so little, by half as much again as the keenest of
 * those that the theory touches sees. Uncertainties may grow with what is predicted, so that it may take more than one turn.
 */
export async function rejection({ right, wrong }: Trial, site: Wrong, kind: Kind): Promise<Rejection> {
  const { verdict, rows } = await right();
  if (verdict !== 'holds') throw new Error('a claim that does not hold cannot show what it rejects');
  const by = async (size: number): Promise<Rejection> => ({ size, claim: await wrong(site, kind, size) });
  let tried = await by(site.from ?? TENTH);
  for (let turn = 0; turn < 3 && tried.claim.verdict === 'holds'; turn++) {
    const size = 1.5 * visibleSize(rows, tried);
    if (!(size > tried.size && size < MOST)) break;
    tried = await by(size);
  }
  return tried;
}

/** The least power of ten by which a factor may be off, up and down, and is rejected; `null` where a tenth is not. */
export async function factorFrom({ wrong }: Trial, site: Wrong): Promise<number | null> {
  let seen: number | null = null;
  for (let size = TENTH; size > 1e-13; size /= 10) {
    for (const kind of ['factor', 'factor below 1'] as const) {
      if ((await wrong(site, kind, size)).verdict !== 'fails') return seen;
    }
    seen = size;
  }
  return seen;
}

/** What a prediction must move by to leave its uncertainty, over how much a size moves it; the least of all comparisons. */
function visibleSize(right: readonly Row[], { size, claim }: Rejection): number {
  const sizes = right.map(({ predicted, measured }, i) => {
    const now = claim.rows[i];
    const moved = Math.abs(now.predicted - predicted) / size;
    return moved > 0 ? (Math.abs(measured - predicted) + (now.uncertainty ?? Infinity)) / moved : Infinity;
  });
  return Math.min(...sizes);
}
