/** The explorer: settings in; prediction, pictures and a running simulation out. */
import type { Correlations } from '../../src/problem/correlations.js';
import { charts } from './charts.js';
import { dataPanel } from './data-panel.js';
import { afterPause, byId } from './dom.js';
import { numberFields } from './fields.js';
import { formulaList } from './formulas.js';
import { followAddress, recordState, stateOfAddress } from './history.js';
import type { Problem, TheoryAnswer } from './messages.js';
import { showPrediction, showProgress, showRefusal } from './results.js';
import { simulation, type Experiment } from './simulation.js';
import type { StartKind, State } from './state.js';
import { theory } from './theory.js';

/** Milliseconds without a change before the simulation starts anew. */
const REST = 250;

let state = stateOfAddress();
/** Of the table that is set; null for scalars, and until its columns are read. */
let table: Correlations | null = null;
let experiment: Experiment | null = null;

const pictures = charts(byId('charts', HTMLElement));
const showFormulas = formulaList(byId('formulas', HTMLElement), byId('symbols', HTMLElement));
const toyRadio = radio('source', 'toy');
const dataRadio = radio('source', 'data');

const live = simulation((progress) => {
  showProgress(progress, state);
  pictures.simulate(progress.points);
});
const restart = afterPause(REST, () => {
  if (experiment) live.start(experiment, false);
});
const { ask, forget } = theory(onAnswer, onRefused);

/** An answer that takes longer than this, in milliseconds, is announced. */
const AT_ONCE = 100;
const results = byId('results', HTMLElement);
const announce = afterPause(AT_ONCE, () => {
  if (waiting) results.setAttribute('aria-busy', 'true');
});
let waiting = false;

function setWaiting(value: boolean): void {
  waiting = value;
  if (waiting) announce();
  else results.removeAttribute('aria-busy');
}

// On the home page, without what only the whole page has room for.
document.documentElement.classList.toggle('small', new URLSearchParams(window.location.search).has('small'));

const fields = numberFields((change, settled) => {
  setState(change(state), settled);
});
const data = dataPanel({
  onChoice: (choice) => {
    dataRadio.checked = true;
    table = null;
    setState({ ...state, data: choice }, true);
  },
  onAsked: () => {
    dataRadio.checked = true;
    table = null;
    setState({ ...state, data: null }, false);
    refresh();
    showRefusal('Say which columns are A, B and the target.', true);
  },
  onTable: (correlations) => {
    table = correlations;
    refresh();
  },
  onRefused: (message) => {
    table = null;
    refresh();
    onRefused(message);
  },
});

function radio(name: string, value: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`input[name=${name}][value=${value}]`);
  if (!found) throw new Error(`the page has no ${name} ${value}`);
  return found;
}

function setState(next: State, settled: boolean): void {
  const changed = JSON.stringify(next) !== JSON.stringify(state);
  state = next;
  if (settled) recordState(state);
  if (changed) refresh();
}

/** Brings everything up to date with the state. */
function refresh(): void {
  fields.show(state);
  radio('start', state.start).checked = true;
  byId('toy', HTMLElement).hidden = dataRadio.checked;
  byId('data', HTMLElement).hidden = !dataRadio.checked;
  [experiment, held] = [null, null];
  live.clear();
  const problem = problemOfState();
  setWaiting(problem !== null);
  if (problem === null) {
    forget();
    showRefusal(state.data ? 'Reading …' : 'Choose a table, or try the diabetes patients.', true);
    return;
  }
  const { depth, fusion: fusionLayer, init: initScale, rate: learningRate, width } = state;
  ask({ problem, network: { depth, fusionLayer }, start: state.start, training: { initScale, learningRate, width } });
}

function problemOfState(): Problem | null {
  if (dataRadio.checked) return state.data && table ? { correlations: table } : null;
  return { toy: { sigmaA: state.sigma, sigmaB: 1, rho: state.rho } };
}

/** A quick answer is held back while the complete one is likely to follow within so many milliseconds. */
const HOLD = 80;
let held: TheoryAnswer | null = null;
let heldAt = 0;
let lastDelay = 0;

function onAnswer(answer: TheoryAnswer): void {
  if (answer.complete) {
    lastDelay = performance.now() - heldAt;
    held = null;
    show(answer);
    return;
  }
  [held, heldAt] = [answer, performance.now()];
  if (lastDelay > HOLD) show(answer);
  else
    window.setTimeout(() => {
      if (held === answer) show(answer);
    }, HOLD);
}

function show(answer: TheoryAnswer): void {
  const { correlations, prediction, levels, end, complete } = answer;
  showRefusal('');
  showPrediction(prediction, state, complete);
  void showFormulas(prediction);
  pictures.predict({ ...answer, start: state.start });
  if (!complete) return;
  setWaiting(false);
  const network = { depth: state.depth, fusionLayer: state.fusion };
  experiment = { correlations, network, state, levels, end };
  restart();
}

function onRefused(message: string): void {
  [experiment, held] = [null, null];
  live.clear();
  setWaiting(false);
  showRefusal(message);
}

/** Makes the page show what the address says. */
function followState(next: State): void {
  state = next;
  table = null;
  (state.data ? dataRadio : toyRadio).checked = true;
  refresh();
  if (state.data) data.show(state.data);
}

for (const choice of [toyRadio, dataRadio]) {
  choice.addEventListener('change', () => {
    table = null;
    setState({ ...state, data: null }, true);
    refresh();
  });
}
for (const kind of ['gaussian', 'balanced'] as const satisfies readonly StartKind[]) {
  radio('start', kind).addEventListener('change', () => {
    setState({ ...state, start: kind }, true);
  });
}
byId('run', HTMLButtonElement).addEventListener('click', () => {
  if (live.isRunning()) live.stop();
  else if (experiment) live.start(experiment, true);
});
byId('skip', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault(); // the fragment of the address holds the settings
  byId('results', HTMLElement).focus();
});
byId('controls', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
});
followAddress(followState);
followState(state);
