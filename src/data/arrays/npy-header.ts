/**
 * The header of an `.npy` array. The parsers of the registries leave out what people have: structured types, big-endian
 * numbers, booleans, text, Python 2's `20L`; so this one is ours. It reads literals and runs nothing.
 */
import { InputError, show } from '../../problem/errors.js';

/** A value within an item: its type, and where it stands. */
export interface Field {
  /** `''` for the one value of a plain type. */
  readonly name: string;
  /** The fields of a shape or of fields of its own that it is part of. */
  readonly within: readonly string[];
  /** The kind of numpy: `i`, `u`, `f`, `b`, `U`, `S`, or one that is not read. */
  readonly kind: string;
  readonly size: number;
  readonly little: boolean;
  readonly offset: number;
  /** The type as it is written, for messages. */
  readonly type: string;
}

/** What an `.npy` header says. */
export interface NpyHeader {
  readonly shape: readonly number[];
  readonly fortran: boolean;
  readonly fields: readonly Field[];
  /** Bytes of an item. */
  readonly itemSize: number;
  /** Where the values begin. */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Whether bytes begin as an `.npy` file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * Reads a header from the first bytes of an array.
 *
 * @throws InputError `file` for what is no such header
 */
export function npyHeader(name: string, bytes: Uint8Array): NpyHeader {
  const refuse = (value: unknown, message: string) => new InputError('file', name, value, message);
  if (!isNpy(bytes) || bytes.length < 12) throw refuse(bytes.length, 'is truncated or no .npy array');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = bytes[6] === 1 ? 10 : 12;
  const length = from === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = from + length;
  if (bytes[6] < 1 || bytes[6] > 3 || start > bytes.length) throw refuse(bytes.length, 'is truncated or no .npy array');
  const text = new TextDecoder(bytes[6] === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(from, start));
  const literal = pythonLiteral(text);
  if (!(literal instanceof Map)) throw refuse(text, 'has a header that is no Python dictionary');
  const [shape, fortran, descr] = ['shape', 'fortran_order', 'descr'].map((key): unknown => literal.get(key));
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && Number(n) >= 0) || typeof fortran !== 'boolean') {
    throw refuse(text, 'has a header without a shape and an order');
  }
  const fields = typeof descr === 'string' ? plainType(descr) : structuredType(descr);
  if (fields === null) throw refuse(descr, `has values of a type that is not read: ${show(text.trim())}`);
  const itemSize = fields.reduce((size, field) => Math.max(size, field.offset + field.size), 0);
  return { shape: shape as number[], fortran, fields: fields.filter(({ name: field }) => field !== PADDING), itemSize, start };
}

const PADDING = '\0padding';
const MAX_FIELDS = 20_000;

function plainType(descr: string, name = '', offset = 0, within: readonly string[] = []): Field[] | null {
  const match = /^([<>|=])?([a-zA-Z])(\d*)(\[[^\]]*\])?$/.exec(descr);
  if (match === null) return null;
  const [, order = '=', kind, digits] = match;
  const size = Number(digits || (kind === 'O' ? 8 : 1)) * (kind === 'U' ? 4 : 1);
  return [{ name, within, kind, size, little: order !== '>', offset, type: descr }];
}

/** `[('a', '<f8'), (('title', 'b'), '<i4', (2,)), …]`; fields of fields are `a.b`, those of a shape `a.0`, `a.1`, …, and `a` all of them. */
function structuredType(descr: unknown, prefix = '', from = 0, outer: readonly string[] = []): Field[] | null {
  if (!Array.isArray(descr)) return null;
  const fields: Field[] = [];
  let offset = from;
  for (const part of descr as unknown[]) {
    if (!Array.isArray(part) || part.length < 2 || part.length > 3) return null;
    const [label, type, shape = []] = part as [unknown, unknown, unknown];
    const plain = Array.isArray(label) ? (label as unknown[]).at(-1) : label;
    if (typeof plain !== 'string') return null;
    const lengths = Array.isArray(shape) ? (shape as number[]) : [shape as number];
    const count = lengths.reduce((product, n) => product * n, 1);
    if (!Number.isSafeInteger(count) || count < 0 || fields.length + count > MAX_FIELDS) return null;
    for (let k = 0; k < count; k++) {
      const whole = `${prefix}${plain}`;
      const name = lengths.length > 0 ? `${whole}.${k}` : whole;
      const own = plain === '' ? PADDING : name;
      const within = lengths.length > 0 ? [...outer, whole] : outer;
      const inner = typeof type === 'string' ? plainType(type, own, offset, within) : structuredType(type, `${name}.`, offset, [...within, name]);
      if (inner === null) return null;
      fields.push(...inner);
      offset = inner.reduce((end, field) => Math.max(end, field.offset + field.size), offset);
    }
  }
  return fields;
}

const TOKEN = /\s*(?:([{}()[\],:])|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)[lL]?|(True|False|None))/y;
const MAX_DEPTH = 20;

/** The value of a Python literal, dictionaries as maps; undefined if it is none. */
function pythonLiteral(text: string): unknown {
  TOKEN.lastIndex = 0;
  const next = () => TOKEN.exec(text);
  const value = (token: RegExpExecArray | null, depth: number): unknown => {
    if (token === null || depth > MAX_DEPTH) throw new SyntaxError();
    const [, sign, single, double, number, word] = token as unknown as (string | undefined)[];
    if (single !== undefined || double !== undefined) return (single ?? double ?? '').replace(/\\(.)/gs, '$1');
    if (number !== undefined) return Number(number);
    if (word !== undefined) return word === 'None' ? null : word === 'True';
    if (sign === '{') return dictionary(depth + 1);
    if (sign === '(' || sign === '[') return list(sign === '(' ? ')' : ']', depth + 1);
    throw new SyntaxError();
  };
  const list = (end: string, depth: number): unknown[] => {
    const items: unknown[] = [];
    for (let token = next(); token?.[1] !== end; token = next()) {
      if (token?.[1] === ',') continue;
      items.push(value(token, depth));
    }
    return items;
  };
  const dictionary = (depth: number): Map<unknown, unknown> => {
    const entries = new Map<unknown, unknown>();
    for (let token = next(); token?.[1] !== '}'; token = next()) {
      if (token?.[1] === ',') continue;
      const key = value(token, depth);
      if (next()?.[1] !== ':') throw new SyntaxError();
      entries.set(key, value(next(), depth));
    }
    return entries;
  };
  try {
    return value(next(), 0);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
