/** The numeric settings: each a number one can type and a slider, both of one value. */
import { byId, make } from './dom.js';
import { withNumber, type NumberKey, type State } from './state.js';

/** A setting's slider and number, as page.html declares them in `data-` attributes. */
interface Field {
  readonly key: NumberKey;
  readonly box: HTMLInputElement;
  readonly slider: HTMLInputElement | null;
  /** Position on the slider to value, and back. */
  readonly valueAt: (position: number) => number;
  readonly positionOf: (value: number) => number;
}

/** Positions of a logarithmic slider. */
const POSITIONS = 100;

/**
 * Completes the fields of the form. `onChange` is called with a change to the state at every movement, and with `settled`
 * when the change is over: that is what the history remembers.
 */
export function numberFields(onChange: (change: (state: State) => State, settled: boolean) => void): {
  show: (state: State) => void;
} {
  const fields = [...document.querySelectorAll<HTMLElement>('.field')].map(complete);
  const listen = (input: HTMLInputElement, key: NumberKey, value: () => number) => {
    for (const event of ['input', 'change']) {
      input.addEventListener(event, () => {
        onChange((state) => withNumber(state, key, value()), event === 'change');
      });
    }
  };
  for (const { key, box, slider, valueAt } of fields) {
    listen(box, key, () => box.valueAsNumber);
    if (slider) listen(slider, key, () => valueAt(slider.valueAsNumber));
  }
  return {
    show: (state) => {
      for (const field of fields) showField(field, state);
      byId('fusion-word', HTMLElement).textContent = fusionWord(state);
    },
  };
}

function complete(holder: HTMLElement): Field {
  const { key, label = '', min, max, step = '1', log } = holder.dataset;
  const id = key as NumberKey;
  const box = make('input', { type: 'number', id, step, inputmode: 'decimal' });
  holder.querySelector('label')?.after(box);
  if (min === undefined || max === undefined) return { key: id, box, slider: null, ...linear };
  const scale = log === undefined ? linear : logarithmic(Number(min), Number(max), Number(log));
  const range = log === undefined ? { min, max, step } : { min: '0', max: String(POSITIONS), step: '1' };
  const slider = make('input', { type: 'range', 'aria-label': `${label}, slider`, ...range });
  holder.append(slider);
  return { key: id, box, slider, ...scale };
}

const linear = { valueAt: (x: number) => x, positionOf: (x: number) => x };

/** Even in the logarithm; values have so many significant digits. */
function logarithmic(min: number, max: number, digits: number) {
  const span = Math.log(max / min);
  return {
    valueAt: (position: number) => Number((min * Math.exp((span * position) / POSITIONS)).toPrecision(digits)),
    positionOf: (value: number) => Math.round((POSITIONS * Math.log(value / min)) / span),
  };
}

function showField({ key, box, slider, valueAt, positionOf }: Field, state: State): void {
  const value = state[key];
  // What is being typed is left alone: `0.` is on its way to `0.5`.
  if (document.activeElement !== box || box.valueAsNumber !== value) {
    if (Number.isFinite(value)) box.value = String(value);
  }
  if (!slider) return;
  if (key === 'fusion') slider.max = String(state.depth);
  if (Number.isFinite(value) && valueAt(slider.valueAsNumber) !== value) slider.value = String(positionOf(value));
  slider.setAttribute('aria-valuetext', key === 'fusion' ? `${value}, ${fusionWord(state)}` : String(value));
}

function fusionWord({ depth, fusion }: State): string {
  if (fusion === 1) return 'early fusion';
  return fusion === depth ? 'late fusion' : `of ${depth}`;
}
