/** Fig 9: logistic loss. */
import { learningLevels } from '../predict/source/levels.js';
import { sourceTheory } from '../predict/source/theory.js';
import { toyCorrelations } from '../problem/from-numbers.js';
import type { FusedNetwork } from '../problem/network.js';
import { gaussianSamples, normLevels, signTarget, type Job, type Samples } from '../simulate/index.js';
import { averages } from '../check/harness/problems.js';
import type { FigureEntry } from './grammar/entry.js';
import type { FigureContext } from './grammar/runs.js';
import { SWEEP } from './grammar/palette.js';
import { lossAndWeightsPanel, sweepPanel, type Sweep } from './grammar/panels.js';
import { EARLY, grid, LATE, markOf, RATE, seedsPhrase, STD, STD_SCALE, timeRatio, WIDTH } from './protocol.js';
import type { Panel } from './grammar/spec.js';
import { asCurves, simulatedCurves } from './theory.js';

const RATIOS = [1.5, 2, 3] as const;
const STEP_LIMIT = 200_000;

/** Fig 9. */
export const figure9: FigureEntry = {
  id: '9',
  title: 'Logistic loss: the same phases, and nearly the same time ratio',
  async make(context) {
    const seeds = context.seeds(3, 1);
    const count = context.quick ? 256 : 1024;
    const samples = signSamples(2, 0, context.quick ? 512 : 8192);
    const panels = [
      await trajectory(context, 'a · early fusion: loss and total weights', samples, EARLY, 1200),
      await trajectory(context, 'b · late fusion: loss and total weights', samples, LATE, 4000),
      await ratios(context, seeds, count),
    ];
    return {
      caption: `Two layers, y = sign(x_A + x_B), σ_B = 1, full-batch gradient descent on samples, width 100, weights of standard deviation 10^{-9}, η = 0.04. a, b: σ_A/σ_B = 2, ρ = 0, ${samples.y.length} samples, seed 1; weights diverge. Verticals: t_A, t_B by Eq 37, twice those of mean square error. There is no theory of the whole course, so no lines. c: lines are Eq 9; marks, ${count} samples (the source: 8192), mean ± standard deviation of ${seedsPhrase(seeds)} (the source: five), each with data and weights of its own; half of the level a linear regression on the signs would reach counts as learned. The agreement is not exact: on the plateau the output is not small, so what drives B there is not what drives it under mean square error.`,
      panels,
    };
  },
};

/** Signs of `x_A + x_B`. */
function signSamples(ratio: number, rho: number, count: number, seed = 1): Samples {
  const sigma = { rows: 2, cols: 2, data: Float64Array.of(ratio ** 2, rho * ratio, rho * ratio, 1) };
  return signTarget(gaussianSamples({ sigma, inputsA: 1, target: Float64Array.of(1, 1), noise: 0 }, { count, seed }));
}

const start = { kind: 'gaussian', std: STD } as const;
const logistic = { start, width: WIDTH, learningRate: RATE, loss: 'logistic' } as const;

async function trajectory(
  context: FigureContext,
  title: string,
  samples: Samples,
  network: FusedNetwork,
  end: number,
): Promise<Panel> {
  const settings = { ...logistic, maxSteps: end, thinning: { every: Math.ceil(end / 300) } };
  const [[run]] = await context.simulate([{ kind: 'samples', samples, network, settings }], [1]);
  const { tA, tB } = sourceTheory(averages(samples), { network, initScale: STD_SCALE, loss: 'logistic' }).closedForm;
  const simulation = asCurves(simulatedCurves(run));
  return lossAndWeightsPanel({ id: title[0], title, theory: null, simulation, times: { A: tA, B: tB }, end });
}

/** Fig 9c. Every seed has samples of its own. */
async function ratios(context: FigureContext, seeds: readonly number[], count: number): Promise<Panel> {
  const rhos = context.quick ? [-0.225, 0, 0.45] : grid(-0.675, 0.675, 7);
  const sweeps: Sweep[] = [];
  for (const [r, ratio] of RATIOS.entries()) {
    const cells = rhos.flatMap((rho) => seeds.map((seed) => ({ rho, seed })));
    const jobs = cells.map(({ rho, seed }): Job => {
      const samples = signSamples(ratio, rho, count, seed);
      const levels = normLevels(learningLevels(averages(samples), LATE, STD_SCALE));
      const settings = { ...logistic, maxSteps: STEP_LIMIT, levels, thinning: { maxRecords: 2 } };
      return { kind: 'samples', samples, network: LATE, settings };
    });
    const runs = await context.simulate(jobs, [1]);
    const at = (rho: number) => runs.filter((_, i) => cells[i].rho === rho).flatMap(([run]) => timeRatio(run));
    sweeps.push({
      label: `σ_A/σ_B = ${ratio}`,
      style: SWEEP[r],
      theory: grid(-0.8, 0.8, 65).flatMap((rho) => line(ratio, rho)),
      simulation: rhos.flatMap((rho) => markOf(rho, at(rho))),
    });
  }
  return sweepPanel({
    id: 'c',
    title: 'c · time ratio',
    x: { label: 'correlation coefficient ρ', domain: [-1, 1], ticks: [-1, -0.5, 0, 0.5, 1] },
    y: { label: 't_B/t_A', scale: 'log', domain: [1, 30], ticks: [1, 2, 5, 10, 20] },
    sweeps,
  });
}

/** Eq 9; signs instead of sums scale all correlations with the target alike, and the ratio does not see it. */
function line(ratio: number, rho: number) {
  if (Math.abs(1 + rho * ratio) < 1e-9) return [];
  const { closedForm } = sourceTheory(toyCorrelations({ stdA: ratio, stdB: 1, rho }), {
    network: LATE,
    initScale: STD_SCALE,
  });
  return [{ x: rho, y: closedForm.timeRatio }];
}
