/** The closed laws of levers against full matrices: how far each law is off. */
import {
  adamLevel,
  adamTime,
  decayClock,
  decayGap,
  decayGrowth,
  momentumAmplitude,
  momentumDelay,
  momentumFollows,
  momentumRoot,
  momentumTime,
} from '../../../formulas/training.js';
import { auxiliaryWorst, boost, encoderRate, freezeSteps, ownHeads } from '../../../formulas/levers.js';
import type { Levers } from '../../levers/levers.js';
import { levers as compareLevers } from '../../predict/levers/levers.js';
import { toyProblem } from '../../problem/from-general.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { compare, reported } from '../harness/judge.js';
import { SOURCE_RATE } from '../harness/problems.js';
import { mean } from '../harness/statistics.js';
import { diabetesCase, initScaleOf, measuredTimes, randomCase, toyCase, type LeverCase } from './levers.js';
import { driveNorms } from '../../problem/problem.js';

/** Means of both times over seeds. */
export async function times(
  context: CheckContext,
  item: LeverCase,
  levers: Levers,
  maxSteps: number,
  learningRate = SOURCE_RATE,
): Promise<readonly [number, number]> {
  const [A, B] = await measuredTimes(context, item, levers, { count: 3, maxSteps, learningRate });
  return [mean(A), mean(B)];
}

/** What `levers` says of a problem: its verdict, which modality leads, and when both are used by plain training. */
export function verdictOf({ problem, depth }: LeverCase) {
  const network = { depth, fusionLayer: depth };
  const { verdict, baseline } = compareLevers(problem, { network, initScale: initScaleOf(depth), width: 100 });
  const first = verdict.leader === problem.modalities[0].name ? 0 : 1;
  return { verdict, first, last: baseline.bothUsed ?? NaN, tA: baseline.tA ?? NaN };
}

/** One law: what it says and what was measured. */
interface Law {
  readonly law: string;
  readonly rows: (context: CheckContext) => Promise<Row[]>;
}

/** Independent scalars: then each modality is alone, and every time has its law. */
const scalars = (stdA: number, depth: number): LeverCase => ({
  name: `σ_A/σ_B = ${stdA}, ρ = 0, ${depth} layers`,
  problem: toyProblem({ stdA, stdB: 1, rho: 0 }),
  depth,
});

/** Drives of {@link scalars}: σ², as `w* = 1`. */
const drives = (stdA: number): readonly [number, number] => [stdA ** 2, 1];

const perScalar = (
  depths: readonly number[],
  strengths: readonly number[],
  levers: (strength: number) => Levers,
  law: (s: number, strength: number, depth: number, plain: number) => number,
): Law['rows'] => {
  return async (context) => {
    const rows: Row[] = [];
    for (const depth of depths) {
      const stdA = 1.7;
      const item = scalars(stdA, depth);
      const { last } = verdictOf(item);
      const plain = await times(context, item, {}, 3 * Math.ceil(last));
      for (const strength of strengths) {
        const found = await times(context, item, levers(strength), 8 * Math.ceil(last));
        drives(stdA).forEach((s, m) => {
          const name = `${'AB'[m]}, ${strength}, ${item.name}`;
          rows.push(compare(name, law(s, strength, depth, plain[m]), found[m], null));
        });
      }
    }
    return rows;
  };
};

/** Of two layers: `r = √(2 level/(Nσ²))`, `Nσ² = u₀²` for scalars. */
const GROWTH = Math.SQRT2 / initScaleOf(2);

function momentumTwoLayers(s: number, beta: number): number {
  const h = SOURCE_RATE * s;
  const z = momentumRoot.evaluate({ beta, h });
  return momentumTime.evaluate({ r: GROWTH, A: momentumAmplitude.evaluate({ beta, h }), z });
}

/** Plain descent has the delay of β = 0 behind its flow. */
function momentumDeep(s: number, beta: number, L: number, plain: number): number {
  const h = SOURCE_RATE * s;
  const delay = (b: number) => {
    const u_f = Math.min(1, momentumFollows.evaluate({ beta: b, h, L }));
    return momentumDelay.evaluate({ beta: b, L, u_f, u_0: initScaleOf(L) });
  };
  return (plain - delay(0)) * (1 - beta) + delay(beta);
}

function decayTwoLayers(s: number, lambda: number): number {
  // The plateau is w = 1 − λ/s with Σ = s.
  const level = 1 - lambda / s;
  const growth = decayGrowth.evaluate({ eta: SOURCE_RATE, s_A: s, lambda });
  return Math.log(GROWTH * Math.sqrt(level)) / growth;
}

