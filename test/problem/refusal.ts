import { expect } from 'vitest';
import { InputError, type ErrorCode } from '../../src/problem/errors.js';

/** Runs `action` and expects it to refuse its input with this code, field and value; returns the message. */
export function refusal(action: () => unknown, code: ErrorCode, field: string, value?: unknown): string {
  try {
    action();
  } catch (error) {
    return inspect(error, code, field, value);
  }
  throw new Error(`nothing was refused; expected ${code} of ${field}`);
}

/** The same for a promise. */
export async function rejection(promise: Promise<unknown>, code: ErrorCode, field: string, value?: unknown) {
  const error: unknown = await promise.then(
    () => new Error(`nothing was refused; expected ${code} of ${field}`),
    (reason: unknown) => reason,
  );
  return inspect(error, code, field, value);
}

function inspect(error: unknown, code: ErrorCode, field: string, value: unknown): string {
  if (!(error instanceof InputError)) throw error;
  expect({ code: error.code, field: error.field, value: error.value }).toEqual({ code, field, value });
  return error.message;
}
