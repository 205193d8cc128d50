/** Figures of the two-layer networks on `Σ = diag(4, 1)`: 2 (trajectories, phase portraits) and 10 (first-layer weights). */
import type { Weights } from '../problem/weights.js';
import type { FigureEntry } from './grammar/entry.js';
import { EARLY, LATE } from './protocol.js';
import type { Mark, Panel, FigureRow, MarkSymbol } from './grammar/spec.js';
import {
  FIGURE_2_DATA,
  portraitPanel,
  runTrajectory,
  STEP_CAPTION,
  TRAJECTORY_CAPTION,
  trajectoryPanel,
} from './trajectories.js';

/** Steps to follow early and late fusion. */
const EARLY_END = 240;
const LATE_END = 720;

/** Fig 2b, c, e, f. */
export const figure2: FigureEntry = {
  id: '2',
  title: 'Early fusion learns both modalities at once, late fusion one after the other',
  async make(context) {
    const early = await runTrajectory(context, { correlations: FIGURE_2_DATA, network: EARLY, end: EARLY_END });
    const late = await runTrajectory(context, { correlations: FIGURE_2_DATA, network: LATE, end: LATE_END });
    return {
      caption: `Two layers, Σ = diag(4, 1), y = x_A + x_B. ${TRAJECTORY_CAPTION} Arrows: direction of the flow of balanced weights. ${STEP_CAPTION}`,
      panels: [
        trajectoryPanel('b', 'b · early fusion: loss and total weights', early),
        portraitPanel('c', 'c · early fusion: phase portrait', early),
        trajectoryPanel('e', 'e · late fusion: loss and total weights', late),
        portraitPanel('f', 'f · late fusion: phase portrait', late),
      ],
    };
  },
};

/** When the first layers are looked at: at the start, on the way, in the end. */
const LOOKS = {
  early: [0, 125, EARLY_END],
  late: [0, 300, LATE_END],
} as const;

/** Fig 10. */
export const figure10: FigureEntry = {
  id: '10',
  title: 'First-layer weights: early fusion turns to the solution of least squares, late fusion learns axis by axis',
  async make(context) {
    const data = { correlations: FIGURE_2_DATA };
    const early = await runTrajectory(context, { ...data, network: EARLY, end: EARLY_END, snapshotsAt: LOOKS.early });
    const late = await runTrajectory(context, { ...data, network: LATE, end: LATE_END, snapshotsAt: LOOKS.late });
    const features = (id: string, title: string, run: typeof early, isLate: boolean) =>
      featurePanel(id, title, run.simulated.snapshots, isLate);
    return {
      caption: `As Fig 2. In b and d every mark is a hidden unit, at the weights by which it sees x_A and x_B; a unit of a late fusion branch sees one of them. At step 0 all are within 10^{-8} of zero. Lines: the directions of Σ_{yx} and Σ_{yx}Σ^{−1}, along which the theory has W^1 start and end in early fusion. ${TRAJECTORY_CAPTION}`,
      panels: [
        trajectoryPanel('a', 'a · early fusion: loss and total weights', early),
        features('b', 'b · early fusion: first layer', early, false),
        trajectoryPanel('c', 'c · late fusion: loss and total weights', late),
        features('d', 'd · late fusion: first layer', late, true),
      ],
    };
  },
};

const LOOK_STYLES = [
  { colour: 'text', symbol: 'plus' },
  { colour: 'purple', symbol: 'square' },
  { colour: 'green', symbol: 'circle' },
] as const;

function featurePanel(
  id: string,
  title: string,
  snapshots: readonly { readonly step: number; readonly weights: Weights }[],
  isLate: boolean,
): Panel {
  const looks = snapshots.map(({ step, weights }, i) => ({
    label: `step ${step}`,
    rows: units(weights, isLate),
    ...LOOK_STYLES[i],
  }));
  const reach =
    1.1 * Math.max(...looks.flatMap(({ rows }) => rows.map(({ x = 0, y = 0 }) => Math.max(Math.abs(x), Math.abs(y)))));
  const { sigmaYA, sigmaYB } = FIGURE_2_DATA;
  const directions = isLate
    ? []
    : [
        direction('Σ_{yx}', 'dashed', [sigmaYA[0], sigmaYB[0]], reach),
        direction('Σ_{yx}Σ^{−1}', 'dotted', [1, 1], reach),
      ];
  return {
    id,
    title,
    spec: {
      size: { width: 372, height: 340 },
      x: { label: 'weight for x_A', domain: [-reach, reach] },
      y: { label: 'weight for x_B', domain: [-reach, reach] },
      // What came first is drawn last: it is one point.
      marks: [
        ...directions,
        ...looks.map(({ label, rows, colour, symbol }) => look(label, rows, colour, symbol)).reverse(),
      ],
      legend: [
        ...looks.map(({ label, colour, symbol }) => ({ label, colour, symbol })),
        ...directions.map(({ series, dash }) => ({ label: series, colour: 'grey', dash }) as const),
      ],
    },
  };
}

function look(
  series: string,
  rows: readonly FigureRow[],
  colour: 'text' | 'purple' | 'green',
  symbol: MarkSymbol,
): Mark {
  return { kind: 'points', series, role: 'simulation', colour, symbol, radius: 3, rows };
}

function direction(series: string, dash: 'dashed' | 'dotted', [a, b]: readonly [number, number], reach: number) {
  const scale = reach / Math.max(a, b);
  const rows = [-1, 1].map((end) => ({ x: end * scale * a, y: end * scale * b }));
  return { kind: 'line', series, role: 'theory', colour: 'grey', dash, rows } as const;
}

/** The hidden units of a first layer as points in the plane of both inputs. */
function units({ branches: [A, B] }: Weights, isLate: boolean): FigureRow[] {
  const [a, b] = [[...A[0].data], [...B[0].data]];
  return isLate ? [...a.map((x) => ({ x, y: 0 })), ...b.map((y) => ({ x: 0, y }))] : a.map((x, i) => ({ x, y: b[i] }));
}
