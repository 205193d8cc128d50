import { InputError, requireInteger } from '../problem/errors.js';
import { numberOption } from './options.js';

const MAX_SEEDS = 10_000;

/** The seeds 1 to n of the text `n`. */
export function countedSeeds(option: string, text: string): number[] {
  const count = requireInteger(option, numberOption(option, text), 1, MAX_SEEDS, 'number');
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** The seeds 1 to n of the text `n`, or those of a list with commas. */
export function seedsFrom(option: string, text: string): number[] {
  if (!text.includes(',')) return countedSeeds(option, text);
  const seeds = text
    .split(',')
    .map((part) => requireInteger(option, numberOption(option, part), 0, 2 ** 32 - 1, 'number'));
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) < i);
  if (twice === undefined) return seeds;
  throw new InputError('usage', option, twice, `seed ${twice} is given twice`);
}
