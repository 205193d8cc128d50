/** What captions say of the settings of a question. */
import type { Network } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { GaussianStart } from '../problem/start.js';
import { fusionLabel } from './protocol.js';

/** Samples, layers, fusion, width, start and learning rate, in a sentence. */
export function settingsInWords(
  { samples }: Pick<Problem, 'samples'>,
  network: Network,
  {
    width,
    start,
    learningRate,
  }: { readonly width: number; readonly start: GaussianStart | null; readonly learningRate: number },
): string {
  const depth = Math.max(network.depthA, network.depthB) + network.depthShared;
  const rows = samples === null ? '' : `${samples.toLocaleString('en')} samples. `;
  return `${rows}${depth} layers, ${fusionLabel(network)}, width ${width}${scaleOf(start)}, η = ${learningRate}.`;
}

function scaleOf(start: GaussianStart | null): string {
  if (start === null) return '';
  return 'std' in start ? `, weights of standard deviation ${start.std}` : `, u_0 = ${start.initScale}`;
}
