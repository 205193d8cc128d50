/** Holds every closed form against full matrices on every kind of problems. */
import { norm } from '../../numerics/matrix.js';
import { learningLevels } from '../../predict/source/levels.js';
import { sourceQuantities as measured } from '../../predict/source/quantities.js';
import { jointCorrelations, type Correlations } from '../../problem/correlations.js';
import { problemOf } from '../../problem/two-modalities.js';
import { usesAt } from '../../problem/use.js';
import { normLevels, type Job, type Simulation } from '../../simulate/index.js';
import type { CheckContext } from '../harness/claim.js';
import { timesOf, type Named } from '../harness/problems.js';
import { mean } from '../harness/statistics.js';
import { formsOf, keyOf, SETTINGS, WIDTH, type Setting, type Valued } from './forms.js';
import { randomProblems, realProblems, scalarProblems, symmetricProblems, type Sampled } from './problems.js';
import { FAMILIES, type Errors, type Family, type StandingRow } from './standing.js';

/**
 * Seeds of their own for every problem: the same ones for all would make one error of all. From three layers on a time varies by 5% and more
 * from seed to seed; weight norms, the source's measure, are off by more than that.
 */
const seedsOf = (setting: Setting, measure: Valued['measure'], first: number): number[] =>
  Array.from({ length: depthOf(setting) > 2 && measure === 'output' ? 4 : 2 }, (_, i) => first + i);
/** Drive times rate for two layers: growth by `1 + ηs` a step is `e^{ηs}` to 1%. */
const RATE = 0.02;
/** Deeper networks lag by a few steps in all, which is under 1% of so many to the first time. */
const STEPS_TO_FIRST = 400;
/** Times the largest of what is predicted; what has not come by then counts as never. */
const PATIENCE = 2;
const MOST_STEPS = 300_000;

type Measured = Readonly<Record<Valued['quantity'], number>>;

/** The names of the settings of the table, each of them once. */
export const settingNames = (quick: boolean): string[] => settings(quick).map(nameOf);

const settings = (quick: boolean): readonly Setting[] => (quick ? SETTINGS.slice(0, 1) : SETTINGS);

/** Settings of one network differ in their start. */
const nameOf = ({ name, start }: Setting): string => `${name} ${JSON.stringify(start)}`;

/** The rows of the table for one setting. */
export async function measureStanding(context: CheckContext, name: string): Promise<StandingRow[]> {
  const { quick } = context;
  const families: Record<Family, readonly (Named | Sampled)[]> = {
    scalars: scalarProblems(quick),
    random: randomProblems(quick ? 2 : 24, 1),
    real: quick ? [] : await realProblems(),
    'symmetric-relu': await symmetricProblems(quick),
  };
  const [setting] = settings(quick).filter((one) => nameOf(one) === name);
  const errors = new Map<string, { form: Valued; of: Record<Family, number[]> }>();
  for (const family of FAMILIES) {
    for (const [j, problem] of families[family].entries()) {
      await addErrors(context, setting, family, problem, errors, 100 * j + 1);
      await context.progress((FAMILIES.indexOf(family) + (j + 1) / families[family].length) / FAMILIES.length);
    }
  }
  return [...errors.values()].map(({ form: { formulas, source, quantity, measure }, of }) => {
    const entries = FAMILIES.map((family) => [family, summary(of[family])]);
    return {
      ...{ formulas, source, quantity, measure, setting: setting.name },
      errors: Object.fromEntries(entries) as StandingRow['errors'],
    };
  });
}

async function addErrors(
  context: CheckContext,
  setting: Setting,
  family: Family,
  problem: Named | Sampled,
  errors: Map<string, { form: Valued; of: Record<Family, number[]> }>,
  seed: number,
): Promise<void> {
  if ('samples' in problem && !isTwoLayerLate(setting)) return;
  const { forms, measured } = await held(context, setting, problem, seed);
  for (const form of forms) {
    const key = keyOf(form);
    const entry = errors.get(key) ?? { form, of: { scalars: [], random: [], real: [], 'symmetric-relu': [] } };
    errors.set(key, entry);
    const time = measured[form.measure][form.quantity];
    // What did not come in all the steps is off by an unknown factor, not by 1.
    entry.of[family].push(Number.isFinite(time) ? Math.abs(form.value / time - 1) : Infinity);
  }
}

