/** Which modality is learned first (Eq 10a, 28), on many random problems. */
import { norm } from '../../numerics/matrix.js';
import { sourceTheory } from '../../predict/source/theory.js';
import type { Modality } from '../../predict/source/types.js';
import type { Correlations } from '../../problem/correlations.js';
import { randomSource, uniform } from '../../numerics/random.js';
import { populationCorrelations, randomPopulation, timeOf } from '../../simulate/index.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { compare, judged } from '../harness/judge.js';
import { linearJob, SOURCE_STD, TWO_LAYER_LATE } from '../harness/problems.js';

/** Claims about the order of learning. */
export const preferenceClaims: readonly Claim[] = [
  claim({
    id: 'first-modality',
    equations: '10a, 28',
    title: 'The modality with the larger ‖Σ_y‖ is learned first',
    predicted: 'A first if ‖Σ_yA‖ > ‖Σ_yB‖, without exception where `predict` warns of nothing and k < 0.8',
    problems:
      '200 random problems of 1 to 6 inputs a modality, inverse-Wishart Σ, half of them of the source’s kind (ill-conditioned)',
    measured: `which is half learned first from random weights of standard deviation ${SOURCE_STD}; rows count exceptions`,
    criterion: {
      kind: 'identity',
      reason:
        'The theory allows no exception where its assumptions hold. Near ties and ill-conditioned Σ_A, where they do not, are counted and not judged.',
    },
    run: firstModality,
  }),
];

const COUNT = 200;

interface Case {
  readonly name: string;
  readonly clean: boolean;
  readonly reasons: readonly string[];
  readonly agrees: boolean;
}

async function firstModality(context: CheckContext): Promise<ClaimResult> {
  const cases: Case[] = [];
  for (let seed = 1; seed <= COUNT; seed++) {
    cases.push(await randomCase(context, seed));
    await context.progress(seed / COUNT);
  }
  const [clean, others] = [cases.filter((item) => item.clean), cases.filter((item) => !item.clean)];
  const exceptions = (group: readonly Case[]): Case[] => group.filter((item) => !item.agrees);
  const listed = exceptions(cases).map(({ name, reasons }) => `${name} (${reasons.join(', ') || 'no reason known'})`);
  const counted = exceptions(clean).length;
  return judged(
    [
      // With a rule the wrong way round no problem is clean, and none would be an exception.
      compare(
        `exceptions among ${clean.length} problems without a warning and with k < 0.8`,
        0,
        clean.length > 0 ? counted : NaN,
        0,
      ),
      compare(`exceptions among ${others.length} others`, 0, exceptions(others).length, null),
    ],
    listed.length === 0 ? 'no exceptions' : `exceptions: ${listed.join('; ')}`,
  );
}

async function randomCase(context: CheckContext, seed: number): Promise<Case> {
  const source = randomSource(seed);
  const [inputsA, inputsB] = [1 + Math.floor(6 * uniform(source)), 1 + Math.floor(6 * uniform(source))];
  const D = inputsA + inputsB;
  const degreesOfFreedom = seed % 2 === 0 ? D + 2 : 4 * D;
  const c = populationCorrelations(randomPopulation({ inputsA, inputsB, seed, degreesOfFreedom }));
  const { first, norms, failing } = sourceTheory(c, { network: TWO_LAYER_LATE, initScale: 1e-8 });
  const reasons = failing.filter((code) => code !== 'learning-rate-large');
  return {
    name: `seed ${seed} (${inputsA} + ${inputsB} inputs, k = ${norms.k.toFixed(2)})`,
    clean: reasons.length === 0 && Math.min(norms.k, 1 / norms.k) < 0.8,
    reasons,
    agrees: (await simulatedFirst(context, c)) === first,
  };
}

/** `null` if neither was learned within the step limit. */
async function simulatedFirst(context: CheckContext, c: Correlations): Promise<Modality | null> {
  // A tenth of the inverse of a bound of the largest curvature.
  const scale = Math.max(norm(c.sigmaA.data), norm(c.sigmaB.data));
  const slope = Math.max(norm(c.sigmaYA), norm(c.sigmaYB));
  const learningRate = 0.1 / Math.max(slope, scale);
  const start = { kind: 'gaussian', std: SOURCE_STD } as const;
  const job = linearJob(c, TWO_LAYER_LATE, start, learningRate, { width: 16, maxSteps: 20_000 });
  const [run] = await context.simulate(job, [1]);
  const [tA, tB] = [timeOf(run, 0), timeOf(run, 1)];
  if (tA === null && tB === null) return null;
  return (tA ?? Infinity) < (tB ?? Infinity) ? 'A' : 'B';
}
