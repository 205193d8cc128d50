/** Rules, trained branches and work of starts under levers, held against recursions. */
import { describe, expect, test } from 'vitest';
import { gradientOf } from '../../src/flows/random/gradient.js';
import { normals, randomStart, startsOf } from '../../src/flows/random/index.js';
import {
  isSmooth,
  isSteady,
  lastUse,
  leveredStart,
  typicalAfter,
  wayOf,
  workOf,
  type LeveredInput,
} from '../../src/flows/random/levered.js';
import { DRAWN } from '../../src/flows/random/words.js';
import { divergesUnder } from '../../src/flows/random/levered-stability.js';
import { lostUnder } from '../../src/flows/random/lost.js';
import type { Levers } from '../../src/levers/levers.js';
import { planOf, type Plan } from '../../src/levers/plan.js';
import type { Rule } from '../../src/levers/rule.js';
import { toyProblem } from '../../src/problem/from-general.js';
import { network } from '../../src/problem/network.js';
import { finalWeights, usesAt } from '../../src/problem/use.js';
import { momentsOf } from './random-inputs.js';

const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
const learningRate = 0.04;
const ask = (levers: Levers, change: Partial<Plan> = {}, [depth, fusionLayer] = [2, 2]): LeveredInput => ({
  plan: { ...planOf(toy, levers, learningRate), ...change },
  network: network({ depth, fusionLayer }),
  width: 20,
  start: { initScale: 0.1 },
  learningRate,
  measure: 'output',
  uses: usesAt(toy),
});
const answered = (input: LeveredInput) => {
  const result = leveredStart(input);
  if ('unfinished' in result) throw new Error(result.unfinished);
  return result;
};

test('what levers are smooth, and what the plain flow knows itself', () => {
  const kinds = (levers: Levers, change: Partial<Plan> = {}) => {
    const { plan } = ask(levers, change);
    return [isSmooth(plan), isSteady(plan)];
  };
  expect(kinds({})).toEqual([true, true]);
  expect(kinds({ weightDecay: 0.1, lrOf: { A: 0.1 } })).toEqual([true, true]);
  expect(kinds({ momentum: 0.5 })).toEqual([false, false]);
  expect(kinds({ freeze: { B: 3 } })).toEqual([false, false]);
  expect(kinds({ remedy: 'agm' })).toEqual([false, false]);
  expect(kinds({ remedy: 'detached' })).toEqual([true, false]);
  expect(kinds({ trainedStart: ['A'] })).toEqual([true, false]);
});

describe('a rule', () => {
  const rates = [
    { encoder: 0.5, head: 3 },
    { encoder: 2, head: 0 },
  ];
  test.each([
    [2, 2],
    [3, 3],
  ])('has its rates and resets, and sees how fast branches move: %d layers', (depth, fusionLayer) => {
    const seen: [step: number, a: number, b: number][] = [];
    const rule = (): Rule => (signals) => {
      seen.push([signals.step, signals.speed(0), signals.speed(1)]);
      return { rates, ...(signals.step === 6 ? { reset: { branch: 1, share: 0.25 } } : {}) };
    };
    const input = ask({ weightDecay: 0.05 }, { rule }, [depth, fusionLayer]);
    const way = wayOf(input);
    const net = way.start(normals(3, 1));
    let end = net.weights;
    const onPiece = (_: number, to: number, at: (t: number) => Float64Array) => {
      end = at(to).slice();
      return false;
    };
    const { fastest } = way.descend(net, { onPiece, maxSteps: 12, maxWork: Infinity });
    expect(fastest).toBe(3);

    const w = net.weights.slice();
    const g = new Float64Array(w.length);
    const gradient = gradientOf(net, toy);
    const squares = (x: Float64Array, branch: number) =>
      net.layers.reduce((sum, layer) => {
        const part = x.subarray(layer.offset, layer.offset + layer.rows * layer.cols);
        return sum + (layer.branch === branch ? part.reduce((s, value) => s + value * value, 0) : 0);
      }, 0);
    // Every layer has norm u₀ in the mean; what no word has asked for stays.
    const rest = [0, 1].map((m) => Math.max(0, depth * 0.01 - squares(net.weights, m)));
    for (let step = 0; step < 12; step++) {
      gradient.flow(w, g);
      expect(seen[step]).toEqual([
        step,
        ...[0, 1].map((m) => expect.closeTo(squares(g, m) / (squares(w, m) + rest[m]), 9) as number),
      ]);
      for (const { branch, index, offset, rows, cols } of net.layers) {
        const { encoder, head } = rates[branch ?? 0];
        for (let k = offset; k < offset + rows * cols; k++) {
          if (step === 6 && branch === 1) w[k] = 0.25 * net.weights[k] + 0.75 * w[k];
          w[k] += learningRate * (index === depth - 1 ? head : encoder) * (g[k] - 0.05 * w[k]);
        }
      }
    }
    expect(Array.from(end)).toEqual(Array.from(w, (x) => expect.closeTo(x, 12) as number));
  });
});

