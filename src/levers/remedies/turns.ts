/** Remedies that train one branch at a time. */
import { only, whole, type Rule } from '../rule.js';

/** ReconBoost's residual, squared loss: `every` steps of one branch, then as many of the other; a step is of one branch. */
export function alternate(every: number, first: number): Rule {
  return ({ step }) => ({ rates: only(Math.floor(step / every) % 2 === 0 ? first : 1 - first) });
}

/** A branch is held until the other has learned half of what it can learn alone. */
export function freezeUntilLearned(held: number): Rule {
  let freed = false;
  return ({ learned }) => {
    freed ||= learned[1 - held];
    return { rates: freed ? [whole(1), whole(1)] : only(1 - held) };
  };
}

/**
 * Conditional learning speed (Wu et al.), carried over to branches: speeds are sums of `‖gradient‖²/‖weights‖²` over regular
 * steps; where their log₁₀ differs by more than ε the slower branch alone is trained for Q steps.
 */
export function speedRebalancing(steps: number, epsilon: number): Rule {
  const speeds = [0, 0];
  let left = 0;
  let slow = 0;
  return ({ speed }) => {
    if (left > 0) {
      left--;
      return { rates: only(slow) };
    }
    speeds.forEach((_, m) => (speeds[m] += speed(m)));
    const difference = Math.log10(speeds[0] / speeds[1]);
    if (Math.abs(difference) > epsilon) {
      left = steps;
      slow = difference > 0 ? 1 : 0;
    }
    return { rates: [whole(1), whole(1)] };
  };
}

/** Soft re-initialization of a branch, once, in step `at`: `w ← share w(0) + (1 − share) w`. */
export function reinitialize(branch: number, share: number, at: number): Rule {
  const rates = [whole(1), whole(1)];
  return ({ step }) => (step === at ? { rates, reset: { branch, share } } : { rates });
}
