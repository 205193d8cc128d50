/** `name:key=value,…` as a remedy and the values of its keys. */
import { InputError, requireInteger, requireNumber, show } from '../problem/errors.js';
import { requireName } from './names.js';
import { REMEDIES, type Key, type Remedy, type Situation, type Values } from './remedies/index.js';

/** @throws InputError `usage` for unknown names, keys and choices, `number` for values out of range. */
export function parseRemedy(text: string, situation: Situation): { remedy: Remedy; values: Values } {
  const [name, ...rest] = text.split(':');
  const remedy = REMEDIES[requireName('remedy', 'remedy', name.trim(), Object.keys(REMEDIES))];
  const given = new Map<string, string>();
  for (const part of rest.join(':').split(',')) {
    if (part.trim() === '' && rest.length === 0) continue;
    const pieces = part.split('=').map((piece) => piece.trim());
    const [key, value] = pieces;
    if (pieces.length !== 2 || value === '') {
      throw new InputError('usage', 'remedy', text, `must be name:key=value,…, but has ${show(part)}`);
    }
    requireKey(name, key, remedy);
    if (given.has(key)) throw new InputError('usage', 'remedy', text, `${key} is given twice`);
    given.set(key, value);
  }
  const values: Record<string, number | string> = {};
  for (const [key, kind] of Object.entries(remedy.keys)) {
    const value = valueOf(`remedy ${name}: ${key}`, kind, given.get(key), situation);
    if (value !== null) values[key] = value;
  }
  return { remedy, values };
}

function requireKey(name: string, key: string, { keys }: Remedy): void {
  const known = Object.keys(keys);
  if (known.length === 0) throw new InputError('usage', 'remedy', key, `${name} has no keys, but ${key} is given`);
  requireName('remedy', `key of ${name}`, key, known);
}

function valueOf(field: string, kind: Key, text: string | undefined, situation: Situation): number | string | null {
  if ('choices' in kind) return text === undefined ? kind.choices[0] : requireName(field, 'choice', text, kind.choices);
  if ('modality' in kind) {
    const names = situation.problem.modalities.map(({ name }) => name);
    return text === undefined ? situation[kind.modality] : names.indexOf(requireName(field, 'modality', text, names));
  }
  if (text === undefined) return kind.default;
  const { atLeast, above, below, integer = false } = kind;
  if (integer) return requireInteger(field, Number(text), atLeast ?? 0, Number.MAX_SAFE_INTEGER, 'number');
  return requireNumber(field, Number(text), {
    ...(atLeast === undefined ? {} : { atLeast }),
    ...(above === undefined ? {} : { above }),
    ...(below === undefined ? {} : { below }),
  });
}
