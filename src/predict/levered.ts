/** Random weights under levers: by the flow of their starts, or by simulating full matrices. */
import { isSteady, lastUse, leveredStart, levelsAtRest } from '../flows/random/levered.js';
import type { RandomStartResult, Unfinished } from '../flows/random/index.js';
import { planOf, requireLevers, type Plan } from '../levers/plan.js';
import type { Problem } from '../problem/problem.js';
import { usesAt, type Use } from '../problem/use.js';
import type { RandomQuestion } from './random-start.js';
import type { Checked } from './question.js';

/** The plan of a question's levers, `null` without any; refusals as of `planOf`. */
export function planFor(problem: Problem, { levers, networks, learningRate }: Checked): Plan | null {
  if (levers === null) return null;
  for (const network of networks) requireLevers(levers, network);
  return planOf(problem, levers, learningRate);
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
  const last = lastUse({ ...ask, plan: planOf(measured, {}, learningRate) });
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
