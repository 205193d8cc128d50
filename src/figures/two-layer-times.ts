/** Fig 3: how long the unimodal phase of two-layer late fusion is, and what is mis-attributed in it. */
import { sourceTheory } from '../predict/source/theory.js';
import { toyCorrelations } from '../problem/from-numbers.js';
import type { Simulation } from '../simulate/index.js';
import type { FigureEntry } from './grammar/entry.js';
import type { FigureContext } from './grammar/runs.js';
import { SWEEP } from './grammar/palette.js';
import { sweepMarks, type Sweep } from './grammar/panels.js';
import {
  grid,
  LATE,
  markOf,
  RATE,
  reluUntilLearned,
  seedsPhrase,
  STD,
  STD_SCALE,
  timeRatio,
  untilLearned,
} from './protocol.js';
import type { Axis, LegendEntry, Mark, Panel, FigureRow } from './grammar/spec.js';
import { runTrajectory, STEP_CAPTION, TRAJECTORY_CAPTION, trajectoryPanel } from './trajectories.js';

/** The source does not say which correlations its panels a and b show. */
const SHOWN = 0.4;
const RATIOS = [1, 1.5, 2, 3] as const;

/** What is measured in a cell of the sweep, over seeds. */
interface Cell {
  readonly rho: number;
  readonly ratios: readonly number[];
  readonly misattributions: readonly number[];
}

/** Fig 3. */
export const figure3: FigureEntry = {
  id: '3',
  title: 'Duration of the unimodal phase and mis-attribution, two-layer late fusion',
  async make(context) {
    const seeds = context.seeds(5, 2);
    const rhos = context.quick ? grid(-0.9, 0.9, 5) : grid(-0.9, 0.9, 9);
    const [positive, negative] = [
      await runTrajectory(context, { correlations: data(2, SHOWN), network: LATE, end: 700 }),
      await runTrajectory(context, { correlations: data(2, -SHOWN), network: LATE, end: 1100 }),
    ];
    const linear = await measure(context, rhos, seeds, 'linear');
    const relu = await measure(context, rhos, seeds, 'relu');
    return {
      caption: `y = x_A + x_B, σ_B = 1, width 100, weights of standard deviation 10^{-9}, η = 0.04. a, b: ρ = ±${SHOWN} (the source does not state its own). ${TRAJECTORY_CAPTION} c, d: lines are Eq 9 and ρσ_B/σ_A at leading order; circles, full-matrix linear networks; crosses, ReLU networks on the exact moments of Gaussian inputs; mean ± standard deviation of ${seedsPhrase(seeds)}. Mis-attribution: W_A^{tot} where the weights are stillest between t_A and t_B, less its final value (half of it for ReLU). For σ_A = σ_B neither modality is first, so d leaves it out. ${STEP_CAPTION} That, and terms of order 1/ln(1/u_0), keep the marks of c off the lines; for σ_A = σ_B chance decides which modality is the later.`,
      panels: [
        trajectoryPanel('a', `a · positive correlation, ρ = ${SHOWN}`, positive),
        trajectoryPanel('b', `b · negative correlation, ρ = −${SHOWN}`, negative),
        ratioPanel(linear, relu),
        misattributionPanel(linear, relu),
      ],
    };
  },
};

const data = (ratio: number, rho: number) => toyCorrelations({ stdA: ratio, stdB: 1, rho });

/** All cells, ratio by ratio. */
async function measure(
  context: FigureContext,
  rhos: readonly number[],
  seeds: readonly number[],
  activation: 'linear' | 'relu',
): Promise<Cell[][]> {
  const cells = RATIOS.flatMap((ratio) => rhos.map((rho) => ({ ratio, rho })));
  const jobs = cells.map(({ ratio, rho }) => {
    const correlations = data(ratio, rho);
    // B relaxes at the rate η(1 − ρ²)σ_B²: e^{−8} of its way is left.
    const settle = Math.ceil(8 / (RATE * (1 - rho ** 2)));
    return activation === 'relu'
      ? reluUntilLearned(correlations, settle)
      : untilLearned(correlations, LATE, { kind: 'gaussian', std: STD }, { settle });
  });
  const runs = await context.simulate(jobs, seeds);
  const slopes = activation === 'relu' ? 2 : 1;
  const measured = cells.map(({ rho }, i) => ({
    rho,
    ratios: runs[i].flatMap(timeRatio),
    misattributions: runs[i].flatMap((run) => misattributed(run, slopes)),
  }));
  return RATIOS.map((_, r) => measured.slice(r * rhos.length, (r + 1) * rhos.length));
}

