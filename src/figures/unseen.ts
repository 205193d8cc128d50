/** Training to the end is not always best: the loss on unseen data along the way, predicted and simulated. */
import { readData } from '../data/from-files.js';
import { diabetesFile } from '../check/harness/diabetes.js';
import { digits, steps, stepsWithSpread } from '../predict/numbers.js';
import { predict } from '../predict/predict.js';
import { unseenLoss } from '../predict/starts/unseen.js';
import type { Unseen } from '../predict/answer.js';
import { InputError } from '../problem/errors.js';
import { network as networkOf } from '../problem/network.js';
import type { Samples } from '../problem/samples.js';
import { bothWays } from './both-ways.js';
import { settingsInWords } from './captions.js';
import type { FigureEntry } from './grammar/entry.js';
import type { FigureContext } from './grammar/runs.js';
import type { Figure, FigureRow, LegendEntry, Mark } from './grammar/spec.js';
import { firstEvent, soonest } from '../predict/times.js';
import { eventRules, spaced } from './events.js';
import { RATE, reference, WIDTH } from './protocol.js';
import type { TimetableQuestion } from './timetable.js';

/** What is asked about unseen data. */
export interface UnseenQuestion extends TimetableQuestion {
  /** The unseen rows, in the units and coordinates of the problem. */
  readonly testData: Samples;
}

/** The picture ends so much after the last use and after the best step. */
const AFTER = 5;
/** And here at the latest. */
const MOST_STEPS = 400_000;
/** An end so many times higher than the curves is not drawn. */
const HIGH = 2;

const CURVES = [
  { name: 'training loss', colour: 'blue', dash: 'solid', symbol: 'circle' },
  { name: 'unseen loss', colour: 'vermilion', dash: 'dashed', symbol: 'square' },
] as const;

/**
 * The picture of a question: both losses, by descent from the typical start and of a simulated network, with first uses and the best step.
 *
 * @throws InputError `unsupported` where random starts are not predicted by their flow, or `⟨y²⟩` is not known
 */
export async function unseenPanels(
  { problem, testData, network: input, width, start, learningRate }: UnseenQuestion,
  context: FigureContext,
): Promise<Pick<Figure, 'caption' | 'panels'>> {
  const network = networkOf(input);
  const answer = predict(problem, { network, width, learningRate, ...start }, { testData });
  const [{ unseen, randomStart, learningRate: used, missing }] = answer.predictions;
  if (unseen === null || randomStart === null || used !== learningRate || problem.ySquared === null) {
    const why = missing.find(({ part }) => part === 'randomStart')?.reason ?? 'descent diverges at this learning rate';
    throw new InputError('unsupported', 'figure unseen', why, `has no picture: ${why}`);
  }
  const uses = problem.modalities.flatMap(({ name }) => firstEvent(name, randomStart.events) ?? []).sort(soonest);
  const last = Math.max(
    ...uses.map(({ time }) => time?.mean ?? 0),
    Number.isFinite(unseen.bestStep) ? unseen.bestStep : 0,
  );
  const end = Math.min(MOST_STEPS, Math.ceil(AFTER * last));
  const { of } = unseenLoss(testData, problem);
  const ways = await bothWays({ problem, network, width, start, learningRate, end, testData }, context);
  const from = Math.max(1, Math.min(unseen.bestStep, ...uses.map(({ time }) => time?.q05 ?? Infinity)) / 5);
  const expected = ways.expected.filter(({ step }) => step >= from);
  const seen = spaced(ways.simulated, from);
  const losses: readonly [FigureRow[], FigureRow[]][] = [
    [rows(expected, ({ loss }) => loss), rows(seen, ({ loss }) => loss)],
    [rows(expected, ({ weights }) => of(weights)), rows(seen, (point) => point.unseenLoss ?? null)],
  ];
  const highest = Math.max(...losses.flat(2).map(({ y }) => y ?? 0));
  const hasEnd = unseen.endLoss < HIGH * highest;
  const top = 1.12 * Math.max(highest, hasEnd ? unseen.endLoss : 0);
  const curves = CURVES.flatMap(({ name, colour, dash, symbol }, i): Mark[] => [
    { kind: 'line', series: name, role: 'theory', colour, dash, rows: losses[i][0] },
    { kind: 'points', series: name, role: 'simulation', colour, symbol, radius: 3, rows: losses[i][1] },
  ]);
  const legend = CURVES.map(({ name, colour, dash, symbol }): LegendEntry => ({ label: name, colour, dash, symbol }));
  const best = bestMarks(unseen);
  const marks = [
    ...eventRules(uses, top),
    ...(hasEnd ? [reference('minimum norm', unseen.endLoss, 'theory')] : []),
    ...curves,
    ...best.marks,
  ];
  const spec = {
    size: { width: 640, height: 300 },
    x: { label: 'time t (steps)', scale: 'log', domain: [from, end] },
    y: { label: 'loss (½ mean square)', domain: [0, top] },
    marks,
    legend: [...legend, ...best.legend],
  } as const;
  const title = `${unseen.samples.toLocaleString('en')} unseen rows${problem.samples === null ? '' : `, trained on ${problem.samples.toLocaleString('en')}`}`;
  const caption = captionOf(unseen, settingsInWords(problem, network, { width, start, learningRate }), ways.isCut);
  return { caption, panels: [{ id: 'a', title, spec }] };
}

