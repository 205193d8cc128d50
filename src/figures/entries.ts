/** Every figure, in the source's order, then ours. */
import { digitsDirectory } from '../check/harness/digits.js';
import { diabetes } from './diabetes.js';
import { figure13, figure14, figure7, table1 } from './digits.js';
import type { FigureEntry } from './grammar/entry.js';
import { figure11, figure12 } from './relu.js';
import { figure10, figure2 } from './loss-and-phase-portrait.js';
import { figure3 } from './two-layer-times.js';
import { figure4 } from './superficial-preference.js';
import { figure5 } from './overparameterized.js';
import { figure6, finiteWidth } from './deep-times.js';
import { figure8 } from './collinear.js';
import { figure9 } from './logistic-loss.js';
import { integralsCost } from './integrals-cost.js';
import { reluSymmetric } from './relu-symmetric.js';
import { ratioByFusion } from './ratio-by-fusion.js';
import { throttle } from './throttle.js';
import { timetable } from './timetable.js';
import { diagnosis } from './run-under-way.js';
import { unseen } from './unseen.js';

/** The digits are in the repository only. */
const hasDigits = digitsDirectory() !== null;

/** All figures that can be made. */
export const entries: readonly FigureEntry[] = [
  figure2,
  figure3,
  figure4,
  figure5,
  figure6,
  ...(hasDigits ? [figure7] : []),
  figure8,
  figure9,
  figure10,
  figure11,
  figure12,
  ...(hasDigits ? [figure13, figure14, table1] : []),
  finiteWidth,
  diabetes,
  timetable,
  unseen,
  diagnosis,
  integralsCost,
  ratioByFusion,
  reluSymmetric,
  throttle,
];
