import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll } from 'vitest';

/** A folder for the tests of this file, and a function that writes into it and returns the path. */
export function temporaryFiles(): (name: string, content: string | Uint8Array) => Promise<string> {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unimodal-bias-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return async (name, content) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
}

interface NpyOptions {
  descr?: string;
  /** Those of a structured type, instead. */
  fields?: string;
  fortran?: boolean;
}

/** An `.npy` file (format 1.0) of `values` in the order they are to be stored in. */
export function npy(shape: number[], values: ArrayBufferView, options: NpyOptions = {}): Uint8Array {
  const { descr = '<f8', fields = `'${descr}'`, fortran = false } = options;
  const lengths = shape.map((length) => `${length},`).join(' ');
  const text = `{'descr': ${fields}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${lengths}), }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
  const length = Uint8Array.of(header.length & 255, header.length >> 8);
  const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(header, 'latin1'), data]);
}

/** An `.npz` archive of `.npy` files by the names of their arrays. */
export function npz(arrays: Record<string, Uint8Array>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])));
}
