/** Whether a learning rate is small enough under levers. */
import { wayOf, workOf, type LeveredInput } from './levered.js';
import { growth } from './stability.js';

/** Whether steps from the typical start run away under levers, by the time that all is in use or behind it. */
export function divergesUnder(input: LeveredInput): boolean {
  const way = wayOf(input);
  const net = way.start(null);
  const { onPiece, hasGrown } = growth(input.plan.trained, way.total, net.weights, way.watch(input.uses));
  const maxWork = workOf(input);
  const { stuck } = way.descend(net, { onPiece, maxSteps: way.stepsFor(maxWork, true), maxWork, bySteps: true });
  return stuck === null && hasGrown();
}
