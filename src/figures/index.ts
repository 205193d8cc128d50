/**
 * The figures of the source and ours, as plain data and drawn. Whoever draws in a browser imports `render.js` and `panels.js`,
 * which know nothing of Node.
 *
 * @module unimodal-bias/figures
 */
import { InputError, requireInteger } from '../problem/errors.js';
import { figureCsv } from './grammar/csv.js';
import { entries } from './entries.js';
import { figureContext, type FigureOptions, type FigureContext } from './grammar/runs.js';
import type { Figure, Layout } from './grammar/spec.js';
import { diagnosis, diagnosisPanels, type DiagnosisQuestion } from './run-under-way.js';
import { timetable, timetablePanels, type TimetableQuestion } from './timetable.js';
import { unseen, unseenPanels, type UnseenQuestion } from './unseen.js';

export type { FigureOptions } from './grammar/runs.js';
export type { DiagnosisQuestion } from './run-under-way.js';
export type { TimetableQuestion } from './timetable.js';
export type { UnseenQuestion } from './unseen.js';
export type * from './grammar/spec.js';

/** What a figure can be drawn as. */
export type FigureFormat = 'svg' | 'csv' | 'png' | 'pdf';

/** A figure that can be asked for. */
export interface FigureTitle {
  /** Its number in the source, or a name of ours. */
  readonly id: string;
  /** What it shows. */
  readonly title: string;
}

/**
 * The figures that {@link makeFigure} makes: those of the source with numbers in them, then ours.
 *
 * @example
 * ```ts
 * import { figures } from 'unimodal-bias/figures';
 * figures.map(({ id }) => id).slice(0, 4); // => ['2', '3', '4', '5']
 * ```
 */
export const figures: readonly FigureTitle[] = entries.map(({ id, title }) => ({ id, title }));

/**
 * Makes a figure as plain data: lines from the formulas and the reduced flow, marks from full-matrix simulations, and a
 * caption that says by which settings and seeds. The same options make the same figure on every machine, but for the measured times
 * of `integrals-cost`.
 *
 * @param id - of a figure in {@link figures}, or one of its panels: `'3'`, `'3c'`, `'finite-width'`
 * @param options - `quick` for a draft in seconds; `seeds`, how many for each point of a sweep (1…1000) instead of the
 * figure's own number; a signal and a progress callback
 * @throws InputError `usage` for an unknown figure or panel, and when the signal stops it; `number` for seeds out of range.
 *
 * @example
 * ```ts
 * import { makeFigure } from 'unimodal-bias/figures';
 * const { title, panels } = await makeFigure('8', { quick: true });
 * title; // => 'Of two collinear modalities the second is never learned'
 * panels[0].spec.x.label; // => 'time t (steps)'
 * ```
 */
export async function makeFigure(id: string, options: FigureOptions = {}): Promise<Figure> {
  return makeIn(contextFor(options), id);
}

/**
 * The timetable of a problem of any number of modalities and outputs as a figure: what each mode adds to the output over time, by
 * descent from the typical random start and by a simulated network, and when it is used.
 *
 * @param question - data, network, width, start and learning rate η
 * @param options - `quick` stops the simulation after 20,000 steps
 * @throws InputError `unsupported` where random starts are not predicted by their flow; as of `predict` for what is out of range.
 *
 * @example
 * ```ts
 * import { toyProblem } from 'unimodal-bias';
 * import { makeTimetable } from 'unimodal-bias/figures';
 * const problem = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
 * const network = { depth: 2, fusionLayer: 2 };
 * const { panels } = await makeTimetable({ problem, network, width: 50, start: { initScale: 0.05 }, learningRate: 0.04 });
 * panels[0].title; // => 'What each modality adds to the output'
 * ```
 */
export async function makeTimetable(question: TimetableQuestion, options: FigureOptions = {}): Promise<Figure> {
  return { id: 'timetable', title: timetable.title, ...(await timetablePanels(question, contextFor(options))) };
}

/**
 * The training loss and the loss on unseen data along the way as a figure, by descent from the typical random start and of a
 * simulated network, with the best step and the first use of each modality.
 *
 * @param question - data, unseen rows, network, width, start and learning rate η
 * @param options - `quick` stops the simulation after 20,000 steps
 * @throws InputError `unsupported` where random starts are not predicted by their flow; as of `predict` for what is out of range.
 *
 * @example
 * ```ts
 * import { readData } from 'unimodal-bias/data';
 * import { makeUnseen } from 'unimodal-bias/figures';
 * const modalities = { sepal: 'sepal_*', petal: 'petal_*' };
 * const holdout = { fraction: 0.8, seed: 1 };
 * const { problem, test } = await readData('data/iris.csv', { modalities, y: 'versicolor', standardize: true, holdout });
 * const network = { depth: 2, fusionLayer: 2 };
 * if (test !== null) {
 *   const question = { problem, testData: test, network, width: 50, start: { initScale: 0.05 }, learningRate: 0.04 };
 *   const { panels } = await makeUnseen(question, { quick: true });
 *   panels[0].title; // => '120 unseen rows, trained on 30'
 * }
 * ```
 */
