/** Levers whose ways are long: near thresholds of decay, with parts that are added, at many layers. */
import { describe, expect, it } from 'vitest';
import { mean, standardDeviation } from '../../src/check/harness/statistics.js';
import { problemFromFile } from '../../src/data/index.js';
import { normals } from '../../src/flows/random/index.js';
import { wayOf } from '../../src/flows/random/levered.js';
import { planOf } from '../../src/levers/plan.js';
import { headline } from '../../src/predict/in-words.js';
import { predict } from '../../src/predict/predict.js';
import { toyProblem } from '../../src/problem/from-general.js';
import { network } from '../../src/problem/network.js';
import { usesAt } from '../../src/problem/use.js';
import { simulate } from '../../src/simulate/simulate.js';

const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });

describe('long ways under levers', () => {
  // Three layers and more: λ = 1/((L − 2) η t_B), and t_B is that of each start.
  it.each(['own', 'plain'] as const)('near its threshold decay takes a modality in a share of starts (%s)', (level) => {
    const scalars = toyProblem({ stdA: 1.7, stdB: 1, rho: 0 });
    const ever = (share: number) => {
      const question = { network: { depth: 4, fusionLayer: 4 }, width: 30, initScale: 0.15, learningRate: 0.04 };
      const plain = predict(scalars, question).predictions[0].randomStart?.events[1].time?.mean ?? NaN;
      const answer = predict(scalars, {
        ...question,
        levers: { weightDecay: share / (2 * 0.04 * plain), level },
      });
      const start = answer.predictions[0].randomStart;
      expect(start?.horizon).toBeNull();
      const codes = answer.warnings.map(({ code }) => code);
      return { ever: start?.events[1].probability, words: headline(answer), codes };
    };
    const near = ever(1);
    expect(near.ever).toBeGreaterThan(0.3);
    expect(near.ever).toBeLessThan(0.8);
    expect(near.words).toMatch(/of starts, in the others never/);
    expect(near.codes).toContain('never-learned');
    expect(ever(0.6)).toMatchObject({ ever: 1, codes: [] });
    expect(ever(1.8).ever).toBe(0);
  });

  // Step by step the work sufficed for 1,770 steps.
  it('parts that are added are followed to the end at five layers', () => {
    const question = { network: { depth: 5, fusionLayer: 5 }, width: 100, initScale: 0.35 };
    const levers = { remedy: 'umt:beta=10,teaching=4000', level: 'plain' } as const;
    const start = predict(toy, { ...question, levers }).predictions[0].randomStart;
    expect(start?.horizon).toBeNull();
    expect(start?.events.map(({ probability }) => probability)).toEqual([1, 1]);
  });

  // 24 seeds of full matrices: 3,602 ± 121. Drawn starts whose teachers' direction was also one of their start: 4,189 ± 589.
  it('teachers of drawn starts know nothing of their own direction across it', async () => {
    const columns = { A: 'petal_width,sepal_length', B: 'petal_length,sepal_width' };
    const iris = await problemFromFile('data/iris.csv', { modalities: columns, y: 'versicolor', standardize: true });
    const plan = planOf(iris, { remedy: 'umt:beta=100,teaching=4500' }, 0.04);
    const layers = network({ depth: 2, fusionLayer: 2 });
    const start = { initScale: 0.02 };
    const way = wayOf({ plan, network: layers, width: 100, start, learningRate: 0.04, measure: 'output' });
    const uses = usesAt(iris).filter(({ modality }) => modality === 1);
    const found = [0, 1, 2, 3, 4].map((draw) => {
      const watch = way.watch(uses);
      way.descend(way.start(normals(draw, 1)), { onPiece: watch.onPiece, maxSteps: 8000, maxWork: 1e9 });
      return watch.times[0] ?? Infinity;
    });
    expect(Math.abs(mean(found) / 3602 - 1)).toBeLessThan(0.04);
    expect(standardDeviation(found)).toBeLessThan(2 * 121);
  });

  // Joint heads learn on what is left of the teachers' start: without it B came at 41,000 steps, not at 7,400.
  it('teachers teach what is left of their start', async () => {
    const columns = { A: 'petal_width,sepal_length', B: 'petal_length,sepal_width' };
    const iris = await problemFromFile('data/iris.csv', { modalities: columns, y: 'versicolor', standardize: true });
    const levers = { remedy: 'umt:beta=50,teaching=500' };
    const [width, initScale, learningRate] = [40, 0.1, 0.04];
    const layers = { depth: 2, fusionLayer: 2 };
    const plan = planOf(iris, levers, learningRate);
    const way = wayOf({ plan, network: network(layers), width, start: { initScale }, learningRate, measure: 'output' });
    const uses = usesAt(iris).filter(({ modality }) => modality === 1);
    const watch = way.watch(uses);
    way.descend(way.start(null), { onPiece: watch.onPiece, maxSteps: 10_000, maxWork: 1e8 });
    const settings = { width, learningRate, maxSteps: 10_000, levels: uses, levers, thinning: { maxRecords: 1 } };
    const start = { kind: 'gaussian', initScale } as const;
    const times: number[] = [];
    for (let seed = 1; seed <= 3; seed++) {
      const { events } = await simulate(iris, layers, { ...settings, start, seed });
      times.push(events[0].time ?? Infinity);
    }
    const error = standardDeviation(times) / Math.sqrt(3);
    expect(Math.abs((watch.times[0] ?? Infinity) - mean(times))).toBeLessThan(
      Math.max(0.04 * mean(times), 2.5 * error),
    );
    expect(error / mean(times)).toBeLessThan(0.1);
  });
});
