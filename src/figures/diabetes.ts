/** Our figure of real data: what happens first is not what the closed form says, and why. */
import { diabetes as diabetesData } from '../check/harness/diabetes.js';
import { predict } from '../predict/predict.js';
import type { FigureEntry } from './grammar/entry.js';
import { LATE, WIDTH } from './protocol.js';
import { runTrajectory, trajectoryPanel } from './trajectories.js';

const END = 8000;
const START = { std: 1e-4 } as const;
const NAMES = { 'W_A^{tot}': '‖W^{tot}‖ blood serum', 'W_B^{tot}': '‖W^{tot}‖ body' } as const;

/** Two modalities of the diabetes data. */
export const diabetes: FigureEntry = {
  id: 'diabetes',
  title: 'Diabetes data: body measurements are learned long before blood serum',
  async make(lab) {
    const correlations = await diabetesData();
    const run = await runTrajectory(lab, { correlations, network: LATE, end: END, start: START });
    const { first, predictions } = predict(correlations, { network: LATE, width: WIDTH, ...START });
    const { timeRatio } = predictions[0].closedForm;
    const step = (time: number) => Math.round(time).toLocaleString('en');
    const title = `Predicted: half of body at step ${step(run.times.B)}, half of serum at step ${step(run.times.A)}`;
    const panel = trajectoryPanel('a', title, run);
    const rename = (label: string) => (label in NAMES ? NAMES[label as keyof typeof NAMES] : label);
    const legend = panel.spec.legend.map((entry) => ({ ...entry, label: rename(entry.label) }));
    return {
      caption: `442 patients (Efron et al. 2004), standardized. A: blood serum s1 to s6; B: age, sex, bmi, bp. Two-layer late fusion, width 100, weights of standard deviation 10^{-4}, η = 0.04. Lines and dotted verticals: predicted from the correlations by the rank-one flow from the effective start of random weights. Marks: full-matrix gradient descent, seed 1. The closed form, Eq 9, puts ${first === 'A' ? 'serum' : 'body measurements'} first and t_B/t_A at ${timeRatio.toFixed(2)}: the serum values are so correlated among themselves that one of its assumptions fails, which the program says.`,
      panels: [{ ...panel, spec: { ...panel.spec, legend, size: { width: 640, height: 300 } } }],
    };
  },
};