/** Deeper networks end near the plain solution: its halves need no run to the end. */
export const decayOf = (weightDecay: number): Levers => ({ weightDecay, level: 'plain' });

function decayDeep(_: number, lambda: number, L: number, plain: number): number {
  return decayClock.evaluate({ L, lambda, T: SOURCE_RATE * plain }) / SOURCE_RATE;
}

async function freezing(context: CheckContext): Promise<Row[]> {
  const cases = [toyCase(0.5, 2), toyCase(-0.3, 2), toyCase(0.5, 3), randomCase(5, 2), await diabetesCase()];
  const rows: Row[] = [];
  for (const item of cases) {
    const { verdict, first, last } = verdictOf(item);
    const alone = await times(context, item, { remedy: 'unimodal-ensemble' }, 6 * Math.ceil(last));
    const T = freezeSteps.evaluate({ T_A: alone[first], T_B: alone[1 - first] });
    const frozen = { freeze: { [verdict.leader]: Math.max(1, Math.round(T)) } };
    const both = await times(context, item, frozen, 6 * Math.ceil(last));
    both.forEach((time, m) => rows.push(compare(`${'AB'[m]}, ${item.name}`, alone[1 - first], time, null)));
  }
  return rows;
}

async function boosting(context: CheckContext): Promise<Row[]> {
  const cases = [toyCase(0.5, 2), toyCase(-0.3, 2), randomCase(5, 2), await diabetesCase()];
  const rows: Row[] = [];
  for (const item of cases) {
    const { first, last } = verdictOf(item);
    const s = driveNorms(item.problem);
    const factor = boost.evaluate({ s_A: s[first], s_B: s[1 - first] });
    const both = await times(context, item, { remedy: `boost:factor=${factor}` }, 4 * Math.ceil(last));
    rows.push(compare(`second over first time, ${item.name}`, 1, both[1 - first] / both[first], null));
  }
  return rows;
}

/** Adam from the source's start at η = 10⁻³; its clock knows the data by their signs. */
async function adam(context: CheckContext): Promise<Row[]> {
  const eta = 1e-3;
  const rows: Row[] = [];
  for (const depth of [2, 3]) {
    for (const rho of [0.5, 0]) {
      const item = toyCase(rho, depth);
      const found = await times(context, item, { optimizer: 'adam' }, 2000, eta);
      const { sigma, sigmaYX } = item.problem;
      found.forEach((time, m) => {
        const v = sigma.data[3 * m];
        const ask = { N: 100, v, eta, L: depth };
        const level = adamLevel.evaluate({ ...ask, half: Math.sqrt(v) / 2 });
        // All that the signs can reach: c₀ √v, c₀ = ‖Σ_ym‖₁/(s_mᵀ (sΣ)_m).
        const c0 = sigmaYX.data[m] / (sigma.data[2 * m] + sigma.data[2 * m + 1]);
        const end = adamLevel.evaluate({ ...ask, half: c0 * Math.sqrt(v) });
        const predicted = adamTime({ depth, level, end }) ?? Infinity;
        rows.push(compare(`${'AB'[m]}, ${item.name}`, predicted, time, null));
      });
    }
  }
  return rows;
}

/** The phase with decay from the phase without, in τ. */
async function gap(context: CheckContext): Promise<Row[]> {
  const item = { ...scalars(1.7, 4), fusionLayer: 3, name: 'σ_A/σ_B = 1.7, ρ = 0, L_f = 3 of 4' };
  const plain = await times(context, item, {}, 60_000);
  const rows: Row[] = [];
  for (const lambda of [5e-4, 1e-3, 2e-3]) {
    const [tA, tB] = await times(context, item, decayOf(lambda), 60_000);
    const Delta = SOURCE_RATE * (plain[1] - plain[0]);
    const predicted = decayGap.evaluate({ n: 1, lambda, t_A: SOURCE_RATE * tA, Delta });
    rows.push(compare(`t_B − t_A, λ = ${lambda}, ${item.name}`, predicted / SOURCE_RATE, tB - tA, null));
  }
  return rows;
}

/** Suppressed scalars, cos θ = −1: `Σ̃_yB + a Σ_yB` vanishes at the worst weight, where B waits longest beside a trained A. */
async function worst(context: CheckContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const rho of [-0.7, -0.8]) {
    const item = toyCase(rho, 2);
    const [, s_B] = driveNorms(item.problem);
    const a = auxiliaryWorst.evaluate({ c: -1, r_B: 1 - rho * rho, s_B });
    const shares = [0.5, 0.7, 0.85, 1, 1.2, 1.5, 2];
    const found: number[] = [];
    for (const share of shares) {
      found.push((await times(context, item, { aux: share * a, trainedStart: ['A'] }, 10_000))[1]);
    }
    rows.push(compare(`a of the latest B, ρ = ${rho}`, a, a * shares[found.indexOf(Math.max(...found))], null));
  }
  return rows;
}

