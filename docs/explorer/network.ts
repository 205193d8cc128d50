/** The network as it is set, drawn: how strong each layer is at a step of the simulation, and how much of each modality is in use. */
import { COLOURS } from '../../src/figures/grammar/palette.js';
import type { FusedNetwork } from '../../src/problem/network.js';
import type { Problem } from '../../src/problem/problem.js';
import { make } from './dom.js';
import { element, text } from './draw.js';
import { number } from './format.js';
import { layoutOf, type Stage } from './layout.js';
import type { SimulatedPoint } from './messages.js';
import { styleOf } from './panels.js';

/** What is drawn. */
export interface Drawn {
  readonly problem: Problem;
  readonly network: FusedNetwork;
}

/** Room for the names at the left, the output at the right, and above, in pixels. */
const [LEFT, RIGHT, TOP] = [90, 30, 20];
/** Pixels from layer to layer, at least; nodes drawn of a layer at most, and how far apart they are. */
const [STEP, NODES, APART] = [22, 3, 15];
/** A row of a modality, and all of them, at least. */
const [ROW, ROWS] = [64, 190];
/** The bar of a modality, and the lines of a layer: at least, and what its strength adds. */
const [BAR, FAINT, STRONG] = [72, 0.15, 0.85];

type Place = readonly [x: number, y: number];

/** The figure of the network in `holder`; it follows the simulation, or shows the step that its slider is set to. */
export function networkFigure(holder: HTMLElement) {
  const room = make('div', { class: 'network', role: 'img', 'aria-label': 'The network' });
  const moment = make('input', {
    type: 'range',
    min: '0',
    value: '0',
    step: '1',
    'aria-label': 'Step of the simulation that is drawn',
  });
  const said = make('output', {});
  const legend = make('p', { class: 'hint' }, LEGEND);
  holder.append(
    make(
      'figure',
      { id: 'network' },
      make('figcaption', {}, 'The network'),
      room,
      make('div', { class: 'moment' }, moment, said),
      legend,
    ),
  );
  let drawn: Drawn | null = null;
  let points: readonly SimulatedPoint[] = [];
  let light: (point: SimulatedPoint | null) => void = () => undefined;
  /** Whether the newest state is shown, whatever comes. */
  let follows = true;

  const show = () => {
    const last = points.at(-1)?.step ?? 0;
    moment.max = String(last);
    moment.disabled = last === 0;
    if (follows) moment.value = String(last);
    const point = points.findLast(({ step }) => step <= moment.valueAsNumber) ?? points.at(0) ?? null;
    said.textContent = point === null ? 'not trained yet' : `step ${number(point.step)}`;
    moment.setAttribute('aria-valuetext', said.textContent);
    light(point);
    if (drawn) room.setAttribute('aria-label', inWords(drawn, point));
  };
  const redraw = () => {
    if (drawn === null || room.clientWidth === 0) return;
    const picture = draw(drawn, room.clientWidth);
    room.replaceChildren(picture.svg);
    light = picture.light;
    show();
  };
  moment.addEventListener('input', () => {
    follows = moment.value === moment.max;
    show();
  });
  new ResizeObserver(redraw).observe(holder);
  return {
    set: (next: Drawn) => {
      drawn = next;
      redraw();
    },
    simulate: (next: readonly SimulatedPoint[]) => {
      if (next.length === 0) follows = true;
      points = next;
      show();
    },
  };
}

const LEGEND =
  'Lines are as strong as their layer (its norm, against that of a layer at the end). Bars: what a modality adds to the output, as a share of what it adds in the end; the mark is half, from where it counts as used.';

/** The picture, for those who do not see it. */
function inWords({ problem, network: { depth, fusionLayer } }: Drawn, point: SimulatedPoint | null): string {
  const names = problem.modalities.map(({ name }) => name);
  const own = fusionLayer === 1 ? 'one layer' : `${fusionLayer} layers`;
  const behind = depth - fusionLayer;
  const shared = behind === 0 ? 'whose outputs are added' : `added, and ${behind} shared after that`;
  const learned =
    point === null
      ? ''
      : ` At step ${point.step}: ${names.map((name, m) => `${name} ${shareOf(point, m)}`).join(', ')} of its final contribution.`;
  return `A network of ${depth} layers: ${names.join(', ')} with ${own} each, ${shared}.${learned}`;
}

function shareOf({ shares }: SimulatedPoint, m: number): string {
  const share = shares.at(m) ?? null;
  return share === null ? 'adds nothing in the end' : inPercent(share);
}

