/** Weight decay that makes unimodal bias permanent: start by start, and of random starts a share. */
import { decayThreshold } from '../../../formulas/training.js';
import type { Levers } from '../../levers/levers.js';
import { predict } from '../../predict/predict.js';
import { toyProblem } from '../../problem/from-general.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { compare, judged, judgedTogether } from '../harness/judge.js';
import { SOURCE_RATE, seedsFrom, trained } from '../harness/problems.js';
import { decayOf } from './lever-laws.js';

/** A network of late fusion on one problem. */
interface Case {
  readonly rho: number;
  readonly depth: number;
  readonly width: number;
  readonly initScale: number;
}

const problemOf = ({ rho }: Case) => toyProblem({ stdA: rho === 0 ? 1.7 : 2, stdB: 1, rho });

const inWords = ({ rho, depth, width, initScale }: Case): string =>
  `ρ = ${rho}, ${depth} layers, N = ${width}, u₀ = ${initScale}`;

const CASES: readonly Case[] = [
  { rho: 0, depth: 3, width: 100, initScale: 0.05 },
  { rho: 0, depth: 3, width: 30, initScale: 0.02 },
  { rho: 0, depth: 4, width: 100, initScale: 0.15 },
  { rho: 0, depth: 4, width: 30, initScale: 0.1 },
  { rho: 0, depth: 5, width: 50, initScale: 0.3 },
  { rho: 0, depth: 5, width: 30, initScale: 0.25 },
];

/** Times of use of seeds; `null` for never, and for not within so many steps. */
async function timesOf(
  context: CheckContext,
  item: Case,
  levers: Levers,
  seeds: readonly number[],
  maxSteps: number,
): Promise<readonly (readonly (number | null)[])[]> {
  const { depth, width, initScale } = item;
  const settings = { width, learningRate: SOURCE_RATE, maxSteps, levers };
  const start = { kind: 'gaussian', initScale } as const;
  const runs = await trained(context, problemOf(item), { depth, fusionLayer: depth }, { start, ...settings }, seeds);
  return runs.map(({ events }) => events.map(({ time }) => (time === Infinity ? null : time)));
}

/** Below its own threshold by so much every start brings B, above none: `t_B(λ)` is 2 T_B at 0.8. */
const SHARES = [0.8, 1.25];

/** A comes in any case; B by the side of the threshold that λ is on. */
function rowsAt(share: number, item: Case, come: readonly (readonly (number | null)[])[]): Row[] {
  return ['A', 'B'].map((name, m) => {
    const came = come.filter((times) => times[m] !== null).length / come.length;
    return compare(`${name} comes, ${share} of the threshold, ${inWords(item)}`, m === 0 || share < 1 ? 1 : 0, came, 0);
  });
}

/** Two layers: r_B = 2 − (5 − λ)/4 on the plateau of A is below λ from λ = 1 on, whatever the start. */
async function twoLayers(context: CheckContext): Promise<Row[]> {
  const item = { rho: 0.5, depth: 2, width: 100, initScale: 0.01 };
  const rows: Row[] = [];
  for (const share of SHARES) {
    rows.push(...rowsAt(share, item, await timesOf(context, item, { weightDecay: share }, seedsFrom(1, 3), 3000)));
  }
  return rows;
}

/** Each start against the threshold of its own time without decay. */
async function startByStart(context: CheckContext, item: Case): Promise<Row[]> {
  const seeds = seedsFrom(1, 3);
  const plain = await timesOf(context, item, {}, seeds, 500_000);
  const rows: Row[] = [];
  for (const share of SHARES) {
    const found: (readonly (number | null)[])[] = [];
    for (const [i, seed] of seeds.entries()) {
      const T = plain[i][1] ?? NaN;
      const lambda = share * decayThreshold.evaluate({ L: item.depth, T: SOURCE_RATE * T });
      found.push(...(await timesOf(context, item, decayOf(lambda), [seed], Math.ceil(4 * T))));
    }
    rows.push(...rowsAt(share, item, found));
  }
  return rows;
}

const SEEDS = 40;
/** Quantile of the normal distribution, 99% two-sided. */
const CONFIDENCE = 2.576;

/** At the threshold of the mean time without decay: in how many starts B comes within four times this time. */
async function shareOfStarts(context: CheckContext, item: Case): Promise<Row> {
  const problem = problemOf(item);
  const { depth, width, initScale } = item;
  const question = { network: { depth, fusionLayer: depth }, width, initScale, learningRate: SOURCE_RATE };
  const T = predict(problem, question).predictions[0].randomStart?.events[1].time?.mean ?? NaN;
  const weightDecay = decayThreshold.evaluate({ L: depth, T: SOURCE_RATE * T });
  const steps = Math.ceil(4 * T);
  const levers = decayOf(weightDecay);
  const answer = predict(problem, { ...question, steps, levers });
  const start = answer.predictions[0].randomStart;
  const predicted = start?.usedBy?.modalities[1].probability ?? NaN;
  const found = await timesOf(context, item, levers, seedsFrom(101, SEEDS), steps);
  const came = found.filter((times) => times[1] !== null).length / SEEDS;
  // Both are shares of samples; two more of each kind keep a share of none or all from looking certain (Agresti and Coull).
  const pooled = (came * SEEDS + 2) / (SEEDS + 4);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / SEEDS + 1 / DRAWS));
  return compare(
    `share of starts that bring B, at the threshold, ${inWords(item)}`,
    predicted,
    came,
    CONFIDENCE * error,
  );
}

/** Drawn starts that a share is of, at least; in pairs of opposite sign, which say of a spread no more than one does. */
const DRAWS = 32;

const PARTS = ['two layers', ...CASES.map(inWords)];

async function permanence(context: CheckContext, part: string): Promise<ClaimResult> {
  const item = CASES.find((each) => inWords(each) === part);
  if (item === undefined) return judged(await twoLayers(context));
  const rows = await startByStart(context, item);
  await context.progress(0.5);
  return judged(item.width === 30 ? [...rows, await shareOfStarts(context, item)] : rows);
}

/** Claims about weight decay. */
export const decayClaims: readonly Claim[] = [
  claim({
    id: 'decay-permanent',
    equations: '—',
    title: 'Weight decay that makes unimodal bias permanent: a threshold for each start, of random starts a share',
    predicted: 'training/decay-threshold, training/decay-never-two-layer; shares by starts drawn',
    problems: 'toy problems, two to five layers, N from 30 to 100, two sizes of start each',
    measured: `whether B comes in full matrices at ${SHARES.join(' and ')} of the threshold of the same seed; and in how many of ${SEEDS} seeds at that of the mean time`,
    criterion: {
      kind: 'interval',
      reason:
        'All seeds or none at a threshold of their own. Shares within a 99% interval, of the seeds and of the draws together.',
    },
    quick: false,
    run: permanence,
    parts: { names: () => PARTS, join: judgedTogether },
  }),
];
