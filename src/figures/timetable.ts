/** The timetable as a picture: what each mode of each modality adds to the output over time, and when it is used. */
import { diabetesFile } from '../check/harness/diabetes.js';
import { problemFromFile } from '../data/from-files.js';
import { matrix, type Matrix } from '../numerics/matrix.js';
import type { Event, TimeDistribution } from '../predict/answer.js';
import { separationInWords } from '../predict/in-words.js';
import { percent, stepsWithSpread } from '../predict/numbers.js';
import { predict } from '../predict/predict.js';
import { InputError } from '../problem/errors.js';
import { network as networkOf, type NetworkInput } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { GaussianStart } from '../problem/start.js';
import { contributions, joined } from '../problem/use.js';
import { bothWays } from './both-ways.js';
import { settingsInWords } from './captions.js';
import { plainName, spaced } from './events.js';
import type { FigureEntry } from './grammar/entry.js';
import type { FigureContext } from './grammar/runs.js';
import type { Colour, Dash, Figure, FigureRow, LegendEntry, Mark, MarkSymbol, Panel } from './grammar/spec.js';
import { RATE, WIDTH } from './protocol.js';

/** What a timetable is about. */
export interface TimetableQuestion {
  /** The data. */
  readonly problem: Problem;
  /** Depth and fusion layer, or the three depths. */
  readonly network: NetworkInput;
  /** Units of every hidden layer. */
  readonly width: number;
  /** How weights start: `initScale`, u₀, or `std`. */
  readonly start: GaussianStart;
  /** η > 0; times are in steps. */
  readonly learningRate: number;
}

/** Ways of the typical start and of the simulated network end so much after the last event. */
const AFTER = 1.6;

/** What modes look like, in turn. */
const STYLES: readonly { readonly colour: Colour; readonly dash: Dash; readonly symbol: MarkSymbol }[] = [
  { colour: 'blue', dash: 'solid', symbol: 'circle' },
  { colour: 'vermilion', dash: 'dashed', symbol: 'square' },
  { colour: 'green', dash: 'dashdot', symbol: 'triangle' },
  { colour: 'purple', dash: 'dotted', symbol: 'diamond' },
  { colour: 'grey', dash: 'solid', symbol: 'times' },
];

/** Words of a legend are cut here. */
const LONGEST = 44;
const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** Sizes of all modes at a step: one array a modality. */
interface Sizes {
  readonly step: number;
  readonly sizes: readonly Float64Array[];
}

/**
 * The picture of a question: with one output a panel for all modalities, with several a panel for each and a line for each mode.
 *
 * @throws InputError `unsupported` where random starts are not predicted by their flow
 */
export async function timetablePanels(
  { problem, network: input, width, start, learningRate }: TimetableQuestion,
  context: FigureContext,
): Promise<Pick<Figure, 'caption' | 'panels'>> {
  const network = networkOf(input);
  const answer = predict(problem, { network, width, learningRate, ...start });
  const [{ randomStart, missing, learningRate: used }] = answer.predictions;
  if (randomStart === null || used !== learningRate) {
    const why =
      randomStart === null ? (missing.find(({ part }) => part === 'randomStart')?.reason ?? '') : 'descent diverges';
    throw new InputError('unsupported', 'figure timetable', why, `has no picture: ${why}`);
  }
  const { events } = randomStart;
  const last = Math.max(...events.map(({ time }) => time?.mean ?? 0));
  const end = Math.ceil(AFTER * last);
  const sizesAt = (weights: Matrix) => problem.modalities.map((_, m) => contributions(problem, weights, m));
  const [C, D] = [problem.sigmaYX.rows, problem.sigmaYX.cols];
  const ways = await bothWays({ problem, network, width, start, learningRate, end }, context);
  const expected = ways.expected.map(({ step, weights }): Sizes => ({
    step,
    sizes: sizesAt(matrix(C, D, weights)),
  }));
  const first = Math.min(...events.map(({ time }) => time?.q05 ?? Infinity));
  const from = Math.max(1, first / 5);
  const seen = spaced(ways.simulated, from).map((point): Sizes => ({
    step: point.step,
    sizes: sizesAt(joined(problem, point.totals)),
  }));
  const axis = { label: 'time t (steps)', scale: 'log', domain: [from, end] } as const;
  const panels = panelsFrom(answer.problem, events, expected, seen, axis);
  const caption = captionOf(
    settingsInWords(problem, network, { width, start, learningRate }),
    randomStart.method,
    ways.isCut,
  );
  return { caption, panels };
}

type Described = Parameters<typeof separationInWords>[1] & {
  readonly modalities: readonly { readonly name: string }[];
};

