/** Numbers that files store as numbers. */
import { InputError } from '../../problem/errors.js';

/** An integer as a number, where a double holds it exactly; else as it is. */
export function exactInteger(integer: bigint): number | bigint {
  const value = Number(integer);
  return Number.isSafeInteger(value) || BigInt(value) === integer ? value : integer;
}

/** A stored value as a finite number, or NaN, which stands for missing. @throws InputError `cell` for any other */
export function storedNumber(table: string, column: string, row: number, value: number | bigint): number {
  if (typeof value === 'number' && Math.abs(value) !== Infinity) return value;
  const what = typeof value === 'number' ? String(value) : `the integer ${value}, which a double cannot hold exactly: subtract an offset or divide`;
  throw new InputError('cell', column, value, `row ${row} of ${table}, counted from 0, has ${what}; a finite number is needed`);
}
