/** Our figure of real data: which modality is used first, by what it adds to the output, and by its weight norm. */
import { diabetes as diabetesData } from '../check/harness/diabetes.js';
import { predict } from '../predict/predict.js';
import { steps } from '../predict/numbers.js';
import { firstUses } from '../predict/times.js';
import { problemOf } from '../problem/two-modalities.js';
import type { FigureEntry } from './grammar/entry.js';
import { LATE, RATE, WIDTH } from './protocol.js';
import { runTrajectory, trajectoryPanel } from './trajectories.js';

const END = 8000;
const START = { std: 1e-4 } as const;
const NAMES = { 'W_A^{tot}': '‖W^{tot}‖ blood serum', 'W_B^{tot}': '‖W^{tot}‖ body' } as const;

/** Two modalities of the diabetes data. */
export const diabetes: FigureEntry = {
  id: 'diabetes',
  title: 'Diabetes data: both modalities are in use long before the weight norm of blood serum has grown',
  async make(lab) {
    const correlations = await diabetesData();
    const run = await runTrajectory(lab, { correlations, network: LATE, end: END, start: START });
    const answer = predict(problemOf(correlations), { network: LATE, width: WIDTH, learningRate: RATE, ...START });
    const [serum, body] = firstUses(['A', 'B'], answer.predictions[0]).map((time) => steps(time?.mean ?? Infinity));
    const title = `By output: serum used at step ${serum}, body at step ${body}`;
    const panel = trajectoryPanel('a', title, run);
    const rename = (label: string) => (label in NAMES ? NAMES[label as keyof typeof NAMES] : label);
    const legend = panel.spec.legend.map((entry) => ({ ...entry, label: rename(entry.label) }));
    return {
      caption: `442 patients (Efron et al. 2004), standardized. A: blood serum s1 to s6; B: age, sex, bmi, bp. Two-layer late fusion, width 100, weights of standard deviation 10^{-4}, η = 0.04. Lines: descent from the typical random start. Marks: full-matrix gradient descent, seed 1. By output serum is used at step ${serum} and body at step ${body}, and the loss is near its end soon after; dotted are the times at which half of each weight norm is reached, steps ${steps(run.times.A)} and ${steps(run.times.B)}: the serum values are so correlated among themselves that its norm is made of directions which carry almost no variance.`,
      panels: [{ ...panel, spec: { ...panel.spec, legend, size: { width: 640, height: 300 } } }],
    };
  },
};
