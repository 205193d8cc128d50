/** The formulas behind the closed form, typeset when the page was built. */
import type { Answer } from '../../src/predict/answer.js';
import { pairOf } from '../../src/predict/times.js';
import { byId, make } from './dom.js';
import { number } from './format.js';

/** A formula of the catalogue as `scripts/docs/explorer.ts` writes it. */
interface Typeset {
  readonly id: string;
  readonly title: string;
  readonly equation: string;
  /** HTML and MathML of KaTeX. */
  readonly html: string;
}

let loaded: Promise<readonly Typeset[]> | undefined;

/** All formulas, from a file that is compressed whatever the server does. */
async function load(): Promise<readonly Typeset[]> {
  const { ok, status, body } = await fetch(new URL('./formulas.bin', import.meta.url));
  if (!ok || body === null) throw new Error(`the formulas cannot be loaded (${status})`);
  return (await new Response(body.pipeThrough(new DecompressionStream('gzip'))).json()) as Typeset[];
}

/** Shows the formulas of a prediction with the values of their symbols. */
export function formulaList(holder: HTMLElement, symbols: HTMLElement) {
  let shown = '';
  return async (prediction: Answer): Promise<void> => {
    const [answer] = prediction.predictions;
    symbols.replaceChildren(...scripted(symbolValues(prediction)));
    const ids = pairOf(answer)?.formulas ?? [];
    byId('formulas-section', HTMLElement).hidden = ids.length === 0;
    if (ids.join() === shown) return;
    shown = ids.join();
    loaded ??= load();
    const all = await loaded;
    if (ids.join() === shown) holder.replaceChildren(...all.filter(({ id }) => ids.includes(id)).map(card));
  };
}

function card({ title, equation, html }: Typeset): HTMLElement {
  const source = equation === '—' ? 'not in the source' : `Eq ${equation}`;
  const math = make('div', { class: 'math', tabindex: '0', role: 'group', 'aria-label': title });
  math.innerHTML = html;
  return make(
    'figure',
    {},
    make('figcaption', {}, ...scripted(`${title} `), make('span', { class: 'source' }, source)),
    math,
  );
}

/** A text whose subscripts, `L_f` and `Σ_yA`, are set as such. */
function scripted(text: string): (Node | string)[] {
  return text.split(/_(\w+)/).map((part, i) => (i % 2 === 0 ? part : make('sub', {}, part)));
}

/** The formulas speak of A as the modality learned first: what that is here, and what the letters are. */
function symbolValues({ first, norms, training, predictions, problem }: Answer): string {
  const [{ network }] = predictions;
  const names = problem.modalities.map(({ name }) => name);
  const pair = names.length === 2;
  const other = names.find((name) => name !== first) ?? '';
  const values = [
    ...(pair
      ? [`‖Σ_yA‖ = ${number(norms[first])}`, `‖Σ_yB‖ = ${number(norms[other])}`, `k = ${number(norms['k'])}`]
      : names.map((name) => `‖Σ_y${name}‖ = ${number(norms[name])}`)),
    `u₀ = ${training.initScale}`,
    `τ = 1/η = ${number(1 / training.learningRate)} steps`,
    `L = ${network.depthA + network.depthShared}`,
    `L_f = ${network.depthA}`,
  ];
  const turned =
    !pair || first === 'A' ? '' : `In the formulas A is the modality learned first, which is ${first} here. `;
  return `${turned}With ${values.join(', ')}.`;
}
