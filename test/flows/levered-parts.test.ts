/** Ways down under levers, step by step against recursions of their definitions. */
import { describe, expect, test } from 'vitest';
import { gradientOf } from '../../src/flows/random/gradient.js';
import { lastUse, leveredStart, wayOf } from '../../src/flows/random/levered.js';
import { levelsAtRest } from '../../src/flows/random/levered-rest.js';
import { startsOf } from '../../src/flows/random/starts.js';
import type { Levers } from '../../src/levers/levers.js';
import { planOf } from '../../src/levers/plan.js';
import { toyProblem } from '../../src/problem/from-general.js';
import { network } from '../../src/problem/network.js';
import { usesAt } from '../../src/problem/use.js';

const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
const learningRate = 0.04;
const asked = (levers: Levers, fusionLayer = 2) => ({
  plan: planOf(toy, levers, learningRate),
  network: network({ depth: 2, fusionLayer }),
  width: 20,
  start: { initScale: 0.1 },
  learningRate,
  measure: 'output' as const,
});

/** The weights after so many steps, and those before. */
function after(levers: Levers, steps: number, fusionLayer?: number) {
  const way = wayOf(asked(levers, fusionLayer));
  const net = way.start(null);
  let end = net.weights;
  const onPiece = (_: number, to: number, at: (t: number) => Float64Array) => {
    end = at(Math.min(to, steps)).slice();
    return to >= steps;
  };
  way.descend(net, { onPiece, maxSteps: steps, maxWork: Infinity });
  return { net, end, total: Array.from(way.total(end)) };
}

/** `v ← β v + g − λ w`, `w ← w + η r v` of every layer at its rate r, from step `held` of its branch on. */
function recursion(
  levers: Levers,
  steps: number,
  how: { beta: number; lambda?: number; rate: (branch: number, isHead: boolean) => number; held?: readonly number[] },
) {
  const { beta, lambda = 0, rate, held = [0, 0] } = how;
  const net = startsOf({ ...asked(levers), problem: toy })(null);
  const gradient = gradientOf(net, toy);
  const w = net.weights.slice();
  const v = new Float64Array(w.length);
  const g = new Float64Array(w.length);
  for (let step = 0; step < steps; step++) {
    gradient.flow(w, g);
    for (const { branch, index, offset, rows, cols } of net.layers) {
      if (step < held[branch ?? 0]) continue;
      for (let k = offset; k < offset + rows * cols; k++) {
        v[k] = beta * v[k] + g[k] - lambda * w[k];
        w[k] += learningRate * rate(branch ?? 0, index === 1) * v[k];
      }
    }
  }
  return w;
}

const close = (found: Float64Array, wanted: Float64Array) => {
  expect(found.length).toBe(wanted.length);
  found.forEach((w, k) => {
    expect(w).toBeCloseTo(wanted[k], 12);
  });
};

describe('steps under levers are those of their definitions', () => {
  test('momentum', () => {
    close(after({ momentum: 0.8 }, 25).end, recursion({}, 25, { beta: 0.8, rate: () => 1 }));
  });

  test('momentum with decay, rates of branches and of heads', () => {
    const levers = { momentum: 0.5, weightDecay: 0.05, lrOf: { A: 0.02 }, layerLr: { encoder: 0.7, head: 1.3 } };
    const rate = (branch: number, isHead: boolean) => (branch === 0 ? 0.5 : 1) * (isHead ? 1.3 : 0.7);
    close(after(levers, 30).end, recursion({}, 30, { beta: 0.5, lambda: 0.05, rate }));
  });

  test.each([
    [{ momentum: 0.5 }, 1],
    [{ freeze: { A: 7 } }, 8],
  ])('%j are told of by %d: momentum may reach a level and leave it again', (levers, apart) => {
    const way = wayOf(asked(levers));
    const pieces: number[] = [];
    const onPiece = (from: number, to: number) => pieces.push(to - from) < 0;
    way.descend(way.start(null), { onPiece, maxSteps: 16, maxWork: Infinity });
    expect(pieces).toEqual(Array.from({ length: 16 / apart }, () => apart));
    const each: number[] = [];
    const one = (from: number, to: number) => each.push(to - from) < 0;
    way.descend(way.start(null), { onPiece: one, maxSteps: 3, maxWork: Infinity, bySteps: true });
    expect(each).toEqual([1, 1, 1]);
  });

  test('a branch that is held for some steps', () => {
    close(after({ freeze: { A: 7 } }, 30).end, recursion({}, 30, { beta: 0, rate: () => 1, held: [7, 0] }));
  });

  test('a branch that starts trained is at its unimodal solution, and the rest where they were', () => {
    // W_A = Σ_yA/Σ_A = 5/4, in two equal layers of rank one.
    const moved = after({ trainedStart: ['A'], freeze: { A: Infinity } }, 4000);
    expect(moved.total[0]).toBeCloseTo(1.25, 12);
    // What is left to B: (Σ_yB − W_A Σ_AB)/Σ_B = 2 − 1.25.
    expect(moved.total[1]).toBeCloseTo(0.75, 6);
  });

  test('steady levers go along the curve through the steps', () => {
    const levers = { lrOf: { B: 0.08 } };
    const curve = after(levers, 60).end;
    const steps = recursion({}, 60, { beta: 0, rate: (branch) => (branch === 1 ? 2 : 1) });
    curve.forEach((w, k) => {
      expect(Math.abs(w - steps[k])).toBeLessThan(3e-3);
    });
  });
});

test('the last use is the later of two, and there is none of what stays', () => {
  const both = lastUse(asked({}));
  const { times } = wayOf(asked({})).watch(usesAt(toy));
  expect(times).toEqual([null, null]);
  expect(both).toBeGreaterThan(40);
  // Momentum β is a rate 1/(1 − β) on slow ways.
  expect(lastUse(asked({ momentum: 0.5 })) / both).toBeGreaterThan(0.45);
  expect(lastUse(asked({ momentum: 0.5 })) / both).toBeLessThan(0.56);
});

test('where training with decay comes to rest: W (Σ + …) known for one modality at a time', () => {
  // Two layers, equal norms: W = sign(s) (|s_m| − λ)/σ² of each where inputs are independent.
  const levels = (unit: number) => {
    const free = toyProblem({ stdA: 2, stdB: 1, rho: 0, wA: unit, wB: unit });
    const plan = planOf(free, { weightDecay: 0.3 * unit }, learningRate / unit);
    const input = { ...asked({}), plan, learningRate: learningRate / unit };
    return levelsAtRest(input, 200).map(({ level }) => level / unit);
  };
  // Contributions σ W: (4 − 0.3)/4 · 2 and (1 − 0.3) · 1, in any units of the target.
  for (const unit of [1, 20]) expect(levels(unit)).toEqual([expect.closeTo(1.85, 2), expect.closeTo(0.7, 2)]);
});

test('starts under momentum come together to times, orders and the step asked about', () => {
  const plan = planOf(toy, { momentum: 0.6 }, learningRate);
  const result = leveredStart({ ...asked({}), plan, uses: usesAt(toy), usedBySteps: 30 });
  if ('unfinished' in result) throw new Error(result.unfinished);
  expect([result.draws, result.horizon, result.fastest]).toEqual([12, null, 1]);
  expect(result.orders[0]).toEqual({ modalities: [0, 1], probability: 1 });
  expect(result.usedBy?.modalities.map(({ probability }) => probability)).toEqual(
    [0, 1].map((u) => result.times.filter((times) => times[u] <= 30).length / 12),
  );
});
