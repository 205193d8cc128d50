/** Fig 8: collinear modalities. */
import { toyCorrelations } from '../problem/from-numbers.js';
import type { FigureEntry } from './grammar/entry.js';
import { LATE } from './protocol.js';
import { runTrajectory, STEP_CAPTION, TRAJECTORY_CAPTION, trajectoryPanel } from './trajectories.js';

/** Fig 8. */
export const figure8: FigureEntry = {
  id: '8',
  title: 'Of two collinear modalities the second is never learned',
  async make(context) {
    const correlations = toyCorrelations({ stdA: 2, stdB: 1, rho: 1 });
    const run = await runTrajectory(context, { correlations, network: LATE, end: 1000 });
    return {
      caption: `Two-layer late fusion, Σ = [4, 2; 2, 1], y = x_A + x_B: A takes over what B contributes, W_A^{tot} = 1.5, and t_B is infinite (Eq 9). ${TRAJECTORY_CAPTION} ${STEP_CAPTION}`,
      panels: [trajectoryPanel('a', 'Loss and total weights', run)],
    };
  },
};
