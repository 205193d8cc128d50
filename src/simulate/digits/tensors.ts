/** The library that differentiates, `@jax-js/jax`: an optional peer, loaded when it is needed and asked for by name. */
import type * as Jax from '@jax-js/jax';
import { optional } from '../../problem/optional.js';

/** The library. */
export type Tensors = typeof Jax;
/** An array of it. Passing one to a function gives it away; `.ref` keeps it. */
export type Tensor = Jax.Array;

/** Loads the library, on WebAssembly. */
export async function loadTensors(): Promise<Tensors> {
  const jax = await optional('digits', ['@jax-js/jax'], () => import('@jax-js/jax'));
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
