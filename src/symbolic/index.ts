/**
 * Formulas as expressions: values in 64 digits, derivatives, antiderivatives, LaTeX, and the checked derivations.
 *
 * @module unimodal-bias/symbolic
 */
export { checkErrata, checkErratum, type ErratumCheck, type ErratumReport } from './errata.js';
export { derive, deriveAll, type DerivationReport, type StepReport, type StepVerdict } from './derive.js';
export {
  formulaValue,
  sensitivity,
  sensitivityAt,
  type FormulaValue,
  type Sensitivity,
  type SensitivityValue,
} from './formula-at.js';
export { antiderivative, type AntiderivativeOptions } from './antiderivative.js';
export { statementLatex } from './latex.js';
export { statementText } from './unicode.js';
export { evaluateStatement, type BigResult } from './evaluate.js';
