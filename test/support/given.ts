/** What is there, or an error. */
export function given<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('not given');
  return value;
}