/** A problem's forms, and its times by both measures; `Infinity` for what did not come. */
async function held(
  context: CheckContext,
  setting: Setting,
  problem: Named | Sampled,
  firstSeed: number,
): Promise<{ forms: Valued[]; measured: Record<Valued['measure'], Measured> }> {
  const { correlations: c } = problem;
  const isRelu = 'samples' in problem;
  const learningRate = rateFor(c, setting) * (isRelu ? 2 : 1);
  // A ReLU network is a linear one at half of its rate, from √½ of its start.
  const forms = isRelu ? formsOf(c, halved(setting), learningRate / 2) : formsOf(c, setting, learningRate);
  const largest = Math.max(
    ...forms
      .filter(({ quantity }) => quantity !== 'ratio')
      .map(({ value }) => value)
      .filter(Number.isFinite),
  );
  const maxSteps = Math.min(MOST_STEPS, Math.ceil(PATIENCE * largest));
  const run = async (measure: Valued['measure']): Promise<Measured> => {
    const wanted = forms.some((form) => form.measure === measure);
    return wanted
      ? summed(
          await context.simulate(
            jobOf(problem, setting, measure, learningRate, maxSteps),
            seedsOf(setting, measure, firstSeed),
          ),
        )
      : NONE;
  };
  return { forms, measured: { output: await run('output'), weights: await run('weights') } };
}

const NONE: Measured = { first: NaN, second: NaN, ratio: NaN };

const isTwoLayerLate = ({ network: { depthA, depthB, depthShared } }: Setting): boolean =>
  depthA === 2 && depthB === 2 && depthShared === 0;

const halved = ({ start, ...setting }: Setting): Setting => ({
  ...setting,
  start: 'std' in start ? { std: start.std * Math.SQRT1_2 } : { initScale: start.initScale * Math.SQRT1_2 },
});

/** As large as the flow allows, and far from swinging at the sharpest place, `‖Σ‖ ‖W‖` for two layers. */
export function rateFor(c: Correlations, setting: Setting): number {
  const { pA, finalA, finalB } = measured(c);
  const depth = depthOf(setting);
  const largest = Math.max(pA, norm(finalA), norm(finalB), 1) ** (2 - 2 / depth);
  const inputs = norm(jointCorrelations(c).sigma.data);
  const ofGrowth = ((depth - 1) * RATE) / Math.max(norm(c.sigmaYA), norm(c.sigmaYB));
  const first = formsOf(c, setting, 1).find(({ quantity, measure }) => quantity === 'first' && measure === 'output');
  const ofSlowStart = depth === 2 || first === undefined ? 0 : first.value / STEPS_TO_FIRST;
  return Math.min(Math.max(ofGrowth, ofSlowStart), 0.4 / (inputs * largest));
}

const depthOf = ({ network: { depthA, depthB, depthShared } }: Setting): number =>
  Math.max(depthA, depthB) + depthShared;

function jobOf(
  problem: Named | Sampled,
  { network, start }: Setting,
  measure: Valued['measure'],
  learningRate: number,
  maxSteps: number,
): Job {
  const c = problem.correlations;
  const scale = 'initScale' in start ? start.initScale : start.std * Math.sqrt(WIDTH);
  const { A, B } = measure === 'weights' ? learningLevels(c, network, scale) : { A: 0, B: 0 };
  const settings = {
    ...{ start: { kind: 'gaussian' as const, ...start }, learningRate, width: WIDTH, maxSteps, measure },
    thinning: { maxRecords: 2 },
  };
  if (!('samples' in problem)) {
    const levels = measure === 'weights' ? { levels: normLevels({ A, B }) } : {};
    return { kind: 'linear', problem: problemOf(c), network, settings: { ...settings, ...levels } };
  }
  // Total weights of a ReLU network are twice what they do.
  const levels = measure === 'weights' ? normLevels({ A: 2 * A, B: 2 * B }) : usesAt(problemOf(c));
  return { kind: 'samples', samples: problem.samples, network, settings: { ...settings, levels, activation: 'relu' } };
}

/** Means over seeds of both times, and of their quotient; early fusion learns both at once, when the last one is used. */
function summed(runs: readonly Simulation[]): Measured {
  const times = runs.map((run) => {
    const { tA, tB } = timesOf(run);
    return [tA, tB].map((time) => (Number.isNaN(time) ? Infinity : time)).sort((p, q) => p - q);
  });
  return {
    first: mean(times.map(([first]) => first)),
    second: mean(times.map(([, second]) => second)),
    ratio: mean(times.map(([first, second]) => second / first)),
  };
}

function summary(errors: readonly number[]): Errors | null {
  if (errors.length === 0) return null;
  const sorted = errors.toSorted((p, q) => p - q);
  const at = (share: number): number | null => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return Number.isFinite(value) ? Number(value.toPrecision(3)) : null;
  };
  return { count: errors.length, median: at(0.5), nineInTen: at(0.9) };
}
