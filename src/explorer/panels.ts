/** What is drawn of a prediction, as the specifications that the project's figures use. */
import { phasePortraitPanel } from '../figures/panels.js';
import type { Mark, PanelSpec, RuleMark } from '../figures/spec.js';
import type { Correlations } from '../problem/correlations.js';
import type { Trajectory } from '../predict/trajectory.js';
import type { LearningTimes, Prediction } from '../predict/types.js';

/** What the pictures show. */
export interface Scene {
  readonly correlations: Correlations;
  readonly prediction: Prediction;
  readonly trajectory: Trajectory;
  /** The times that are believed: the rules in the pictures. */
  readonly times: LearningTimes;
  /** The end of the time axes, in steps. */
  readonly end: number;
}

const theory = { role: 'theory' } as const;

/** When each modality is learned, as a vertical line, with its spread over seeds where that is known. */
function transitions({ times, prediction }: Scene, top: number): Mark[] {
  const answer = prediction.predictions[0];
  const std = answer.finiteWidth === times ? answer.finiteWidth.std : null;
  return (['A', 'B'] as const).flatMap((modality): Mark[] => {
    const t = modality === 'A' ? times.tA : times.tB;
    if (!Number.isFinite(t)) return [];
    const colour = modality === 'A' ? 'blue' : 'vermilion';
    const spread = std ? (modality === 'A' ? std.tA : std.tB) : 0;
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

/** Points of a trajectory up to the end of the axis; at rest it stays where it is. */
function along({ t }: Trajectory, values: readonly number[], end: number) {
  const rows = t.map((x, i) => ({ x, y: values[i] })).filter(({ x }) => x <= end);
  const last = values[values.length - 1];
  return t[t.length - 1] < end ? [...rows, { x: end, y: last }] : rows;
}

const timeAxis = (end: number) => ({ label: 'steps of gradient descent', domain: [0, end] }) as const;

/** The loss along time, with both transitions. */
export function lossPanel(scene: Scene): PanelSpec {
  const { trajectory, end, prediction } = scene;
  const highest = trajectory.loss[0];
  const known = prediction.plateaus[0].loss !== null;
  const lowest = known ? 0 : Math.min(...trajectory.loss);
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
        rows: along(trajectory, trajectory.loss, end),
      },
    ],
    legend: [],
  };
}

/** The total weights along time. */
export function weightsPanel(scene: Scene): PanelSpec {
  const { trajectory, end } = scene;
  const top = 1.08 * Math.max(...trajectory.totalA, ...trajectory.totalB);
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
        rows: along(trajectory, trajectory.totalA, end),
      },
      {
        ...theory,
        kind: 'line',
        series: 'W_B',
        colour: 'vermilion',
        dash: 'dashed',
        rows: along(trajectory, trajectory.totalB, end),
      },
    ],
    legend: [],
  };
}

/** The plane of both total weights, with the flow between the fixed points where both are numbers. */
export function phasePanel({ trajectory, prediction, correlations }: Scene): PanelSpec {
  const [{ network }] = prediction.predictions;
  const title = { id: 'phase', title: 'Phase portrait' };
  const input = {
    ...title,
    theory: trajectory,
    simulation: null,
    correlations,
    network,
    plateaus: prediction.plateaus,
  };
  return phasePortraitPanel(input).spec;
}
