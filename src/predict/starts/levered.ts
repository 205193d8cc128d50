/** Random weights under levers: by the flow of their starts, or by simulating full matrices. */
import { isSteady, lastUse, leveredStart } from '../../flows/random/levered.js';
import { levelsAtRest } from '../../flows/random/levered-rest.js';
import { sharpness, usesOf as startUses } from '../../flows/random/index.js';
import { branchDepths, type Network } from '../../problem/network.js';
import { planOf, requireLevers, type Plan } from '../../levers/plan.js';
import type { BranchRates } from '../../levers/rule.js';
import type { Problem } from '../../problem/problem.js';
import { finalWeights, type Use } from '../../problem/use.js';
import { weightsOf } from '../facts.js';
import type { RandomQuestion } from './random-start.js';
import type { Checked } from '../question.js';

/** The plan of a question's levers, `null` without any; refusals as of `planOf`. */
export function planFor(
  problem: Problem,
  { levers, networks, learningRate }: Pick<Checked, 'levers' | 'networks' | 'learningRate'>,
): Plan | null {
  if (levers === null) return null;
  for (const network of networks) requireLevers(levers, network);
  return planOf(problem, levers, learningRate);
}

/** Whether levers change moments and nothing else, and use is half of what they end with: then every route knows them. */
export function changesMomentsOnly(plan: Plan): boolean {
  const { rates, sharedRates, inits, level, optimizer, weightDecay } = plan;
  const factors = [...rates, sharedRates].flatMap(({ encoder, head }) => [encoder, head]);
  const plainWay = isSteady(plan) && factors.every((factor) => factor === 1) && inits.every((init) => init === null);
  return plainWay && weightDecay === 0 && level === 'own' && optimizer === 'sgd';
}

/** What is waited for: half of the plain solution, or of what training with the levers ends at. */
export function usesOf(plan: Plan, question: Omit<RandomQuestion, 'uses'>): readonly Use[] {
  const { measured, level, end } = plan;
  if (level === 'plain') return startUses(measured, question.measure);
  if (end !== null) return startUses(measured, question.measure, end);
  const { network, width, scale: start, learningRate, measure, maxWork } = question;
  const ask = { network, width, start, learningRate, measure, maxWork };
  const last = lastUse({ ...ask, plan: planOf(measured, {}, learningRate) });
  return levelsAtRest({ ...ask, plan }, 3 * last);
}

/** When random weights come into use, by the flow of their starts. */
export function leveredFlow(question: RandomQuestion, plan: Plan): ReturnType<typeof leveredStart> {
  if (plan.optimizer !== 'sgd') {
    return { unfinished: 'Adam moves every weight by itself, which no small network of words can follow' };
  }
  const { network, width, scale: start, learningRate, measure, uses, steps, maxWork, onProgress } = question;
  const budget = steps === null ? {} : { usedBySteps: steps };
  return leveredStart({ plan, network, width, start, learningRate, measure, uses, ...budget, maxWork, onProgress });
}

/**
 * The largest curvature that steps meet under levers, in units in which 2 is the limit: at the minimum of what is trained on, and
 * where one branch is learned alone; momentum moves the limit to 2 (1 + β). Adam's steps do not grow with the gradient: no limit.
 *
 * @param fastest - the largest factor that a rule puts on a rate, above those of the plan
 */
export function steepestUnder(plan: Plan, network: Network, fastest = 1): number {
  const { trained, rates, sharedRates, momentum, optimizer, heldUntil } = plan;
  if (optimizer !== 'sgd') return 0;
  const mean = ({ encoder, head }: BranchRates, depth: number) => (encoder ** (depth - 1) * head) ** (1 / depth);
  const depths = branchDepths(network, rates.length);
  const moving = rates.map((rate, m) => (heldUntil[m] === Infinity ? 0 : mean(rate, depths[m])));
  const factors = { branches: moving, shared: Math.max(sharedRates.encoder, sharedRates.head) };
  const places = [finalWeights(trained), ...trained.modalities.map((_, m) => weightsOf(trained, [m]))];
  const curvature = Math.max(...places.map((W) => sharpness(trained, network, W, factors)));
  return (fastest * curvature) / (1 + momentum);
}