test('layers behind the fusion have rates of their own, and are held by none', () => {
  const input = ask({ momentum: 0.3, layerLr: { head: 2 }, freeze: { A: 3 } }, {}, [2, 1]);
  const way = wayOf(input);
  const net = way.start(normals(1, 1));
  const after = typicalAfter({ ...way, start: () => net }, 4, Infinity).weights;
  const w = net.weights.slice();
  const [g, v] = [w, w].map((x) => new Float64Array(x.length));
  const gradient = gradientOf(net, toy);
  for (let step = 0; step < 4; step++) {
    gradient.flow(w, g);
    for (const { branch, offset, rows, cols } of net.layers) {
      if (branch === 0 && step < 3) continue;
      for (let k = offset; k < offset + rows * cols; k++) {
        v[k] = 0.3 * v[k] + g[k];
        w[k] += learningRate * (branch === null ? 2 : 1) * v[k];
      }
    }
  }
  expect(Array.from(after)).toEqual(Array.from(w, (x) => expect.closeTo(x, 12) as number));
});

test('a trained branch is balanced, of rank one, at its unimodal solution', () => {
  const data = momentsOf([2, 1], 1);
  const plan = planOf(data, { trainedStart: ['m0'], freeze: { m0: Infinity } }, learningRate);
  const way = wayOf({ ...ask({}), plan, network: network({ depth: 3, fusionLayer: 3 }) });
  let first = new Float64Array();
  const onPiece = (from: number, _: number, at: (t: number) => Float64Array) => {
    first = at(from).slice();
    return true;
  };
  const net = way.start(normals(1, 1));
  way.descend(net, { onPiece, maxSteps: 1, maxWork: Infinity });
  const [[a, b], [, c]] = [0, 1].map((i) => data.sigma.data.slice(3 * i, 3 * i + 2));
  const [s, t] = data.sigmaYX.data;
  // Σ_y Σ⁻¹ of two inputs.
  const solution = [s * c - t * b, t * a - s * b].map((x) => x / (a * c - b * b));
  const size = Math.hypot(...solution);
  const close = (x: number) => expect.closeTo(x, 9) as number;
  for (const { branch, index, offset, rows, cols } of net.layers) {
    const weights = Array.from(first.subarray(offset, offset + rows * cols));
    const wanted = index === 0 ? solution.map((x) => close(x / size ** (2 / 3))) : [close(size ** (1 / 3))];
    if (branch === 0)
      expect(weights).toEqual([...wanted, ...Array.from({ length: rows * cols - wanted.length }, () => 0)]);
    else expect(weights).toEqual(Array.from(net.weights.subarray(offset, offset + rows * cols)));
  }
  expect(Array.from(way.total(first)).slice(0, 2)).toEqual(solution.map(close));
});

