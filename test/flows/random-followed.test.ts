/** Starts that are followed, held against the same starts trained by plain matrix products. */
import { describe, expect, test } from 'vitest';
import { followStart, lossOf, typicalTrajectory } from '../../src/flows/random/follow.js';
import { randomStart, type RandomStartInput } from '../../src/flows/random/index.js';
import { normals, startsOf, usesOf } from '../../src/flows/random/starts.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';
import type { NetworkInput } from '../../src/problem/network.js';
import { problemOf } from '../../src/problem/two-modalities.js';
import { randomProblem, totals } from './full-network.js';
import { asMatrices, byMatrices, timesByMatrices } from './full-starts.js';
import { asked } from './random-inputs.js';

const c = randomProblem(2, 3, 17);
const data = problemOf(c);
const toy = toyCorrelations({ stdA: 2, stdB: 1, rho: 0.3 });
const ask = (net: NetworkInput, more: Partial<RandomStartInput>) => asked(problemOf(toy), net, { width: 5, ...more });

function answered(input: RandomStartInput) {
  const result = randomStart(input);
  if ('unfinished' in result) throw new Error(result.unfinished);
  return result;
}

const levels = usesOf(problemOf(toy), 'output').map(({ level }) => level);

const totalOf = (weights: ReturnType<typeof asMatrices>) => {
  const { A, B } = totals(weights);
  return [...A.data, ...B.data];
};

describe.each([
  [{ depth: 2, fusionLayer: 2 }, 0],
  [{ depth: 3, fusionLayer: 2 }, 3],
  [{ depth: 3, fusionLayer: 1 }, null],
  [{ depthA: 3, depthB: 1, depthShared: 0 }, 4],
] as const)('a start that is followed has the weights of its matrices: %j, draw %j', (net, draw) => {
  const input = asked(data, net, { start: { std: 0.3 }, learningRate: 0.002, width: 4, everyDirection: true });
  const normal = draw === null ? null : normals(draw >> 1, draw % 2 === 0 ? 1 : -1);
  const wanted: number[][] = [];
  for (const weights of byMatrices(c, asMatrices(startsOf(input)(normal)), 0.002)) {
    wanted.push(totalOf(weights));
    if (wanted.length > 200) break;
  }
  const follow = (swings: boolean, off: number) => {
    const pieces: [number, number][] = [];
    const work = followStart(
      { ...input, swings },
      {
        draw,
        onPiece: ({ from, to, weightsAt }) => {
          pieces.push([from, to]);
          for (let step = Math.ceil(from); step <= Math.min(to, 200); step++) {
            weightsAt(step).forEach((w, i) => {
              expect(Math.abs(w - wanted[step][i])).toBeLessThan(off);
            });
          }
          return to >= 200;
        },
      },
    );
    expect(pieces[0][0]).toBe(0);
    pieces.slice(1).forEach(([from], i) => {
      expect(from).toBe(pieces[i][1]);
    });
    expect(pieces[pieces.length - 1][1]).toBeGreaterThanOrEqual(200);
    return work;
  };

  test('step by step', () => {
    follow(true, 1e-12);
  });

  test('along the curve through the steps', () => {
    // A relative error of 4e-4 a layer and a piece.
    follow(false, 3e-3);
  });
});

describe('times of drawn starts are those of their matrices', () => {
  const wanted = (input: RandomStartInput, draw: number, how = {}) => {
    const isShallow = 'depth' in input.network ? false : input.network.depthA + input.network.depthShared === 2;
    const normal = isShallow ? normals(draw, 1) : normals(draw >> 1, draw % 2 === 0 ? 1 : -1);
    return timesByMatrices(toy, input, normal, levels, how);
  };

  test.each([
    ['two layers, few steps', { depth: 2, fusionLayer: 2 }, { learningRate: 0.05, start: { std: 0.1 } }, 200],
    ['three layers, few steps', { depth: 3, fusionLayer: 2 }, { learningRate: 0.05, start: { std: 0.2 } }, 200],
    ['swings', { depth: 2, fusionLayer: 1 }, { learningRate: 0.15, start: { std: 0.05 }, swings: true }, 200],
  ] as const)('step by step: %s', (_, net, more, draws) => {
    const input = ask(net, more);
    const result = answered(input);
    expect([result.draws, result.horizon]).toEqual([draws, null]);
    for (const draw of [0, 1, 2, 5]) {
      const times = wanted(input, draw);
      // Weights are straight between two steps here, contributions there: a tenth of a step where it doubles a contribution.
      result.times[draw].forEach((time, m) => {
        expect(Math.abs(time - times[m])).toBeLessThan(0.1);
      });
    }
  });

  test.each([
    ['late', { depth: 3, fusionLayer: 3 }],
    ['early', { depth: 3, fusionLayer: 1 }],
  ] as const)('along the flow, put right by the typical start: %s', (_, net) => {
    const input = ask(net, { learningRate: 0.01, start: { std: 0.2 }, maxWork: 4e6 });
    const result = answered(input);
    for (const draw of [0, 1, 3]) {
      const times = wanted(input, draw);
      result.times[draw].forEach((time, m) => {
        expect(Math.abs(time / times[m] - 1)).toBeLessThan(5e-3);
      });
    }
  });

  test('with decay, and rates of layers', () => {
    const how = { decay: 0.1, rates: [1, 2.5, 1] };
    const input = ask(
      { depth: 2, fusionLayer: 2 },
      {
        learningRate: 0.05,
        start: { std: 0.1 },
        weightDecay: how.decay,
        rateOf:
          () =>
          ({ branch }) =>
            how.rates[branch ?? 2],
      },
    );
    const result = answered(input);
    for (const draw of [0, 4]) {
      wanted(input, draw, how).forEach((time, m) => {
        expect(Math.abs(result.times[draw][m] - time)).toBeLessThan(0.05);
      });
    }
  });

  test('what a judge calls lost never comes', () => {
    const input = ask({ depth: 2, fusionLayer: 2 }, { learningRate: 0.05, start: { std: 0.1 } });
    const { events, orders, horizon } = answered({ ...input, isLost: () => (modality) => modality === 1 });
    expect(events.map(({ probability }) => probability)).toEqual([1, 0]);
    expect(events[1].time).toBeNull();
    expect([orders, horizon]).toEqual([[{ modalities: [0], probability: 1 }], null]);
  });
});

