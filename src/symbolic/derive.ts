/** Checks derivations: every step by algebra where it can be, and always by evaluation at random points. */
import type { MathNode } from 'mathjs';
import * as vocabulary from '../../formulas/vocabulary.js';
import { matrixVariable, positive, type Domain, type Variable } from '../../formulas/formula.js';
import { randomSource } from '../numerics/random.js';
import { startAlgebra, type Algebra } from './algebra.js';
import type { Derivation, Method, Step } from '../../formulas/derivations/derivation.js';
import { derivations } from '../../formulas/derivations/index.js';
import { evaluateNode, type BigResult } from './evaluate.js';
import { expand } from './expand.js';
import { logarithmicForm } from './logarithms.js';
import { freeSymbols, integralsAsSymbols, termsOf } from './nodes.js';
import { vanishesForAllMatrices, type Symbols } from './noncommutative.js';
import { drawPoint } from './points.js';
import { vanishesAsPowers } from './powers.js';

/** `proved`: algebra and evaluation agree; `checked`: evaluation alone; `failed`: it does not vanish. */
export type StepVerdict = 'proved' | 'checked' | 'failed';

/** How a step fared. */
export interface StepReport {
  /** What the step says. */
  readonly claim: string;
  /** The expression that must vanish. */
  readonly zero: string;
  /** Whether it does. */
  readonly verdict: StepVerdict;
  /** The verdict in words: `proved`, `checked at 12 points`, `failed`. */
  readonly label: string;
  /** Whether the algebra system reduced it to 0; `not found` also stands for no answer within its limit of work. */
  readonly algebra: 'zero' | 'not found';
  /** Number of random points at which it was evaluated with 64 digits. */
  readonly points: number;
  /** Largest value relative to the largest term. */
  readonly residual: number;
}

/** How a derivation fared. */
export interface DerivationReport {
  /** Stable name. */
  readonly id: string;
  /** One line. */
  readonly title: string;
  /** What it starts from. */
  readonly hypotheses: readonly string[];
  /** What it arrives at. */
  readonly conclusion: string;
  /** How. */
  readonly method: Method;
  /** Abbreviations of the steps. */
  readonly definitions: Readonly<Record<string, string>>;
  /** The worst verdict of its steps. */
  readonly verdict: StepVerdict;
  /** The steps. */
  readonly steps: readonly StepReport[];
}

const POINTS = 12;
/** 64 digits, less what powers and cancellation inside the terms lose. */
const TOLERANCE = 1e-40;
/** Symbols that the algebra system may make in one attempt. */
const LIMIT = 20_000;

/**
 * Checks one derivation.
 *
 * @example
 * ```ts
 * import { derivations } from 'unimodal-bias/formulas';
 * import { derive } from 'unimodal-bias/symbolic';
 * const { verdict, steps } = await derive(derivations.find(({ id }) => id === 'late-ratio')!);
 * verdict; // => 'proved'
 * steps[0].residual < 1e-40; // => true
 * ```
 */
export async function derive(derivation: Derivation): Promise<DerivationReport> {
  return (await deriveAll([derivation]))[0];
}

/**
 * Checks derivations, all of them unless told which; takes some seconds.
 *
 * @example
 * ```ts
 * import { derivations } from 'unimodal-bias/formulas';
 * import { deriveAll } from 'unimodal-bias/symbolic';
 * const reports = await deriveAll(derivations.slice(0, 2));
 * reports.map(({ verdict }) => verdict); // => ['proved', 'proved']
 * ```
 */
export async function deriveAll(chosen: readonly Derivation[] = derivations): Promise<DerivationReport[]> {
  const algebra = startAlgebra();
  try {
    const reports: DerivationReport[] = [];
    for (const derivation of chosen) {
      const steps: StepReport[] = [];
      for (const step of derivation.steps) steps.push(await checkStep(step, derivation, algebra));
      const { id, title, hypotheses, conclusion, method, definitions } = derivation;
      reports.push({ id, title, hypotheses, conclusion, method, definitions, steps, verdict: worst(steps) });
    }
    return reports;
  } finally {
    await algebra.close();
  }
}

function worst(steps: readonly StepReport[]): StepVerdict {
  const verdicts = steps.map(({ verdict }) => verdict);
  return verdicts.includes('failed') ? 'failed' : verdicts.includes('checked') ? 'checked' : 'proved';
}

async function checkStep({ claim, zero }: Step, derivation: Derivation, algebra: Algebra): Promise<StepReport> {
  const node = integralsAsSymbols(expand(zero, derivation.definitions));
  const variables = Object.fromEntries([...freeSymbols(node)].map((name) => [name, variableOf(name, derivation)]));
  const residual = largestResidual(claim, node, variables, derivation.where);
  // Algebra is not asked about what does not vanish, and not believed about it.
  const vanishes = residual <= TOLERANCE;
  const hasMatrices = Object.values(variables).some(({ domain }) => domain.kind === 'matrix');
  const reduced =
    vanishes && (hasMatrices ? vanishesForAllMatrices(node, symbolsOf(variables)) : await reducesToZero(node, algebra));
  const verdict = !vanishes ? 'failed' : reduced ? 'proved' : 'checked';
  const label = verdict === 'checked' ? `checked at ${POINTS} points` : verdict;
  return { claim, zero, verdict, label, algebra: reduced ? 'zero' : 'not found', points: POINTS, residual };
}

async function reducesToZero(node: MathNode, algebra: Algebra): Promise<boolean> {
  if (vanishesAsPowers(node)) return true;
  const forms = [node.toString(), logarithmicForm(node)].filter((form) => form !== null);
  for (const form of forms) {
    for (const attempt of [`expand(${form})`, `simplify(${form})`]) {
      if ((await algebra.ask(attempt, LIMIT)) === '0') return true;
    }
  }
  return false;
}

type Variables = Readonly<Record<string, Variable>>;

/** Largest value of the expression relative to its largest term, over random points; ∞ where it means nothing. */
function largestResidual(id: string, node: MathNode, variables: Variables, where: readonly string[]): number {
  const source = randomSource(1);
  const terms = termsOf(node);
  const relevant = where.filter((condition) => [...freeSymbols(expand(condition))].every((name) => name in variables));
  const residuals = Array.from({ length: POINTS }, () => {
    const point = drawPoint({ id, variables, where: relevant }, source);
    const [value, ...sizes] = [node, ...terms].map((part) => sizeOf(evaluateNode(part, point)));
    const residual = value / Math.max(...sizes);
    return Number.isFinite(residual) ? residual : Infinity;
  });
  return Math.max(...residuals);
}

/** The largest entry's size. */
const sizeOf = (value: BigResult): number =>
  Math.max(...(Array.isArray(value) ? value.flat() : [value]).map((entry) => Math.abs(Number(entry))));

/** Symbols mean what they mean everywhere in the theory, unless a derivation says otherwise; others are positive numbers. */
function variableOf(name: string, { matrices }: Derivation): Variable {
  if (Object.hasOwn(matrices, name)) return matrixVariable(name, '1', ...matrices[name]);
  const known = (vocabulary as Readonly<Record<string, unknown>>)[name] as Variable | undefined;
  return known ?? positive(name, '1', 0.1, 3);
}

function symbolsOf(variables: Variables): Symbols {
  const names = (has: (domain: Domain) => boolean) =>
    new Set(Object.keys(variables).filter((name) => has(variables[name].domain)));
  return {
    scalars: names(({ kind }) => kind !== 'matrix'),
    symmetric: names((domain) => domain.kind === 'matrix' && domain.definite),
  };
}