describe('drawn starts', () => {
  test('without memory are those of the plain flow with its rates and decay', () => {
    const input = { ...ask({ lrOf: { B: 0.1 }, weightDecay: 0.05, initOf: { A: 0.2 } }), maxWork: 1e5 };
    const found = answered(input);
    const stds = {
      branches: [
        [0.2 / Math.sqrt(20), 0.2 / Math.sqrt(20)],
        [0.1 / Math.sqrt(20), 0.1 / Math.sqrt(20)],
      ],
      shared: [],
    };
    const wanted = randomStart({
      ...input,
      problem: toy,
      stds,
      weightDecay: 0.05,
      rateOf:
        () =>
        ({ branch }) =>
          branch === 1 ? 2.5 : 1,
      isLost: (net) => lostUnder(input.plan, net),
    });
    expect(found).toEqual(wanted);
    const plain = { ...ask({}), maxWork: 1e5 };
    expect(answered(plain)).toEqual(randomStart({ ...plain, problem: toy }));
  });

  test('with memory are twelve, in pairs of opposite sign, each followed by itself', () => {
    const told: number[] = [];
    const input = ask({ momentum: 0.6 });
    const found = answered({ ...input, onProgress: (fraction) => told.push(fraction) });
    expect([found.draws, found.horizon, found.shares]).toEqual([12, null, null]);
    expect(told).toEqual(Array.from({ length: 12 }, (_, i) => (i + 1) / 12));
    const way = wayOf(input);
    found.times.forEach((times, draw) => {
      const watch = way.watch(input.uses);
      const net = way.start(normals(draw >> 1, draw % 2 === 0 ? 1 : -1));
      way.descend(net, { onPiece: watch.onPiece, maxSteps: 1e4, maxWork: Infinity });
      expect(times).toEqual(watch.times);
    });
  });

  test('are as many, and go as far, as the work allows', () => {
    const input = { ...ask({ momentum: 0.6 }), start: { initScale: 1e-5 } };
    const net = startsOf({ ...input, problem: toy })(null);
    const { work } = gradientOf(net, toy);
    const drawing = DRAWN * net.weights.length;
    const steps = Math.max(...answered(input).times[0]);
    const with_ = (maxWork: number) => answered({ ...input, maxWork });
    // Three and a half ways.
    expect(with_(3.5 * (steps * work + drawing))).toMatchObject({ draws: 3, horizon: null });
    // The first is cut: then all are known to a sixth of the way, and B of none.
    const cut = with_(0.9 * steps * work);
    const horizon = Math.ceil(Math.ceil(0.9 * steps) / 6);
    expect(cut.horizon).toBe(horizon);
    expect(cut.draws).toBe(1 + Math.floor((0.9 * steps * work) / (horizon * work + drawing)));
    expect(cut.draws).toBeGreaterThan(2);
    expect(cut.events[1].probability).toBe(0);
  });

  test('in which nothing moves say so', () => {
    const still = leveredStart({ ...ask({ momentum: 0.6 }, {}, [4, 4]), start: { std: 1e-80 } });
    expect(still).toMatchObject({ unfinished: expect.stringMatching('nothing moves') as string, hopeless: true });
  });

  test('that run away say so', () => {
    const uses = [{ modality: 0, mode: 1, level: 1e300 }];
    expect(leveredStart({ ...ask({ momentum: 0.9 }), learningRate: 3, uses })).toEqual({
      unfinished: 'descent diverges with learning rate 3 under these levers',
    });
  });

  test('may take two hundred million multiplications, or what is asked', () => {
    expect([workOf({}), workOf({ maxWork: 7 }), workOf({ maxWork: 1e10 })]).toEqual([2e8, 7, 2e8]);
    const way = wayOf(ask({ momentum: 0.5 }));
    const { work } = gradientOf(way.start(null), toy);
    expect(way.stepsFor(10.5 * work)).toBe(11);
    expect(way.stepsFor(1e9 * work)).toBe(1e6);
    const smooth = wayOf(ask({}));
    expect([smooth.stepsFor(1), smooth.stepsFor(10 * work, true)]).toEqual([Infinity, 10]);
  });
});

