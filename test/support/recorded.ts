import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Roundings of sums in another order differ from machine to machine, and a root is found to 10⁻⁹ or so: numbers agree to this
 * share, or this distance where they should be zero.
 */
const [SHARE, ZERO] = [1e-6, 1e-9];

/** What `JSON.stringify` would lose is written as a word. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, one: unknown) => {
      if (one instanceof Float64Array) return [...one];
      if (typeof one !== 'number') return one;
      return Number.isFinite(one) ? Number(one.toPrecision(9)) : String(one);
    }),
  );

/** Every number, word and name of `got` that is not what was recorded, by its place. */
function differences(got: unknown, recorded: unknown, place: string): string[] {
  if (typeof got === 'number' && typeof recorded === 'number') {
    const isSame = Math.abs(got - recorded) <= SHARE * Math.abs(recorded) + ZERO;
    return isSame ? [] : [`${place}: ${got}, not ${recorded}`];
  }
  if (typeof got !== 'object' || typeof recorded !== 'object' || got === null || recorded === null) {
    return got === recorded ? [] : [`${place}: ${JSON.stringify(got)}, not ${JSON.stringify(recorded)}`];
  }
  const [one, other] = [got, recorded] as Record<string, unknown>[];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.flatMap((key) => differences(one[key], other[key], `${place}.${key}`));
}

/** Expects two answers to agree up to rounding. */
export function expectSame(got: unknown, wanted: unknown): void {
  expect(differences(plain(got), plain(wanted), 'answer')).toEqual([]);
}

/**
 * Answers kept in a file of test/reference, by name. With RECORD=1 in the environment they are written anew, which is for
 * answers that are meant to change: what has changed is then read in the difference of the file.
 */
export function recordedIn(file: string): (name: string, answer: unknown) => void {
  const path = `test/reference/${file}`;
  const isRecording = process.env['RECORD'] === '1';
  const known = (isRecording ? {} : JSON.parse(readFileSync(path, 'utf8'))) as Record<string, unknown>;
  return (name, answer) => {
    if (isRecording) {
      known[name] = plain(answer);
      const lines = Object.entries(known).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
      writeFileSync(path, `{\n${lines.join(',\n')}\n}\n`);
    }
    expect(known, `nothing is recorded of ${name}`).toHaveProperty([name]);
    expect(differences(plain(answer), known[name], name)).toEqual([]);
  };
}
