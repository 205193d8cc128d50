/** The prediction in words and as a table, with the simulation in its last row. */
import type { Answer, TimeDistribution } from '../../src/predict/answer.js';
import { firstUses, orderOf, pairOf } from '../../src/predict/times.js';
import { byId, make } from './dom.js';
import { duration, number, percent, roughly, steps } from './format.js';
import type { Progress } from './simulation.js';
import type { State } from './state.js';

/** A row of the table. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly times: { readonly tA: number | null; readonly tB: number | null; readonly timeRatio: number | null };
  readonly std?: { readonly tA: number; readonly tB: number };
  readonly believed?: boolean;
}

/** Shows a prediction; while the part for random weights is still computed its row says so. */
export function showPrediction(prediction: Answer, state: State, complete: boolean): void {
  const [answer] = prediction.predictions;
  const { reducedOde, randomStart, believe, why } = answer;
  const closedForm = pairOf(answer);
  const rows: Row[] = [];
  if (closedForm) {
    const source = equationsOf(closedForm.equations);
    rows.push({
      id: 'closed-form',
      name: 'closed form',
      source,
      times: closedForm,
      believed: believe === 'closedForm',
    });
  }
  if (reducedOde) {
    const believed = believe === 'reducedOde';
    rows.push({ id: 'reduced-ode', name: 'reduced ODE', source: 'Eq 44–47', times: reducedOde, believed });
  }
  if (state.start === 'gaussian') {
    const random = { id: 'random-start', name: 'random weights' };
    const source = `width ${state.width}, ± over seeds`;
    const waiting = complete ? 'takes too much work here' : 'computing …';
    if (randomStart) rows.push({ ...random, source, ...meansOf(answer), believed: believe === 'randomStart' });
    else rows.push({ ...random, source: waiting, times: NO_TIMES });
  }
  const body = byId('times', HTMLTableElement).tBodies[0];
  const simulated = body.rows.namedItem('simulation');
  body.replaceChildren(...rows.map(tableRow));
  if (simulated) body.append(simulated);
  byId('results', HTMLElement).dataset['complete'] = String(complete);
  if (!complete) return;
  byId('why', HTMLElement).textContent = `To be believed: ${NAMES[believe]}, as ${why}.`;
  showHeadline(prediction, state);
  showWarnings(prediction);
}

const NO_TIMES = { tA: null, tB: null, timeRatio: null };
const NAMES = { closedForm: 'closed form', reducedOde: 'reduced ODE', randomStart: 'random weights' } as const;

/** Means and standard deviations over starts, of A and B. */
function meansOf(answer: Answer['predictions'][number]): Pick<Row, 'times' | 'std'> {
  const [a, b] = firstUses(['A', 'B'], answer);
  const [tA, tB] = [a?.mean ?? Infinity, b?.mean ?? Infinity];
  const times = { tA, tB, timeRatio: Math.max(tA, tB) / Math.min(tA, tB) };
  return { times, std: { tA: a?.std ?? 0, tB: b?.std ?? 0 } };
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
  byId('results', HTMLElement).dataset['complete'] = 'false';
}

/** Shows how the simulation stands. */
export function showProgress({ status, tA, tB, points, estimate, message, end }: Progress, state: State): void {
  const body = byId('times', HTMLTableElement).tBodies[0];
  const timeRatio = tA !== null && tB !== null ? Math.max(tA, tB) / Math.min(tA, tB) : null;
  const source = `seed ${state.seed}, width ${state.width}`;
  const row = tableRow({ id: 'simulation', name: 'simulation', source, times: { tA, tB, timeRatio } });
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
  const lasting =
    status === 'running' ? '' : `Simulation ${said}${timeRatio === null ? '' : `, ratio ${number(timeRatio)}`}.`;
  const heard = byId('run-said', HTMLElement);
  if (heard.textContent !== lasting) heard.textContent = lasting;
}

function equationsOf(equations: readonly string[]): string {
  const own = equations.includes('—');
  const numbers = equations.filter((equation) => equation !== '—').join(', ');
  return [numbers === '' ? [] : `Eq ${numbers}`, own ? 'not in the source' : []].flat().join('; ');
}

function tableRow({ id, name, source, times, std, believed = false }: Row): HTMLTableRowElement {
  const cell = (value: number | null, show: (x: number) => string, spread?: number) => {
    const td = make('td');
    if (value === null) td.append('–');
    else td.append(make('data', { value: String(value) }, show(value)));
    if (value !== null && spread !== undefined && Number.isFinite(value)) {
      td.append(make('small', {}, ` ±${number(Number(spread.toPrecision(2)))}`));
    }
    return td;
  };
  return make(
    'tr',
    { id, ...(believed ? { class: 'believed' } : {}) },
    make('th', { scope: 'row' }, name, make('small', {}, source)),
    cell(times.tA, steps, std?.tA),
    cell(times.tB, steps, std?.tB),
    cell(times.timeRatio, number),
  );
}

function showHeadline(prediction: Answer, state: State): void {
  const [answer] = prediction.predictions;
  const [tA, tB] = firstUses(['A', 'B'], answer).map(meanOf);
  const timeRatio = Math.max(tA, tB) / Math.min(tA, tB);
  const first = orderOf(['A', 'B'], answer)[0] === 1 ? 'B' : 'A';
  const second = first === 'A' ? 'B' : 'A';
  const when = `at step ${roughly(Math.min(tA, tB))}`;
  const later = timeRatio === Infinity ? 'never' : `at step ${roughly(Math.max(tA, tB))}`;
  const isTogether = state.fusion === 1 || timeRatio < 1.01;
  byId('headline', HTMLElement).replaceChildren(
    ...(isTogether
      ? [
          make('p', { class: 'first' }, `Both come into use together, ${when}`),
          make('p', {}, 'There is no unimodal phase.'),
        ]
      : [
          make('p', { class: 'first' }, badge(first), ` is used first, ${when}`),
          make('p', { class: 'then' }, badge(second), followsWhen(later, timeRatio)),
          make('p', { class: 'note' }, meanwhile(prediction)),
        ]),
  );
  byId('strip', HTMLElement).replaceChildren(
    ...(isTogether ? [`both ${when}`] : [badge(first), ` ${when}, `, badge(second), ` ${later}`]),
  );
}

const badge = (modality: 'A' | 'B') => make('span', { class: `badge ${modality.toLowerCase()}` }, modality);

function followsWhen(later: string, timeRatio: number): string {
  if (timeRatio === Infinity) return ' is never used: nothing is left for it.';
  const factor = roughly(Number(timeRatio.toPrecision(timeRatio < 2 ? 3 : 2)));
  return ` follows ${later}, ${factor} times as late.`;
}

const meanOf = (time: TimeDistribution | null): number => time?.mean ?? Infinity;

/** Mis-attribution and preference, the price of the unimodal phase. */
function meanwhile({ misattribution, preference }: Answer): string {
  const { modality, relative } = misattribution;
  const wrong =
    relative < 1e-9
      ? `Until then the network is unimodal; what ${modality} adds to the output is what it adds in the end.`
      : `Until then the network is unimodal, and what ${modality} adds to the output off by ${percent(relative)} of what it adds in the end (mis-attribution).`;
  const superficial = preference.superficial
    ? ` ${preference.contributes} alone would take more off the loss (superficial preference, Eq 10).`
    : '';
  return wrong + superficial;
}

function showWarnings({ warnings }: Answer): void {
  byId('warnings', HTMLElement).replaceChildren(
    ...warnings.map(({ code, message }) =>
      make('li', {}, make('strong', {}, code.replaceAll('-', ' ')), `: ${message}`),
    ),
  );
}
