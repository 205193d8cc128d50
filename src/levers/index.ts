/**
 * What levers and remedies are: those that change the moments of a problem, as functions of a problem, and the table of the
 * field's remedies with their sources. What they do is told by `predict` and `levers` of `unimodal-bias`. Free of Node.
 *
 * @module unimodal-bias/levers
 */
export { aligned, blended, dropped, noisy, scaled, type DropoutScaling } from './moments.js';
export { remedyTable, uncomputable, type RemedyEntry } from './table.js';