export async function makeUnseen(question: UnseenQuestion, options: FigureOptions = {}): Promise<Figure> {
  return { id: 'unseen', title: unseen.title, ...(await unseenPanels(question, contextFor(options))) };
}

/**
 * The log of a run as a figure: the plateaus of its problem, the transitions seen, and the next with the range of nine in ten starts.
 *
 * @param question - what `diagnose` was asked, and what it answered
 *
 * @example
 * ```ts
 * import { toyProblem } from 'unimodal-bias';
 * import { diagnose } from 'unimodal-bias/diagnose';
 * import { makeDiagnosis } from 'unimodal-bias/figures';
 * const problem = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
 * const log = { steps: Float64Array.of(0, 1, 2, 3, 4), losses: Float64Array.of(4, 4, 4, 4, 4) };
 * const asked = { network: { depth: 2, fusionLayer: 2 }, learningRate: 0.04, initScale: 0.01 };
 * const diagnosis = diagnose(log, problem, asked);
 * const { panels } = makeDiagnosis({ problem, log, diagnosis, ...asked });
 * panels[0].spec.y.label; // => 'loss (½ mean square)'
 * ```
 */
export function makeDiagnosis(question: DiagnosisQuestion): Figure {
  return { id: 'diagnose', title: diagnosis.title, ...diagnosisPanels(question) };
}

/**
 * As {@link makeFigure}, in a context that several figures share.
 *
 * @internal
 */
export async function makeIn(context: FigureContext, id: string): Promise<Figure> {
  const entry =
    entries.find((candidate) => candidate.id === id) ?? entries.find((candidate) => isPanelOf(candidate.id, id));
  if (entry === undefined) throw unknown(id);
  const wants = (panel: string) => id === entry.id || id === entry.id + panel;
  const { caption, panels } = await entry.make(context, wants);
  const shown = panels.filter((panel) => wants(panel.id));
  if (shown.length === 0) throw unknown(id);
  const draft = context.quick ? 'Draft, with fewer points and seeds. ' : '';
  return { id, title: entry.title, caption: draft + caption, panels: shown };
}

/** `3c` of figure 3; `12a` not of figure 1. */
const isPanelOf = (figure: string, id: string): boolean =>
  id.startsWith(figure) && /^[a-z]$/.test(id.slice(figure.length));

function unknown(id: string): InputError {
  const known = entries.map((entry) => entry.id).join(', ');
  return new InputError('usage', 'figure', id, `there is no figure ${id}; there are ${known}, and panels such as 3c`);
}

/**
 * A context, its options checked.
 *
 * @internal
 */
export function contextFor(options: FigureOptions): FigureContext {
  if (options.seeds !== undefined) requireInteger('seeds', options.seeds, 1, 1000, 'number');
  return figureContext(options);
}

/**
 * Draws a figure: SVG and CSV as text, PNG and PDF as bytes. The SVG is transparent and has the colours of a light or a dark page by
 * what the reader prefers; PNG and PDF are white, the PNG with two pixels for one, the PDF with its fonts embedded. Identical figures
 * give identical files.
 *
 * @param figure - from {@link makeFigure}, or a specification of your own
 * @param format - `csv` has one row a datum: panel, series, role, kind and the fields of the row
 * @param layout - without its title or caption; `widthMm`, its width on paper in millimetres (50 to 500), with text of 7 points, and
 * the PNG with 600 dots per inch
 * @throws InputError `number` for a width out of range; `unsupported` where the packages for PNG or PDF are missing
 *
 * @example
 * ```ts
 * import { drawFigure, makeFigure } from 'unimodal-bias/figures';
 * const figure = await makeFigure('8', { quick: true });
 * const svg = await drawFigure(figure, 'svg', { widthMm: 85, caption: false });
 * svg.includes('<title id="figure-8-title">'); // => true
 * svg.includes('width="85mm"'); // => true
 * const csv = await drawFigure(figure, 'csv');
 * csv.split('\n')[0]; // => 'panel,series,role,kind,x,y,low,high,x2,y2,value,label'
 * ```
 */
export function drawFigure(figure: Figure, format: 'svg' | 'csv', layout?: Layout): Promise<string>;
export function drawFigure(figure: Figure, format: 'png' | 'pdf', layout?: Layout): Promise<Uint8Array>;
export function drawFigure(figure: Figure, format: FigureFormat, layout?: Layout): Promise<string | Uint8Array>;
export async function drawFigure(
  figure: Figure,
  format: FigureFormat,
  layout: Layout = {},
): Promise<string | Uint8Array> {
  const { widthMm } = layout;
  if (widthMm !== undefined && !(widthMm >= 50 && widthMm <= 500)) {
    throw new InputError('number', 'widthMm', widthMm, `widthMm must be from 50 to 500, but is ${widthMm}`);
  }
  if (format === 'csv') return figureCsv(figure);
  // Loaded here: who only wants the numbers needs neither Plot nor resvg.
  if (format === 'png') return (await import('./grammar/png.js')).figurePng(figure, layout);
  if (format === 'pdf') return (await import('./grammar/pdf.js')).figurePdf(figure, layout);
  return (await import('./grammar/svg-file.js')).figureSvg(figure, layout);
}
