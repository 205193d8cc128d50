/** `name:key=value,…` as a remedy and the values of its keys. */
import { InputError, requireInteger, requireNumber, show } from '../problem/errors.js';
import { requireName } from './names.js';
import { remedyTable, uncomputable } from './table.js';
import { REMEDIES, type Key, type Remedy, type Situation, type Values } from './remedies/index.js';

/** @throws InputError `usage` for unknown names, keys and choices, `number` for values out of range. */
export function parseRemedy(text: string, situation: Situation): { remedy: Remedy; values: Values } {
  const [name, ...rest] = text.split(':');
  const remedy = REMEDIES[requireRemedy(name.trim())];
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

/** By its name here; that of its publication is told apart from what is unknown, and from what cannot be computed. */
function requireRemedy(name: string): string {
  const asked = name.toLowerCase();
  const reason = uncomputable.find((one) => one.name === asked)?.reason;
  if (reason !== undefined)
    throw new InputError('unsupported', 'remedy', name, `${name} cannot be computed here: ${reason}`);
  const published = remedyTable.find(({ source }) =>
    source
      .toLowerCase()
      .match(/[a-z-]+/g)
      ?.includes(asked),
  );
  if (published !== undefined && !(name in REMEDIES)) {
    throw new InputError('usage', 'remedy', name, `${name} (${published.source}) is called ${published.name} here`);
  }
  return requireName('remedy', 'remedy', name, Object.keys(REMEDIES));
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
  if (Number.isNaN(Number(text))) throw new InputError('number', field, text, `must be a number, but is ${show(text)}`);
  if (kind.integer) return requireInteger(field, Number(text), kind.atLeast ?? 0, Number.MAX_SAFE_INTEGER, 'number');
  return requireNumber(field, Number(text), kind);
}
