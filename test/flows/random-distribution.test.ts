/** Starts together: quantiles, orders, distributions. */
import { describe, expect, test } from 'vitest';
import { distributionOf, summaryOf } from '../../src/flows/random/distribution.js';
import { followStart, typicalTrajectory } from '../../src/flows/random/follow.js';
import { randomStart } from '../../src/flows/random/index.js';
import { toyProblem } from '../../src/problem/from-general.js';
import { asked } from './random-inputs.js';

describe('starts together', () => {
  test('quantiles, mean and deviation of a known sample', () => {
    expect(distributionOf([Infinity, Infinity])).toBeNull();
    expect(distributionOf([3])).toEqual({ mean: 3, std: 0, q05: 3, q50: 3, q95: 3 });
    // Ten equal parts: quantile q is at the place 10 q − ½.
    const found = distributionOf([7, 1, 3, 9, 5, 2, 8, 4, 10, 6]);
    expect(found).toEqual({
      mean: 5.5,
      std: expect.closeTo(Math.sqrt(55 / 6), 12) as number,
      q05: 1,
      q50: 5.5,
      q95: 10,
    });
    const some = distributionOf([4, Infinity, 1, 2]);
    expect([some?.mean, some?.q50, some?.q95]).toEqual([expect.closeTo(7 / 3, 12), 3, Infinity]);
    expect(distributionOf([1, Infinity])?.q50).toBe(Infinity);
  });

  const uses = [
    { modality: 0, mode: 1, level: 1 },
    { modality: 1, mode: 1, level: 1 },
    { modality: 1, mode: 2, level: 1 },
  ];
  test('orders, probabilities and what is in use by a step', () => {
    const starts = [
      { times: [10, 20, 15], reached: 20 },
      { times: [10, 5, Infinity], reached: 10 },
      { times: [30, 20, 40], reached: 40 },
      { times: [12, Infinity, Infinity], reached: 12 },
    ];
    const { draws, horizon, events, orders, usedBy } = summaryOf(starts, uses, 2, 14);
    expect([draws, horizon]).toEqual([4, null]);
    expect(events.map(({ probability, time }) => [probability, time?.mean])).toEqual([
      [1, 15.5],
      [0.75, 15],
      [0.5, 27.5],
    ]);
    expect(orders).toEqual([
      { modalities: [1, 0], probability: 0.5 },
      { modalities: [0, 1], probability: 0.25 },
      { modalities: [0], probability: 0.25 },
    ]);
    expect(usedBy).toEqual({
      steps: 14,
      modalities: [
        { modality: 0, probability: 0.75 },
        { modality: 1, probability: 0.25 },
      ],
    });
    expect(summaryOf(starts, uses, 2, undefined).usedBy).toBeNull();
  });

  test('modalities that come at once are told in their own order', () => {
    const { orders } = summaryOf([{ times: [7, 7, 9], reached: 9 }], uses, 2, undefined);
    expect(orders).toEqual([{ modalities: [0, 1], probability: 1 }]);
    const three = [2, 0, 1].map((modality) => ({ modality, mode: 1, level: 1 }));
    expect(summaryOf([{ times: [4, 4, 3], reached: 4 }], three, 3, undefined).orders[0].modalities).toEqual([1, 0, 2]);
  });

  test('as far as all of them were followed', () => {
    const starts = [
      { times: [10, null, null], reached: 25 },
      { times: [30, 20, 40], reached: 40 },
      { times: [null, null, null], reached: 50 },
    ];
    const { horizon, times, orders, usedBy } = summaryOf(starts, uses, 2, 100);
    expect(horizon).toBe(25);
    expect(times).toEqual([
      [10, Infinity, Infinity],
      [Infinity, 20, Infinity],
      [Infinity, Infinity, Infinity],
    ]);
    // The one modality that is open comes last; of two the order is not known.
    expect(orders.map(({ modalities }) => modalities)).toEqual([[0, 1], [1, 0], []]);
    expect(usedBy?.steps).toBe(25);
  });

  test('of two layers, wide and small, are the typical one, to what small weights let differ', () => {
    const data = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
    const input = asked(data, { depth: 2, fusionLayer: 2 }, { width: 400, start: { initScale: 0.01 } });
    const result = randomStart({ ...input, usedBySteps: 1e6, maxWork: 2e7 });
    if ('unfinished' in result) throw new Error(result.unfinished);
    const { events } = typicalTrajectory(input);
    result.events.forEach(({ time, probability }, u) => {
      expect(probability).toBe(1);
      expect(Math.abs((time?.mean ?? NaN) / (events[u].step ?? NaN) - 1)).toBeLessThan(0.02);
      expect((time?.std ?? NaN) / (time?.mean ?? NaN)).toBeLessThan(0.02);
    });
    expect(result.orders).toEqual([{ modalities: [0, 1], probability: 1 }]);
    expect(result.shares?.map((share) => Math.round(100 * share))).toEqual([80, 20]);
    expect(result.usedBy?.modalities.map(({ probability }) => probability)).toEqual([1, 1]);
    // A way of which steps are followed one by one comes at the same steps.
    const seen: (number | null)[][] = [];
    for (const swings of [true, false])
      followStart(
        { ...input, swings },
        { draw: 4, onPiece: ({ times }) => !times.includes(null) && seen.push([...times]) > 0 },
      );
    seen[0].forEach((time, u) => {
      expect(Math.abs(Number(time) / Number(seen[1][u]) - 1)).toBeLessThan(2e-3);
    });
  });

  test('that the work does not suffice for say so', () => {
    const data = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
    const input = asked(data, { depth: 3, fusionLayer: 3 }, { start: { initScale: 1e-4 }, maxWork: 3e4 });
    expect(randomStart(input)).toHaveProperty('unfinished', expect.stringMatching(/work allowed ran out at step \d+/));
  });
});
