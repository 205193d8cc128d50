/** Packages that only some users need, and install themselves. */
import { InputError } from './errors.js';

/**
 * What `load` imports of packages that may not be installed.
 *
 * @param what - the field that asks for them, such as `format png`
 * @throws InputError `unsupported` that names the packages, where one is missing
 */
export async function optional<T>(what: string, packages: readonly string[], load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    const names = packages.join(' ');
    throw new InputError('unsupported', what, names, `needs ${packages.join(' and ')}: npm install ${names}`);
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(String(error.code));
