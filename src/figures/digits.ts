/** The source's realistic task: 13 (noisy digits), 7 and 14 (MLPs and CNNs trained on them) and Table 1 (time ratios). */
import { digits, trainedDigits } from '../check/harness/digits.js';
import { randomSource } from '../numerics/random.js';
import { CORRUPTION, FUSION_LAYERS, SCALES, type DigitsNetwork, type DigitsRun } from '../simulate/digits/protocol.js';
import { digitsRow, SOURCE_TABLE } from '../simulate/digits/table.js';
import type { DigitsRecord } from '../simulate/digits/train.js';
import { corruptedPair, viewsOf, type Views } from '../simulate/digits/views.js';
import type { FigureEntry } from './grammar/entry.js';
import type { FigureContext } from './grammar/runs.js';
import type { FigureRow, LegendEntry, Mark, Panel } from './grammar/spec.js';
import { markOf, reference, seedsPhrase } from './protocol.js';

/** Steps and fusion layers of a draft, enough to see that networks are trained; most of its time is compilation. */
const DRAFT_STEPS = 16;
const DRAFT_LAYERS = { mlp: [1, 5], cnn: [1] } as const;
/** Points of a mean curve. */
const POINTS = 120;

const CURVES = [
  { label: 'loss / ln 10', of: 'loss', colour: 'text', dash: 'solid' },
  { label: 'accuracy, both views', of: 'accuracy', colour: 'text', dash: 'dotted' },
  { label: 'A alone', of: 'accuracyA', colour: 'blue', dash: 'dashed' },
  { label: 'B alone', of: 'accuracyB', colour: 'purple', dash: 'dashdot' },
] as const;

/** The curves of a network at each fusion layer: one array of records a seed. */
async function curvesOf(context: FigureContext, network: DigitsNetwork) {
  const seeds = context.seeds(5, 1);
  const layers = context.quick ? DRAFT_LAYERS[network] : FUSION_LAYERS;
  const settings = { network, size: 'small', corruption: 'text', activation: 'relu' } as const;
  const runs = layers.flatMap((fusionLayer) => seeds.map((seed): DigitsRun => ({ ...settings, fusionLayer, seed })));
  const all = await trainedDigits(runs, context.quick ? { maxSteps: DRAFT_STEPS } : {});
  const of = (fusionLayer: number) =>
    runs.flatMap((run, i) => (run.fusionLayer === fusionLayer ? [{ run, records: all[i] }] : []));
  return { seeds, layers: layers.map((fusionLayer) => ({ fusionLayer, runs: of(fusionLayer) })) };
}

function trainedFigure(id: string, network: DigitsNetwork, title: string): FigureEntry {
  const { width, batch, learningRate } = SCALES.small[network];
  const [what, depth] = network === 'mlp' ? [`width ${width}`, 5] : [`${width} channels`, 6];
  return {
    id,
    title,
    async make(context) {
      const { seeds, layers } = await curvesOf(context, network);
      const until = context.quick ? `, the first ${DRAFT_STEPS} steps` : '';
      return {
        caption: `ReLU networks of ${depth} layers, ${what}, on digits of 14 × 14 pixels (the source: 28 × 28), SGD with batches of ${batch}, η = ${learningRate}, decay 0.996 an epoch, PyTorch's start; means of ${seedsPhrase(seeds)}${until}. No theory here: all lines are training. Accuracies are of clean test digits, of one view beside a blank one. B is corrupted with probability 0.6, A with 0.2. The dotted rule is the half at which a view counts as learned.`,
        panels: layers.map(({ fusionLayer, runs }, i) =>
          curvePanel(
            'abcde'[i],
            `L_f = ${fusionLayer}`,
            runs.map(({ records }) => records),
          ),
        ),
      };
    },
  };
}

/** Means over seeds, as far as the shortest run goes. */
function curvePanel(id: string, title: string, runs: readonly (readonly DigitsRecord[])[]): Panel {
  const end = Math.min(...runs.map((records) => records[records.length - 1].step));
  const steps = Array.from({ length: POINTS + 1 }, (_, i) => (i * end) / POINTS);
  const marks = CURVES.map(({ label, of, colour, dash }): Mark => {
    const scale = of === 'loss' ? Math.log(10) : 1;
    const rows = steps.map((x): FigureRow => {
      const y = runs.reduce((sum, records) => sum + valueAt(records, of, x), 0) / runs.length / scale;
      return { x, y };
    });
    return { kind: 'line', series: label, role: 'simulation', colour, dash, rows };
  });
  const legend = CURVES.map(({ label, colour, dash }): LegendEntry => ({ label, colour, dash }));
  return {
    id,
    title,
    spec: {
      x: { label: 'time t (steps)', domain: [0, end] },
      y: { label: 'loss, accuracy', domain: [0, 1.1] },
      marks: [reference('half', 0.5), ...marks],
      legend,
    },
  };
}

/** Linear between records; the loss of the first step counts for the start, where there is none yet. */
function valueAt(records: readonly DigitsRecord[], of: (typeof CURVES)[number]['of'], step: number): number {
  const known = of === 'loss' ? records.slice(1) : records;
  const after = known.findIndex((record) => record.step >= step);
  if (after <= 0) return known[after === 0 ? 0 : known.length - 1][of];
  const [p, q] = [known[after - 1], known[after]];
  return p[of] + ((step - p.step) / (q.step - p.step)) * (q[of] - p[of]);
}

/** Fig 7. */
export const figure7 = trainedFigure(
  '7',
  'mlp',
  'The deeper MLPs fuse two views of a digit, the later the second is learned',
);

