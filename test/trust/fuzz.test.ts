/**
 * Anything goes in; what comes out is a refusal in one printable line, or an answer without NaN, and with ∞ only for a time.
 * A fixed seed here; `npm run fuzz -- --minutes 60` goes on from a new one.
 */
import { CommanderError, type Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formulaCommand } from '../../src/cli/catalogue/formula.js';
import { integralCommand } from '../../src/cli/catalogue/integral.js';
import { predictCommand } from '../../src/cli/predict/command.js';
import { solveCommand } from '../../src/cli/catalogue/solve.js';
import { problemFromFile } from '../../src/data/index.js';
import { predict } from '../../src/predict/predict.js';
import type { Answer } from '../../src/predict/answer.js';
import type { Question } from '../../src/predict/question.js';
import { InputError } from '../../src/problem/errors.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import type { Problem } from '../../src/problem/problem.js';
import { output } from '../cli/in-process.js';
import { temporaryFiles } from '../data/files.js';
import { commandLines, files, moments, questions, toys, type Moments } from './inputs.js';

const minutes = Number(process.env['FUZZ_MINUTES'] ?? 0);
/** Seconds of computing that one input may take, and what the process may hold in the end. */
const [MOST_SECONDS, MOST_BYTES] = [10, 2 ** 31];
/** How the properties share the minutes: those that answer take a thousand times what those that read take. */
const SHARES = {
  moments: 0.25,
  'other units': 0.15,
  'scalar inputs': 0.15,
  'random starts': 0.25,
  files: 0.05,
  correlations: 0.05,
  'command lines': 0.1,
};

/**
 * Tries a property so often in the tests, or for its share of the minutes, and then says what it did. An input that computes
 * for longer than ten seconds has failed.
 */
async function tries<T>(
  what: keyof typeof SHARES,
  numRuns: number,
  inputs: fc.Arbitrary<T>,
  check: (input: T) => Promise<void>,
) {
  let [tried, slowest] = [0, 0];
  const property = fc.asyncProperty(inputs, async (input) => {
    const before = process.cpuUsage();
    await check(input);
    const { user } = process.cpuUsage(before);
    tried++;
    slowest = Math.max(slowest, user / 1e6);
    expect(user / 1e6).toBeLessThan(MOST_SECONDS);
  });
  const share = 60_000 * minutes * SHARES[what];
  const seed = Date.now() % 2 ** 31;
  const fresh = { numRuns: 1e9, plugins: [fc.interruptAfterTimeLimit(share)], seed };
  const begun = performance.now();
  try {
    await fc.assert(property, minutes > 0 ? fresh : { numRuns, seed: 13, endOnFailure: true });
    expect(process.memoryUsage().rss).toBeLessThan(MOST_BYTES);
  } finally {
    const took = Math.round((performance.now() - begun) / 1000);
    if (minutes > 0)
      console.log(`${what}: ${tried} inputs in ${took} s, the slowest ${slowest.toFixed(1)} s (seed ${seed})`);
  }
}
const patience = Math.max(120_000, 120_000 * minutes);

/** What `make` gives, or `null` where it was refused as it should be; any other error is passed on. */
async function unlessRefused<T>(make: () => T | Promise<T>): Promise<T | null> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+$/u);
    expect(error.message.length).toBeLessThanOrEqual(1000);
    return null;
  }
}

