/** Logistic loss (Eq 34–37): to first order the same dynamics at half the speed. */
import { formula, integer, real } from './formula.js';
import { binaryTarget, smallInitialization } from './vocabulary.js';

const y = integer('target y, −1 or +1', -1, 1);
const output = real('network output ŷ', '[y]', -1e-3, 1e-3);

/** Eq 34–36. */
export const mseForce = formula({
  id: 'logistic-loss/mse-force',
  equation: '34, 36',
  title: 'Minus the derivative of the squared loss ½(ŷ − y)²',
  statement: 'force = y - h',
  variables: { y, h: output },
  evaluate: (v) => v.y - v.h,
});

/** Eq 35, 37, exact. */
export const logisticForce = formula({
  id: 'logistic-loss/force',
  equation: '35, 37',
  title: 'Minus the derivative of the logistic loss ln(1 + exp(−y ŷ)); y/2 to first order',
  statement: 'force = y / (1 + exp(y*h))',
  variables: { y, h: output },
  where: ['y != 0'],
  assumptions: [binaryTarget],
  evaluate: (v) => v.y / (1 + Math.exp(v.y * v.h)),
});

/** Eq 36, 37. */
export const speedRatioLogistic = formula({
  id: 'logistic-loss/speed',
  equation: '36, 37',
  title: 'Speed under logistic loss relative to mean square error, at a small output',
  statement: 'speed = 1 / (1 + exp(y*h)) / (1 - h/y)',
  variables: { y, h: output },
  where: ['y != 0'],
  assumptions: [binaryTarget, smallInitialization],
  evaluate: (v) => 1 / (1 + Math.exp(v.y * v.h)) / (1 - v.h / v.y),
});
