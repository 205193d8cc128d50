/** Fig 5: enough samples and too few, early and late fusion, training loss and generalization error. */
import { problemOf } from '../problem/two-modalities.js';
import { averages } from '../check/harness/problems.js';
import { gaussianSamples, isotropicPopulation, populationCorrelations, squareLoss } from '../simulate/index.js';
import type { FigureEntry } from './grammar/entry.js';
import type { FigureContext } from './grammar/runs.js';
import { EARLY, forSteps, LATE, RATE, reference, STD, WIDTH } from './protocol.js';
import type { Mark, Panel, FigureRow } from './grammar/spec.js';
import { expectedCurves, simulatedCurves, unimodalCurves, type Experiment, type WeightCurves } from './theory.js';

const POPULATION = isotropicPopulation({ inputs: 50, varianceA: 1, varianceB: 3, target: 0.1, noise: 0.5 });
const TRUTH = problemOf(populationCorrelations(POPULATION));
const END = 2000;
/** How far a modality alone is followed to find its best. */
const LONG = 4000;

const PANELS = [
  { id: 'a', title: 'a · early fusion, 700 samples', count: 700, network: EARLY },
  { id: 'b', title: 'b · late fusion, 700 samples', count: 700, network: LATE },
  { id: 'c', title: 'c · early fusion, 70 samples', count: 70, network: EARLY },
  { id: 'd', title: 'd · late fusion, 70 samples', count: 70, network: LATE },
] as const;

/** Fig 5. */
export const figure5: FigureEntry = {
  id: '5',
  title: 'With too few samples a long unimodal phase overfits the modality learned first',
  async make(context, wants) {
    const panels: Panel[] = [];
    for (const panel of PANELS.filter(({ id }) => wants(id))) panels.push(await panelOf(context, panel));
    return {
      caption:
        'Two layers, 50 + 50 inputs, Σ_A = I, Σ_B = 3I, every target weight 0.1, noise of standard deviation 0.5, one dataset of each size (seed 1), width 100, weights of standard deviation 10^{-9} (seed 1), η = 0.04. B is the modality learned first. Lines: rank-one flow on the correlations of the samples, its generalization error under the exact correlations of the population. Marks: full-matrix gradient descent. Dotted grey: the lowest generalization error either modality alone reaches on the way, by the same flow. Losses are ½⟨(y − ŷ)²⟩; of the generalization error 0.125 is noise.',
      panels,
    };
  },
};

async function panelOf(context: FigureContext, { id, title, count, network }: (typeof PANELS)[number]): Promise<Panel> {
  const sampled = averages(gaussianSamples(POPULATION, { count, seed: 1 }));
  const protocol = { width: WIDTH, start: { std: STD }, learningRate: RATE };
  const experiment: Experiment = { correlations: sampled, network, ...protocol, end: END };
  const job = forSteps(problemOf(sampled), network, protocol, END, { thinning: { every: 40 } });
  const [[run]] = await context.simulate([job], [1]);
  const [theory, simulation] = [expectedCurves(experiment), simulatedCurves(run)];
  const best = Math.min(
    ...(['A', 'B'] as const).flatMap((alone) =>
      general(unimodalCurves({ ...experiment, network: LATE, end: LONG }, alone)).map(({ y }) => y ?? Infinity),
    ),
  );
  const train = ({ t, loss }: WeightCurves) => t.map((x, i): FigureRow => ({ x, y: loss[i] }));
  const marks: Mark[] = [
    reference('best unimodal error', best, 'theory'),
    { kind: 'line', series: 'training loss', role: 'theory', colour: 'text', dash: 'solid', rows: train(theory) },
    { kind: 'line', series: 'generalization error', role: 'theory', colour: 'vermilion', dash: 'dashed', rows: general(theory) },
    { kind: 'points', series: 'training loss', role: 'simulation', colour: 'text', symbol: 'circle', rows: train(simulation) },
    {
      kind: 'points', series: 'generalization error', role: 'simulation', colour: 'vermilion', symbol: 'square',
      rows: general(simulation),
    },
  ]; // prettier-ignore
  return {
    id,
    title,
    spec: {
      x: { label: 'time t (steps)', domain: [0, END] },
      y: { label: 'loss', domain: [0, 1.4] },
      marks,
      legend: [
        { label: 'training', colour: 'text', dash: 'solid', symbol: 'circle' },
        { label: 'generalization', colour: 'vermilion', dash: 'dashed', symbol: 'square' },
        { label: 'best of one modality', colour: 'grey', dash: 'dotted' },
      ],
    },
  };
}

/** Generalization error along a trajectory. */
function general({ t, totalA, totalB }: WeightCurves): FigureRow[] {
  return t.map((x, i) => ({ x, y: squareLoss(TRUTH, [totalA[i], totalB[i]]) }));
}
