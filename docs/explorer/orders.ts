/** How probable each order of first use is, as bars. */
import { badge, make } from './dom.js';
import { percent } from '../../src/predict/numbers.js';
import { modalitiesOf, type Scene } from './panels.js';

/** Orders beyond so many are one line. */
const MOST = 6;

/** The orders of random starts, the likeliest first; `null` without any. */
export function orderBars(scene: Scene): Node | null {
  const orders = scene.prediction.predictions[0].randomStart?.orders ?? [];
  if (orders.length === 0) return null;
  const names = modalitiesOf(scene);
  const bars = orders
    .slice(0, MOST)
    .map(({ modalities, probability }) =>
      make(
        'li',
        {},
        make('span', {}, ...modalities.flatMap((name, i) => [i === 0 ? '' : ' → ', badge(name, names.indexOf(name))])),
        make('i', { class: 'bar', style: `--share: ${probability}`, 'aria-hidden': 'true' }),
        make('span', {}, percent(probability)),
      ),
    );
  const rest = orders.slice(MOST).reduce((sum, { probability }) => sum + probability, 0);
  const more = rest > 0 ? [make('li', {}, `other orders ${percent(rest)}`)] : [];
  return make(
    'div',
    {},
    make('p', { class: 'hint' }, 'How often they come into use in which order'),
    make('ol', { class: 'orders' }, ...bars, ...more),
  );
}
