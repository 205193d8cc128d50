/** The levers: what of the data, the objective or the training is changed, as controls. */
import type { Levers } from '../../src/levers/levers.js';
import { byId, make } from './dom.js';
import { namesOf, type LeverSettings, type State } from './state.js';

/** A lever as the page shows it. */
interface Control {
  readonly key: keyof Levers;
  readonly label: string;
  /** What it means, and what it is where nothing is set. */
  readonly hint: string;
  readonly min: number;
  readonly max?: number;
  readonly step: number;
}

/** Those that each modality has of its own. */
const OF_MODALITY: readonly Control[] = [
  { key: 'scale', label: 'scale', hint: 'factor on the inputs, 1', min: 0, step: 0.1 },
  { key: 'noise', label: 'noise', hint: 'variance added to the inputs, 0', min: 0, step: 0.1 },
  { key: 'dropout', label: 'dropout', hint: 'how often it is left out, 0', min: 0, max: 0.99, step: 0.05 },
  { key: 'lrOf', label: 'rate', hint: 'learning rate of the branch, η', min: 0, step: 0.01 },
  { key: 'initOf', label: 'start', hint: 'initial scale of the branch, u₀', min: 0, step: 0.01 },
  { key: 'freeze', label: 'freeze', hint: 'steps in which it is held, 0', min: 0, step: 10 },
];

/** Those of the whole training. */
const OF_ALL: readonly Control[] = [
  { key: 'aux', label: 'auxiliary losses', hint: 'weight of each modality’s own loss, 0', min: 0, step: 0.1 },
  { key: 'momentum', label: 'momentum', hint: 'heavy ball, 0', min: 0, max: 0.99, step: 0.05 },
  { key: 'weightDecay', label: 'weight decay', hint: 'λ, added to the gradient, 0', min: 0, step: 0.001 },
];

/** The levers of a state as the library takes them, with times by what the network ends at without them; `null` without any. */
export function leversOf({ levers }: State): Levers | null {
  const given = Object.entries(levers);
  if (given.length === 0) return null;
  const byModality = OF_MODALITY.flatMap(({ key }) => {
    const own = given.flatMap(([name, value]) =>
      name.startsWith(`${key}.`) ? [[name.slice(key.length + 1), value] as const] : [],
    );
    return own.length === 0 ? [] : [[key, Object.fromEntries(own)] as const];
  });
  const ofAll = given.filter(([name]) => OF_ALL.some(({ key }) => key === name));
  return { ...(Object.fromEntries([...byModality, ...ofAll]) as Levers), level: 'plain' };
}

/** The levers that are set, in words: `noise of A 0.5`. */
export function leversInWords({ levers }: State): string {
  const label = (key: string) => [...OF_MODALITY, ...OF_ALL].find((control) => control.key === key)?.label ?? key;
  return Object.entries(levers)
    .map(([name, value]) => {
      const at = name.indexOf('.');
      return at < 0 ? `${label(name)} ${value}` : `${label(name.slice(0, at))} of ${name.slice(at + 1)} ${value}`;
    })
    .join(', ');
}

/** Puts the controls into the page; `onChange` is called with all that are set, and with `settled` when a change is over. */
export function leverControls(onChange: (levers: LeverSettings, settled: boolean) => void): {
  show: (state: State) => void;
} {
  const holder = byId('levers', HTMLElement);
  let shownNames = '';
  let boxes = new Map<string, HTMLInputElement>();
  const build = (names: readonly string[]) => {
    boxes = new Map();
    const head = make('tr', {}, make('td'), ...names.map((name) => make('th', { scope: 'col' }, name)));
    const rows = OF_MODALITY.map((control) =>
      make(
        'tr',
        {},
        make('th', { scope: 'row' }, control.label, make('small', {}, control.hint)),
        ...names.map((name) =>
          make('td', {}, boxFor(control, `${control.key}.${name}`, `${control.label} of ${name}`)),
        ),
      ),
    );
    const fields = OF_ALL.map((control) =>
      make(
        'label',
        {},
        make('span', {}, control.label, make('small', {}, control.hint)),
        boxFor(control, control.key, null),
      ),
    );
    const reset = make('button', { type: 'button', id: 'no-levers' }, 'Without levers');
    reset.addEventListener('click', () => {
      for (const box of boxes.values()) box.value = '';
      onChange({}, true);
    });
    const table = make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows));
    const scroll = make(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Levers of modalities' },
      table,
    );
    holder.replaceChildren(scroll, ...fields, reset);
  };
  const boxFor = ({ min, max, step }: Control, name: string, label: string | null) => {
    const range = { min: String(min), step: String(step), ...(max === undefined ? {} : { max: String(max) }) };
    const named = label === null ? {} : { 'aria-label': label };
    const box = make('input', { type: 'number', inputmode: 'decimal', name: `lever-${name}`, ...range, ...named });
    boxes.set(name, box);
    for (const event of ['input', 'change']) {
      box.addEventListener(event, () => {
        onChange(settings(), event === 'change');
      });
    }
    return box;
  };
  const settings = (): LeverSettings =>
    Object.fromEntries(
      [...boxes].flatMap(([name, { valueAsNumber }]) =>
        Number.isFinite(valueAsNumber) ? [[name, valueAsNumber]] : [],
      ),
    );
  return {
    show: (state) => {
      const names = namesOf(state);
      if (names.join('\n') !== shownNames) build(names);
      shownNames = names.join('\n');
      for (const [name, box] of boxes) {
        const value = name in state.levers ? String(state.levers[name]) : '';
        if (document.activeElement !== box && box.value !== value) box.value = value;
      }
      const count = Object.keys(state.levers).length;
      byId('levers-set', HTMLElement).textContent = count === 0 ? '' : `${count} set`;
      if (count > 0) byId('levers-section', HTMLDetailsElement).open = true;
    },
  };
}