const LAWS: readonly Law[] = [
  {
    law: 'rate factor of the encoder, two layers (training/encoder-rate)',
    rows: perScalar(
      [2],
      [0.5, 0.7, 2],
      (encoder) => ({ layerLr: { encoder } }),
      (s, kappa) => {
        // The start of the encoder is κ^(−1/2) times as large: Nσ² = u₀² (1 + 1/κ)/2, and the drive κ^½ s.
        const growth = Math.log1p(SOURCE_RATE * s * encoderRate.evaluate({ kappa, L: 2 }));
        const level = 1 / Math.sqrt(kappa);
        return Math.log(Math.sqrt((2 * level) / ((initScaleOf(2) ** 2 * (1 + 1 / kappa)) / 2))) / growth;
      },
    ),
  },
  {
    law: 'momentum, two layers (training/momentum-time)',
    rows: perScalar([2], [0.5, 0.9], (momentum) => ({ momentum }), momentumTwoLayers),
  },
  {
    law: 'momentum, three and more layers (training/momentum-delay)',
    rows: perScalar([3, 4, 5], [0.5, 0.9], (momentum) => ({ momentum }), momentumDeep),
  },
  {
    law: 'weight decay, two layers (training/decay-growth)',
    rows: perScalar([2], [0.1, 0.4], (weightDecay) => ({ weightDecay }), decayTwoLayers),
  },
  { law: 'weight decay, three layers (training/decay-clock)', rows: perScalar([3], [0.01, 0.02], decayOf, decayDeep) },
  { law: 'weight decay, four layers (training/decay-clock)', rows: perScalar([4], [6e-4, 1e-3], decayOf, decayDeep) },
  { law: 'weight decay, five layers (training/decay-clock)', rows: perScalar([5], [1e-4, 3e-4], decayOf, decayDeep) },
  { law: 'length of the phase with decay, L_f = 3 of 4 (training/decay-gap)', rows: gap },
  { law: 'the weight of unimodal losses that slows most (levers/auxiliary-worst)', rows: worst },
  {
    law: 'own heads, two layers (levers/own-heads)',
    rows: perScalar(
      [2],
      [0.3, 0.6],
      (w) => ({ remedy: `gradient-blending:heads=own,joint=${1 - w},leader=${w},other=${w}` }),
      (s, w_m) => {
        const rate = ownHeads.evaluate({ w: 1 - w_m, w_m, s_A: s });
        // The joint head has the share w/√(w² + w_m²) of the growing mode's head; clock as of plain descent.
        return Math.log(GROWTH) / Math.log1p(SOURCE_RATE * rate);
      },
    ),
  },
  { law: 'freezing the leader for T* (levers/freeze-steps)', rows: freezing },
  { law: 'boosting the other by s_A/s_B (levers/boost)', rows: boosting },
  { law: 'Adam’s clock (training/adam-level)', rows: adam },
];

async function law(context: CheckContext, part: string): Promise<ClaimResult> {
  const rows = (await LAWS.find((each) => each.law === part)?.rows(context)) ?? [];
  return laws([{ rows: rows.map((row) => ({ ...row, problem: `${part}: ${row.problem}` })) }]);
}

/** All laws in a sentence, each with what it is off by. */
function laws(results: readonly Pick<ClaimResult, 'rows'>[]): ClaimResult {
  const told = results.map(({ rows }) => {
    const off = rows.map(({ predicted, miss }) => (100 * miss) / Math.abs(predicted)).sort((x, y) => x - y);
    const name = rows[0].problem.slice(0, rows[0].problem.indexOf(': '));
    return `${name}: ${off[off.length >> 1].toFixed(1)}% (median), ${off[off.length - 1].toFixed(1)}% (worst)`;
  });
  return reported(
    results.flatMap(({ rows }) => rows),
    told.join('; '),
  );
}

/** Claims about the laws of levers. */
export const leverLawClaims: readonly Claim[] = [
  claim({
    id: 'lever-laws',
    equations: '—',
    title: 'How far the closed laws of levers are off',
    predicted: 'rates, momentum, weight decay, own heads, T*, boost, Adam’s clock',
    problems: 'independent scalars, toys, random inputs, diabetes',
    measured: 'full matrices of width 100, means of 3 seeds',
    criterion: { kind: 'report', reason: 'Leading order: the size of the miss is what is measured.' },
    quick: false,
    run: law,
    parts: { names: () => LAWS.map((each) => each.law), join: laws },
  }),
];
