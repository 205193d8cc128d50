/**
 * Panels that more than one figure has, and the explorer: from numbers to specifications. Runs in a browser as well as in
 * Node; what the numbers are and how they came about is the caller's.
 */
import type { SourcePlateau } from '../../predict/source/plateaus.js';
import type { ByModality, Correlations } from '../../problem/correlations.js';
import { network, type NetworkInput } from '../../problem/network.js';
import { phaseFlow } from './phase-field.js';
import type { Colour, Dash, LegendEntry, Mark, Panel, Role, FigureRow, MarkSymbol } from './spec.js';

/** Loss and total weights along time; arrays of equal length. A `Trajectory` of `reducedTrajectory` is one. */
export interface Curves {
  /** Times in steps. */
  readonly t: readonly number[];
  /** Total weight of A, or its norm. */
  readonly totalA: readonly number[];
  /** The same for B. */
  readonly totalB: readonly number[];
  /** Loss. */
  readonly loss: readonly number[];
}

/** What {@link lossAndWeightsPanel} and {@link phasePortraitPanel} are made of. */
export interface TrajectoryInput {
  /** Identifies the panel in its figure. */
  readonly id: string;
  /** What stands above it. */
  readonly title: string;
  /** Lines. */
  readonly theory: Curves | null;
  /** Marks. */
  readonly simulation: Curves | null;
}

/** How many marks a simulated curve has. */
const MARKS = 24;

const QUANTITIES = [
  { name: 'loss', label: 'loss', of: 'loss', colour: 'text', dash: 'solid', symbol: 'circle' },
  { name: 'weight of A', label: 'W_A^{tot}', of: 'totalA', colour: 'blue', dash: 'dashed', symbol: 'square' },
  { name: 'weight of B', label: 'W_B^{tot}', of: 'totalB', colour: 'vermilion', dash: 'dashdot', symbol: 'triangle' },
] as const;

/**
 * Loss and total weights over time, with both transitions: lines are theory, marks simulation, and vertical lines the times
 * at which each modality is half learned.
 *
 * @param input - curves, predicted times (`null` or infinite ones are left out), and where the time axis ends
 */
export function lossAndWeightsPanel(
  input: TrajectoryInput & { readonly times: ByModality<number | null>; readonly end: number },
): Panel {
  const { id, title, theory, simulation, times, end } = input;
  const marks = QUANTITIES.flatMap(({ name, of, colour, dash, symbol }, i): Mark[] => [
    ...(theory
      ? [{ kind: 'line', series: name, role: 'theory', colour, dash, rows: curve(theory, of, end) } as const]
      : []),
    ...(simulation
      ? [
          {
            kind: 'points',
            series: name,
            role: 'simulation',
            colour,
            symbol,
            rows: thinned(curve(simulation, of, end), i / QUANTITIES.length),
          } as const,
        ]
      : []),
  ]);
  const top = Math.max(...marks.flatMap(({ rows }) => rows.map(({ y }) => y ?? 0)));
  const bottom = Math.min(0, ...marks.flatMap(({ rows }) => rows.map(({ y }) => y ?? 0)));
  const legend = QUANTITIES.map(({ label, colour, dash, symbol }): LegendEntry => ({
    label,
    colour,
    ...(theory ? { dash } : {}),
    ...(simulation ? { symbol } : {}),
  }));
  return {
    id,
    title,
    spec: {
      x: { label: 'time t (steps)', domain: [0, end] },
      y: { label: 'loss, total weights', domain: [bottom, top * 1.12] },
      marks: [...transitions(times, end, top * 1.12), ...marks],
      legend,
    },
  };
}

function curve({ t, ...curves }: Curves, of: 'loss' | 'totalA' | 'totalB', end: number): FigureRow[] {
  return t.flatMap((x, i) => (x <= end ? [{ x, y: curves[of][i] }] : []));
}

/** About as many rows as there is room for marks, evenly spaced; `phase` from 0 to 1 keeps curves off each other's marks. */
export function thinned(rows: readonly FigureRow[], phase: number): FigureRow[] {
  const every = Math.max(1, Math.ceil(rows.length / MARKS));
  const first = Math.floor(every * phase);
  return rows.filter((_, i) => i % every === first);
}

