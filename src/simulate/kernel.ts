import { kernelBase64 } from './kernel-binary.js';

/** The functions of kernel.wat. All but `rate` are addresses in bytes, or counts of blocks of four. */
export interface Kernel {
  backward(
    w: number,
    panels: number,
    quads: number,
    pending: number,
    v: number,
    b: number,
    out: number,
    rate: number,
  ): void;
  addOuter(w: number, panels: number, quads: number, pending: number, v: number): void;
  transposed(w: number, panels: number, quads: number, pending: number, b: number, out: number, rate: number): void;
  forward(w: number, panels: number, quads: number, v: number, out: number): void;
  sumOfSquares(w: number, blocks: number): number;
}

/** The part of the WebAssembly API that is used here; the types of Node 20 do not have it. */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
const PAGE = 65_536;
let compiled: object | undefined;

/** The kernel over a memory of its own, of at least `bytes` zeros. */
export function instantiateKernel(bytes: number): { kernel: Kernel; buffer: ArrayBuffer } {
  compiled ??= new wasm.Module(Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0)));
  const memory = new wasm.Memory({ initial: Math.ceil(bytes / PAGE) });
  const instance = new wasm.Instance(compiled, { env: { memory } });
  return { kernel: instance.exports as Kernel, buffer: memory.buffer };
}