describe('how many are drawn, and how far', () => {
  const input = ask({ depth: 3, fusionLayer: 3 }, { learningRate: 0.004, start: { initScale: 0.1 } });

  test('as the work allows', () => {
    const fractions: number[] = [];
    const all = answered({ ...input, onProgress: (fraction) => fractions.push(fraction) });
    expect(all.draws).toBe(200);
    // Told of after each pair but the last.
    expect(fractions).toEqual(Array.from({ length: 99 }, (_, pair) => (2 * (pair + 1)) / 200));
    const some = answered({ ...input, maxWork: 3e6 });
    expect(some.draws).toBeLessThan(200);
    expect(some.draws % 2).toBe(0);
    expect(some.times).toEqual(all.times.slice(0, some.draws));
    expect(some.shares?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test('fewer where the order is beyond doubt', () => {
    const draws = (stdA: number) => {
      const data = problemOf(toyCorrelations({ stdA, stdB: 1, rho: 0 }));
      const start = { initScale: 0.3 };
      const question = asked(data, { depth: 5, fusionLayer: 5 }, { width: 50, learningRate: 0.01, start });
      return answered({ ...question, maxWork: 8e7 }).draws;
    };
    expect(draws(2)).toBe(64);
    expect(draws(1)).toBeGreaterThan(64);
  });

  test('as far as all of them were followed, where the work does not suffice for one', () => {
    const { events } = answered(input);
    const work = (share: number) => {
      const cut = randomStart({ ...input, maxWork: share });
      if ('unfinished' in cut) return cut.unfinished;
      return [cut.horizon ?? Infinity, cut.draws, cut.shares, cut.events.map(({ probability }) => probability)];
    };
    const [a, b] = events.map(({ time }) => time?.mean ?? NaN);
    for (const allowed of [1.8e5, 2e5, 2.5e5]) {
      const [horizon, draws, shares] = work(allowed);
      expect(Number(horizon)).toBeGreaterThan(0.7 * a);
      expect(Number(horizon)).toBeLessThan(b);
      // They share half of what the typical one took, each a part of it.
      expect(Number(draws)).toBeGreaterThanOrEqual(4);
      expect(Number(draws)).toBeLessThanOrEqual(12);
      expect(shares).toBeNull();
    }
    expect(work(3e4)).toMatch(/^the work allowed ran out at step \d+, before anything was in use$/);
  });

  test('none that cannot move, and none that runs away', () => {
    const still = ask({ depth: 4, fusionLayer: 4 }, { start: { std: 1e-60 } });
    expect(randomStart(still)).toEqual({
      unfinished: 'the start is so small that nothing moves in 64 bits',
      hopeless: true,
    });
    const wild = ask({ depth: 4, fusionLayer: 4 }, { start: { std: 1e60 } });
    expect(randomStart(wild)).toEqual({ unfinished: 'descent from the typical start runs away' });
  });
});

describe('the way of one start', () => {
  const input = ask({ depth: 2, fusionLayer: 2 }, { learningRate: 0.02, start: { std: 0.1 } });

  test('is told of from the start to the last use', () => {
    const { points, events } = typicalTrajectory(input);
    expect(points[0].step).toBe(0);
    points.slice(1).forEach(({ step, weights, loss }, i) => {
      expect(step).toBeGreaterThan(points[i].step);
      expect(loss).toBe(lossOf(input.problem, weights));
      expect(loss ?? NaN).toBeLessThan(points[i].loss ?? NaN);
    });
    const last = points[points.length - 1].step;
    const [a, b] = events.map(({ step }) => step ?? NaN);
    expect(a).toBeLessThan(b);
    expect(b).toBeLessThanOrEqual(last);
    expect(points[points.length - 5].step).toBeLessThan(b);
    // Three points in between, evenly, in every piece.
    const [p, q, r, s, t] = points.map(({ step }) => step);
    expect([q - p, r - q, s - r, t - s]).toEqual(Array.from({ length: 4 }, () => expect.closeTo(t / 4, 9) as number));
  });

  test('is told of to the step asked for, and what has not come by then has not', () => {
    const { points, events } = typicalTrajectory({ ...input, until: 30, draw: 2 });
    expect(points[points.length - 1].step).toBe(30);
    expect(points.filter(({ step }) => step >= 30)).toHaveLength(1);
    const [a] = timesByMatrices(toy, input, normals(1, 1), levels);
    expect(Math.abs((events[0].step ?? NaN) - a)).toBeLessThan(0.1);
    expect(events[1].step).toBeNull();
    const far = typicalTrajectory({ ...input, until: 2000, draw: 2 });
    expect(far.points[far.points.length - 1].step).toBe(2000);
    expect(far.points[far.points.length - 1].loss).toBeCloseTo(0, 6);
    expect(far.events[1].step).toBeGreaterThan(30);
  });
});
