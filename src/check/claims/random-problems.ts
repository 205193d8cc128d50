/** Eq 9 on many random problems of 20 inputs: in the limit it speaks of, and as simulated on the source's ill-conditioned kind. */
import { norm } from '../../numerics/matrix.js';
import { sourceQuantities, swapped } from '../../predict/source/quantities.js';
import { sourceTheory } from '../../predict/source/theory.js';
import { populationCorrelations, randomPopulation } from '../../simulate/index.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { compare, compareEstimate, judged, reported, rowsOver } from '../harness/judge.js';
import {
  linearJob,
  randomProblem,
  seedsFrom,
  SOURCE_STD,
  timesOf,
  TWO_LAYER_LATE,
  type Named,
} from '../harness/problems.js';
import { incrementalRatio, incrementalReason } from './two-layer.js';

/** So small that even a short unimodal phase, of k near 1, is long enough to reach its plateau. */
const TINY = [1e-60, 1e-120] as const;

/** Warnings that say the closed form’s assumptions do not hold, however small the start. */
const OUTSIDE: readonly string[] = ['near-tie', 'ill-conditioned'];

/** Claims about random problems. */
export const randomProblemClaims: readonly Claim[] = [
  claim({
    id: 'ratio-random-problems',
    equations: '9',
    title: 'Time ratio of two-layer late fusion on random 20-dimensional problems, in the limit of small starts',
    predicted: 'Eq 9',
    problems: '50 random problems of 10 + 10 inputs, inverse-Wishart Σ of 80 degrees of freedom',
    measured:
      'ratio of the differences of both times between starts of standard deviation 1e-60 and 1e-120 (same seed), full matrices of width 100, extrapolated to η → 0',
    criterion: {
      kind: 'order',
      reason: `${incrementalReason} Where \`predict\` warns of a near tie or an ill-conditioned Σ_A even at these starts the row is not judged.`,
    },
    run: limits,
  }),
  claim({
    id: 'ratio-random-as-simulated',
    equations: '9',
    title: 'Time ratio on the source’s random problems at its own start',
    predicted: 'Eq 9',
    problems:
      '50 random problems of 10 + 10 inputs, inverse-Wishart Σ of 22 degrees of freedom: condition numbers of hundreds and thousands',
    measured: `full matrices, weights of standard deviation ${SOURCE_STD}, width 100, one seed; the warnings of \`predict\` in brackets`,
    criterion: {
      kind: 'report',
      reason:
        'An ill-conditioned Σ_A reaches its plateau long after B has started, which Eq 9 does not speak of: `predict` warns, and this is the miss.',
    },
    quick: false,
    run: asSimulated,
  }),
];

async function limits(context: CheckContext): Promise<ClaimResult> {
  const count = context.quick ? 4 : 50;
  const rows = await rowsOver(context, seedsFrom(1, count), async (seed) => {
    const { name, correlations } = randomProblem(10, 10, seed);
    const { closedForm, failing } = sourceTheory(correlations, { network: TWO_LAYER_LATE, initScale: TINY[0] });
    const outside = failing.filter((code) => OUTSIDE.includes(code));
    const ratio = await incrementalRatio(context, { name, correlations }, TINY);
    const row = compareEstimate(name, closedForm.timeRatio, ratio);
    return [outside.length === 0 ? row : { ...row, problem: `${name} (${outside.join(', ')})`, uncertainty: null }];
  });
  return judged(rows);
}

async function asSimulated(context: CheckContext): Promise<ClaimResult> {
  const count = context.quick ? 5 : 50;
  const misses = { warned: [] as number[], silent: [] as number[] };
  const rows = await rowsOver(context, seedsFrom(1, count), async (seed) => {
    const correlations = populationCorrelations(randomPopulation({ inputsA: 10, inputsB: 10, seed }));
    const { closedForm, failing } = sourceTheory(correlations, { network: TWO_LAYER_LATE, initScale: 1e-8 });
    // The learning rate of this question is not the one simulated at.
    const codes = failing.filter((code) => code !== 'learning-rate-large');
    const name = `seed ${seed}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}`;
    const ratio = await simulatedRatio(context, { name, correlations }, seed);
    misses[codes.length > 0 ? 'warned' : 'silent'].push(Math.abs(ratio / closedForm.timeRatio - 1));
    return [compare(name, closedForm.timeRatio, ratio, null)];
  });
  const told = (name: keyof typeof misses): string =>
    `${misses[name].length} ${name === 'warned' ? 'with' : 'without'} a warning${median(misses[name])}`;
  return reported(rows, `${told('silent')}; ${told('warned')}`);
}

function median(values: readonly number[]): string {
  if (values.length === 0) return '';
  const middle = values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)];
  return `, median miss ${(100 * middle).toPrecision(2)}%`;
}

async function simulatedRatio(context: CheckContext, { correlations: c }: Named, seed: number): Promise<number> {
  const plateau = Math.max(sourceQuantities(c).pA, sourceQuantities(swapped(c)).pA, 1);
  const learningRate = 0.1 / (Math.max(norm(c.sigmaA.data), norm(c.sigmaB.data)) * plateau);
  const start = { kind: 'gaussian', std: SOURCE_STD } as const;
  const job = linearJob(c, TWO_LAYER_LATE, start, learningRate, { maxSteps: 200_000 });
  const [run] = await context.simulate(job, [seed]);
  return timesOf(run).ratio;
}
