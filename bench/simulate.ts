// Cost of a gradient-descent step: of the plain and the fast path, of a whole simulation with all its measurements, and,
// where gcc is installed, of the C program beside this file in the same run. Run it compiled: `npm run bench`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matrix } from '../src/numerics/matrix.js';
import type { Correlations } from '../src/problem/correlations.js';
import { problemOf } from '../src/problem/two-modalities.js';
import { network } from '../src/problem/network.js';
import { fastStepper } from '../src/simulate/fast-stepper.js';
import { linearModel } from '../src/simulate/model.js';
import { meanSquare } from '../src/simulate/objective.js';
import { simulate } from '../src/simulate/simulate.js';
import { startWeights } from '../src/simulate/start.js';
import { plainStepper } from '../src/simulate/stepper.js';

const LEARNING_RATE = 0.04;
const INIT_SCALE = 0.1;
const scalar = (x: number): Correlations['sigmaA'] => matrix(1, 1, Float64Array.of(x));

/** Scalar inputs, `σ_A/σ_B = 2`, `ρ = 0`, `y = x_A + x_B`. */
const problem = problemOf({
  sigmaA: scalar(4),
  sigmaB: scalar(1),
  sigmaAB: scalar(0),
  sigmaYA: Float64Array.of(4),
  sigmaYB: Float64Array.of(1),
  ySquared: 5,
  samples: null,
  names: { A: 'A', B: 'B' },
  binaryTarget: null,
});

/** Runs some number of gradient-descent steps. */
type Run = (steps: number) => void | Promise<void>;

/** Steps of a late fusion network on one path, from where the last call left it. */
function stepping(make: typeof plainStepper, width: number, depth: number): Run {
  const net = network({ depth, fusionLayer: depth });
  const start = { kind: 'gaussian', initScale: INIT_SCALE } as const;
  const weights = startWeights(start, { network: net, width, seed: 1, problem });
  const model = linearModel(make(weights, { learningRate: LEARNING_RATE }), meanSquare(problem));
  model.refresh();
  return (steps) => {
    for (let step = 0; step < steps; step++) {
      model.step();
      model.refresh();
    }
  };
}

/** `simulate` with its default records, from the random start to the returned result. */
const wholeSimulation: Run = async (steps) => {
  const start = { kind: 'gaussian', initScale: INIT_SCALE } as const;
  const settings = { start, learningRate: LEARNING_RATE, maxSteps: steps, levels: [] };
  await simulate(problem, { depth: 4, fusionLayer: 4 }, settings);
};

/** The C program compiled into `folder`, or `null` without gcc. */
function reference(folder: string): Run | null {
  const binary = join(folder, 'gd_reference');
  const source = fileURLToPath(new URL('../../bench/gd_reference.c', import.meta.url));
  try {
    execFileSync('gcc', ['-O3', '-march=native', '-ffast-math', source, '-o', binary, '-lm'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  // Seed 1 learns B at step 6923: no run of fewer steps ends before its limit.
  return (steps) => {
    execFileSync(binary, ['4', '4', '2', '0', String(INIT_SCALE), '100', String(steps), String(LEARNING_RATE), '1']);
  };
}

/**
 * Microseconds a step, the best of seven rounds: contenders take turns, so that a busy machine slows all of them. The
 * time of a tenth of the steps is taken off, and with it what a run costs before its first step.
 */
async function compare(contenders: readonly Run[], steps: number): Promise<number[]> {
  const best = contenders.map(() => ({ long: Infinity, short: Infinity }));
  for (let round = 0; round < 7; round++) {
    for (const [i, run] of contenders.entries()) {
      best[i].short = Math.min(best[i].short, await time(run, steps / 10));
      best[i].long = Math.min(best[i].long, await time(run, steps));
    }
  }
  return best.map(({ long, short }) => (1000 * (long - short)) / (0.9 * steps));
}

async function time(run: Run, steps: number): Promise<number> {
  const begin = performance.now();
  await run(steps);
  return performance.now() - begin;
}

const us = (value: number): string => `${value.toFixed(2).padStart(10)} µs`;

async function printComparison(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'unimodal-bias-'));
  try {
    const c = reference(folder);
    const contenders: [string, Run][] = [
      ['plain path, TypeScript', stepping(plainStepper, 100, 4)],
      ['fast path, WebAssembly SIMD', stepping(fastStepper, 100, 4)],
      ['simulate() with its records', wholeSimulation],
      ...(c === null ? [] : [['gd_reference.c', c] as [string, Run]]),
    ];
    const times = await compare(
      contenders.map(([, run]) => run),
      6000,
    );
    console.log('A step of four layers, width 100, late fusion, scalar inputs:\n');
    contenders.forEach(([name], i) => {
      const ratio = c === null ? '' : `${(times[i] / times[contenders.length - 1]).toFixed(2).padStart(8)} × C`;
      console.log(`${name.padEnd(30)}${us(times[i])}${ratio}`);
    });
    if (c === null) console.log('gd_reference.c: no gcc here to compile it');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function printCost(
  title: string,
  sizes: readonly number[],
  make: (size: number) => [Run, number],
): Promise<void> {
  console.log(`\n${title}\n`);
  for (const size of sizes) {
    const [run, steps] = make(size);
    console.log(`${String(size).padEnd(30)}${us((await compare([run], steps))[0])}`);
  }
}

await printComparison();
await printCost('Fast path by width, four layers:', [25, 50, 100, 200, 400, 800], (width) => [
  stepping(fastStepper, width, 4),
  10 * Math.ceil(1e6 / width ** 2),
]);
await printCost('Fast path by depth, width 100:', [2, 4, 8, 16], (depth) => [
  stepping(fastStepper, 100, depth),
  10 * Math.ceil(500 / depth),
]);
