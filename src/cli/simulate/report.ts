/** Simulated runs for people: a row an event, within the screen. */
import type { Network } from '../../problem/network.js';
import type { Note } from '../../data/index.js';
import type { Problem } from '../../problem/problem.js';
import type { Experiment } from '../experiment.js';
import { digits, steps } from '../../predict/numbers.js';
import { fusionName, screenWidth, spread, tableOrList, wrapped } from '../format.js';
import { notesInWords } from '../reading-notes.js';
import type { RunTable } from '../runs.js';

/** What the runs of one network showed. */
export interface NetworkRuns extends RunTable {
  readonly network: Network;
}

/** All there is to say about a simulation. */
export interface SimulationSummary {
  readonly experiment: Experiment;
  readonly problem: Problem;
  readonly tables: readonly NetworkRuns[];
  /** What reading the data is worth telling. */
  readonly notes: readonly Note[];
}

const ACTIVATIONS: Readonly<Record<string, string>> = { linear: 'Linear', relu: 'ReLU' };

/** The whole report, without a final newline. */
export function simulationReport(summary: SimulationSummary): string {
  const about = [heading(summary), ...notesInWords(summary.notes)].join('\n');
  return [about, ...summary.tables.map((each) => network(each, summary))].join('\n\n');
}

function heading({ experiment, problem }: SimulationSummary): string {
  const { width, activation, learningRate, loss, start, measure, seeds, batch } = experiment;
  const batches =
    batch === null
      ? ''
      : `, mini-batches of ${batch.size} ${batch.sampling === 'epochs' ? 'by epochs' : 'with replacement'}`;
  const { modalities, outputs, samples } = problem;
  const sizes = modalities.map(({ name, inputs }) => `${name} (${inputs})`).join(', ');
  const count = samples === null ? '' : `; ${samples.toLocaleString('en')} samples`;
  const what = outputs.length === 1 ? '' : `; ${outputs.length} outputs`;
  return [
    paragraph(`Modalities (inputs): ${sizes}${what}${count}.`),
    paragraph(
      `${ACTIVATIONS[activation] ?? `Leaky ReLU (${activation.slice(6)})`} layers, ${width} wide; ${startText(start)}; ${seedText(experiment, seeds)}.`,
    ),
    paragraph(
      `Gradient descent on ${loss === 'mse' ? '½⟨‖y−ŷ‖²⟩' : '⟨‖y−ŷ‖²⟩ / outputs'}, learning rate ${learningRate}${batches}.`,
    ),
    paragraph(`Used: the first step at which ${measureText(measure)}.`),
  ].join('\n');
}

function measureText(measure: Experiment['measure']): string {
  return measure === 'output'
    ? 'what a modality adds to the output has half of its final standard deviation (with several outputs: each of its modes)'
    : 'the norm of a modality’s total weight is half of its level (the first one’s: its plateau)';
}

function startText(start: Experiment['start']): string {
  if (start.kind === 'pytorch') return 'weights as of PyTorch’s nn.Linear';
  if ('std' in start) return `Gaussian weights of standard deviation ${start.std}`;
  return `${start.kind === 'balanced' ? 'balanced aligned rank-one' : 'Gaussian'} start, u0 = ${start.initScale}`;
}

function seedText({ start }: Experiment, seeds: readonly number[]): string {
  if (start.kind === 'balanced') return 'one run, the same for every seed';
  return seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds`;
}

function network(
  { network: net, runs, mean, std, unseen }: NetworkRuns,
  { problem, experiment }: SimulationSummary,
): string {
  const depth = Math.max(net.depthA, net.depthB) + net.depthShared;
  const title = `Fusion layer ${fusionName(net)} of ${depth} layers`;
  if (runs.length === 0) return `${title}: no run was finished.`;
  const header = ['modality', 'mode', 'used at step (mean ± std)', 'in runs'];
  const isOne = problem.outputs.length === 1;
  const rows = mean.map(({ modality, mode, time }, i) => {
    const reached = runs.filter((run) => run.events[i].time !== null).length;
    return [
      modality,
      String(mode),
      time === null ? 'never' : spread(time, std[i].time, steps),
      `${reached} of ${runs.length}`,
    ];
  });
  const cells = (row: string[]) => (isOne ? [row[0], ...row.slice(2)] : row);
  return [
    title,
    tableOrList(cells(header), rows.map(cells)),
    paragraph(lossText(runs, experiment.activation === 'linear')),
    ...(unseen ? [paragraph(unseenText(runs, unseen))] : []),
  ].join('\n');
}

/** What the runs did on unseen data. */
function unseenText(runs: RunTable['runs'], { samples, mean, std }: NonNullable<RunTable['unseen']>): string {
  const rows = `On the ${samples.toLocaleString('en')} unseen rows the loss`;
  const end = `at the last step it is ${spread(mean.endLoss, std.endLoss, digits)}`;
  const turned = runs.filter((run) => run.unseen?.bestStep != null).length;
  const least = `is least at step ${spread(mean.bestStep, std.bestStep, steps)}: ${spread(mean.bestLoss, std.bestLoss, digits)}; ${end}.`;
  if (turned === runs.length) return `${rows} ${least}`;
  if (turned === 0) return `${rows} falls to the last step: ${spread(mean.endLoss, std.endLoss, digits)}.`;
  return `${rows} falls to the last step in ${runs.length - turned} of ${runs.length} runs; in the others it ${least}`;
}

/** The final loss where it was reached, and where the runs stopped. */
function lossText(runs: RunTable['runs'], isLinear: boolean): string {
  const longest = Math.max(...runs.map((run) => run.steps));
  const until = `The ${runs.length === 1 ? 'run stopped' : 'runs stopped'} by step ${steps(longest)}`;
  const losses = runs.map(({ loss }) => loss);
  if (losses.includes(null)) return `${until}; losses are not known without ⟨y²⟩.`;
  const last = `loss ${digits(Math.max(...losses.map((loss) => loss ?? NaN)))}${runs.length === 1 ? '' : ' at most'}`;
  if (!isLinear) return `${until} with ${last}.`;
  const final = runs.find(({ finalLoss }) => finalLoss !== null)?.finalLoss ?? null;
  if (final === null) return `${until} with ${last}, short of the minimum.`;
  const reached = runs.filter(({ finalLoss }) => finalLoss !== null).length;
  return `${until} with ${last}; ${reached} of ${runs.length} came 99% of the way to the final loss ${digits(final)}.`;
}

/** Lines that fit the screen, the second and later ones set in. */
const paragraph = (text: string): string => wrapped(text, '', screenWidth() - 2).replaceAll('\n', '\n  ');
