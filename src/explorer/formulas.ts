/** The formulas behind the closed form, typeset when the page was built; one file each, loaded when needed. */
import type { Prediction } from '../predict/types.js';
import { make } from './dom.js';
import { number } from './format.js';

/** A formula of the catalogue as `scripts/build-explorer.js` writes it. */
interface Typeset {
  readonly title: string;
  readonly equation: string;
  /** HTML and MathML of KaTeX. */
  readonly html: string;
}

const loaded = new Map<string, Promise<Typeset>>();

function load(id: string): Promise<Typeset> {
  const known = loaded.get(id) ?? fetchFormula(id);
  loaded.set(id, known);
  return known;
}

async function fetchFormula(id: string): Promise<Typeset> {
  const response = await fetch(new URL(`./formulas/${id.replace('/', '-')}.json`, import.meta.url));
  if (!response.ok) throw new Error(`formula ${id} cannot be loaded (${response.status})`);
  return (await response.json()) as Typeset;
}

/** Shows the formulas of a prediction with the values of their symbols. */
export function formulaList(holder: HTMLElement, symbols: HTMLElement) {
  let shown = '';
  return async (prediction: Prediction): Promise<void> => {
    const [answer] = prediction.predictions;
    symbols.textContent = symbolValues(prediction);
    const { first, second, timeRatio } = answer.closedForm.formulas;
    const ids = [...new Set([first, second, ...(timeRatio === null ? [] : [timeRatio])])];
    if (ids.join() === shown) return;
    shown = ids.join();
    const typeset = await Promise.all(ids.map(load));
    if (ids.join() === shown) holder.replaceChildren(...typeset.map(card));
  };
}

function card({ title, equation, html }: Typeset): HTMLElement {
  const source = equation === '—' ? 'not in the source' : `Eq ${equation}`;
  const math = make('div', { class: 'math', tabindex: '0', role: 'group', 'aria-label': title });
  math.innerHTML = html;
  return make('figure', {}, make('figcaption', {}, `${title} `, make('span', { class: 'source' }, source)), math);
}

/** The formulas speak of A as the modality learned first: what that is here, and what the letters are. */
function symbolValues({ norms, training, predictions }: Prediction): string {
  const [{ first, network }] = predictions;
  const [sA, sB] = first === 'A' ? [norms.A, norms.B] : [norms.B, norms.A];
  const values = [
    `‖Σ_yA‖ = ${number(sA)}`,
    `‖Σ_yB‖ = ${number(sB)}`,
    `k = ${number(norms.k)}`,
    `u₀ = ${training.initScale}`,
    `τ = 1/η = ${number(1 / training.learningRate)} steps`,
    `L = ${network.depthA + network.depthShared}`,
    `L_f = ${network.depthA}`,
  ];
  const turned = first === 'A' ? '' : 'In the formulas A is the modality learned first, which is B here. ';
  return `${turned}With ${values.join(', ')}.`;
}
