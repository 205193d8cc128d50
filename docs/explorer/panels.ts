/** What is drawn of a prediction, as the specifications that the project's figures use. */
import type { Colour, Dash, Mark, MarkSymbol, PanelSpec } from '../../src/figures/grammar/spec.js';
import type { TimeDistribution } from '../../src/predict/answer.js';
import { firstUses } from '../../src/predict/times.js';
import type { Curves, LayersAnswer, TheoryAnswer } from './messages.js';
import type { StartKind } from './state.js';

/** What the pictures show. */
export interface Scene extends TheoryAnswer {
  /** Where the curves should start, by the settings. */
  readonly start: StartKind;
  /** The chart of fusion layers; `null` while it is computed. */
  readonly layers: LayersAnswer | null;
  /** The fusion layer that is set. */
  readonly fusionLayer: number;
}

/** What tells modalities apart, in turn. */
export const STYLES: readonly { readonly colour: Colour; readonly dash: Dash; readonly symbol: MarkSymbol }[] = [
  { colour: 'blue', dash: 'solid', symbol: 'circle' },
  { colour: 'vermilion', dash: 'dashed', symbol: 'square' },
  { colour: 'purple', dash: 'dashdot', symbol: 'diamond' },
  { colour: 'green', dash: 'dotted', symbol: 'triangle' },
];
export const styleOf = (m: number) => STYLES[m % STYLES.length];

export const modalitiesOf = ({ problem }: Pick<Scene, 'problem'>): readonly string[] =>
  problem.modalities.map(({ name }) => name);

const theory = { role: 'theory' } as const;

/** A vertical line. */
const rule = (x: number, dash: Dash, series: string, colour: Colour): Mark => ({
  ...theory,
  kind: 'rule',
  series,
  colour,
  dash,
  rows: [{ x }],
});

/** When each modality is used, as a vertical line, with its spread over starts where that is known. */
function transitions(scene: Scene, bottom: number, top: number): Mark[] {
  const names = modalitiesOf(scene);
  const [plain] = scene.prediction.predictions;
  const at = firstUses(names, plain).map((time) => time?.mean ?? Infinity);
  const under = scene.levered === null ? [] : firstUses(names, scene.levered.prediction.predictions[0]);
  return firstUses(names, plain).flatMap((time, m): Mark[] => {
    const { colour } = styleOf(m);
    const levered = under.at(m);
    const marks: Mark[] = levered ? [rule(levered.mean, 'dashdot', `t_${names[m]} with levers`, colour)] : [];
    if (time === null) return marks;
    const { mean: t, std: spread } = time;
    const series = `t_{${names[m]}}`;
    // Where two are close the labels are one below the other.
    const crowd = at.filter((other, n) => n < m && Math.abs(other - t) < 0.15 * scene.end).length;
    const late = t > 0.85 * scene.end;
    marks.unshift(rule(t, 'dotted', series, colour), {
      ...theory,
      kind: 'text',
      series,
      colour,
      anchor: late ? 'end' : 'start',
      offset: [late ? -4 : 4, 8 + 18 * crowd],
      rows: [{ x: t, y: top, label: series }],
    });
    if (spread === 0) return marks;
    const ends = [Math.max(0, t - spread), Math.min(t + spread, scene.end)];
    return [
      { ...theory, kind: 'band', series, colour, rows: ends.map((x) => ({ x, low: bottom, high: top })) },
      ...marks,
    ];
  });
}

/** Points of a curve up to the end of the axis; at rest it stays where it is. */
function along({ t }: Curves, values: readonly number[], end: number) {
  const rows = t.map((x, i) => ({ x, y: values[i] })).filter(({ x }) => x <= end);
  const last = values[values.length - 1];
  return t.length > 0 && t[t.length - 1] < end ? [...rows, { x: end, y: last }] : rows;
}

const timeAxis = (end: number) => ({ label: 'steps of gradient descent', domain: [0, end] }) as const;

// Curves of stiff data have more points than a call has room for arguments.
const largest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 0);
const smallest = (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value), Infinity);

/** The loss along time, with all transitions. */
export function lossPanel(scene: Scene): PanelSpec {
  const { curves, levered, end, problem } = scene;
  const { ySquared } = problem;
  const known = ySquared !== null;
  const lowest = known ? 0 : Math.min(0, smallest(curves.loss));
  const highest = known ? Math.max(ySquared / 2, largest(curves.loss)) : Math.max(0, largest(curves.loss));
  const line = (of: Curves, dash: Dash, series: string): Mark => ({
    ...theory,
    kind: 'line',
    series,
    colour: 'text',
    dash,
    rows: along(of, of.loss, end),
  });
  return {
    x: timeAxis(end),
    y: { label: known ? 'loss ½⟨‖y−ŷ‖²⟩' : 'loss, less ½⟨y²⟩', domain: [lowest, highest + 0.06 * (highest - lowest)] },
    marks: [
      ...transitions(scene, lowest, highest),
      line(curves, 'solid', 'loss'),
      ...(levered ? [line(levered.curves, 'dashdot', 'loss with levers')] : []),
    ],
    legend: [],
  };
}

