/** The pictures: the prediction drawn once a change, the simulation drawn over it as it runs. */
import { COLOURS } from '../../src/figures/grammar/palette.js';
import type { PanelSpec } from '../../src/figures/grammar/spec.js';
import { SVG } from '../../src/figures/grammar/text.js';
import { make } from './dom.js';
import { draw, type Drawing } from './draw.js';
import type { SimulatedPoint } from './messages.js';
import { orderBars } from './orders.js';
import { layersPanel, lossPanel, modalitiesOf, spreadPanel, styleOf, weightsPanel, type Scene } from './panels.js';

/** A series of the simulation in a picture. */
interface Series {
  readonly colour: string;
  readonly x: (point: SimulatedPoint) => number;
  readonly y: (point: SimulatedPoint) => number;
}

type Legend = readonly (readonly [swatch: string, meaning: string])[];

/** A picture of the page. */
interface Picture {
  readonly title: string;
  /** `null` for nothing to draw. */
  readonly panel: (scene: Scene) => PanelSpec | null;
  readonly series: (scene: Scene) => readonly Series[];
  readonly legend: (scene: Scene) => Legend;
  /** What is said in its place while it is computed; without it the picture is left out. */
  readonly waiting?: (scene: Scene) => string | null;
  /** Below the picture. */
  readonly below?: (scene: Scene) => Node | null;
}

const theoryEntry = ({ follows, start, levered }: Scene, swatch: string) => {
  const from = follows === start ? '' : ', from a balanced start';
  return [swatch, `theory${from}${levered ? ', without levers' : ''}`] as const;
};
const leverEntry = ({ levered }: Scene, swatch = 'line text dashed'): Legend =>
  levered ? [[swatch, 'with the levers']] : [];
const nameEntries = (scene: Scene): Legend =>
  modalitiesOf(scene).map((name, m) => [`line ${styleOf(m).colour} ${styleOf(m).dash}`, name]);
const none = () => [];

const PICTURES: readonly Picture[] = [
  {
    title: 'Loss',
    panel: lossPanel,
    series: () => [{ colour: COLOURS.green, x: ({ step }) => step, y: ({ loss }) => loss }],
    legend: (scene) => [
      theoryEntry(scene, 'line text'),
      ...leverEntry(scene),
      ['dots green', 'simulation'],
      ['rule', 'predicted times, shaded: ± one standard deviation'],
    ],
  },
  {
    title: 'Total weights',
    panel: weightsPanel,
    series: (scene) =>
      modalitiesOf(scene).map((_, m) => ({
        colour: COLOURS[styleOf(m).colour],
        x: ({ step }) => step,
        y: ({ totals }) => Math.abs(totals[m]),
      })),
    legend: (scene) => [...nameEntries(scene), ...leverEntry(scene), ['dots', 'simulation']],
  },
  {
    title: 'Phase portrait',
    panel: ({ phase }) => phase,
    series: () => [{ colour: COLOURS.text, x: ({ totals }) => totals[0], y: ({ totals }) => totals[1] }],
    legend: (scene) => [
      theoryEntry(scene, 'line green'),
      ['dots', 'simulation'],
      ['cross', 'fixed point, unstable'],
      ['disc', 'everything learned'],
    ],
  },
  {
    title: 'When, over random starts',
    panel: spreadPanel,
    series: none,
    legend: () => [
      ['box', 'nine starts in ten'],
      ['disc', 'median'],
      ['plus', 'mean'],
    ],
    below: orderBars,
  },
  {
    title: 'Every fusion layer',
    panel: layersPanel,
    series: none,
    legend: (scene) => [
      ...nameEntries(scene),
      ['line green', 'recommended: all in use soonest'],
      ['rule', 'the one that is set'],
      ...(scene.levered ? ([['none', 'without levers']] as const) : []),
    ],
    waiting: ({ stage, problem }) =>
      stage === 'complete' && problem.modalities.length > 0 ? 'Computing the other fusion layers …' : null,
    below: recommendation,
  },
];

/** Circles of the simulation: their radius, and how far from one another they are at least, in pixels. */
const RADIUS = 3;
const APART = 9;

