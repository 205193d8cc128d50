import { describe, expect, test } from 'vitest';
import { statementLatex } from '../../src/symbolic/latex.js';

describe('LaTeX', () => {
  test.each([
    ['a/b*c/d', '\\frac{a\\,c}{b\\,d}'],
    ['a/b/c', '\\frac{a}{b\\,c}'],
    ['a/(b/c)', '\\frac{a\\,c}{b}'],
    ['(a+b)/c', '\\frac{a+b}{c}'],
    ['(a+b)/c/(d-g)', '\\frac{a+b}{c\\,\\left(d-g\\right)}'],
    ['a/(integral(x, x, 0, 1)*b)', '\\frac{a}{b\\,\\int_{0}^{1}x\\,\\mathrm{d}x}'],
    ['L_f <= L', 'L_{f}\\le L'],
    ['L >= 2', 'L\\ge 2'],
    ['Theta*lambda_never > sigma_A', '\\Theta\\,\\lambda_{\\mathrm{never}}>\\sigma_{A}'],
    ['(S_yA*transpose(S_yA))[1,1]', '\\Sigma_{yA}\\,{\\Sigma_{yA}}^{\\top}'],
  ])('%s', (statement, latex) => {
    expect(statementLatex(statement)).toBe(latex);
  });
});
