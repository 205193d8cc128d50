/** Square grey images with the class of each, as data sets of digits come. */
export interface LabelledImages {
  /** How many. */
  readonly count: number;
  /** Pixels along an edge. */
  readonly side: number;
  /** Grey values `0…255`, `count × side × side`, row by row. */
  readonly pixels: Uint8Array;
  /** The class of each image, `0…9`. */
  readonly labels: Uint8Array;
}

/** Images to train on, and images to test with. */
export interface ImageSets {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/** Images `from` to `to` (without it), sharing memory. */
export function imagesBetween({ side, pixels, labels }: LabelledImages, from: number, to: number): LabelledImages {
  const size = side * side;
  return {
    count: to - from,
    side,
    pixels: pixels.subarray(from * size, to * size),
    labels: labels.subarray(from, to),
  };
}
