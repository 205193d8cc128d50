/** The closed forms as the answer has them: by output, the source's own beside, or why there are none. */
import { InputError } from '../../problem/errors.js';
import { branchDepths, fusionLayerOf, type Network } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import { sharedBlocks } from '../../problem/two-modalities.js';
import type { Correlations } from '../../problem/correlations.js';
import type { ClosedFormTimes, SelectionTimes, SourceTimes } from '../answer.js';
import { closedFormTimes, greedyTimes, sourceTimes, type ClosedFormStart } from './closed-form.js';
import type { Checked } from '../question.js';
import { closedOrders } from './order.js';
import { sourceQuantities, swapped } from '../source/quantities.js';
import { sourceTheory } from '../source/theory.js';

/** Why there is no closed form. */
interface Reason {
  readonly reason: string;
}

/** The best leading-order closed form of a network. */
export function closedFormOf(
  problem: Problem,
  checked: Checked,
  network: Network,
  learningRate: number,
): ClosedFormTimes | SelectionTimes | Reason {
  const c = sharedBlocks(problem);
  const start = startOf(checked);
  if ('reason' in start) return start;
  const made = c ? ofTwo(c, checked, network, start, learningRate) : ofMany(problem, network, start, learningRate);
  const explained = () => c !== null && [c, swapped(c)].some((turned) => sourceQuantities(turned).rB === 0);
  return overflows(made, explained) ? { reason: 'the times are beyond 10³⁰⁸ steps; start larger, or less deep' } : made;
}

/** Whether times are beyond all numbers. Never is for what the other of two modalities has explained, and not for both. */
function overflows(made: ClosedFormTimes | SelectionTimes | Reason, explained: () => boolean): boolean {
  if ('reason' in made) return false;
  const times = 'times' in made ? made.times.flatMap(({ time }) => time ?? []) : [made.tA, made.tB];
  const [smallest, largest] = [Math.min(...times), Math.max(...times)];
  return times.some(Number.isNaN) || (largest === Infinity && (smallest === Infinity || !explained()));
}

function startOf({ start, scale, width }: Checked): ClosedFormStart | Reason {
  if (start === 'pytorch') return { reason: 'closed forms are of small starts, and PyTorch’s is not small' };
  if (typeof width !== 'number') return { reason: 'closed forms know one width for all layers' };
  return { ...scale, width };
}

function ofTwo(
  c: Correlations,
  { loss, start: kind, training }: Checked,
  network: Network,
  start: ClosedFormStart,
  learningRate: number,
): ClosedFormTimes | Reason {
  if ('initScale' in start && start.initScale >= 1)
    return { reason: `a start of ${training.initScale ?? start.initScale} is not small` };
  return unlessRefused(() => {
    if (loss === 'logistic' || kind === 'balanced') {
      const initScale = 'initScale' in start ? start.initScale : start.std * Math.sqrt(start.width);
      const question = { network, initScale, learningRate, loss: loss === 'logistic' ? 'logistic' : 'mse' } as const;
      const { closedForm } = sourceTheory(c, question);
      return {
        ...closedForm,
        orders: null,
        source: loss === 'logistic' ? null : sourceOf(c, network, start, learningRate),
      };
    }
    const times = closedFormTimes(c, network, start, learningRate);
    if (times === null) return { reason: 'no closed form is known for these depths' };
    const { tA, tB, timeRatio, equations, formulas } = times;
    const orders = closedOrders(c, network, start, times);
    return { tA, tB, timeRatio, equations, formulas, orders, source: sourceOf(c, network, start, learningRate) };
  });
}

function sourceOf(c: Correlations, network: Network, start: ClosedFormStart, learningRate: number): SourceTimes | null {
  const made = unlessRefused(() => sourceTimes(c, network, start, learningRate));
  if ('reason' in made) return null;
  const { tA, tB, timeRatio, equations } = made;
  if ([tA, tB].some(Number.isNaN)) return null;
  return { tA, tB, timeRatio, equations };
}

function ofMany(
  problem: Problem,
  network: Network,
  start: ClosedFormStart,
  learningRate: number,
): SelectionTimes | Reason {
  if (problem.outputs.length > 1) return { reason: 'closed forms are of one output' };
  const [depth] = branchDepths(network, problem.modalities.length);
  if (fusionLayerOf(network) !== depth || network.depthShared > 0) {
    return { reason: 'for more than two modalities closed forms are of late fusion' };
  }
  const greedy = greedyTimes(problem, network, start, learningRate);
  if (greedy === null) return { reason: 'no closed form is known for these depths' };
  return {
    times: greedy.times.map(({ modality, time, reason }) => ({
      modality: problem.modalities[modality].name,
      time,
      reason,
    })),
    timeRatio: null,
    equations: ['8', '9', '27', '33', '54'],
  };
}

/** What the source has no leading order for is no answer, with its reason. */
function unlessRefused<T>(make: () => T): T | Reason {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError && ['unsupported', 'init-scale', 'zero-correlation'].includes(error.code)) {
      return { reason: error.message };
    }
    throw error;
  }
}
