/** Remedies that add parts to a network of late fusion and one output: heads of the branches' own, and teachers. */
import { matrix, multiply, rowTimesMatrix, transpose, type Matrix } from '../numerics/matrix.js';
import type { Heads } from '../levers/plan.js';
import { offsets, sigmaBlock, type Problem } from '../problem/problem.js';
import type { Weights } from '../problem/weights.js';
import { meanSquare, type Objective } from './objective.js';
import type { AddGradient } from './stepper.js';

/**
 * Heads of the branches' own are further outputs of the network: output 0 is the joint one, output 1 + m that of branch m,
 * whose head starts as that of `another` draw; the other branches are not connected to it.
 */
export function withOwnHeads({ branches }: Weights, another: Weights): Weights {
  const heads = branches.map((layers, m) => {
    const joint = layers[layers.length - 1];
    const head = matrix(1 + branches.length, joint.cols);
    head.data.set(joint.data);
    head.data.set(another.branches[m][layers.length - 1].data, (1 + m) * joint.cols);
    return [...layers.slice(0, -1), head];
  });
  return { branches: heads, shared: [] };
}

/** Weighted joint and unimodal losses of {@link withOwnHeads}; the loss reported is the joint one. */
export function ownHeadsObjective(problem: Problem, { joint, unimodal }: Extract<Heads, { kind: 'own' }>): Objective {
  const together = meanSquare(problem);
  const at = offsets(problem);
  const sigmas = problem.modalities.map((_, m) => sigmaBlock(problem, m, m));
  return {
    errors(totals, errors) {
      together.errors(totals, errors);
      errors.forEach((error, m) => {
        const D = sigmas[m].cols;
        for (let i = 0; i < D; i++) error[i] *= joint;
        error.fill(0, D);
        const row = (1 + m) * D;
        const predicted = rowTimesMatrix(totals[m].subarray(row, row + D), sigmas[m]);
        for (let i = 0; i < D; i++) error[row + i] = unimodal[m] * (problem.sigmaYX.data[at[m] + i] - predicted[i]);
      });
    },
    loss: (totals) => together.loss(totals),
  };
}

/** What each branch of a network of late fusion makes of its inputs before its last layer, `N × D_m`. */
export function featuresOf({ branches }: Weights): Matrix[] {
  return branches.map((layers) => layers.slice(1, -1).reduce((input, layer) => multiply(layer, input), layers[0]));
}

/** `β/N ⟨‖features − teacher's‖²⟩` of each branch, for features `N × D_m` of its teacher, on top of the joint loss. */
export function teachedBy(features: readonly Matrix[], problem: Problem, beta: number): AddGradient {
  const sigmas = problem.modalities.map((_, m) => sigmaBlock(problem, m, m));
  return (m, layers, gradients) => {
    const encoder = layers.slice(0, -1);
    // What each layer behind the first gets of the inputs, and what the last makes of it.
    const inputs = encoder
      .slice(1)
      .reduce((made, layer) => [...made, multiply(layer, made[made.length - 1])], [encoder[0]]);
    const own = inputs[inputs.length - 1];
    const factor = (2 * beta) / own.rows;
    const missed = own.data.map((value, k) => factor * (value - features[m].data[k]));
    let back = multiply(matrix(own.rows, own.cols, missed), sigmas[m]);
    for (let l = encoder.length - 1; l >= 0; l--) {
      const gradient = l === 0 ? back : multiply(back, transpose(inputs[l - 1]));
      for (let k = 0; k < gradient.data.length; k++) gradients[l][k] += gradient.data[k];
      if (l > 0) back = multiply(transpose(encoder[l]), back);
    }
  };
}
