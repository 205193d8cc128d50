/** The gradient flow (Eq 3–5): what drives the weights is the correlation of the output error with the inputs. */
import { formula, matrixVariable, positive } from './formula.js';
import { addScaled, matrixTimesColumn, row, rowTimesMatrix } from '../src/numerics/matrix.js';
import { gradientFlow } from './vocabulary.js';
import { S_A, S_AB, S_B, S_yA, S_yB, W_A, W_B } from './vocabulary.js';

/** Eq 5a. */
export const errorA = formula({
  id: 'gradient-flow/error-A',
  equation: '5a',
  title: 'Correlation of the output error with modality A',
  statement: 'e_A = S_yA - W_A * S_A - W_B * transpose(S_AB)',
  variables: { S_yA, W_A, S_A, W_B, S_AB },
  evaluate: ({ S_yA: y, W_A: a, S_A: sigma, W_B: b, S_AB: cross }) => {
    const fromA = addScaled(y.data, -1, rowTimesMatrix(a.data, sigma));
    return row(addScaled(fromA, -1, matrixTimesColumn(cross, b.data)));
  },
});

/** Eq 5b. */
export const errorB = formula({
  id: 'gradient-flow/error-B',
  equation: '5b',
  title: 'Correlation of the output error with modality B',
  statement: 'e_B = S_yB - W_A * S_AB - W_B * S_B',
  variables: { S_yB, W_A, S_AB, W_B, S_B },
  evaluate: ({ S_yB: y, W_A: a, S_AB: cross, W_B: b, S_B: sigma }) => {
    const fromA = addScaled(y.data, -1, rowTimesMatrix(a.data, cross));
    return row(addScaled(fromA, -1, rowTimesMatrix(b.data, sigma)));
  },
});

/** Eq 3, for a layer with everything in front of it and behind it multiplied out. */
export const layerFlow = formula({
  id: 'gradient-flow/layer',
  equation: '3, 4',
  covers: '14–16, 18, 22, 42',
  title: 'Flow of a layer: what is behind it times the error times what is in front of it',
  statement: 'rate = transpose(P) * e * transpose(Q) / tau',
  variables: {
    P: matrixVariable('product of the layers behind, a row vector', '1', '1', 'N'),
    e: matrixVariable('error e_A or e_B, a row vector', '[y][x]', '1', 'D_A'),
    Q: matrixVariable('product of the layers in front', '1', 'M', 'D_A'),
    tau: positive('time constant τ', 'steps', 1, 1e4),
  },
  assumptions: [gradientFlow],
  evaluate: ({ P, e, Q, tau }) => {
    const forward = matrixTimesColumn(Q, e.data);
    const data = new Float64Array(P.cols * forward.length);
    P.data.forEach((p, i) => {
      forward.forEach((q, j) => (data[i * forward.length + j] = (p * q) / tau));
    });
    return { rows: P.cols, cols: forward.length, data };
  },
});
