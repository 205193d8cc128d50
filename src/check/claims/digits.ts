/** Noisy digits (Sec. 5, App. I, Table 1): what the theory of linear networks suggests of trained ReLU networks. */
import { InputError } from '../../problem/errors.js';
import { FUSION_LAYERS, type DigitsNetwork, type DigitsRun } from '../../simulate/digits/protocol.js';
import { digitsRow, type DigitsRow } from '../../simulate/digits/table.js';
import { crossings, type DigitsRecord } from '../../simulate/digits/train.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { trainedDigits } from '../harness/digits.js';
import { compare, compareSign, judged, reported } from '../harness/judge.js';
import { stated } from '../harness/stated.js';
import { mean, meanInterval, slopeOf, type Estimate } from '../harness/statistics.js';

const LEVEL = 0.95;

interface Sizes {
  readonly networks: readonly DigitsNetwork[];
  readonly layers: readonly number[];
  readonly seeds: readonly number[];
}

const sizesFor = (quick: boolean): Sizes =>
  quick
    ? { networks: ['mlp'], layers: [1, 5], seeds: [1, 2] }
    : { networks: ['mlp', 'cnn'], layers: FUSION_LAYERS, seeds: [1, 2, 3, 4, 5] };

const PROBLEMS =
  'two views of 14 × 14 digits, corrupted as the text says (B 0.6, A 0.2); MLP and CNN, L_f = 1…5, five seeds (quick: MLP, L_f = 1 and 5, two seeds)';

/** Claims about trained networks. */
export const digitsClaims: readonly Claim[] = [
  claim({
    id: 'digits-trend',
    equations: 'Sec. 5, Table 1, Fig 7, 14',
    title: 'The deeper the fusion of two views of a digit, the longer the second is left unused',
    predicted: 'the ratio of the times at which each view alone reaches half of the test digits grows with L_f',
    problems: PROBLEMS,
    measured: 'slope of ln(time ratio) over L_f, one a seed',
    criterion: {
      kind: 'interval',
      reason:
        'Stated before the runs: the 95% t-interval of the slope over five seeds lies above 0, for each network. Two seeds have no power for that (their t-quantile is 12.7), so the quick check asks that the slope of each seed be above 0 by more than the times’ resolution: a time lies between two evaluations.',
    },
    run: whereThereAreDigits(trend),
  }),
  claim({
    id: 'digits-first',
    equations: 'Sec. 5',
    title: 'The view that is corrupted less often is learned first',
    predicted: 'A first in every run',
    problems: PROBLEMS,
    measured: 'share of runs in which A alone reaches half of the test digits first',
    criterion: {
      kind: 'report',
      reason:
        'The source says so of its own runs. Under early fusion both views share all weights but the first layer’s and reach half at nearly the same step, so that the order there is noise.',
    },
    quick: false,
    run: whereThereAreDigits(firstView),
  }),
  claim({
    id: 'digits-linear',
    equations: 'Sec. 5',
    title: 'Linear layers in place of ReLU do nearly the same',
    predicted: 'the time ratio of ReLU networks is that of linear ones from the same seeds',
    problems: 'as for digits-trend, MLP only',
    measured: 'mean time ratio over seeds, ReLU (measured) beside linear (predicted)',
    criterion: { kind: 'report', reason: 'Nothing says that they are equal; the miss is the finding.' },
    quick: false,
    run: whereThereAreDigits(linear),
  }),
];

/** In the published package there are no digits, and perhaps no library that differentiates: then nothing is measured. */
function whereThereAreDigits(run: (context: CheckContext) => Promise<ClaimResult>): Claim['run'] {
  return async (context) => {
    try {
      return await run(context);
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== 'unsupported') throw error;
      return reported([], `not run: ${error.message}`);
    }
  };
}

/** A run's measurements, and by how much the logarithm of its time ratio may be off. */
type Measured = DigitsRow & { readonly resolution: number };

async function rowsOf(
  context: CheckContext,
  { networks, layers, seeds }: Sizes,
  activation: DigitsRun['activation'] = 'relu',
): Promise<Measured[]> {
  const runs = networks.flatMap((network) =>
    layers.flatMap((fusionLayer) =>
      seeds.map((seed): DigitsRun => ({ network, fusionLayer, seed, size: 'small', corruption: 'text', activation })),
    ),
  );
  await context.progress(0);
  const curves = await trainedDigits(runs, {
    signal: context.signal,
    onProgress: (fraction) => void context.progress(fraction).catch(() => undefined), // an abort is thrown by the training
  });
  return runs.map((run, i) => ({ ...digitsRow(run, curves[i]), resolution: resolutionOf(curves[i]) }));
}

/** Both times may be anywhere between the evaluations around them. */
function resolutionOf(records: readonly DigitsRecord[]): number {
  const { A, B } = crossings(records);
  return [A, B].reduce((sum, time) => sum + (time ? Math.log(time.before / time.after) : NaN), 0);
}

const logRatio = ({ timeRatio }: DigitsRow): number => Math.log(timeRatio ?? NaN);

async function trend(context: CheckContext): Promise<ClaimResult> {
  const sizes = sizesFor(context.quick);
  const rows = await rowsOf(context, sizes);
  const sign = stated('trendOverFusionLayers');
  const result = sizes.networks.flatMap((network): Row[] => {
    const slopes = sizes.seeds.map((seed): Estimate => {
      const own = rows.filter((row) => row.network === network && row.seed === seed);
      const layers = own.map(({ fusionLayer }) => fusionLayer);
      const span = Math.max(...layers) - Math.min(...layers);
      const uncertainty = (own[0].resolution + own[own.length - 1].resolution) / span;
      return { value: slopeOf(layers, own.map(logRatio)), uncertainty };
    });
    const name = `slope over L_f, ${network}`;
    if (context.quick) return slopes.map((slope, i) => compareSign(`${name}, seed ${sizes.seeds[i]}`, sign, slope));
    const values = slopes.map(({ value }) => value);
    return [compareSign(name, sign, meanInterval(values, LEVEL))];
  });
  return judged(result);
}

async function firstView(context: CheckContext): Promise<ClaimResult> {
  const sizes = sizesFor(context.quick);
  const rows = await rowsOf(context, sizes);
  const result = sizes.networks.flatMap((network) =>
    sizes.layers.map((fusionLayer) => {
      const own = rows.filter((row) => row.network === network && row.fusionLayer === fusionLayer);
      const share = own.filter(({ first }) => first === 'A').length / own.length;
      return compare(`A first, ${network}, L_f = ${fusionLayer}`, 1, share, null);
    }),
  );
  return reported(result);
}

async function linear(context: CheckContext): Promise<ClaimResult> {
  const sizes: Sizes = { ...sizesFor(context.quick), networks: ['mlp'] };
  const [relu, plain] = [await rowsOf(context, sizes), await rowsOf(context, sizes, 'linear')];
  const result = sizes.layers.map((fusionLayer) => {
    const ratio = (rows: readonly DigitsRow[]): number =>
      mean(rows.filter((row) => row.fusionLayer === fusionLayer).map(({ timeRatio }) => timeRatio ?? NaN));
    return compare(`time ratio, L_f = ${fusionLayer}`, ratio(plain), ratio(relu), null);
  });
  return reported(result);
}
