/** The problem of the source, two modalities and one output, as blocks: the case in which its closed forms speak. */
import { jointCorrelations, type Correlations } from './correlations.js';
import { row } from '../numerics/matrix.js';
import { InputError } from './errors.js';
import { once } from './once.js';
import { sigmaBlock, sigmaYBlock, type Modality, type Problem } from './problem.js';

/** The blocks of a problem of two modalities and one output; `null` for any other. */
export function twoModalities(problem: Problem): Correlations | null {
  const { modalities, outputs, ySquared, samples, target } = problem;
  if (modalities.length !== 2 || outputs.length !== 1) return null;
  return {
    sigmaA: sigmaBlock(problem, 0, 0),
    sigmaB: sigmaBlock(problem, 1, 1),
    sigmaAB: sigmaBlock(problem, 0, 1),
    sigmaYA: sigmaYBlock(problem, 0).data,
    sigmaYB: sigmaYBlock(problem, 1).data,
    ySquared,
    samples,
    names: { A: modalities[0].name, B: modalities[1].name },
    ...(modalities.some(({ inputs, dim }) => inputs > dim)
      ? { inputs: { A: modalities[0].inputs, B: modalities[1].inputs } }
      : {}),
    binaryTarget: target === null ? null : target === 'signs',
  };
}

/** {@link twoModalities}, the same blocks for all that ask of a problem. */
export const sharedBlocks = once(twoModalities);

/** The blocks of a problem that the source's theory is asked about. */
export function sourceBlocks(problem: Problem): Correlations {
  const blocks = sharedBlocks(problem);
  if (blocks !== null) return blocks;
  const found = `${problem.modalities.length} modalities and ${problem.outputs.length} outputs`;
  throw new InputError('unsupported', 'problem', found, `has ${found}, but the source's theory is of two and one`);
}

/** The problem that blocks of two modalities are of. */
export function problemOf(c: Correlations): Problem {
  const { sigma, sigmaY } = jointCorrelations(c);
  return {
    modalities: [
      { ...numbered(c.names.A, c.inputs?.A ?? c.sigmaYA.length), dim: c.sigmaYA.length },
      { ...numbered(c.names.B, c.inputs?.B ?? c.sigmaYB.length), dim: c.sigmaYB.length },
    ],
    outputs: ['y'],
    sigma,
    sigmaYX: row(sigmaY),
    ySquared: c.ySquared,
    samples: c.samples,
    target: c.binaryTarget === true ? 'signs' : null,
    centred: true,
    rows: null,
    dropped: [],
  };
}

/** A modality whose columns have no names. */
export function numbered(name: string, inputs: number): Modality {
  const columns = Array.from({ length: inputs }, (_, i) => `${name}${i + 1}`);
  return { name, columns, inputs, dim: inputs, basis: null };
}
