/** A prediction for people. */
import { colours as pc } from './colours.js';
import { table } from 'table';
import type { FiniteWidthPrediction, LearningTimes, Modality, Prediction, WarningEffect } from '../predict/types.js';
import { dataLine, digits, fusionName, spread, steps, type Labels } from './format.js';
import type { ComparedPrediction, Simulated } from './simulated-beside.js';

const plainLines = { drawHorizontalLine: (line: number, count: number) => line <= 1 || line === count };

/** The whole report, without a final newline. */
export function predictionReport(p: ComparedPrediction, labels: Labels): string {
  return [
    heading(p, labels),
    times(p),
    believe(p),
    notes(p),
    plateaus(p),
    ...(p.warnings.length > 0 ? [warnings(p)] : []),
  ].join('\n\n');
}

function heading({ problem, training, first, norms, preference, predictions }: Prediction, labels: Labels): string {
  const k = `k = ${digits(norms.k)}`;
  const { initScale, learningRate, loss } = training;
  const other: Modality = first === 'A' ? 'B' : 'A';
  const contribution = preference.superficial
    ? `although ${preference.contributes} takes more off the loss (superficial preference, Eq 10)`
    : 'and it also takes more off the loss (Eq 10b)';
  return [
    dataLine(problem, labels),
    `u0 = ${initScale}, learning rate ${learningRate}, ${loss} loss. Times are in gradient-descent steps.`,
    '',
    `${firstInWords(predictions, first)}, ${contribution}:`,
    `  ‖Σ_y${first}‖ = ${digits(norms[first])}, ‖Σ_y${other}‖ = ${digits(norms[other])}, ${k} (Eq 10a, 28)`,
  ].join('\n');
}

/** Which modality is learned first: by the theory, and really, where the spectrum decides. */
function firstInWords(predictions: Prediction['predictions'], first: Modality): string {
  const others = predictions.filter(({ advice }) => advice.learnedFirst !== first && advice.times.timeRatio >= 1.05);
  if (others.length === 0) return pc.bold(`${first} is learned first`);
  const other: Modality = first === 'A' ? 'B' : 'A';
  const where = others.map(({ network }) => fusionName(network)).join(', ');
  return `${pc.bold(`${other} is learned first`)} with fusion layer ${where}; the theory puts ${first} first`;
}

/** The columns one method fills under its title. */
interface Method {
  readonly title: string;
  readonly columns: readonly string[];
  readonly cells: (p: ComparedPrediction['predictions'][number]) => readonly string[];
}

const TIMES = ['t_A', 't_B', 'ratio'];
const UNKNOWN = TIMES.map(() => '—');

const closedForm: Method = {
  title: 'closed form',
  columns: [...TIMES, 'Eq'],
  cells: ({ closedForm: times }) => [
    ...timeCells(times),
    times.equations.map((equation) => (equation === '—' ? 'own' : equation)).join(', '),
  ],
};

const reducedOde: Method = {
  title: 'reduced ODE',
  columns: TIMES,
  cells: (p) => (p.reducedOde ? timeCells(p.reducedOde) : UNKNOWN),
};

const finiteWidth: Method = {
  title: 'random weights',
  columns: TIMES,
  cells: ({ finiteWidth: f }) => (f ? withSpread(f) : UNKNOWN),
};

const simulated: Method = {
  title: 'simulated',
  columns: TIMES,
  cells: ({ simulated: s }) => (s ? withSpread(s) : UNKNOWN),
};

const timeCells = ({ tA, tB, timeRatio }: LearningTimes): string[] => [steps(tA), steps(tB), digits(timeRatio)];
const withSpread = ({ tA, tB, timeRatio, std }: Simulated | FiniteWidthPrediction): string[] => [
  spread(tA, std.tA, steps),
  spread(tB, std.tB, steps),
  spread(timeRatio, std.timeRatio, digits),
];

