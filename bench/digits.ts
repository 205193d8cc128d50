// Cost of a training step of the small networks on digits, and, where python3-torch is installed, of the same step in PyTorch on
// one thread, as the library here has one. Run it compiled: `npm run bench`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { digits } from '../src/check/harness/digits.js';
import { randomSource } from '../src/numerics/random.js';
import { forward, layersOf, startingWeights } from '../src/simulate/digits/network.js';
import { SCALES, type DigitsRun } from '../src/simulate/digits/protocol.js';
import { loadTensors, numbersOf, tensor } from '../src/simulate/digits/tensors.js';
import { inputTensor, oneHot, stepFunction } from '../src/simulate/digits/train.js';
import { viewsOf } from '../src/simulate/digits/views.js';

const SETTINGS = { seed: 1, size: 'small', corruption: 'text', activation: 'relu' } as const;
const WARM_UP = 5;
const STEPS = 30;

const median = (values: number[]): number => values.sort((p, q) => p - q)[values.length >> 1];

/** Median milliseconds of a step, its batch already drawn. */
async function stepTime(run: DigitsRun): Promise<number> {
  const jax = await loadTensors();
  const scale = SCALES.small[run.network];
  const views = viewsOf((await digits()).train, scale.pool);
  const layers = layersOf(run, scale, views.side);
  const step = stepFunction(jax, forward(jax, layers, run, views.side));
  const chosen = Uint32Array.from({ length: scale.batch }, (_, i) => i);
  const batch = views.values.slice(0, scale.batch * views.side ** 2);
  const [A, B] = [1, 2].map(() => inputTensor(jax, run, batch, scale.batch, views.side));
  const classes = oneHot(jax, views, chosen);
  let weights = startingWeights(jax, layers, run.fusionLayer, randomSource(1));
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + STEPS; i++) {
    const started = performance.now();
    const rate = tensor(jax, Float32Array.of(scale.learningRate), []);
    const [loss, updated] = step(weights, A.ref, B.ref, classes.ref, rate);
    numbersOf(loss);
    weights = updated;
    if (i >= WARM_UP) times.push(performance.now() - started);
  }
  return median(times);
}

/** The same in PyTorch, `null` where there is none. */
function torchTime(network: DigitsRun['network'], fusionLayer: number): number | null {
  const script = fileURLToPath(new URL('../../bench/digits_reference.py', import.meta.url));
  const { width, batch, learningRate } = SCALES.small[network];
  const given = [network, fusionLayer, width, batch, learningRate, WARM_UP, STEPS].map(String);
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, [script, ...given], { encoding: 'utf8' });
    if (status === 0) return Number(stdout);
  }
  return null;
}

for (const network of ['mlp', 'cnn'] as const) {
  for (const fusionLayer of [1, 5]) {
    const ours = await stepTime({ ...SETTINGS, network, fusionLayer });
    const torch = torchTime(network, fusionLayer);
    const beside =
      torch === null ? 'no python3-torch here' : `PyTorch ${torch.toFixed(1)} ms, ratio ${(ours / torch).toFixed(2)}`;
    console.log(
      `step on digits, small ${network}, L_f = ${fusionLayer}`.padEnd(64),
      `${ours.toFixed(1)} ms; ${beside}`,
    );
  }
}
