import type { FigureContext } from './runs.js';
import type { Panel } from './spec.js';

/** A figure that can be made. */
export interface FigureEntry {
  /** What it is asked for by: its number in the source, or a name. */
  readonly id: string;
  readonly title: string;
  /**
   * Computes what it shows, and says in the caption how. Panels that are not wanted may be left out: what takes long is made only
   * where it is.
   */
  readonly make: (
    context: FigureContext,
    wants: (panel: string) => boolean,
  ) => Promise<{ readonly caption: string; readonly panels: readonly Panel[] }>;
}
