/** Two views of a digit: images as the networks see them. */
import { fillNormal, uniform, type RandomSource } from '../../numerics/random.js';
import type { LabelledImages } from '../../problem/labelled-images.js';
import { CORRUPTED, CORRUPTION, NORMALIZATION, type Corruption } from './protocol.js';

/** Normalized images, `count × side × side`. */
export interface Views {
  readonly count: number;
  readonly side: number;
  readonly values: Float32Array;
  readonly labels: Uint8Array;
}

/** Images averaged over squares of `pool × pool` pixels and normalized; rows and columns that do not fill a square are lost. */
export function viewsOf(images: LabelledImages, pool: number): Views {
  const { count, labels, pixels } = images;
  const side = Math.floor(images.side / pool);
  const values = new Float32Array(count * side * side);
  const scale = 1 / (255 * pool * pool);
  let k = 0;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < side; row++) {
      for (let col = 0; col < side; col++) {
        let sum = 0;
        for (let i = 0; i < pool; i++) {
          const at = (image * images.side + row * pool + i) * images.side + col * pool;
          for (let j = 0; j < pool; j++) sum += pixels[at + j];
        }
        values[k++] = (sum * scale - NORMALIZATION.mean) / NORMALIZATION.std;
      }
    }
  }
  return { count, side, values, labels };
}

/** A batch: what A and B see of the same digits, each `batch × side²`. */
export interface Pair {
  readonly A: Float32Array;
  readonly B: Float32Array;
}

/** The images `chosen`, in each of which A, B or neither is corrupted, newly drawn. */
export function corruptedPair(views: Views, chosen: Uint32Array, corruption: Corruption, source: RandomSource): Pair {
  const size = views.side * views.side;
  const pair = { A: new Float32Array(chosen.length * size), B: new Float32Array(chosen.length * size) };
  const noise = new Float64Array(size);
  const { B: onlyB, A: onlyA } = CORRUPTION[corruption];
  chosen.forEach((image, row) => {
    const clean = views.values.subarray(image * size, (image + 1) * size);
    pair.A.set(clean, row * size);
    pair.B.set(clean, row * size);
    const draw = uniform(source);
    if (draw >= onlyB + onlyA) return;
    const corrupted = draw < onlyB ? pair.B : pair.A;
    fillNormal(source, noise, CORRUPTED.noise);
    for (let i = 0; i < size; i++) corrupted[row * size + i] = CORRUPTED.signal * clean[i] + noise[i];
  });
  return pair;
}

/** `0…n−1` in a random order (Fisher and Yates). */
export function shuffled(n: number, source: RandomSource): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(uniform(source) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * The 3 × 3 patches of a batch of images, `(side − 2)² · batch × 9`, patch by patch and in each all images: what the first
 * convolution multiplies by its kernels.
 */
export function patchesOf(images: Float32Array, batch: number, side: number): Float32Array {
  const out = new Float32Array((side - 2) * (side - 2) * batch * 9);
  let k = 0;
  for (let row = 0; row < side - 2; row++) {
    for (let col = 0; col < side - 2; col++) {
      for (let image = 0; image < batch; image++) {
        const corner = (image * side + row) * side + col;
        for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) out[k++] = images[corner + i * side + j];
      }
    }
  }
  return out;
}
