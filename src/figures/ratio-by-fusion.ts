/** The time ratio over depths and fusion layers; not in the source. */
import { sourceTheory } from '../predict/source/theory.js';
import { toyCorrelations } from '../problem/from-numbers.js';
import type { FigureEntry } from './grammar/entry.js';
import { SWEEP } from './grammar/palette.js';
import { sweepPanel } from './grammar/panels.js';
import type { FigureRow, Panel } from './grammar/spec.js';
import { markOf, RATE, timeRatio, untilLearned } from './protocol.js';

const DEPTHS = [3, 4, 5, 6] as const;
/** Where full matrices reach the second transition in reasonable time, and where only the formulas do. */
const SCALES = { simulated: 0.1, small: 0.01 };
const DATA = toyCorrelations({ stdA: 2, stdB: 1, rho: 0 });
/** A balanced start is the same for every width; a narrow network costs less. */
const NARROW = 16;

/** How the time ratio depends on depth and fusion layer. */
export const ratioByFusion: FigureEntry = {
  id: 'ratio-by-fusion',
  title: 'Time ratio by depth L and fusion layer L_f',
  async make(context) {
    const layers = DEPTHS.map((depth) => Array.from({ length: depth - 1 }, (_, i) => ({ depth, fusionLayer: i + 2 })));
    const start = { kind: 'balanced', initScale: SCALES.simulated } as const;
    const jobs = layers.flat().map((network) => untilLearned(DATA, network, start, { width: NARROW }));
    const runs = await context.simulate(context.quick ? jobs.slice(0, -5) : jobs, [1]);
    const simulated = new Map(
      layers.flat().map(({ depth, fusionLayer }, i) => [`${depth} ${fusionLayer}`, runs.at(i) ?? []]),
    );
    const marks = (depth: number, fusionLayer: number) =>
      markOf(fusionLayer, (simulated.get(`${depth} ${fusionLayer}`) ?? []).flatMap(timeRatio));
    const panel = (id: string, initScale: number, withMarks: boolean): Panel =>
      sweepPanel({
        id,
        title: `${id} · u_0 = ${initScale}`,
        x: { label: 'fusion layer L_f', domain: [1.8, 6.2], ticks: [2, 3, 4, 5, 6] },
        y: { label: 't_B/t_A', domain: [0.9, 4.2], ticks: [1, 2, 3, 4] },
        sweeps: layers.map((networks, i) => ({
          label: `L = ${DEPTHS[i]}`,
          style: SWEEP[i],
          theory: networks.map((network) => ({
            x: network.fusionLayer,
            y: sourceTheory(DATA, { network, initScale, learningRate: RATE }).closedForm.timeRatio,
          })),
          simulation: networks.flatMap(({ depth, fusionLayer }) =>
            withMarks ? marks(depth, fusionLayer) : odeMark(depth, fusionLayer, initScale),
          ),
        })),
      });
    return {
      caption: `Not in the source. σ_A/σ_B = 2, ρ = 0, y = x_A + x_B, balanced aligned start. Lines: Eq 9, 12 and 57, leading order in u_0. Marks in a: full-matrix gradient descent from one balanced start (width ${NARROW}, η = 0.04; such a start leaves nothing to chance, so no bars)${context.quick ? ', L ≤ 5 only in this draft' : ''}. Marks in b: the reduced system integrated with its error terms, because full matrices of six layers would need 10^8 steps. From L_f = 2 to late fusion the second modality loses the help of shared layers.`,
      panels: [panel('a', SCALES.simulated, true), panel('b', SCALES.small, false)],
    };
  },
};

function odeMark(depth: number, fusionLayer: number, initScale: number): FigureRow[] {
  const { reducedOde } = sourceTheory(DATA, { network: { depth, fusionLayer }, initScale, learningRate: RATE });
  return reducedOde === null ? [] : [{ x: fusionLayer, y: reducedOde.timeRatio }];
}