/** The total weights along time. */
export function weightsPanel(scene: Scene): PanelSpec {
  const { curves, levered, end } = scene;
  const sizes = (of: Curves) => of.totals.map((total) => total.map(Math.abs));
  const top = 1.08 * Math.max(1e-300, largest(sizes(curves).flat()), largest(sizes(levered?.curves ?? curves).flat()));
  const lines = (of: Curves, dash: Dash | null) =>
    sizes(of).map((rows, m): Mark => ({
      ...theory,
      kind: 'line',
      series: `W of ${modalitiesOf(scene)[m]}`,
      colour: styleOf(m).colour,
      dash: dash ?? styleOf(m).dash,
      rows: along(of, rows, end),
    }));
  return {
    x: timeAxis(end),
    y: { label: '‖W^{tot}‖', domain: [0, top] },
    marks: [
      ...transitions(scene, 0, top),
      ...lines(curves, null),
      ...(levered ? lines(levered.curves, 'dashdot') : []),
    ],
    legend: [],
  };
}

/** When each mode is used over random starts: nine in ten, half of them, and the mean. */
export function spreadPanel({ prediction, problem }: Scene): PanelSpec | null {
  const events = prediction.predictions[0].randomStart?.events.filter(({ time }) => time !== null) ?? [];
  if (events.length === 0) return null;
  const names = modalitiesOf({ problem });
  const modes = problem.outputs.length > 1;
  const times = events.flatMap(({ time }) => (time ? [time.q05, time.q95, time.mean].filter(Number.isFinite) : []));
  const [low, high] = [Math.min(...times), Math.max(...times)];
  const wide = low > 0 && high > 30 * low;
  return {
    x: {
      label: 'steps of gradient descent',
      ...(wide
        ? ({ scale: 'log', domain: [0.8 * low, 1.4 * high] } as const)
        : ({ domain: [0, 1.15 * high] } as const)),
    },
    y: { label: '', domain: [events.length - 0.4, -0.6], ticks: [] },
    marks: events.flatMap(({ modality, mode, probability, time }, i) => {
      if (time === null) return [];
      const { colour, symbol } = styleOf(names.indexOf(modality));
      const share = probability > 0.995 ? '' : `, in ${Math.round(100 * probability)}% of starts`;
      return eventMarks(time, i, `${modality}${modes ? `, mode ${mode}` : ''}${share}`, {
        colour,
        symbol,
        end: 1.15 * high,
      });
    }),
    legend: [],
  };
}

function eventMarks(
  { q05, q50, q95, mean }: TimeDistribution,
  row: number,
  label: string,
  { colour, symbol, end }: { colour: Colour; symbol: MarkSymbol; end: number },
): Mark[] {
  const base = { ...theory, series: label, colour } as const;
  const last = Number.isFinite(q95) ? q95 : end;
  const late = q05 > 0.6 * end;
  return [
    { ...base, kind: 'band', rows: [q05, last].map((x) => ({ x, low: row - 0.16, high: row + 0.16 })) },
    ...(Number.isFinite(q50)
      ? [{ ...base, kind: 'points', symbol, filled: true, rows: [{ x: q50, y: row }] } as const]
      : []),
    { ...base, kind: 'points', symbol: 'plus', rows: [{ x: mean, y: row }] },
    {
      ...base,
      colour: 'text',
      kind: 'text',
      anchor: late ? 'end' : 'start',
      offset: [0, -18],
      rows: [{ x: late ? last : q05, y: row, label }],
    },
  ];
}

/** When each modality is used for every fusion layer, with the one that is set and the one that is recommended. */
export function layersPanel(scene: Scene): PanelSpec | null {
  const { layers: answer, fusionLayer } = scene;
  if (answer === null) return null;
  const { layers, recommended } = answer;
  const times = layers.flatMap((layer) => layer.times.flatMap((time) => (time ? [time.mean, time.q05, time.q95] : [])));
  const finite = times.filter((time) => Number.isFinite(time) && time > 0);
  if (finite.length === 0) return null;
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const wide = high > 30 * low;
  const top = wide ? 1.6 * high : 1.15 * high;
  const bottom = wide ? 0.7 * low : 0;
  const names = modalitiesOf(scene);
  return {
    x: {
      label: 'fusion layer L_f',
      domain: [0.5, layers.length + 0.5],
      ticks: layers.map((layer) => layer.fusionLayer),
    },
    y: { label: 'used after, steps', domain: [bottom, top], ...(wide ? { scale: 'log' } : {}) },
    marks: [
      rule(fusionLayer, 'dotted', 'set', 'text'),
      ...(recommended === null ? [] : [rule(recommended, 'solid', 'recommended', 'green')]),
      ...names.flatMap((name, m): Mark[] => {
        const rows = layers.flatMap((layer) => {
          const time = layer.times[m];
          return time
            ? [{ x: layer.fusionLayer, y: time.mean, low: Math.max(time.q05, bottom), high: Math.min(time.q95, top) }]
            : [];
        });
        const { colour, dash, symbol } = styleOf(m);
        return [
          { ...theory, kind: 'line', series: name, colour, dash, rows },
          { ...theory, kind: 'points', series: name, colour, symbol, filled: true, rows },
        ];
      }),
    ],
    legend: [],
  };
}
