import { describe, expect, test } from 'vitest';
import type { Formula } from '../../formulas/formula.js';
import { catalogue } from '../../formulas/index.js';
import { randomSource } from '../../src/numerics/random.js';
import { derivations } from '../../formulas/derivations/index.js';
import { evaluateStatement } from '../../src/symbolic/evaluate.js';
import { drawPoint } from '../../src/symbolic/points.js';
import { statementText } from '../../src/symbolic/unicode.js';

const GREEK: Readonly<Record<string, string>> = {
  ...{ α: 'alpha', β: 'beta', δ: 'delta', Δ: 'Delta', ε: 'epsilon', η: 'eta', θ: 'theta', Θ: 'Theta', κ: 'kappa' },
  ...{ λ: 'lambda', Λ: 'Lambda', ρ: 'rho', σ: 'sigma', τ: 'tau', φ: 'phi', ŷ: 'h' },
};
const plain = (alphabet: string, text: string) =>
  Array.from(text, (character) => (character === '⁻' ? '-' : alphabet.indexOf(character))).join('');

/** The statement that a line of Unicode says, for formulas of scalars without integrals. */
function readBack(text: string): string {
  return text
    .replace(/₂F₁\(([^;]*); ([^;]*); /g, 'hyp2f1($1, $2, ')
    .replace(/[₀-₉]+/g, (index) => `_${plain('₀₁₂₃₄₅₆₇₈₉', index)}`)
    .replace(/[⁰¹²³⁴-⁹⁻]+/g, (power) => `^(${plain('⁰¹²³⁴⁵⁶⁷⁸⁹', power)})`)
    .replace(/[α-ωΔ-Λŷ]/g, (letter) => GREEK[letter])
    .replace(/√(\w+)/g, 'sqrt($1)')
    .replace(/√\(/g, 'sqrt(')
    .replace(/\bln\(/g, 'log(')
    .replace(/·/g, '*')
    .replace(/−/g, '-')
    .replace(/≠/g, '!=')
    .replace(/≤/g, '<=')
    .replace(/≥/g, '>=');
}

const isScalar = ({ variables }: Formula) => Object.values(variables).every(({ domain }) => domain.kind !== 'matrix');

describe('statements as Unicode', () => {
  test.each([
    ['ratio = 1 + (s_A - s_B) / r_B', 'ratio = 1 + (s_A − s_B)/r_B'],
    ['t = tau/s_A * log(1/u_0)', 't = τ/s_A·ln(1/u₀)'],
    ['R = S_yB - S_yA * inv(S_A) * S_AB', 'Σ̃_yB = Σ_yB − Σ_yA·Σ_A⁻¹·Σ_AB'],
    ['u = sqrt(u_A^2 + u_B^2)', 'u = √(u_A² + u_B²)'],
    ['I = integral(x^(1-L), x, 1, Infinity)', 'I = ∫₁^∞ x^(1 − L) dx'],
    ['t = integral(x, x, u_0, u_A)', 't = ∫[u₀, u_A] x dx'],
    ['a - (b - c) - d/(e*f)/g', 'a − (b − c) − d/(e·f)/g'],
    ['(-x)^2 * (-y)', '(−x)²·(−y)'],
    ['(a^b)^c + -d', '(a^b)^c − d'],
    ['D(Q, u_A)*at(Q, u_A, 1, u_0, 2)', '∂Q/∂u_A·Q[u_A → 1, u₀ → 2]'],
    ['eq("time-ratio/late") - eq("depth-integral/late")', '⟨Eq 9⟩ − ⟨depth-integral/late⟩'],
  ])('%s', (statement, text) => {
    expect(statementText(statement)).toBe(text);
  });

  test('nothing of the machine syntax is left, neither in formulas nor in derivations', () => {
    const steps = derivations.flatMap(({ steps, definitions }) => [
      ...steps.map(({ zero }) => zero),
      ...Object.values(definitions),
    ]);
    for (const statement of [...catalogue.map((entry) => entry.statement), ...steps]) {
      expect(statementText(statement)).not.toMatch(
        /[*"]|sqrt|alpha|lambda|sigma|tau|[Tt]heta|rho|integral\(|transpose|inv\(|hyp2f1|\beq\(|_\d/,
      );
    }
  });

  test.each(
    catalogue
      .filter((entry) => isScalar(entry) && !entry.statement.includes('integral('))
      .map((entry) => [entry.id, entry] as const),
  )('%s: the line says what the statement says', (_, entry) => {
    const point = drawPoint(entry, randomSource(7));
    const [said, meant] = [readBack(statementText(entry.statement)), entry.statement].map((statement) =>
      String(evaluateStatement(statement, point)).slice(0, 40),
    );
    expect(said).toBe(meant);
  });
});