/** Fig 14. */
export const figure14 = trainedFigure(
  '14',
  'cnn',
  'The deeper CNNs fuse two views of a digit, the later the second is learned',
);

/** Fig 13. */
export const figure13: FigureEntry = {
  id: '13',
  title: 'Noisy digits: two views of one digit, of which one may be corrupted',
  async make() {
    const views = viewsOf((await digits()).train, 2);
    const { A, B } = CORRUPTION.text;
    const cases = [
      { id: 'a', title: `a · B corrupted, probability ${B}`, corrupted: [false, true] },
      { id: 'b', title: `b · A corrupted, probability ${A}`, corrupted: [true, false] },
      { id: 'c', title: `c · neither, probability ${(1 - A - B).toFixed(1)}`, corrupted: [false, false] },
    ] as const;
    return {
      caption:
        'A digit of 14 × 14 pixels as A (left) and B (right) see it. A corrupted view is 0.1 x + n, x the normalized image and n Gaussian of standard deviation 0.15, as in the code of the source. Pixels are those of real digits after that, each view scaled by its largest, from −1 (blue) over 0 (grey) to 1 (vermilion). No theory, no training.',
      panels: cases.map(({ id, title, corrupted }) => digitPanel(id, title, pairOf(views, 3, corrupted), views.side)),
    };
  },
};

/** Draws until what is corrupted is what is wanted. */
function pairOf(views: Views, image: number, [wantA, wantB]: readonly [boolean, boolean]) {
  const source = randomSource(1);
  const size = views.side ** 2;
  const clean = views.values.subarray(image * size, (image + 1) * size);
  const isCorrupted = (view: Float32Array): boolean => view.some((value, i) => value !== clean[i]);
  for (;;) {
    const { A, B } = corruptedPair(views, Uint32Array.of(image), 'text', source);
    if (isCorrupted(A) === wantA && isCorrupted(B) === wantB) return [A, B] as const;
  }
}

function digitPanel(id: string, title: string, pair: readonly [Float32Array, Float32Array], side: number): Panel {
  const gap = 3;
  const marks = pair.map((view, v): Mark => {
    const most = Math.max(...view.map(Math.abs));
    const rows = Array.from(view, (value, i): FigureRow => {
      const [row, col] = [Math.floor(i / side), i % side];
      return { x: col + v * (side + gap), y: side - 1 - row, value: value / most };
    });
    const look = {
      kind: 'points',
      role: 'simulation',
      colour: 'grey',
      symbol: 'square',
      radius: 4,
      filled: true,
    } as const;
    return { ...look, series: `view of ${'AB'[v]}`, rows };
  });
  return {
    id,
    title,
    spec: {
      size: { width: 372, height: 200 },
      x: { label: 'column of A, then of B', domain: [-1, 2 * side + gap] },
      y: { label: 'row, from below', domain: [-1, side] },
      marks,
      legend: [],
    },
  };
}

/** Table 1, drawn. */
export const table1: FigureEntry = {
  id: 'table-1',
  title: 'The time ratio of trained networks grows with the fusion layer: ours beside Table 1 of the source',
  async make(context) {
    const panels: Panel[] = [];
    const [mlp, cnn] = [await curvesOf(context, 'mlp'), await curvesOf(context, 'cnn')];
    for (const [i, { network, layers }] of [
      { network: 'mlp', ...mlp } as const,
      { network: 'cnn', ...cnn } as const,
    ].entries()) {
      const ours = layers.flatMap(({ fusionLayer, runs }) => {
        const ratios = runs.flatMap(({ run, records }) => digitsRow(run, records).timeRatio ?? []);
        return markOf(fusionLayer, ratios);
      });
      const source = SOURCE_TABLE[network].map(([mean, std], layer): FigureRow => {
        return { x: layer + 1.08, y: mean, low: mean - std, high: mean + std };
      });
      panels.push(ratioPanel('ab'[i], network.toUpperCase(), ours, source));
    }
    return {
      caption: `Time of the view learned second over that of the first; mean and standard deviation of ${seedsPhrase(mlp.seeds)}. Ours: digits of 14 × 14 pixels, narrow networks, corruption as the text says${context.quick ? `, given up after ${DRAFT_STEPS} steps, before any view is learned` : ''}. The source: 28 × 28 pixels, width 500 or 32 channels; its code corrupts B with 0.8 and A with 0.16, not with the 0.6 and 0.2 of the text. No theory here.`,
      panels,
    };
  },
};

function ratioPanel(id: string, title: string, ours: FigureRow[], source: FigureRow[]): Panel {
  const base = { kind: 'points', radius: 4 } as const;
  const most = Math.max(...[...ours, ...source].map(({ high, y }) => high ?? y ?? 0));
  const least = Math.min(1, ...[...ours, ...source].map(({ low, y }) => low ?? y ?? 1));
  return {
    id,
    title,
    spec: {
      x: { label: 'fusion layer L_f', domain: [0.8, 5.3], ticks: FUSION_LAYERS },
      y: { label: 'time ratio', domain: [least - 0.1, most + 0.1] },
      marks: [
        { ...base, series: 'the source', role: 'reference', colour: 'grey', symbol: 'square', rows: source },
        { ...base, series: 'ours', role: 'simulation', colour: 'blue', symbol: 'circle', filled: true, rows: ours },
      ],
      legend: [
        { label: 'ours', colour: 'blue', symbol: 'circle', filled: true },
        { label: 'the source', colour: 'grey', symbol: 'square' },
      ],
    },
  };
}