function times({ predictions }: ComparedPrediction): string {
  const [{ simulated: runs }] = predictions;
  const width = predictions.find((p) => p.finiteWidth)?.finiteWidth?.width;
  const methods = [closedForm, reducedOde, ...(width ? [finiteWidth] : []), ...(runs ? [simulated] : [])];
  const titles = methods.flatMap(({ title, columns }) => [title, ...columns.slice(1).map(() => '')]);
  const columns = ['fusion layer', ...methods.flatMap((method) => method.columns)];
  const starts = methods.map((_, i) => 1 + methods.slice(0, i).flatMap((method) => method.columns).length);
  const rows = predictions.map((p) => [fusionName(p.network), ...methods.flatMap((method) => method.cells(p))]);
  const text = table([['', ...titles], columns.map((column) => pc.bold(column)), ...rows], {
    drawHorizontalLine: (line, count) => line === 0 || line === 2 || line === count,
    spanningCells: methods.map((method, i) => ({ row: 0, col: starts[i], colSpan: method.columns.length })),
    columns: columns.map((column) => ({ alignment: TIMES.includes(column) ? 'right' : 'left' })),
  }).trimEnd();
  const notes = [
    width
      ? `Random weights: predicted mean ± standard deviation over seeds, ${typeof width === 'number' ? `${width} wide` : 'of the widths asked for'}, Gaussian start.`
      : [],
    runs ? `Simulated: mean ± standard deviation over ${runs.seeds} seeds, ${runs.width} wide, Gaussian start.` : [],
    ...predictions.map(closedNote),
  ].flat();
  return [text, ...notes].join('\n');
}

/** A line for each network: what to believe and why, and which modality that puts first. */
function believe({ predictions }: Prediction): string {
  const lines = predictions.map(({ network, advice: { method, learnedFirst, why, times } }) => {
    const order = times.timeRatio < 1.05 ? 'both together' : `${learnedFirst} first`;
    return wrapped(`${fusionName(network)}: ${pc.bold(method)}, ${order}: ${why}`);
  });
  return ['Which to believe, by fusion layer:', ...lines].join('\n');
}

/** The closed forms for random weights, where there are any. */
function closedNote({ network, finiteWidth: f }: ComparedPrediction['predictions'][number]): string[] {
  if (!f?.closedForm) return [];
  const { tA, tB, timeRatio } = f.closedForm;
  const values = [tA && `t_A ${steps(tA)}`, tB && `t_B ${steps(tB)}`, timeRatio && `ratio ${digits(timeRatio)}`];
  return [`Random weights in closed form, fusion ${fusionName(network)}: ${values.filter(Boolean).join(', ')}.`];
}

function notes({ misattribution: m, preference, first }: Prediction): string {
  const relative = Number.isFinite(m.relative) ? ` (${(100 * m.relative).toPrecision(3)}% of its final weight)` : '';
  const { gains, region } = preference;
  return [
    `While unimodal, ${first} carries a weight that is off by ${digits(m.amount)}${relative}: mis-attribution, Sec. ${m.equation}.`,
    `Alone, A takes ${digits(gains.A)} off the mean square error and B ${digits(gains.B)} (Eq 10b)${region === null ? '' : `; region ${region} of Fig 4c`}.`,
  ].join('\n');
}

function plateaus(p: Prediction): string {
  const rows = p.plateaus.map(({ manifold, loss, meanSquareError, equation }) => [
    manifold,
    loss === null ? 'needs ⟨y²⟩' : digits(loss),
    meanSquareError === null ? '' : digits(meanSquareError),
    equation,
  ]);
  const header = ['plateau', 'loss ½⟨(y−ŷ)²⟩', '⟨(y−ŷ)²⟩', 'Eq'].map((cell) => pc.bold(cell));
  return table([header, ...rows], plainLines).trimEnd();
}

function warnings(p: Prediction): string {
  const told = new Set<string>();
  const unlessTold = (text: string) => (told.has(text) ? [] : (told.add(text), [text]));
  return p.warnings
    .map(({ code, message, fusionLayers, effect }) => {
      const where = fusionLayers === undefined ? '' : ` (fusion layer ${fusionLayers.join(', ')})`;
      const text = [message, ...(effect ? unlessTold(effectText(effect)) : [])].map(wrapped).join('\n');
      return `${pc.yellow(`! ${code}${where}`)}\n${text}`;
    })
    .join('\n');
}

function effectText({ closedForm: c, believed: b, method }: WarningEffect): string {
  const change = (name: string, x: string, y: string) => `${name} ${x} → ${y}`;
  const times = [change('t_A', steps(c.tA), steps(b.tA)), change('t_B', steps(c.tB), steps(b.tB))];
  return `Effect: ${[...times, change('ratio', digits(c.timeRatio), digits(b.timeRatio))].join(', ')} (closed form → ${method}).`;
}

/** Lines of at most 96 characters, indented. */
const wrapped = (text: string): string => text.replace(/(.{1,96})(?:\s+|$)/g, '  $1\n').trimEnd();
