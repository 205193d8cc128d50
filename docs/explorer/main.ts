/** The explorer: settings in; prediction, pictures and a running simulation out. */
import type { Problem } from '../../src/problem/problem.js';
import { charts } from './charts.js';
import { dataPanel } from './data-panel.js';
import { afterPause, byId } from './dom.js';
import { numberFields } from './fields.js';
import { formulaList } from './formulas.js';
import { leverControls, leversOf } from './levers.js';
import { followAddress, recordState, stateOfAddress } from './history.js';
import type { Inputs, TheoryAnswer } from './messages.js';
import { networkFigure } from './network.js';
import type { Scene } from './panels.js';
import { showPrediction, showProgress, showRefusal } from './results.js';
import { simulation, type Experiment } from './simulation.js';
import type { DataChoice, LeverSettings, StartKind, State } from './state.js';
import { theory } from './theory.js';

/** Milliseconds without a change before the simulation starts anew. */
const REST = 250;

let state = stateOfAddress();
/** Of the table that is set; null for scalars, and until its columns are read. */
let table: Problem | null = null;
let experiment: Experiment | null = null;

const drawing = networkFigure(byId('charts', HTMLElement));
const pictures = charts(byId('charts', HTMLElement));
const showFormulas = formulaList(byId('formulas', HTMLElement), byId('symbols', HTMLElement));
const toyRadio = radio('source', 'toy');
const dataRadio = radio('source', 'data');

const live = simulation((progress) => {
  showProgress(progress, state);
  drawing.simulate(progress.points);
  pictures.simulate(progress.points);
});
const restart = afterPause(REST, () => {
  if (experiment) live.start(experiment, false);
});
const { ask, forget } = theory({
  onAnswer,
  onLayers: (layers) => {
    setWaiting(false);
    if (!scene) return;
    scene = { ...scene, layers };
    pictures.predict(scene);
  },
  onRefused,
});
/** What the pictures show. */
let scene: Scene | null = null;

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
const levers = leverControls((set, settled) => {
  setState({ ...state, levers: set }, settled);
});
const data = dataPanel({
  onChoice: (choice) => {
    dataRadio.checked = true;
    table = null;
    setState({ ...state, data: choice, levers: leversFor(choice) }, true);
  },
  onAsked: () => {
    dataRadio.checked = true;
    table = null;
    setState({ ...state, data: null }, false);
    refresh();
    showRefusal('Say which columns are each modality and the target.', true);
  },
  onTable: ({ problem }) => {
    table = problem;
    refresh();
  },
  onRefused: (message) => {
    table = null;
    refresh();
    onRefused(message);
  },
});

/** Of the levers that are set those that a choice has modalities for. */
function leversFor({ modalities }: DataChoice): LeverSettings {
  const names = modalities.map(([name]) => name);
  return Object.fromEntries(
    Object.entries(state.levers).filter(
      ([name]) => !name.includes('.') || names.includes(name.slice(name.indexOf('.') + 1)),
    ),
  );
}

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
  levers.show(state);
  radio('start', state.start).checked = true;
  byId('toy', HTMLElement).hidden = dataRadio.checked;
  byId('data', HTMLElement).hidden = !dataRadio.checked;
  [experiment, held] = [null, null];
  live.clear();
  const inputs = inputsOfState();
  setWaiting(inputs !== null);
  if (inputs === null) {
    forget();
    showRefusal(state.data ? 'Reading …' : 'Choose a table, or try one of the examples.', true);
    return;
  }
  const { depth, fusion: fusionLayer, init: initScale, rate: learningRate, width, start } = state;
  const training = { initScale, learningRate, width };
  ask({ inputs, network: { depth, fusionLayer }, start, training, levers: leversOf(state) });
}

function inputsOfState(): Inputs | null {
  if (dataRadio.checked) return state.data && table ? { problem: table } : null;
  return { toy: { stdA: state.sigma, stdB: 1, rho: state.rho } };
}

/** A quick answer is held back while the complete one is likely to follow within so many milliseconds. */
const HOLD = 80;
let held: TheoryAnswer | null = null;
let heldAt = 0;
let lastDelay = 0;

function onAnswer(answer: TheoryAnswer): void {
  if (answer.stage === 'complete') {
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
  const { problem, prediction, end, stage } = answer;
  const { start, depth, fusion: fusionLayer } = state;
  showRefusal('');
  showPrediction(answer, state);
  void showFormulas(prediction);
  scene = { ...answer, start, layers: null, fusionLayer };
  drawing.set({ problem, network: { depth, fusionLayer } });
  pictures.predict(scene);
  if (stage === 'quick') return;
  experiment = { problem, network: { depth, fusionLayer }, state, levers: leversOf(state), end };
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
    setState({ ...state, data: null, levers: {} }, true);
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
