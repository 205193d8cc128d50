import type { Job, Simulation } from '../../simulate/index.js';
import type { StandingRow } from '../standing/standing.js';

/**
 * How a claim is judged; never by a tolerance that was tuned until it passed.
 *
 * - `identity`: equal up to a rounding bound stated beforehand;
 * - `order`: an error goes to zero under refinement, at the order the theory says;
 * - `interval`: inside a confidence interval over seeds;
 * - `report`: the theory is known not to say this exactly; the size of the miss is measured and not judged.
 */
export type CriterionKind = 'identity' | 'order' | 'interval' | 'report';

/** The criterion of a claim. */
export interface Criterion {
  /** Which kind. */
  readonly kind: CriterionKind;
  /** Why this is the right one, and where its numbers come from. */
  readonly reason: string;
}

/** One comparison. It holds where `miss ≤ uncertainty`. */
export interface Row {
  /** On which problem, and which quantity. */
  readonly problem: string;
  /** What the theory says. */
  readonly predicted: number;
  /** What the network did. */
  readonly measured: number;
  /** How far they may be apart by the criterion; `null` where that is not judged. */
  readonly uncertainty: number | null;
  /** How far they are apart. */
  readonly miss: number;
}

/** What became of a claim. `reported` is the verdict of all claims that are not judged. */
export type Verdict = 'holds' | 'fails' | 'reported';

/** The outcome of a claim, as plain data. */
export interface ClaimResult {
  /** Whether it holds. */
  readonly verdict: Verdict;
  /** The comparisons. */
  readonly rows: readonly Row[];
  /** The outcome in a sentence. */
  readonly text: string;
  /** What closed forms are off by, of the claim that measures it. */
  readonly standing?: readonly StandingRow[];
}

/** What a claim may use while it runs. */
export interface CheckContext {
  /** Take the smaller of two sizes. */
  readonly quick: boolean;
  /** Stops the claim: `simulate` and `progress` throw once it is aborted. */
  readonly signal: AbortSignal;
  /** Simulations of a job, one for each seed, in their order. */
  readonly simulate: (job: Job, seeds: readonly number[]) => Promise<Simulation[]>;
  /** Says how much of the claim is done, and lets other events in. */
  readonly progress: (fraction: number) => Promise<void>;
}

/** A statement of the theory that a simulation can contradict. */
export interface Claim {
  /** Stable name. */
  readonly id: string;
  /** Equations, figures or sections of the source. */
  readonly equations: string;
  /** The statement. */
  readonly title: string;
  /** What is predicted, and by what. */
  readonly predicted: string;
  /** On which problems. */
  readonly problems: string;
  /** How the prediction is held against a network. */
  readonly measured: string;
  /** How it is judged. */
  readonly criterion: Criterion;
  /** Whether the claim should hold; `false` for what the source prints and a simulation refutes. */
  readonly expectHolds: boolean;
  /** Whether it is part of the quick check. */
  readonly quick: boolean;
  /** Measures it, or one of its parts. */
  readonly run: (context: CheckContext, part: string) => Promise<ClaimResult>;
  /** How it is measured in parts, by as many processes; a claim without them is one. */
  readonly parts?: ClaimParts;
}

/** A claim as its file writes it: one that should hold and is part of the quick check, unless told. */
export const claim = (parts: Omit<Claim, Usual> & Partial<Pick<Claim, Usual>>): Claim => ({
  expectHolds: true,
  quick: true,
  ...parts,
});

type Usual = 'expectHolds' | 'quick';

/** What a long claim falls into. */
export interface ClaimParts {
  /** The names of the parts. */
  readonly names: (quick: boolean) => readonly string[];
  /** The outcome of all of them, in the order of their names. */
  readonly join: (results: readonly ClaimResult[]) => ClaimResult;
}