function rows<Point extends { readonly step: number }>(
  points: readonly Point[],
  of: (point: Point) => number | null,
): FigureRow[] {
  return points.flatMap((point) => {
    const y = of(point);
    return y === null ? [] : [{ x: point.step, y }];
  });
}

/** The best step: a star at the means over starts. */
function bestMarks({ bestStep, bestLoss, spread }: Unseen): { marks: Mark[]; legend: LegendEntry[] } {
  if (!Number.isFinite(bestStep)) return { marks: [], legend: [] };
  const base = { series: 'best step', role: 'theory', colour: 'text', kind: 'points', symbol: 'star' } as const;
  const label = `best: step ${stepsWithSpread(bestStep, spread.bestStep)}`;
  return {
    marks: [{ ...base, radius: 5, filled: true, rows: [{ x: bestStep, y: bestLoss }] }],
    legend: [{ label, colour: 'text', symbol: 'star', filled: true }],
  };
}

function captionOf(unseen: Unseen, settings: string, isCut: boolean): string {
  const { bestStep, bestLoss, trainedLoss, endLoss, usedAtBest } = unseen;
  const until = isCut ? ', up to where the draft stops' : '';
  const best = Number.isFinite(bestStep)
    ? `Least at step ${steps(bestStep)}, ${digits(bestLoss)}, with ${usedAtBest.length === 0 ? 'nothing' : usedAtBest.join(' and ')} in use; ${digits(trainedLoss)} in the end.`
    : `It falls to the end, ${digits(trainedLoss)}.`;
  const norm =
    Math.abs(trainedLoss - endLoss) > 1e-3 * endLoss
      ? ` The minimum-norm solution (dotted) has ${digits(endLoss)}: with as many columns as rows training ends elsewhere.`
      : ' Dotted: the end.';
  return `${settings} Lines: descent from the typical random start. Marks: full-matrix gradient descent, seed 1${until}. Vertical: first use of each modality. ${best}${norm}`;
}

/** Our own: few rows of the diabetes data. */
export const unseen: FigureEntry = {
  id: 'unseen',
  title: 'On unseen data: training to the end is not always best',
  async make(context) {
    const { problem, test } = await readData(diabetesFile(), {
      modalities: { serum: 's1..s6', body: 'age,sex,bmi,bp' },
      y: 'progression',
      standardize: true,
      holdout: { fraction: 0.86, seed: 4 },
    });
    if (test === null) throw new InputError('file', 'holdout', null, 'holds no rows out');
    const network = { depth: 2, fusionLayer: 2 };
    const { caption, panels } = await unseenPanels(
      { problem, testData: test, network, width: WIDTH, start: { initScale: 0.01 }, learningRate: RATE },
      context,
    );
    return { caption: `Diabetes (Efron et al. 2004), standardized. ${caption}`, panels };
  },
};
