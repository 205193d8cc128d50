/** The library that differentiates, `@jax-js/jax`: an optional peer, loaded when it is needed and asked for by name. */
import type * as Jax from '@jax-js/jax';
import { InputError } from '../../problem/errors.js';

/** The library. */
export type Tensors = typeof Jax;
/** An array of it. Passing one to a function gives it away; `.ref` keeps it. */
export type Tensor = Jax.Array;

/** Loads the library on WebAssembly. */
export async function loadTensors(): Promise<Tensors> {
  let jax: Tensors;
  try {
    jax = await import('@jax-js/jax');
  } catch {
    const message = 'training on digits needs the package @jax-js/jax: npm install @jax-js/jax';
    throw new InputError('unsupported', '@jax-js/jax', 'missing', message);
  }
  jax.defaultDevice('wasm');
  return jax;
}

/** A tensor of these numbers. */
export function tensor({ numpy }: Tensors, values: Float32Array<ArrayBuffer>, shape: number[]): Tensor {
  return numpy.array(values, { shape });
}

/** Its numbers; gives it away. Waits for what is pending: the library is lazy, and frees nothing before. */
export function numbersOf(values: Tensor): Float32Array {
  return values.dataSync() as Float32Array;
}