test('the way ends near the known end, or under decay where nothing more comes', () => {
  const out = [{ modality: 1, mode: 1, level: 9e9 }];
  const asTotals = (input: LeveredInput, share: number) => {
    const { data } = finalWeights(input.plan.trained);
    const way = wayOf(input);
    const net = way.start(null);
    const weights = net.weights.map(() => 0);
    // W_m = one path: its first word, through to the output.
    for (const { branch, index, offset } of net.layers) weights[offset] = index === 0 ? share * data[branch ?? 0] : 1;
    return way.watch(out).onPiece(0, 1, () => weights);
  };
  expect([asTotals(ask({}), 1 + 1e-8), asTotals(ask({}), 1 + 1e-6)]).toEqual([true, false]);
  // In any units of the target.
  for (const unit of [1e5, 1e-5]) {
    const inUnits = {
      ...ask({}),
      plan: planOf(toyProblem({ stdA: 2, stdB: 1, rho: 0.5, wA: unit, wB: unit }), {}, learningRate),
    };
    expect([asTotals(inUnits, 1 + 1e-8), asTotals(inUnits, 1 + 1e-6)]).toEqual([true, false]);
  }
  expect(asTotals(ask({ weightDecay: 0.1 }), 1)).toBe(false);
});

test('decay takes a branch for good where its drive times the product of its layers falls behind', () => {
  const late = [3, 3];
  const lost = (levers: Levers, size: number, [depth, fusionLayer] = late) => {
    const input = ask(levers, {}, [depth, fusionLayer]);
    const net = wayOf(input).start(null);
    const weights = net.weights.map(() => 0);
    for (const { branch, index, offset } of net.layers)
      if (branch === 1) weights[offset] = index === 1 ? size : size / 2;
    return lostUnder(input.plan, net)(1, weights);
  };
  // ‖Σ_yB‖ + ‖W_A Σ_AB‖ = 2 + (5/4) 1, W_A alone 5/4: lost below λ/3.25.
  const edge = 0.1 / 3.25;
  expect([0.99, 1.01].map((share) => lost({ weightDecay: 0.1 }, share * edge))).toEqual([true, false]);
  // Norms are of whole layers, as many as there are neurons.
  const { plan } = ask({ weightDecay: 0.1 }, {}, [3, 3]);
  const net = wayOf(ask({}, {}, [3, 3])).start(null);
  const layer = net.layers[4];
  expect([layer.branch, layer.index]).toEqual([1, 1]);
  const spread = (size: number) =>
    net.weights.map((_, k) => (k >= layer.offset && k < layer.offset + 4 ? size / 2 : 0));
  expect([layer.rows, layer.cols]).toEqual([2, 2]);
  expect([0.99, 1.01].map((share) => lostUnder(plan, net)(1, spread(share * edge)))).toEqual([true, false]);
  // Two layers: whatever the weights.
  expect([3.3, 3.2].map((weightDecay) => lost({ weightDecay }, 100, [2, 2]))).toEqual([true, false]);
  // None without decay, behind a fusion, with parts that are added, or where a rule may set weights back.
  expect(lost({}, 1e-9)).toBe(false);
  expect(lost({ weightDecay: 0.1 }, 1e-9, [3, 2])).toBe(false);
  expect(lost({ weightDecay: 0.1, remedy: 'detached' }, 1e-9)).toBe(false);
  expect(lost({ weightDecay: 0.1, remedy: 'agm' }, 1e-9)).toBe(false);
});

test('the last use of the typical start is that of its own way; none where nothing comes', () => {
  const input = ask({});
  const way = wayOf(input);
  const watch = way.watch(input.uses);
  way.descend(way.start(null), { onPiece: watch.onPiece, maxSteps: Infinity, maxWork: 1e9 });
  expect(lastUse(input)).toBe(Math.max(...watch.times.map(Number)));
  expect(lastUse({ ...input, maxWork: 1 })).toBe(0);
});

test.each<[Levers, boolean]>([
  // Two layers: the limit of B alone is 2/(2 · 1).
  [{ lrOf: { B: 0.5 } }, false],
  [{ lrOf: { B: 3 } }, true],
  [{ momentum: 0.5, lrOf: { B: 0.5 } }, false],
  [{ momentum: 0.5, lrOf: { B: 9 } }, true],
])('%j: steps run away under levers: %j', (levers, runAway) => {
  expect(divergesUnder(ask(levers))).toBe(runAway);
});
