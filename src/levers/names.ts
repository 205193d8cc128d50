/** Names that are not known, with the nearest that is. */
import { InputError, show } from '../problem/errors.js';

/** `name`, if it is one of `known`. @throws InputError `usage` that says which is nearest, and which there are. */
export function requireName<T extends string>(field: string, what: string, name: unknown, known: readonly T[]): T {
  const found = known.find((each) => each === name);
  if (found !== undefined) return found;
  if (typeof name !== 'string') {
    throw new InputError('usage', field, name, `must be one of ${known.join(', ')}, but is ${show(name)}`);
  }
  const nearest = known.toSorted((a, b) => apart(name, a) - apart(name, b))[0];
  const rest = known.length > 1 ? `; there are ${known.join(', ')}` : '';
  throw new InputError('usage', field, name, `no ${what} is called ${show(name)}: did you mean ${nearest}?${rest}`);
}

/** What begins as it was meant to is nearest. */
const apart = (name: string, known: string): number =>
  name !== '' && known.startsWith(name.toLowerCase()) ? 0 : distance(name, known);

/** Levenshtein's distance, letters in any case. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  Array.from(a.toLowerCase()).forEach((sign, i) => {
    const next = [i + 1];
    Array.from(b.toLowerCase()).forEach((other, j) => {
      next.push(Math.min(row[j + 1] + 1, next[j] + 1, row[j] + (sign === other ? 0 : 1)));
    });
    row = next;
  });
  return row[b.length];
}