function transitions(times: ByModality<number | null>, end: number, top: number): Mark[] {
  const [a, b] = [times.A ?? Infinity, times.B ?? Infinity];
  const isCrowded = Math.abs(a - b) < 0.1 * end;
  return (['A', 'B'] as const).flatMap((name): Mark[] => {
    const [x, other] = name === 'A' ? [a, b] : [b, a];
    if (x > end) return [];
    const base = { series: `t_${name}`, role: 'theory', colour: 'grey' } as const;
    const toTheLeft = isCrowded && (name === 'A' ? x <= other : x < other);
    const words = toTheLeft
      ? ({ anchor: 'end', offset: [-4, 6] } as const)
      : ({ anchor: 'start', offset: [4, 6] } as const);
    return [
      { ...base, kind: 'rule', dash: 'dotted', rows: [{ x }] },
      { ...base, kind: 'text', ...words, colour: 'text', rows: [{ x, y: top, label: `t_${name}` }] },
    ];
  });
}

/** Arrows of a phase portrait in each direction. */
const ARROWS = 13;

/**
 * The plane of both total weights with the flow of balanced weights, the manifolds of fixed points and trajectories.
 *
 * @param input - curves as for {@link lossAndWeightsPanel}; for scalar modalities the data and the network, for the arrows
 * (without them, or where the branches are not equally deep, there are none); the manifolds that are there
 */
export function phasePortraitPanel(
  input: TrajectoryInput & {
    readonly correlations: Correlations;
    readonly network: NetworkInput;
    readonly plateaus: readonly SourcePlateau[];
  },
): Panel {
  const { id, title, theory, simulation, correlations: c, network: net, plateaus } = input;
  const scalar = c.sigmaYA.length === 1 && c.sigmaYB.length === 1;
  const points = manifolds(plateaus, network(net).depthA === 1, scalar);
  const reached = [theory, simulation].flatMap((curves) =>
    curves ? curves.totalA.map((x, i) => [x, curves.totalB[i]]) : [],
  );
  const everything = [...points.map(({ x, y }) => [x, y]), ...reached];
  const x = padded(everything.map((point) => point[0]));
  const y = padded(everything.map((point) => point[1]));
  const paths: Mark[] = [];
  const along = (curves: Curves) => curves.totalA.map((wA, i): FigureRow => ({ x: wA, y: curves.totalB[i] }));
  if (theory)
    paths.push({
      kind: 'line',
      series: 'trajectory',
      role: 'theory',
      colour: 'green',
      dash: 'solid',
      rows: along(theory),
    });
  if (simulation)
    paths.push({
      kind: 'points',
      series: 'trajectory',
      role: 'simulation',
      colour: 'green',
      symbol: 'circle',
      radius: 3,
      rows: spread(along(simulation)),
    });
  const norm = (name: string) => (scalar ? `W_${name}^{tot}` : `‖W_${name}^{tot}‖`);
  return {
    id,
    title,
    spec: {
      size: { width: 372, height: 340 },
      x: { label: norm('A'), domain: x },
      y: { label: norm('B'), domain: y },
      marks: [...(scalar ? arrows(c, net, [x, y], points) : []), ...paths, ...points.flatMap(manifoldMarks)],
      legend: [
        {
          label: 'trajectory',
          colour: 'green',
          ...(theory ? { dash: 'solid' } : {}),
          ...(simulation ? { symbol: 'circle' } : {}),
        },
        { label: 'stable', colour: 'text', symbol: 'circle', filled: true },
        { label: 'unstable', colour: 'text', symbol: 'times' },
      ],
    },
  };
}

function padded(values: readonly number[]): [number, number] {
  // Curves of stiff data have more points than a call has room for arguments.
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const room = 0.18 * (high - low);
  return [low - room, high + room];
}

/** Points far enough apart to be told apart, in order along a trajectory that lingers. */
function spread(rows: readonly FigureRow[]): FigureRow[] {
  const size = Math.hypot(
    ...(['x', 'y'] as const).map((of) => rows.reduce((most, row) => Math.max(most, Math.abs(row[of] ?? 0)), 0)),
  );
  const kept: FigureRow[] = [];
  for (const row of rows) {
    const last = kept.at(-1);
    const moved = last ? Math.hypot((row.x ?? 0) - (last.x ?? 0), (row.y ?? 0) - (last.y ?? 0)) : Infinity;
    if (moved > size / 25) kept.push(row);
  }
  return kept;
}

