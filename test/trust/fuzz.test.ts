/**
 * Anything goes in; what comes out is a refusal in one printable line, or an answer without NaN, and with ∞ only for a time.
 * A fixed seed here; `npm run fuzz -- --minutes 60` goes on from a new one.
 */
import { CommanderError, type Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formulaCommand } from '../../src/cli/formula-command.js';
import { integralCommand } from '../../src/cli/integral-command.js';
import { predictCommand } from '../../src/cli/predict-command.js';
import { solveCommand } from '../../src/cli/solve-command.js';
import { problemFromFile } from '../../src/data/index.js';
import { predict } from '../../src/predict/predict.js';
import type { Answer } from '../../src/predict/answer.js';
import { InputError } from '../../src/problem/errors.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import type { Problem } from '../../src/problem/problem.js';
import { output } from '../cli/in-process.js';
import { temporaryFiles } from '../data/files.js';
import { commandLines, files, moments, questions, toys } from './inputs.js';

const minutes = Number(process.env['FUZZ_MINUTES'] ?? 0);
/** How often a property is tried: so often in the tests, or for its share of the minutes. */
const PROPERTIES = 6;
const tried = (numRuns: number): fc.Parameters<unknown> =>
  minutes > 0
    ? {
        numRuns: 1e9,
        plugins: [fc.interruptAfterTimeLimit((60_000 * minutes) / PROPERTIES)],
        seed: Date.now() % 2 ** 31,
      }
    : { numRuns, seed: 13, endOnFailure: true };
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

/** `∞` is said of a use only beside a warning that says so, or where there is nothing to use. */
function unsaidNevers({ predictions, warnings }: Answer): string[] {
  if (warnings.some(({ code }) => code === 'never-learned')) return [];
  return predictions.flatMap(({ randomStart }) =>
    (randomStart?.events ?? []).flatMap(({ modality, level, time }) =>
      level > 0 && !Number.isFinite(time?.mean ?? Infinity) ? [`${modality} never`] : [],
    ),
  );
}

const asked = async (make: () => Problem, question: Parameters<typeof predict>[1]) => {
  const answer = await unlessRefused(() => predict(make(), question));
  if (answer === null) return;
  expect(oddities(answer)).toEqual([]);
  expect(unsaidNevers(answer)).toEqual([]);
};

describe('predictions', () => {
  test('of moments of any size and condition', { timeout: patience }, () =>
    fc.assert(
      fc.asyncProperty(moments, questions(false), (input, question) => asked(() => problem(input), question)),
      tried(60),
    ),
  );

  test('of scalar inputs near ties and near the same', { timeout: patience }, () =>
    fc.assert(
      fc.asyncProperty(toys, questions(false), (toy, question) => asked(() => toyProblem(toy), question)),
      tried(60),
    ),
  );

  // Seconds each: with minutes only.
  test.skipIf(minutes === 0)('of random starts', { timeout: patience }, () =>
    fc.assert(
      fc.asyncProperty(moments, questions(true), (input, question) => asked(() => problem(input), question)),
      tried(6),
    ),
  );
});

describe('files', () => {
  const write = temporaryFiles();
  test('with changed bytes', { timeout: patience }, () =>
    fc.assert(
      fc.asyncProperty(files, async ({ name, bytes, modalities, y }) => {
        const path = await write(name, bytes);
        const read = await unlessRefused(() => problemFromFile(path, { modalities, y }));
        if (read === null) return;
        expect([...read.sigma.data, ...read.sigmaYX.data].every(Number.isFinite)).toBe(true);
      }),
      tried(500),
    ),
  );

  test('of correlations with anything in them', { timeout: patience }, () =>
    fc.assert(
      fc.asyncProperty(moments, fc.jsonValue(), fc.nat(), async (input, strange, where) => {
        const keys = Object.keys(input);
        await unlessRefused(() => problem({ ...input, [keys[where % keys.length]]: strange }));
        await unlessRefused(() => problem(strange));
      }),
      tried(150),
    ),
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
    fc.assert(
      fc.asyncProperty(lines, async ({ make, own }) => {
        const silent = { writeErr: () => undefined, writeOut: () => undefined };
        const text = await unlessRefused(() => output(make().configureOutput(silent), ...own)).catch(
          (error: unknown) => {
            if (error instanceof CommanderError) return null;
            throw error;
          },
        );
        expect(text ?? '').not.toMatch(/NaN|undefined/);
      }),
      tried(60),
    ),
  );
});