function misattributed({ plateau, final }: Simulation, slopes: number): number[] {
  return plateau === null ? [] : [(plateau.totals[0][0] - final.totals[0][0]) / slopes];
}

const RHO: Axis = { label: 'correlation coefficient ρ', domain: [-1, 1], ticks: [-1, -0.5, 0, 0.5, 1] };

/** Where the lines have points: not where `Σ_yB` vanishes, and with it the question. */
const LINE = grid(-0.92, 0.92, 93);

/** `t_B/t_A` of Eq 9 over ρ, as `predict` gives it. */
function ratioLine(ratio: number): FigureRow[] {
  return LINE.flatMap((rho) => {
    if (Math.abs(rho * ratio + 1) < 1e-9) return [];
    const { closedForm } = sourceTheory(data(ratio, rho), { network: LATE, initScale: STD_SCALE });
    return [{ x: rho, y: closedForm.timeRatio }];
  });
}

function misattributionLine(ratio: number): FigureRow[] {
  return LINE.flatMap((rho) => {
    if (Math.abs(rho * ratio + 1) < 1e-9) return [];
    const { difference } = sourceTheory(data(ratio, rho), { network: LATE, initScale: STD_SCALE }).misattribution;
    return [{ x: rho, y: difference[0] }];
  });
}

function ratioPanel(linear: readonly Cell[][], relu: readonly Cell[][]): Panel {
  const sweeps = RATIOS.map((ratio, r) => sweepOf(r, ratioLine(ratio), linear[r], ({ ratios }) => ratios));
  return {
    id: 'c',
    title: 'c · time ratio',
    spec: {
      size: { width: 372, height: 340 },
      x: RHO,
      y: { label: 't_B/t_A', scale: 'log', domain: [0.8, 70], ticks: [1, 2, 5, 10, 20, 50] },
      marks: [...sweeps.flatMap(sweepMarks), ...RATIOS.flatMap((_, r) => crosses(r, relu[r], ({ ratios }) => ratios))],
      legend: legendOf(sweeps),
    },
  };
}

function misattributionPanel(linear: readonly Cell[][], relu: readonly Cell[][]): Panel {
  const led = RATIOS.map((_, r) => r).slice(1);
  const amounts = ({ misattributions }: Cell) => misattributions;
  const sweeps = led.map((r) => sweepOf(r, misattributionLine(RATIOS[r]), linear[r], amounts));
  return {
    id: 'd',
    title: 'd · mis-attribution',
    spec: {
      size: { width: 372, height: 340 },
      x: RHO,
      y: { label: 'W_A^{tot} in the unimodal phase less its end', domain: [-0.7, 0.7] },
      marks: [...sweeps.flatMap(sweepMarks), ...led.flatMap((r) => crosses(r, relu[r], amounts))],
      legend: legendOf(sweeps),
    },
  };
}

function sweepOf(
  r: number,
  theory: FigureRow[],
  cells: readonly Cell[],
  values: (cell: Cell) => readonly number[],
): Sweep {
  const simulation = cells.flatMap((cell) => markOf(cell.rho, values(cell)));
  // Circles in all four, as in the source: the crosses are the ReLU networks.
  return { label: `σ_A/σ_B = ${RATIOS[r]}`, style: { ...SWEEP[r], symbol: 'circle' }, theory, simulation };
}

function crosses(r: number, cells: readonly Cell[], values: (cell: Cell) => readonly number[]): Mark[] {
  const rows = cells.flatMap((cell) => markOf(cell.rho, values(cell)));
  const series = `σ_A/σ_B = ${RATIOS[r]}, ReLU`;
  return [{ kind: 'points', series, role: 'simulation', colour: SWEEP[r].colour, symbol: 'times', rows }];
}

function legendOf(sweeps: readonly Sweep[]): LegendEntry[] {
  return [
    ...sweeps.map(({ label, style }) => ({ label, colour: style.colour, dash: style.dash })),
    { label: 'linear', colour: 'text', symbol: 'circle' },
    { label: 'ReLU', colour: 'text', symbol: 'times' },
  ];
}
