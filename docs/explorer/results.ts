/** The prediction as a table, with the simulation in its last row. */
import type { NetworkPrediction, TimeDistribution } from '../../src/predict/answer.js';
import { firstUses, pairOf } from '../../src/predict/times.js';
import { byId, make } from './dom.js';
import { steps } from '../../src/predict/numbers.js';
import { duration, number } from './format.js';
import { showHeadline } from './headline.js';
import { leversInWords } from './levers.js';
import type { TheoryAnswer } from './messages.js';
import type { Progress } from './simulation.js';
import type { State } from './state.js';

/** A row of the table: a time, never (`Infinity`) or not known (`null`) for each modality. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly times: readonly (number | null)[];
  readonly stds?: readonly (number | null)[];
  readonly believed?: boolean;
}

/** Shows a prediction; while the part for random weights is still computed its row says so. */
export function showPrediction(answer: TheoryAnswer, state: State): void {
  const { prediction, levered, problem } = answer;
  const names = problem.modalities.map(({ name }) => name);
  const complete = answer.stage === 'complete';
  const [plain] = prediction.predictions;
  const rows = [...plainRows(names, plain, state, complete)];
  if (Object.keys(state.levers).length > 0) {
    const source = leversInWords(state);
    if (levered)
      rows.push({
        id: 'levered',
        name: 'with the levers',
        source,
        ...meansOf(names, levered.prediction.predictions[0]),
      });
    else rows.push({ id: 'levered', name: 'with the levers', source: 'computing …', times: names.map(() => null) });
  }
  showHeader(names);
  const body = byId('times', HTMLTableElement).tBodies[0];
  const simulated = body.rows.namedItem('simulation');
  body.replaceChildren(...rows.map(tableRow));
  if (simulated?.cells.length === names.length + 2) body.append(simulated);
  byId('results', HTMLElement).dataset['complete'] = String(complete);
  showHeadline(answer, state.fusion, state.start === 'gaussian');
  if (!complete) return;
  const missing =
    plain.randomStart === null && state.start === 'gaussian'
      ? plain.missing.find(({ part }) => part === 'randomStart')
      : undefined;
  const said = missing ? ` Random weights: ${missing.reason}.` : '';
  byId('why', HTMLElement).textContent = `To be believed: ${NAMES[plain.believe]}, as ${plain.why}.${said}`;
  const under = (levered?.prediction.warnings ?? []).filter(
    ({ message }) => !prediction.warnings.some((warning) => warning.message === message),
  );
  showWarnings([
    ...prediction.warnings,
    ...under.map(({ code, message }) => ({ code: `with levers: ${code}`, message })),
  ]);
}

function plainRows(names: readonly string[], answer: NetworkPrediction, state: State, complete: boolean): Row[] {
  const { reducedOde, closedForm, randomStart, believe } = answer;
  const rows: Row[] = [];
  if (closedForm) {
    const pair = pairOf(answer);
    const times = pair ? [pair.tA, pair.tB] : 'times' in closedForm ? closedForm.times.map(({ time }) => time) : [];
    const believed = believe === 'closedForm';
    rows.push({ id: 'closed-form', name: 'closed form', source: equationsOf(closedForm.equations), times, believed });
  }
  if (reducedOde) {
    const times = [reducedOde.tA, reducedOde.tB];
    rows.push({
      id: 'reduced-ode',
      name: 'reduced ODE',
      source: 'Eq 44–47',
      times,
      believed: believe === 'reducedOde',
    });
  }
  if (state.start === 'gaussian') {
    const random = { id: 'random-start', name: 'random weights' };
    const waiting = complete ? 'takes too much work here' : 'computing …';
    if (randomStart) {
      const source = `width ${state.width}, ± over seeds`;
      rows.push({ ...random, source, ...meansOf(names, answer), believed: believe === 'randomStart' });
    } else rows.push({ ...random, source: waiting, times: names.map(() => null) });
  }
  return rows;
}

const NAMES = { closedForm: 'closed form', reducedOde: 'reduced ODE', randomStart: 'random weights' } as const;

/** Means and standard deviations over starts. */
function meansOf(names: readonly string[], answer: NetworkPrediction): Pick<Row, 'times' | 'stds'> {
  const uses: readonly (TimeDistribution | null)[] = firstUses(names, answer);
  return { times: uses.map((time) => time?.mean ?? Infinity), stds: uses.map((time) => time?.std ?? null) };
}

