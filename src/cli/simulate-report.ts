/** Simulated runs for people. */
import { colours as pc } from './colours.js';
import { table } from 'table';
import type { ByModality, Correlations } from '../problem/correlations.js';
import type { Experiment } from './experiment.js';
import type { Modality } from '../predict/types.js';
import { digits, steps } from '../predict/numbers.js';
import { dataLine, fusionName, spread, type Labels } from './format.js';
import type { Measured, RunTable } from './runs.js';

/** All there is to say about a simulation. */
export interface SimulationSummary {
  readonly experiment: Experiment;
  readonly correlations: Correlations;
  /** Norms of the total weights whose halves are the learning times. */
  readonly levels: ByModality<number>;
  readonly table: RunTable;
  readonly labels: Labels;
}

/** The whole report, without a final newline. */
export function simulationReport(summary: SimulationSummary): string {
  return [heading(summary), runs(summary.table)].join('\n\n');
}

function heading({ experiment, correlations, levels, labels }: SimulationSummary): string {
  const { network, width, activation, learningRate, start } = experiment;
  return [
    dataLine(correlations, labels),
    `Fusion layer ${fusionName(network)}, ${layers(experiment)} ${activation} layers, ${width} wide; ${startText(start)}.`,
    `Gradient descent on ½⟨(y−ŷ)²⟩, learning rate ${learningRate}, until both are learned. Times are in steps:`,
    `  ${timeText('A', levels.A)}, ${timeText('B', levels.B)}`,
  ].join('\n');
}

function timeText(modality: Modality, level: number): string {
  if (level === Infinity) return `no t_${modality}, the other modality explains all`;
  return `t_${modality} when ‖W_${modality}^tot‖ reaches half of ${digits(level)}`;
}

function layers({ network: { depthA, depthB, depthShared } }: Experiment): number {
  return Math.max(depthA, depthB) + depthShared;
}

function startText(start: Experiment['start']): string {
  if ('std' in start) return `Gaussian weights of standard deviation ${start.std}`;
  const kind = start.kind === 'balanced' ? 'balanced aligned rank-one' : 'Gaussian';
  return `${kind} start, u0 = ${start.initScale}`;
}

function runs({ runs, mean, std }: RunTable): string {
  const header = ['seed', 't_A', 't_B', 'ratio', 'final loss'].map((cell) => pc.bold(cell));
  const row = (name: string, values: Measured, spreads: Partial<Measured>) => [
    name,
    spread(values.tA, spreads.tA ?? null, steps),
    spread(values.tB, spreads.tB ?? null, steps),
    spread(values.timeRatio, spreads.timeRatio ?? null, digits),
    spread(values.finalLoss, spreads.finalLoss ?? null, digits),
  ];
  const rows = runs.map((run) => row(String(run.seed), run, {}));
  return table([header, ...rows, row('mean ± std', mean, std)], {
    drawHorizontalLine: (line, count) => line <= 1 || line === count - 1 || line === count,
    columnDefault: { alignment: 'right' },
    columns: { 0: { alignment: 'left' } },
  }).trimEnd();
}
