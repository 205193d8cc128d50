/** What is drawn of a prediction, as the specifications that the project's figures use. */
import { phasePortraitPanel, type Curves } from '../../src/figures/grammar/panels.js';
import type { Mark, PanelSpec, RuleMark } from '../../src/figures/grammar/spec.js';
import type { Correlations } from '../../src/problem/correlations.js';
import type { StartKind } from './state.js';
import type { Answer } from '../../src/predict/answer.js';
import { sourcePlateaus } from '../../src/predict/source-plateaus.js';
import { firstUses } from '../../src/predict/times.js';

/** What the pictures show. */
export interface Scene {
  readonly correlations: Correlations;
  readonly prediction: Answer;
  readonly curves: Curves;
  /** Where the curves start, and where they should by the settings. */
  readonly follows: StartKind;
  readonly start: StartKind;
  /** The end of the time axes, in steps. */
  readonly end: number;
}

const theory = { role: 'theory' } as const;

/** When each modality is learned, as a vertical line, with its spread over seeds where that is known. */
function transitions({ prediction }: Scene, top: number): Mark[] {
  const times = firstUses(['A', 'B'], prediction.predictions[0]);
  return (['A', 'B'] as const).flatMap((modality, m): Mark[] => {
    const time = times[m];
    if (time === null) return [];
    const { mean: t, std: spread } = time;
    const colour = modality === 'A' ? 'blue' : 'vermilion';
    const series = `t_${modality}`;
    const rule: RuleMark = {
      ...theory,
      kind: 'rule',
      series,
      colour,
      dash: modality === 'A' ? 'dotted' : 'dashdot',
      rows: [{ x: t }],
    };
    const label: Mark = {
      ...theory,
      kind: 'text',
      series,
      colour,
      anchor: 'start',
      offset: [4, 8],
      rows: [{ x: t, y: top, label: series }],
    };
    const band: Mark = {
      ...theory,
      kind: 'band',
      series: `spread of ${series}`,
      colour,
      rows: [
        { x: t - spread, low: 0, high: top },
        { x: t + spread, low: 0, high: top },
      ],
    };
    return spread > 0 ? [band, rule, label] : [rule, label];
  });
}

/** Points of a curves up to the end of the axis; at rest it stays where it is. */
function along({ t }: Curves, values: readonly number[], end: number) {
  const rows = t.map((x, i) => ({ x, y: values[i] })).filter(({ x }) => x <= end);
  const last = values[values.length - 1];
  return t[t.length - 1] < end ? [...rows, { x: end, y: last }] : rows;
}

const timeAxis = (end: number) => ({ label: 'steps of gradient descent', domain: [0, end] }) as const;

/** The loss along time, with both transitions. */
export function lossPanel(scene: Scene): PanelSpec {
  const { curves, end, prediction } = scene;
  const highest = curves.loss[0];
  const known = prediction.plateaus[0].loss !== null;
  const lowest = known ? 0 : curves.loss.reduce((least, loss) => Math.min(least, loss), Infinity);
  return {
    x: timeAxis(end),
    y: { label: known ? 'loss ½⟨(y−ŷ)²⟩' : 'loss, less ½⟨y²⟩', domain: [lowest, highest + 0.06 * (highest - lowest)] },
    marks: [
      ...(known ? transitions(scene, highest) : []),
      {
        ...theory,
        kind: 'line',
        series: 'loss',
        colour: 'text',
        dash: 'solid',
        rows: along(curves, curves.loss, end),
      },
    ],
    legend: [],
  };
}

/** The total weights along time. */
export function weightsPanel(scene: Scene): PanelSpec {
  const { curves, end } = scene;
  const [sizeA, sizeB] = [curves.totalA.map(Math.abs), curves.totalB.map(Math.abs)];
  // Curves of stiff data have more points than a call has room for arguments.
  const top = 1.08 * [sizeA, sizeB].flat().reduce((most, size) => Math.max(most, size), 0);
  return {
    x: timeAxis(end),
    y: { label: '‖W^{tot}‖', domain: [0, top] },
    marks: [
      ...transitions(scene, top),
      {
        ...theory,
        kind: 'line',
        series: 'W_A',
        colour: 'blue',
        dash: 'solid',
        rows: along(curves, sizeA, end),
      },
      {
        ...theory,
        kind: 'line',
        series: 'W_B',
        colour: 'vermilion',
        dash: 'dashed',
        rows: along(curves, sizeB, end),
      },
    ],
    legend: [],
  };
}

/** The plane of both total weights, with the flow between the fixed points where both are numbers. */
export function phasePanel({ curves, prediction, correlations }: Scene): PanelSpec {
  const [{ network }] = prediction.predictions;
  const scalar = correlations.sigmaYA.length === 1 && correlations.sigmaYB.length === 1;
  const norms = { ...curves, totalA: curves.totalA.map(Math.abs), totalB: curves.totalB.map(Math.abs) };
  return phasePortraitPanel({
    id: 'phase',
    title: 'Phase portrait',
    theory: scalar ? curves : norms,
    simulation: null,
    correlations,
    network,
    plateaus: sourcePlateaus(correlations),
  }).spec;
}
