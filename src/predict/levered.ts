/** Random weights under levers: by the flow of their starts, or by simulating full matrices. */
import { isSteady, leveredStart, levelsAtRest, wayOf } from '../flows/random/levered.js';
import type { RandomStartResult, Unfinished } from '../flows/random/index.js';
import { planOf, requireLevers, type Plan } from '../levers/plan.js';
import type { Problem } from '../problem/problem.js';
import { usesAt, type Use } from '../problem/use.js';
import type { RandomQuestion } from './random-start.js';
import type { Checked } from './question.js';

/** The plan of a question's levers, `null` without any; refusals as of `planOf`. */
export function planFor(problem: Problem, { levers, networks, training }: Checked): Plan | null {
  if (levers === null) return null;
  for (const network of networks) requireLevers(levers, network);
  return planOf(problem, levers, training.learningRate);
}

/** Whether levers change moments and nothing else, and use is half of what they end with: then every route knows them. */
export function changesMomentsOnly(plan: Plan): boolean {
  const { rates, sharedRates, inits, level, optimizer } = plan;
  const factors = [...rates, sharedRates].flatMap(({ encoder, head }) => [encoder, head]);
  const plainWay = isSteady(plan) && factors.every((factor) => factor === 1) && inits.every((init) => init === null);
  return plainWay && level === 'own' && optimizer === 'sgd';
}

/** What is waited for: half of the plain solution, or of what training with the levers ends at. */
export function usesOf(plan: Plan, question: Omit<RandomQuestion, 'uses'>): readonly Use[] {
  const { measured, level, end } = plan;
  if (level === 'plain') return usesAt(measured);
  if (end !== null) return usesAt(measured, end);
  const { network, width, scale: start, learningRate, measure } = question;
  const ask = { network, width, start, learningRate, measure };
  const plain = planOf(measured, {}, learningRate);
  const way = wayOf({ ...ask, plan: plain });
  const watch = way.watch(usesAt(measured));
  way.descend(way.start(null), { onPiece: watch.onPiece, maxSteps: Infinity, maxWork: 4e8 });
  const last = Math.max(0, ...watch.times.map((time) => (time === null || time === Infinity ? 0 : time)));
  return levelsAtRest({ ...ask, plan }, 3 * last);
}

/** When random weights come into use, by the flow of their starts. */
export function leveredFlow(question: RandomQuestion, plan: Plan): RandomStartResult | Unfinished {
  if (plan.optimizer !== 'sgd') {
    return { unfinished: 'Adam moves every weight by itself, which no small network of words can follow' };
  }
  const { network, width, scale: start, learningRate, measure, uses, steps, onProgress } = question;
  const budget = steps === null ? {} : { usedBySteps: steps };
  return leveredStart({ plan, network, width, start, learningRate, measure, uses, ...budget, onProgress });
}

/** Training of the full matrices with these levers, as the simulator takes it; `null` for remedies that it does not know. */
export function trainingOf(plan: Plan) {
  const { rule, heads, trainedStart, inits, rates, sharedRates, heldUntil, momentum, weightDecay, optimizer } = plan;
  if (rule !== null || heads !== null || trainedStart.includes(true) || inits.some((init) => init !== null))
    return null;
  return {
    trainedOn: plan.trained,
    layerRates: sharedRates,
    branchRates: rates.map(({ encoder }) => encoder / sharedRates.encoder),
    freeze: heldUntil.flatMap((until, modality) => (until > 0 ? [{ modality, until }] : [])),
    momentum,
    weightDecay,
    optimizer,
  };
}