/** Paths of numbers that are none, or infinite though they are no time. */
function oddities(value: unknown, path = ''): string[] {
  if (typeof value === 'number') {
    const isTime = /(^|\.)(t[AB]|timeRatio|time|q05|q50|q95|mean|std)$/.test(path);
    return Number.isNaN(value) || (!Number.isFinite(value) && !isTime) ? [`${path} = ${value}`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => oddities(part, `${path}.${key}`));
}

/** `∞` is said of a use only beside a warning that says so, where starts were not followed so far, or where there is nothing to use. */
function unsaidNevers({ predictions, warnings }: Answer): string[] {
  if (warnings.some(({ code }) => code === 'never-learned')) return [];
  const isOpen = ({ randomStart }: Answer['predictions'][number]) =>
    typeof randomStart?.horizon === 'number' &&
    warnings.some(({ code }) => code === 'unfinished' || code === 'simulated');
  return predictions
    .filter((prediction) => !isOpen(prediction))
    .flatMap(({ randomStart }) =>
      (randomStart?.events ?? []).flatMap(({ modality, level, time }) =>
        level > 0 && !Number.isFinite(time?.mean ?? Infinity) ? [`${modality} never`] : [],
      ),
    );
}

const asked = async (make: () => Problem, question: Question): Promise<void> => {
  const answer = await unlessRefused(() => predict(make(), question));
  if (answer === null) return;
  expect(oddities(answer)).toEqual([]);
  expect(unsaidNevers(answer)).toEqual([]);
};

/** All times of an answer, in the order of the answer. */
const timesOf = ({ predictions }: Answer) =>
  predictions.map(({ closedForm, reducedOde, randomStart }) => ({
    closedForm,
    reducedOde,
    events: randomStart?.events.map(({ time }) => time),
  }));

/** In other units for inputs and target, at a rate that is as much smaller, descent is the same; and for −y. */
async function sameInOtherUnits(input: Moments, question: Question, k: number, sign: 1 | -1): Promise<void> {
  const unit = 4 ** k;
  const other = {
    ...input,
    sigma: input.sigma.map((row) => row.map((value) => value * unit)),
    sigmaYX: input.sigmaYX.map((row) => row.map((value) => value * unit * sign)),
  };
  const learningRate = question.learningRate ?? 0.04;
  const one = await unlessRefused(() => predict(problem(input), { ...question, learningRate }));
  const same = await unlessRefused(() => predict(problem(other), { ...question, learningRate: learningRate / unit }));
  if (one === null || same === null) expect(same).toBe(one);
  else expect(differences(timesOf(one), timesOf(same))).toEqual([]);
}

/** What differs by more than the steps of the integration promise, which rounding may be multiplied by. */
const PROMISED = 1e-7;

function differences(one: unknown, other: unknown, path = ''): string[] {
  if (typeof one === 'number' && typeof other === 'number') {
    const close = one === other || Math.abs(one - other) <= PROMISED * Math.abs(one);
    return close ? [] : [`${path}: ${one} and ${other}`];
  }
  if (typeof one !== 'object' || one === null)
    return Object.is(one, other) ? [] : [`${path}: ${String(one)} and ${String(other)}`];
  return Object.entries(one).flatMap(([key, part]) =>
    differences(part, (other as Record<string, unknown> | null)?.[key], `${path}.${key}`),
  );
}

describe('predictions', () => {
  test('of moments of any size and condition', { timeout: patience }, () =>
    tries('moments', 60, fc.tuple(moments(150), questions(false)), ([input, question]) =>
      asked(() => problem(input), question),
    ),
  );

  test('in other units, and of −y', { timeout: patience }, () => {
    const sign = fc.constantFrom(1 as const, -1 as const);
    const all = fc.tuple(moments(20), questions(false), fc.integer({ min: -50, max: 50 }), sign);
    return tries('other units', 30, all, (given) => sameInOtherUnits(...given));
  });

  test('of scalar inputs near ties and near the same', { timeout: patience }, () =>
    tries('scalar inputs', 60, fc.tuple(toys, questions(false)), ([toy, question]) =>
      asked(() => toyProblem(toy), question),
    ),
  );

  // Seconds each: with minutes only.
  test.skipIf(minutes === 0)('of random starts', { timeout: patience }, () =>
    tries('random starts', 6, fc.tuple(moments(150), questions(true)), ([input, question]) =>
      asked(() => problem(input), question),
    ),
  );
});

describe('files', () => {
  const write = temporaryFiles();
  test('with changed bytes', { timeout: patience }, () =>
    tries('files', 500, files, async ({ name, bytes, modalities, y }) => {
      const path = await write(name, bytes);
      const read = await unlessRefused(() => problemFromFile(path, { modalities, y }));
      if (read === null) return;
      expect([...read.sigma.data, ...read.sigmaYX.data].every(Number.isFinite)).toBe(true);
    }),
  );

  test('of correlations with anything in them', { timeout: patience }, () =>
    tries('correlations', 150, fc.tuple(moments(150), fc.jsonValue(), fc.nat()), async ([input, strange, where]) => {
      const keys = Object.keys(input);
      await unlessRefused(() => problem({ ...input, [keys[where % keys.length]]: strange }));
      await unlessRefused(() => problem(strange));
    }),
  );
});

describe('command lines', () => {
  const commands: readonly [() => Command, fc.Arbitrary<string[]>][] = [
    [predictCommand, commandLines.predict],
    [solveCommand, commandLines.solve],
    [formulaCommand, commandLines.formula],
    [integralCommand, commandLines.integral],
  ];
  const lines = fc.oneof(...commands.map(([make, args]) => args.map((own) => ({ make, own }))));
  test('of any options', { timeout: patience }, () =>
    tries('command lines', 60, lines, async ({ make, own }) => {
      const silent = { writeErr: () => undefined, writeOut: () => undefined };
      const text = await unlessRefused(() => output(make().configureOutput(silent), ...own)).catch((error: unknown) => {
        if (error instanceof CommanderError) return null;
        throw error;
      });
      expect(text ?? '').not.toMatch(/NaN|undefined/);
    }),
  );
});