/** The picture, and how to bring it to a state; without one it is a network that has learned nothing. */
function draw({ problem, network }: Drawn, width: number) {
  const { modalities, outputs } = problem;
  const row = Math.max(ROW, ROWS / modalities.length);
  const height = TOP + modalities.length * row;
  const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, width, height });
  const layout = layoutOf(network, Math.floor((width - LEFT - RIGHT) / STEP));
  const column = (width - LEFT - RIGHT) / (layout.branch.length + layout.shared.length);
  const x = (stage: number) => LEFT + stage * column;
  const middle = (height + TOP) / 2;
  const lights: ((point: SimulatedPoint | null) => void)[] = [];
  /** Draws stages from one column to the next, each between the nodes of its layers. */
  const chain = (
    stages: readonly Stage[],
    from: number,
    ys: readonly number[],
    counts: readonly number[],
    colour: string,
    strength: Strength,
  ) => {
    stages.forEach((stage, i) => {
      const [left, right] = [i, i + 1].map((at) => nodes(x(from + at), ys[at], counts[at]));
      svg.append(...[...left, ...right].map(([cx, cy]) => element('circle', { cx, cy, r: 2.5, fill: colour })));
      if ('omitted' in stage) {
        const [at, y] = [(left[0][0] + right[0][0]) / 2, (ys[i] + ys[i + 1]) / 2];
        svg.append(text('⋯', at, y + 4, 'middle'), text(`${stage.omitted} more`, at, y + 30, 'middle'));
        return;
      }
      const lines = element('path', { d: between(left, right), stroke: colour, fill: 'none' });
      svg.prepend(lines);
      lights.push((point) => {
        const strong = point === null ? 0 : Math.min(1, strength(point, stage.layer));
        lines.setAttribute('stroke-width', (0.6 + 1.9 * strong).toFixed(2));
        lines.setAttribute('stroke-opacity', (FAINT + STRONG * strong).toFixed(2));
      });
    });
  };
  const behind = layout.shared.length;
  const atEnd = Math.min(NODES, outputs.length);
  const fused = behind === 0 ? atEnd : NODES;
  modalities.forEach(({ name, dim }, m) => {
    const y = TOP + (m + 0.5) * row;
    const { branch } = layout;
    const first = Math.min(NODES, dim);
    const counts = [first, ...branch.slice(1).map(() => NODES), fused];
    const ys = [...branch.map(() => y), middle];
    chain(branch, 0, ys, counts, COLOURS[styleOf(m).colour], ({ layers }, layer) => layers.branches[m][layer - 1]);
    lights.push(label(svg, name, m, y));
  });
  const { fusionLayer } = network;
  chain(
    layout.shared,
    layout.branch.length,
    Array.from({ length: behind + 1 }, () => middle),
    [...Array.from({ length: behind }, () => NODES), atEnd],
    COLOURS.text,
    ({ layers }, layer) => layers.shared[layer - fusionLayer - 1],
  );
  svg.append(...fusion(x(layout.branch.length), middle, fused), text('ŷ', width - 8, middle + 5, 'end'));
  return {
    svg,
    light: (point: SimulatedPoint | null) => {
      for (const one of lights) one(point);
    },
  };
}

/** How strong a layer is, in shares of a layer at the end. */
type Strength = (point: SimulatedPoint, layer: number) => number;

const nodes = (x: number, y: number, count: number): Place[] =>
  Array.from({ length: count }, (_, i) => [x, y + (i - (count - 1) / 2) * APART]);

const between = (left: readonly Place[], right: readonly Place[]): string =>
  left
    .flatMap(([x1, y1]) =>
      right.map(([x2, y2]) => `M${x1.toFixed(1)},${y1.toFixed(1)}L${x2.toFixed(1)},${y2.toFixed(1)}`),
    )
    .join('');

/** A ring around the nodes in which modalities meet, and its name. */
function fusion(x: number, y: number, count: number): SVGElement[] {
  const [width, height] = [14, (count - 1) * APART + 16];
  const [left, top] = [x - width / 2, y - height / 2];
  const ring = { stroke: 'currentColor', fill: 'none' };
  return [
    element('rect', { x: left, y: top, width, height, rx: 7, ...ring }),
    element('line', { x1: x, x2: x, y1: 18, y2: top, ...ring, 'stroke-dasharray': '2 3' }),
    text('fusion', x, 13, 'middle'),
  ];
}

const inPercent = (share: number): string => `${Math.round(100 * share)}%`;

/** Letters of a name that have room. */
const LETTERS = 11;

/** The name of a modality and its bar, which is brought to a state by what is returned. */
function label(svg: SVGElement, name: string, m: number, y: number) {
  const words = element('text', { x: 0, y: y - 10 });
  words.textContent = name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;
  const share = element('text', { x: 0, y: y + 21 });
  const bar = { x: 0.5, y: y - 3.5, height: 8, rx: 2 };
  const filled = element('rect', { ...bar, width: 0, fill: COLOURS[styleOf(m).colour] });
  const outline = element('rect', { ...bar, width: BAR, fill: 'none', stroke: 'currentColor', 'stroke-opacity': 0.5 });
  const half = element('line', { x1: 0.5 + BAR / 2, x2: 0.5 + BAR / 2, y1: y - 6, y2: y + 7, stroke: 'currentColor' });
  const group = element('g', { fill: 'currentColor' });
  group.append(words, share);
  svg.append(group, filled, outline, half);
  return (point: SimulatedPoint | null) => {
    const value = point?.shares.at(m) ?? null;
    filled.setAttribute('width', String(BAR * Math.min(1, value ?? 0)));
    share.textContent = value === null ? '' : `${inPercent(value)}${value >= 0.5 ? ', used' : ''}`;
  };
}
