/** Fig 4: superficial modality preference. */
import { toyCorrelations } from '../problem/from-numbers.js';
import type { FigureEntry } from './grammar/entry.js';
import { grid, LATE } from './protocol.js';
import type { Mark, Panel, FigureRow } from './grammar/spec.js';
import { runTrajectory, STEP_CAPTION, TRAJECTORY_CAPTION, trajectoryPanel, type Run } from './trajectories.js';

/** Fig 4. */
export const figure4: FigureEntry = {
  id: '4',
  title: 'Superficial modality preference: learned first is what correlates more, not what contributes more',
  async make(context) {
    const [superficial, sound] = [
      await runTrajectory(context, { correlations: toy(3, 4), network: LATE, end: 300 }),
      await runTrajectory(context, { correlations: toy(4, 3), network: LATE, end: 360 }),
    ];
    return {
      caption: `Two-layer late fusion, σ_B = 1, ρ = 0. a: Σ = diag(9, 1), y = x_A + 4x_B. b: Σ = diag(16, 1), y = x_A + 3x_B. ${TRAJECTORY_CAPTION} Horizontals: loss ½⟨(y − ŷ)²⟩ at M_A and M_B, Eq 62. c: boundaries of Eq 11 with σ_A, σ_B as standard deviations; points are the settings of a and b. ${STEP_CAPTION} Here ηs_A is 0.36 and 0.64, and the marks of A are late by 17% and 29%.`,
      panels: [
        withSaddles('a', 'a · A is first, B contributes more', superficial),
        withSaddles('b', 'b · A is first and contributes more', sound),
        regions(),
      ],
    };
  },
};

const toy = (stdA: number, wB: number) => toyCorrelations({ stdA, stdB: 1, rho: 0, wA: 1, wB });

/** A trajectory with the losses at both saddles. */
function withSaddles(id: string, title: string, run: Run): Panel {
  const panel = trajectoryPanel(id, title, run);
  const { end } = run.experiment;
  const saddles = (['M_A', 'M_B'] as const).map((name) => ({
    name,
    loss: run.plateaus.find(({ manifold }) => manifold === name)?.loss ?? 0,
  }));
  const marks = saddles.flatMap(({ name, loss }): Mark[] => {
    const base = { series: `loss at ${name}`, role: 'theory', colour: name === 'M_A' ? 'text' : 'grey' } as const;
    const label = { ...base, kind: 'text', anchor: 'end', offset: [-2, -9], colour: 'text' } as const;
    return [
      { ...base, kind: 'rule', dash: 'dotted', rows: [{ y: loss }] },
      { ...label, rows: [{ x: end, y: loss, label: `loss at ${name}` }] },
    ];
  });
  return { ...panel, spec: { ...panel.spec, marks: [...marks, ...panel.spec.marks] } };
}

/** Ends of the logarithmic axes of c. */
const RANGE = [0.1, 10] as const;

/**
 * With `q = σ_A/σ_B` and `w = w_A/w_B`: A is learned first where `w q² > 1` (Eq 10a), and contributes more where `w q > 1`
 * (Eq 10b).
 */
function regions(): Panel {
  const ratios = grid(-1, 1, 41).map((exponent) => 10 ** exponent);
  const line = (power: number) => ratios.map((x): FigureRow => ({ x, y: x ** -power })).filter(inRange);
  const between = ratios.map((x): FigureRow => {
    const [low, high] = [x ** -2, x ** -1].sort((p, q) => p - q);
    return { x, low: clamp(low), high: clamp(high) };
  });
  const words = (label: string, x: number, y: number): FigureRow => ({ label, x, y });
  const text = { kind: 'text', role: 'theory', colour: 'text', anchor: 'middle', offset: [0, 0] } as const;
  return {
    id: 'c',
    title: 'c · regions of preference',
    spec: {
      size: { width: 372, height: 340 },
      x: { label: 'σ_A/σ_B', scale: 'log', domain: RANGE, ticks: [0.1, 1, 10] },
      y: { label: 'w_A^*/w_B^*', scale: 'log', domain: RANGE, ticks: [0.1, 1, 10] },
      marks: [
        { kind: 'band', series: 'superficial', role: 'theory', colour: 'vermilion', rows: between },
        { kind: 'line', series: 'equal speed', role: 'theory', colour: 'blue', dash: 'solid', rows: line(2) },
        { kind: 'line', series: 'equal contribution', role: 'theory', colour: 'vermilion', dash: 'dashed', rows: line(1) },
        { ...text, series: 'region', rows: [words('I', 3, 3), words('II', 0.28, 6), words('III', 4.6, 0.13)] },
        {
          kind: 'points', series: 'settings of a and b', role: 'simulation', colour: 'text', symbol: 'diamond', filled: true,
          rows: [{ x: 3, y: 1 / 4 }, { x: 4, y: 1 / 3 }],
        },
        {
          ...text, series: 'settings of a and b', role: 'simulation', offset: [12, 0],
          rows: [words('a', 3, 1 / 4), words('b', 4, 1 / 3)],
        },
      ], // prettier-ignore
      legend: [
        { label: 'equally fast', colour: 'blue', dash: 'solid' },
        { label: 'equal contributions', colour: 'vermilion', dash: 'dashed' },
        { label: 'simulated in a, b', colour: 'text', symbol: 'diamond', filled: true },
      ],
    },
  };
}

const clamp = (value: number) => Math.min(RANGE[1], Math.max(RANGE[0], value));

function inRange({ y = 0 }: FigureRow): boolean {
  return y >= RANGE[0] * 0.999 && y <= RANGE[1] * 1.001;
}
