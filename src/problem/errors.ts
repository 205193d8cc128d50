/** What kind of input was refused. Stable: scripts may rely on these strings. */
export type ErrorCode =
  | 'file' // cannot be read, is empty, truncated, or of the wrong type
  | 'cell' // a table cell that is not a finite number
  | 'columns' // unknown, overlapping, duplicate or missing columns
  | 'constant-column'
  | 'number' // not a finite number, or out of its range
  | 'shape' // arrays whose lengths or shapes do not fit together
  | 'not-symmetric'
  | 'indefinite' // a correlation matrix with a negative eigenvalue, or an impossible ⟨y²⟩
  | 'zero-correlation' // a modality that says nothing about the target
  | 'network' // depths or fusion layer out of range
  | 'unsupported' // a question the theory has no answer to; the message says why
  | 'init-scale' // u₀ too large for the small-weight formulas
  | 'learning-rate' // a simulation that diverged
  | 'formula' // unknown formula, or a variable out of its domain
  | 'usage'; // a command line, or the name of a choice, that does not parse

/**
 * The one error this library throws for input it refuses. It names the field and the offending value, and its message
 * says what to do.
 *
 * @example
 * ```ts
 * import { InputError, toyProblem } from 'unimodal-bias';
 * try {
 *   toyProblem({ stdA: 2, stdB: 1, rho: 1.5 });
 * } catch (error) {
 *   error instanceof InputError && error.field; // => 'rho'
 * }
 * ```
 */
export class InputError extends Error {
  /** What kind of input was refused. */
  readonly code: ErrorCode;
  /** The field, column, cell or option at fault. */
  readonly field: string;
  /** The offending value as it was given. */
  readonly value: unknown;

  constructor(code: ErrorCode, field: string, value: unknown, message: string) {
    super(printable(`${field.length > 200 ? `${field.slice(0, 199)}…` : field}: ${message}`));
    this.name = 'InputError';
    this.code = code;
    this.field = field;
    this.value = value;
  }
}

/** What a thread answers with instead of a result: the parts of an InputError, which would not survive the way. */
export interface Refused {
  readonly refused: {
    readonly code: ErrorCode;
    readonly field: string;
    readonly value: unknown;
    readonly message: string;
  };
}

/** Characters that print nothing, break the line or turn it around: control and format characters, separators of lines, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const MESSAGE_LENGTH = 1000;

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
/** What begins a colour of a terminal's. */
const COLOUR = '\u001b[';
const UNPRINTABLE_OR_COLOUR = new RegExp(`\u001b\\[\\d+m|${UNPRINTABLE.source}`, 'gu');

/** `text` of several lines in which nothing but line ends and colours tells a terminal what to do: names in files may. */
export const visible = (text: string): string =>
  text.replace(UNPRINTABLE_OR_COLOUR, (sign) => (sign === '\n' || sign.startsWith(COLOUR) ? sign : escaped(sign)));

/** `text` as one printable line: what files and users hold is never sent to a terminal as it is. */
export function printable(text: string): string {
  const line = text.replace(UNPRINTABLE, escaped);
  return line.length > MESSAGE_LENGTH ? `${line.slice(0, MESSAGE_LENGTH - 1)}…` : line;
}

/** `value` as it should appear in a one-line message. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/**
 * Refuses what is not an object of these fields, none of them `null` but the `nullable` ones: what a caller without types
 * misspells would go unheard.
 *
 * @throws InputError `usage` that names the field, or `what` the object is where it is none
 */
export function requireFields(
  what: string,
  value: unknown,
  fields: readonly string[],
  nullable: readonly string[] = [],
): void {
  requireObject(what, value);
  for (const [field, entry] of Object.entries(value)) {
    if (!fields.includes(field)) {
      throw new InputError('usage', field, entry, `is no field of ${what}; these are ${fields.join(', ')}`);
    }
    if (entry === null && !nullable.includes(field)) {
      throw new InputError('usage', field, entry, 'is null: give a value or leave it out');
    }
  }
}

/** Refuses what is no object at all. */
export function requireObject(what: string, value: unknown): asserts value is object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new InputError('usage', what, value, `must be an object, but is ${show(value)}`);
}

/** Refuses what is none of these; a caller without types may have misspelt it, or meant text for a truth. */
export function requireOneOf(field: string, value: unknown, choices: readonly unknown[]): void {
  if (choices.includes(value)) return;
  throw new InputError('usage', field, value, `must be ${choices.join(' or ')}, but is ${show(value)}`);
}

/** `value` if it is a finite number in the interval; throws `InputError('number')` otherwise. */
export function requireNumber(
  field: string,
  value: unknown,
  range: { above?: number; atLeast?: number; below?: number; atMost?: number } = {},
): number {
  const wanted = [
    range.above === undefined ? [] : [`> ${range.above}`],
    range.atLeast === undefined ? [] : [`>= ${range.atLeast}`],
    range.below === undefined ? [] : [`< ${range.below}`],
    range.atMost === undefined ? [] : [`<= ${range.atMost}`],
  ].flat();
  const inside =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value > (range.above ?? -Infinity) &&
    value >= (range.atLeast ?? -Infinity) &&
    value < (range.below ?? Infinity) &&
    value <= (range.atMost ?? Infinity);
  if (inside) return value;
  const what = ['a finite number', wanted.join(' and ')].join(' ').trim();
  throw new InputError('number', field, value, `must be ${what}, but is ${show(value)}`);
}

/** `value` if it is an integer in `[min, max]`; throws `InputError(code)` otherwise. */
export function requireInteger(
  field: string,
  value: unknown,
  min: number,
  max: number,
  code: ErrorCode = 'network',
): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InputError(code, field, value, `must be an integer from ${min} to ${max}, but is ${show(value)}`);
}