function showHeader(names: readonly string[]): void {
  const heading = (text: string) => make('th', { scope: 'col' }, text);
  const cells = [
    heading('by'),
    ...names.map((name) => heading(`${name}, steps`)),
    heading(names.length === 2 ? 'ratio' : 'last/first'),
  ];
  byId('times', HTMLTableElement).tHead?.replaceChildren(make('tr', {}, ...cells));
}

/** Says why there is no prediction: something was refused, or (`isHint`) is still to be chosen. Empty, there is one. */
export function showRefusal(message: string, isHint = false): void {
  const refusal = byId('refusal', HTMLElement);
  refusal.textContent = message;
  refusal.classList.toggle('hint', isHint);
  byId('results', HTMLElement).classList.toggle('refused', message !== '');
  if (message === '') return;
  byId('headline', HTMLElement).replaceChildren(make('p', { class: 'first' }, isHint ? 'Your data' : 'No prediction'));
  byId('strip', HTMLElement).replaceChildren();
  byId('why', HTMLElement).replaceChildren();
  byId('warnings', HTMLElement).replaceChildren();
  byId('formulas-section', HTMLElement).hidden = true;
  byId('results', HTMLElement).dataset['complete'] = 'false';
}

/** Shows how the simulation stands. */
export function showProgress({ status, times, points, estimate, message, end }: Progress, state: State): void {
  const table = byId('times', HTMLTableElement);
  const body = table.tBodies[0];
  const columns = (table.tHead?.rows[0]?.cells.length ?? 4) - 2;
  const source = `seed ${state.seed}, width ${state.width}${Object.keys(state.levers).length > 0 ? ', with the levers' : ''}`;
  const known = times.length === columns ? times : Array.from({ length: columns }, () => null);
  const row = tableRow({ id: 'simulation', name: 'simulation', source, times: known });
  const old = body.rows.namedItem('simulation');
  if (old) old.replaceWith(row);
  else body.append(row);

  const step = points.at(-1)?.step ?? 0;
  byId('progress', HTMLProgressElement).value = status === 'finished' ? 1 : Math.min(step / end, 1);
  byId('run', HTMLButtonElement).textContent = status === 'running' ? 'Stop' : 'Run again';
  const said = {
    waiting: estimate === 0 ? '' : `would take about ${duration(estimate)}`,
    running: `step ${number(step)}`,
    finished: `finished after ${number(step)} steps`,
    'step-limit': `given up after ${number(step)} steps`,
    stopped: `stopped at step ${number(step)}`,
    refused: message,
  }[status];
  if (status === 'waiting') byId('run', HTMLButtonElement).textContent = 'Run';
  byId('run-status', HTMLElement).textContent = said;
  // Read out only what lasts: not every report of a run.
  const ratio = ratioOf(known);
  const lasting = status === 'running' ? '' : `Simulation ${said}${ratio === null ? '' : `, ratio ${number(ratio)}`}.`;
  const heard = byId('run-said', HTMLElement);
  if (heard.textContent !== lasting) heard.textContent = lasting;
}

function equationsOf(equations: readonly string[]): string {
  const own = equations.includes('—');
  const numbers = equations.filter((equation) => equation !== '—').join(', ');
  return [numbers === '' ? [] : `Eq ${numbers}`, own ? 'not in the source' : []].flat().join('; ');
}

function tableRow({ id, name, source, times, stds, believed = false }: Row): HTMLTableRowElement {
  const cell = (value: number | null, show: (x: number) => string, spread: number | null) => {
    const td = make('td');
    if (value === null) td.append('–');
    else td.append(make('data', { value: String(value) }, show(value)));
    if (value !== null && spread !== null && Number.isFinite(value)) {
      td.append(make('small', {}, ` ±${number(Number(spread.toPrecision(2)))}`));
    }
    return td;
  };
  const ratio = ratioOf(times);
  return make(
    'tr',
    { id, ...(believed ? { class: 'believed' } : {}) },
    make('th', { scope: 'row' }, name, make('small', {}, source)),
    ...times.map((time, m) => cell(time, steps, stds?.at(m) ?? null)),
    cell(ratio, number, null),
  );
}

/** The last time over the first; `null` unless all are known. */
function ratioOf(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length < times.length || known.length === 0 ? null : Math.max(...known) / Math.min(...known);
}

function showWarnings(warnings: readonly { readonly code: string; readonly message: string }[]): void {
  byId('warnings', HTMLElement).replaceChildren(
    ...warnings.map(({ code, message }) =>
      make('li', {}, make('strong', {}, code.replaceAll('-', ' ')), `: ${message}`),
    ),
  );
}
