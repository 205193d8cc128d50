/** Our figure of real data: what each modality adds to the output over time, by theory and by a simulated network. */
import { diabetes as diabetesData } from '../check/harness/diabetes.js';
import { dot, matrixTimesColumn, type Matrix } from '../numerics/matrix.js';
import { predict } from '../predict/predict.js';
import { steps } from '../predict/numbers.js';
import { firstUses } from '../predict/times.js';
import type { Correlations } from '../problem/correlations.js';
import { problemOf } from '../problem/two-modalities.js';
import type { FigureEntry } from './grammar/entry.js';
import { lossAndWeightsPanel, type Curves } from './grammar/panels.js';
import { LATE, RATE, WIDTH } from './protocol.js';
import { expectedCurves, simulatedCurves, type WeightCurves } from './theory.js';

const END = 500;
const START = { initScale: 0.01 } as const;
const NAMES = { 'W_A^{tot}': 'serum adds', 'W_B^{tot}': 'body adds' } as const;

/** Standard deviations `√(W Σ Wᵀ)` of what the modalities add to the output, in place of their total weights. */
function byOutput({ t, totalA, totalB, loss }: WeightCurves, c: Correlations): Curves {
  const size = (sigma: Matrix) => (w: Float64Array) => Math.sqrt(Math.max(0, dot(w, matrixTimesColumn(sigma, w))));
  return { t, loss, totalA: totalA.map(size(c.sigmaA)), totalB: totalB.map(size(c.sigmaB)) };
}

/** Two modalities of the diabetes data. */
export const diabetes: FigureEntry = {
  id: 'diabetes',
  title: 'Diabetes data: what blood serum and body measurements add to the output over time',
  async make(context) {
    const correlations = await diabetesData();
    const problem = problemOf(correlations);
    const experiment = { correlations, network: LATE, width: WIDTH, start: START, learningRate: RATE, end: END };
    const start = { kind: 'gaussian', ...START } as const;
    const settings = { start, width: WIDTH, learningRate: RATE, maxSteps: END, levels: [], thinning: { every: 5 } };
    const [[run]] = await context.simulate([{ kind: 'linear', problem, network: LATE, settings }], [1]);
    const answer = predict(problem, { network: LATE, width: WIDTH, learningRate: RATE, ...START });
    const [serum, body] = firstUses(['A', 'B'], answer.predictions[0]).map((time) => time?.mean ?? Infinity);
    const panel = lossAndWeightsPanel({
      id: 'a',
      title: `Predicted: serum is used at step ${steps(serum)}, body at step ${steps(body)}`,
      theory: byOutput(expectedCurves(experiment), correlations),
      simulation: byOutput(simulatedCurves(run), correlations),
      times: { A: serum, B: body },
      end: END,
    });
    const y = { ...panel.spec.y, label: 'loss, contributions (std)' };
    const rename = (label: string) => (label in NAMES ? NAMES[label as keyof typeof NAMES] : label);
    const legend = panel.spec.legend.map((entry) => ({ ...entry, label: rename(entry.label) }));
    return {
      caption:
        '442 patients (Efron et al. 2004), standardized. Blood serum: s1 to s6; body: age, sex, bmi, bp. Two-layer late fusion, width 100, u_0 = 0.01, η = 0.04. Lines: descent from the typical random start, standard deviation of what each modality adds to the output, and the loss. Marks: full-matrix gradient descent, seed 1. Dotted: the predicted times of use, half of what each adds in the end.',
      panels: [{ ...panel, spec: { ...panel.spec, y, legend, size: { width: 640, height: 300 } } }],
    };
  },
};
