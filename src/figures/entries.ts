/** Every figure, in the source's order, then ours. */
import { diabetes } from './diabetes.js';
import type { FigureEntry } from './entry.js';
import { figure11, figure12 } from './figure-11.js';
import { figure10, figure2 } from './figure-2.js';
import { figure3 } from './figure-3.js';
import { figure4 } from './figure-4.js';
import { figure5 } from './figure-5.js';
import { figure6, finiteWidth } from './figure-6.js';
import { figure8 } from './figure-8.js';
import { figure9 } from './figure-9.js';
import { integralsCost, ratioByFusion } from './our-figures.js';

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