function panelsFrom(
  problem: Described,
  events: readonly Event[],
  expected: readonly Sizes[],
  seen: readonly Sizes[],
  x: Panel['spec']['x'] & { readonly domain: readonly [number, number] },
): Panel[] {
  const several = problem.outputs.length > 1;
  const names = problem.modalities.map(({ name }) => name);
  const ever = events.filter(({ time }) => time !== null);
  const groups = several ? names.map((name) => ever.filter((event) => event.modality === name)) : [ever];
  const top =
    1.08 * Math.max(...[...expected, ...seen].flatMap(({ sizes }) => sizes.map((ofModality) => ofModality[0])));
  return groups.flatMap((group, g) => {
    if (group.length === 0) return [];
    const curves = group.map((event, i) =>
      curve(problem, event, STYLES[i % STYLES.length], expected, seen, x.domain[0]),
    );
    const share = group.every((event) => event.share !== null)
      ? group.reduce((sum, event) => sum + (event.share ?? 0), 0)
      : null;
    const title = several
      ? `${plainName(names[g])}${share === null ? '' : `: ${percent(share)} of what the loss falls by`}`
      : 'What each modality adds to the output';
    return [
      {
        id: String.fromCharCode(97 + g),
        title,
        spec: {
          ...(several ? {} : { size: { width: 640, height: 300 } }),
          x,
          y: { label: 'contribution (standard deviation)', domain: [0, top] as const },
          marks: [...curves.flatMap(({ marks }) => marks), ...curves.flatMap(({ event }) => event)],
          legend: curves.map(({ legend }) => legend),
        },
      },
    ];
  });
}

/** A mode: its line, its marks, and the event with the time of nine in ten starts. */
function curve(
  problem: Described,
  { modality, mode, level, time, share, separates }: Event,
  { colour, dash, symbol }: (typeof STYLES)[number],
  expected: readonly Sizes[],
  seen: readonly Sizes[],
  from: number,
): { readonly marks: Mark[]; readonly event: Mark[]; readonly legend: LegendEntry } {
  const several = problem.outputs.length > 1;
  const m = problem.modalities.findIndex(({ name }) => name === modality);
  const rows = (points: readonly Sizes[]): FigureRow[] =>
    points.flatMap(({ step, sizes }) => (step >= from ? [{ x: step, y: sizes[m][mode - 1] }] : []));
  const name = several ? `${modality} ${mode}` : modality;
  const when = time === null ? 'never' : `step ${stepsWithSpread(time.mean, time.std)}`;
  const takes = share === null ? '' : `, takes ${percent(share)} of the loss`;
  const what = separates === null ? '' : ` ${plainName(separationInWords(separates, problem))}`;
  const label = several
    ? `${mode}:${what === '' ? ` ${when}` : short(what)}`
    : `${plainName(modality)}: ${when}${takes}`;
  return {
    marks: [
      { kind: 'line', series: name, role: 'theory', colour, dash, rows: rows(expected) },
      { kind: 'points', series: name, role: 'simulation', colour, symbol, radius: 3, rows: rows(seen) },
    ],
    event: time === null ? [] : eventMarks(name, level / 2, time, several ? String(mode) : ''),
    legend: { label, colour, dash, symbol },
  };
}

/** Where a use is: a dot at its mean, a line over nine in ten starts, and its number. */
function eventMarks(name: string, y: number, { mean, q05, q95 }: TimeDistribution, number: string): Mark[] {
  const base = { series: `use of ${name}`, role: 'theory', colour: 'text' } as const;
  const range = [q05, q95].flatMap((x) => (Number.isFinite(x) ? [{ x, y }] : []));
  const label: Mark = { ...base, kind: 'text', anchor: 'end', offset: [-7, -7], rows: [{ x: mean, y, label: number }] };
  return [
    { ...base, kind: 'line', dash: 'solid', rows: range },
    { ...base, kind: 'points', symbol: 'circle', radius: 3, filled: true, rows: [{ x: mean, y }] },
    ...(number === '' ? [] : [label]),
  ];
}

function captionOf(settings: string, method: string, isCut: boolean): string {
  const until = isCut ? ', up to where the draft stops' : '';
  return `${settings} Lines: descent from the typical random start. Marks: full-matrix gradient descent, seed 1${until}. Dots: when each is used, half of what it adds in the end, with the range of nine in ten starts (${method}).`;
}

/** Our own: three groups of columns of the diabetes data. */
export const timetable: FigureEntry = {
  id: 'timetable',
  title: 'Timetable: when each modality comes into use, mode by mode',
  async make(context) {
    const modalities = { blood: 's1..s6', body: 'bmi,bp', person: 'age,sex' };
    const problem = await problemFromFile(diabetesFile(), { modalities, y: 'progression', standardize: true });
    const network = { depth: 2, fusionLayer: 2 };
    const { caption, panels } = await timetablePanels(
      { problem, network, width: WIDTH, start: { initScale: 0.01 }, learningRate: RATE },
      context,
    );
    return { caption: `Diabetes (Efron et al. 2004), standardized. ${caption}`, panels };
  },
};
