/** Every figure, in the source's order, then ours. */
import { diabetes } from './diabetes.js';
import type { FigureEntry } from './grammar/entry.js';
import { figure11, figure12 } from './relu.js';
import { figure10, figure2 } from './loss-and-phase-portrait.js';
import { figure3 } from './two-layer-times.js';
import { figure4 } from './superficial-preference.js';
import { figure5 } from './overparameterized.js';
import { figure6, finiteWidth } from './deep-times.js';
import { figure8 } from './collinear.js';
import { figure9 } from './logistic-loss.js';
import { integralsCost, ratioByFusion } from './integrals-and-ratios.js';

/** All figures that can be made. */
export const entries: readonly FigureEntry[] = [
  figure2,
  figure3,
  figure4,
  figure5,
  figure6,
  figure8,
  figure9,
  figure10,
  figure11,
  figure12,
  finiteWidth,
  diabetes,
  integralsCost,
  ratioByFusion,
];