interface ManifoldPoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** Where the manifolds are in the plane; early fusion has no unimodal ones (Eq 17). */
function manifolds(plateaus: readonly SourcePlateau[], early: boolean, scalar: boolean): ManifoldPoint[] {
  const size = (w: readonly number[]) => (scalar ? w[0] : Math.hypot(...w));
  return plateaus
    .filter(({ manifold }) => !early || manifold === 'M_0' || manifold === 'M_*')
    .map(({ manifold, weightsA, weightsB }) => ({ name: manifold, x: size(weightsA), y: size(weightsB) }));
}

function manifoldMarks({ name, x, y }: ManifoldPoint): Mark[] {
  const stable = name === 'M_*';
  const colour: Colour = name === 'M_A' ? 'blue' : name === 'M_B' ? 'vermilion' : 'text';
  const symbol: MarkSymbol = stable ? 'circle' : 'times';
  const base = { series: name, role: 'theory', colour } as const;
  return [
    { ...base, kind: 'points', symbol, filled: stable, radius: 6, rows: [{ x, y }] },
    { ...base, kind: 'text', anchor: 'start', offset: [9, -9], colour: 'text', rows: [{ x, y, label: name }] },
  ];
}

type Interval = readonly [number, number];

function arrows(
  c: Correlations,
  input: NetworkInput,
  [[x0, x1], [y0, y1]]: readonly [Interval, Interval],
  labelled: readonly ManifoldPoint[],
): Mark[] {
  const net = network(input);
  if (net.depthA !== net.depthB) return [];
  const flow = phaseFlow(c, net);
  const [width, height] = [x1 - x0, y1 - y0];
  const isUnderLabel = (x: number, y: number) =>
    labelled.some((point) => {
      const [right, up] = [(x - point.x) / width, (y - point.y) / height];
      return right > -0.03 && right < 0.15 && up > -0.03 && up < 0.1;
    });
  const rows: FigureRow[] = [];
  for (let i = 0; i < ARROWS; i++) {
    for (let j = 0; j < ARROWS; j++) {
      const [x, y] = [x0 + (width * (i + 0.5)) / ARROWS, y0 + (height * (j + 0.5)) / ARROWS];
      const [dx, dy] = flow(x, y);
      // Directions only, all of one length on the page: speeds differ by orders of magnitude.
      const length = Math.hypot(dx / width, dy / height);
      if (length === 0 || isUnderLabel(x, y)) continue;
      const half = 0.3 / ARROWS / length;
      rows.push({ x: x - dx * half, y: y - dy * half, x2: x + dx * half, y2: y + dy * half });
    }
  }
  return [{ kind: 'arrows', series: 'flow', role: 'theory', colour: 'grey', width: 1, rows }];
}

/** One line of a sweep with its marks. */
export interface Sweep {
  /** What it shows. */
  readonly label: string;
  /** How it looks: one of `SWEEP`. */
  readonly style: { readonly colour: Colour; readonly dash: Dash; readonly symbol: MarkSymbol };
  /** `x`, `y` of the theory. */
  readonly theory: readonly FigureRow[];
  /** `x`, `y`, `low`, `high` of the simulation. */
  readonly simulation: readonly FigureRow[];
}

/** The marks of a sweep: its line, and its points with error bars. */
export function sweepMarks({ label, style, theory, simulation }: Sweep): Mark[] {
  const { colour, dash, symbol } = style;
  const base = (role: Role) => ({ series: label, role, colour });
  return [
    { ...base('theory'), kind: 'line', dash, rows: theory },
    { ...base('simulation'), kind: 'points', symbol, rows: simulation },
  ];
}

/** A panel of sweeps: a line and marks for each. */
export function sweepPanel(input: {
  readonly id: string;
  readonly title: string;
  readonly x: Panel['spec']['x'];
  readonly y: Panel['spec']['y'];
  readonly sweeps: readonly Sweep[];
}): Panel {
  const { id, title, x, y, sweeps } = input;
  const legend = sweeps.map(({ label, style, theory, simulation }): LegendEntry => ({
    label,
    colour: style.colour,
    ...(theory.length > 0 ? { dash: style.dash } : {}),
    ...(simulation.length > 0 ? { symbol: style.symbol } : {}),
  }));
  return { id, title, spec: { x, y, marks: sweeps.flatMap(sweepMarks), legend } };
}
