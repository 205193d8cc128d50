/** The throttle law: one line through all that slows the leader, on all data. */
import { diabetes } from '../check/harness/diabetes.js';
import type { Levers } from '../levers/levers.js';
import { levers } from '../predict/levers/levers.js';
import { toyProblem } from '../problem/from-general.js';
import type { Problem } from '../problem/problem.js';
import { problemOf } from '../problem/two-modalities.js';
import { mean } from '../numerics/statistics.js';
import type { Job } from '../simulate/index.js';
import type { FigureEntry } from './grammar/entry.js';
import type { FigureContext } from './grammar/runs.js';
import type { Colour, FigureRow, MarkSymbol, PointsMark } from './grammar/spec.js';
import { RATE, seedsPhrase, WIDTH } from './protocol.js';

/** Data, with what they look like. */
interface Data {
  readonly label: string;
  readonly problem: Problem;
  readonly depth: number;
  readonly colour: Colour;
  readonly symbol: MarkSymbol;
}

const toy = (rho: number, depth: number, colour: Colour, symbol: MarkSymbol): Data => ({
  label: `toy, ρ = ${String(rho).replace('-', '−')}, ${depth} layers`,
  problem: toyProblem({ stdA: 2, stdB: 1, rho }),
  depth,
  colour,
  symbol,
});

const REMEDIES = ['ogm:alpha=0.1', 'ogm:alpha=0.2', 'ogm:alpha=0.15,layers=branch'];

const seedsOf = (context: FigureContext) => context.seeds(6, 1);

/** Law and measurement of each remedy, both over the plain time of the leader. */
async function shifts(context: FigureContext, { problem, depth }: Data): Promise<FigureRow[]> {
  const network = { depth, fusionLayer: depth };
  const initScale = [0.01, 0.05][depth - 2];
  const { verdict, baseline } = levers(problem, { network, initScale, width: WIDTH, learningRate: RATE });
  const { leader, throttleSlope } = verdict;
  const [first, second] = problem.modalities[0].name === leader ? [0, 1] : [1, 0];
  const held = Math.round(((first === 0 ? baseline.tA : baseline.tB) ?? 0) / 6);
  const all: Levers[] = [{}, { freeze: { [leader]: held } }, ...REMEDIES.map((remedy) => ({ remedy }))];
  const maxSteps = Math.ceil(4 * (baseline.bothUsed ?? 0));
  const settings = { start: { kind: 'gaussian', initScale }, width: WIDTH, learningRate: RATE, maxSteps } as const;
  const jobs = all.map((each): Job => ({
    kind: 'linear',
    problem,
    network,
    settings: { ...settings, levers: each, thinning: { maxRecords: 1 } },
  }));
  const runs = await context.simulate(jobs, seedsOf(context));
  const times = runs.map((seeds) => [first, second].map((m) => mean(seeds.map(({ events }) => events[m].time ?? NaN))));
  const [tA, tB] = times[0];
  return times.slice(1).map((time) => ({ x: (throttleSlope * (time[0] - tA)) / tA, y: (time[1] - tB) / tA }));
}

/** Ours: the law of remedies that slow the leader. */
export const throttle: FigureEntry = {
  id: 'throttle',
  title: 'What only slows the leader moves the second time by 1 − s_B/s̃_B steps a step',
  async make(context) {
    const data: Data[] = [
      toy(0.5, 2, 'blue', 'circle'),
      toy(0.5, 3, 'purple', 'triangle'),
      toy(0, 2, 'grey', 'square'),
      toy(-0.3, 2, 'vermilion', 'diamond'),
      { label: 'diabetes', problem: problemOf(await diabetes()), depth: 2, colour: 'green', symbol: 'star' },
    ];
    const marks: PointsMark[] = [];
    for (const each of data) {
      const { label, colour, symbol } = each;
      marks.push({
        kind: 'points',
        series: label,
        role: 'simulation',
        colour,
        symbol,
        rows: await shifts(context, each),
      });
    }
    const ends = marks.flatMap(({ rows }) => rows.flatMap(({ x = 0, y = 0 }) => [x, y]));
    const [low, high] = [Math.min(...ends), Math.max(...ends)].map((end) => 1.1 * end);
    const line = [low, high].map((x) => ({ x, y: x }));
    return {
      caption: `Change of the second time under OGM (three ways) and under freezing of the leader, over the plain first time: measured in full matrices (N = ${WIDTH}, η = ${RATE}, means of ${seedsPhrase(seedsOf(context))}) against (1 − s_B/s̃_B) Δt_A. Left of 0 a remedy helps; under suppression it delays both.`,
      panels: [
        {
          id: 'a',
          title: 'OGM and freezing, all data',
          spec: {
            x: { label: 'law (1 − s_B/s̃_B) Δt_A/t_A' },
            y: { label: 'measured Δt_B/t_A' },
            marks: [
              { kind: 'line', series: 'law', role: 'theory', colour: 'text', dash: 'solid', rows: line },
              ...marks,
            ],
            legend: [
              { label: 'law', colour: 'text', dash: 'solid' },
              ...data.map(({ label, colour, symbol }) => ({ label, colour, symbol })),
            ],
          },
        },
      ],
    };
  },
};