/** Puts the pictures into `holder`. */
export function charts(holder: HTMLElement) {
  const drawings = PICTURES.map(pictureOf);
  holder.append(...drawings.map(({ figure }) => figure));
  let scene: Scene | null = null;
  let points: readonly SimulatedPoint[] = [];
  const redraw = () => {
    for (const { show, simulate } of drawings) {
      if (scene) show(scene);
      simulate(points);
    }
  };
  new ResizeObserver(redraw).observe(holder);
  return {
    predict: (next: Scene) => {
      scene = next;
      redraw();
    },
    simulate: (next: readonly SimulatedPoint[]) => {
      points = next;
      const reached = points.at(-1)?.step ?? 0;
      if (scene && reached > scene.end) {
        // Slower than predicted: the axis grows with it.
        scene = { ...scene, end: 1.25 * reached };
        redraw();
      }
      for (const { simulate } of drawings) simulate(points);
    },
  };
}

function pictureOf({ title, panel, series, legend, waiting, below }: Picture) {
  const room = make('div', {
    class: 'plot',
    role: 'img',
    'aria-label': `${title}, drawn from the numbers in the table`,
  });
  const wait = make('p', { class: 'hint', role: 'status' });
  const entries = make('ul', { class: 'legend' });
  const rest = make('div', {});
  const figure = make('figure', {}, make('figcaption', {}, title), wait, room, entries, rest);
  let overlay: ((points: readonly SimulatedPoint[]) => void) | undefined;
  return {
    figure,
    show: (scene: Scene) => {
      const spec = panel(scene);
      const said = spec === null ? (waiting?.(scene) ?? null) : null;
      wait.textContent = said ?? '';
      [wait.hidden, room.hidden, entries.hidden] = [said === null, spec === null, spec === null];
      figure.hidden = spec === null && said === null;
      rest.replaceChildren(...[below?.(scene) ?? []].flat());
      overlay = undefined;
      const width = room.clientWidth;
      if (spec === null || width === 0) return;
      const drawing = draw(spec, { width, height: Math.round(Math.min(320, Math.max(240, 0.62 * width))) });
      room.replaceChildren(drawing.svg);
      entries.replaceChildren(
        ...legend(scene).map(([swatch, meaning]) => make('li', {}, make('i', { class: `swatch ${swatch}` }), meaning)),
      );
      overlay = overlayOn(drawing, series(scene));
    },
    simulate: (points: readonly SimulatedPoint[]) => {
      overlay?.(points);
    },
  };
}

/** Which fusion layer is best, in words. */
function recommendation({ layers, fusionLayer }: Scene): Node | null {
  if (!layers?.recommended) return null;
  const { recommended } = layers;
  const words =
    recommended === fusionLayer
      ? 'It is the one that is set.'
      : `With it all modalities are in use soonest; set is ${fusionLayer}.`;
  return make('p', { class: 'hint' }, make('strong', {}, `Recommended fusion layer: ${recommended}. `), words);
}

/** Draws series of points over a picture, by its own scales; a path a series, so that a frame costs next to nothing. */
function overlayOn({ svg, x, y }: Drawing, series: readonly Series[]) {
  const paths = series.map(({ colour }) => {
    const path = document.createElementNS(SVG, 'path');
    for (const [name, value] of Object.entries({ stroke: colour, fill: 'none', 'stroke-width': '1.5' })) {
      path.setAttribute(name, value);
    }
    svg.append(path);
    return path;
  });
  return (points: readonly SimulatedPoint[]) => {
    series.forEach((one, i) => {
      const places = points.map((point): Place => [x(one.x(point)), y(one.y(point))]);
      paths[i].setAttribute('d', apart(places).map(circle).join(''));
    });
  };
}

type Place = readonly [x: number, y: number];

/** Those places along a way that are far enough from the one before, and the last. */
function apart(places: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const [i, [x, y]] of places.entries()) {
    const before = kept.at(-1);
    const isApart = before === undefined || Math.hypot(x - before[0], y - before[1]) >= APART;
    if (isApart || i === places.length - 1) kept.push([x, y]);
  }
  return kept;
}

function circle([x, y]: Place): string {
  const around = `a${RADIUS},${RADIUS} 0 1,0`;
  return `M${(x - RADIUS).toFixed(1)},${y.toFixed(1)}${around} ${2 * RADIUS},0${around} ${-2 * RADIUS},0`;
}
