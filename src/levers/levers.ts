/** The levers as a caller may give them: plain data, checked in `plan.ts`. */

/** A number for each modality named. */
export type ByName = Readonly<Record<string, number>>;

/**
 * What would change a training: of its data, its objective, or its way. Levers combine; those that contradict each other are
 * refused.
 */
export interface Levers {
  /** Factor on the inputs of a modality, ≠ 0. A change of the data: use is measured with the scaled inputs. */
  readonly scale?: ByName;
  /** Variance ≥ 0 of independent noise on every input of a modality while it trains. */
  readonly noise?: ByName;
  /** Probability in `[0, 1)` with which a modality is dropped. */
  readonly dropout?: ByName;
  /** `none` (unless told): set to zero. `inverted`: what is kept is divided by `1 − q`, as frameworks do. */
  readonly dropoutScaling?: 'none' | 'inverted';
  /** Weight ≥ 0 of unimodal auxiliary losses through the same heads: of every modality, or by name. */
  readonly aux?: number | ByName;
  /** Learning rate > 0 of a branch, absolute. */
  readonly lrOf?: ByName;
  /** `u₀ > 0` of a branch. */
  readonly initOf?: ByName;
  /** Factors > 0 on the learning rate of the network's last layers (`head`) and of all others (`encoder`). */
  readonly layerLr?: {
    /** Of all layers but the last. */
    readonly encoder?: number;
    /** Of the last layers. */
    readonly head?: number;
  };
  /** Heavy-ball momentum in `[0, 1)`. */
  readonly momentum?: number;
  /** Weight decay λ ≥ 0, added to the gradient. */
  readonly weightDecay?: number;
  /** `sgd` unless told. */
  readonly optimizer?: 'sgd' | 'adam' | 'adamw';
  /** A branch is held in its first steps; `Infinity` for always. */
  readonly freeze?: ByName;
  /** Branches that start trained, alone, to the end: at their unimodal solutions. */
  readonly trainedStart?: readonly string[];
  /** A named remedy, `name` or `name:key=value,…`; see `remedies`. */
  readonly remedy?: string;
  /** Used is half of what training with the levers converges to (`own`, unless told), or half of the plain solution. */
  readonly level?: 'own' | 'plain';
}

/** Every field of {@link Levers}. */
export const LEVER_FIELDS = [
  'scale',
  'noise',
  'dropout',
  'dropoutScaling',
  'aux',
  'lrOf',
  'initOf',
  'layerLr',
  'momentum',
  'weightDecay',
  'optimizer',
  'freeze',
  'trainedStart',
  'remedy',
  'level',
] as const satisfies readonly (keyof Levers)[];
