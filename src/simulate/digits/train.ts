/** Stochastic gradient descent on corrupted digits, and when each view alone is enough. */
import { setImmediate } from 'node:timers/promises';
import { randomSource } from '../../numerics/random.js';
import type { ImageSets } from '../../problem/labelled-images.js';
import { imagesBetween } from '../../problem/labelled-images.js';
import { InputError } from '../../problem/errors.js';
import { forward, layersOf, startingWeights } from './network.js';
import { DECAY, LEARNED, scaleOf, type DigitsRun } from './protocol.js';
import { loadTensors, numbersOf, tensor, type Tensor, type Tensors } from './tensors.js';
import { corruptedPair, patchesOf, shuffled, viewsOf, type Pair, type Views } from './views.js';

/** One row of a run's curves. Accuracies are of clean test images; in those of one view the other is blank. */
export interface DigitsRecord {
  readonly step: number;
  /** Mean training loss (cross-entropy) of the batches since the last record. */
  readonly loss: number;
  readonly accuracy: number;
  readonly accuracyA: number;
  readonly accuracyB: number;
}

/** What may be said to a run. */
export interface TrainOptions {
  /** Stops it; the records so far are returned. */
  readonly signal?: AbortSignal;
  /** Steps at most, instead of the protocol's. */
  readonly maxSteps?: number;
  /** Called after each evaluation. */
  readonly onRecord?: (record: DigitsRecord) => void;
}

/** Evaluations are at least this factor of steps apart: times are interpolated between them. */
const SPACING = 1.03;
/** A run goes on for this much of the second time, so that its curves show what comes after. */
const AFTERWARDS = 1.25;

/**
 * Trains one network until both views alone reach half of the test digits (and a quarter longer), or the protocol's epochs
 * are over. Every number is drawn from the run's seed; with one kind of processor the result is always the same.
 *
 * @throws InputError `unsupported` without the library that differentiates; `shape` for fewer images than a batch.
 */
export async function trainDigits(
  run: DigitsRun,
  sets: ImageSets,
  options: TrainOptions = {},
): Promise<DigitsRecord[]> {
  const scale = scaleOf(run);
  const jax = await loadTensors();
  const train = viewsOf(sets.train, scale.pool);
  const test = viewsOf(imagesBetween(sets.test, 0, Math.min(scale.tested, sets.test.count)), scale.pool);
  if (train.count < scale.batch) {
    const message = `has ${train.count} training images; a batch has ${scale.batch}`;
    throw new InputError('shape', 'images', train.count, message);
  }
  const source = randomSource(run.seed);
  const layers = layersOf(run, scale, train.side);
  const scores = forward(jax, layers, run, train.side);
  const part = scale.part ?? scale.batch;
  const step = stepFunction(jax, scores);
  const stepInParts = stepInPartsFunction(jax, scores);
  const size = train.side * train.side;
  const inputsOf = ({ A, B }: Pair, chosen: Uint32Array, from: number, count: number): Inputs => {
    const view = (values: Float32Array): Tensor =>
      inputTensor(jax, run, values.slice(from * size, (from + count) * size), count, train.side);
    return [view(A), view(B), oneHot(jax, train, chosen.subarray(from, from + count))];
  };
  const evaluate = evaluation(jax, scores, run, test, part);
  const records: DigitsRecord[] = [];
  let weights = startingWeights(jax, layers, run.fusionLayer, source);
  let losses: number[] = [];
  const record = (at: number): void => {
    const loss = losses.length === 0 ? NaN : losses.reduce((sum, value) => sum + value, 0) / losses.length;
    const accuracies = evaluate(weights);
    records.push({ step: at, loss, ...accuracies });
    options.onRecord?.(records[records.length - 1]);
    losses = [];
  };
  record(0);
  const batches = Math.floor(train.count / scale.batch);
  const maxSteps = Math.min(batches * scale.maxEpochs, options.maxSteps ?? Infinity);
  let order = shuffled(train.count, source);
  let nextRecord = scale.firstEvaluation;
  for (let done = 0; done < maxSteps;) {
    const [epoch, batch] = [Math.floor(done / batches), done % batches];
    if (batch === 0 && epoch > 0) order = shuffled(train.count, source);
    const chosen = order.subarray(batch * scale.batch, (batch + 1) * scale.batch);
    const pair = corruptedPair(train, chosen, run.corruption, source);
    const rate = tensor(jax, Float32Array.of(scale.learningRate * DECAY ** epoch), []);
    const inputs = Array.from({ length: scale.batch / part }, (_, i) => () => inputsOf(pair, chosen, i * part, part));
    const [loss, updated] =
      inputs.length === 1 ? step(weights, ...inputs[0](), rate) : stepInParts(weights, inputs, rate);
    weights = updated;
    losses.push(numbersOf(loss)[0]);
    done++;
    if (done === nextRecord || done === maxSteps) {
      record(done);
      nextRecord = Math.max(done + scale.firstEvaluation, Math.ceil(done * SPACING));
      await setImmediate();
      if (options.signal?.aborted || isOver(records)) break;
    }
  }
  weights.forEach((weight) => {
    weight.dispose();
  });
  return records;
}

/** Both views of some images, and their classes. */
type Inputs = [A: Tensor, B: Tensor, classes: Tensor];

/** `(weights, A, B, classes) → [loss, gradient]` of the mean cross-entropy. */
function lossAndGradient(jax: Tensors, scores: ReturnType<typeof forward>) {
  const { numpy: np, nn } = jax;
  const loss = (weights: Tensor[], A: Tensor, B: Tensor, classes: Tensor): Tensor =>
    np.mean(np.sum(nn.logSoftmax(scores(weights, A, B)).mul(classes), -1)).neg();
  return (weights: Tensor[], ...inputs: Inputs) => jax.valueAndGrad(loss)(weights, ...inputs) as [Tensor, Tensor[]];
}

/** Weights less the gradient times the rate. */
function descended(weights: Tensor[], gradient: Tensor[], rate: Tensor): Tensor[] {
  const next = weights.map((weight, i) => weight.sub(gradient[i].mul(rate.ref)));
  rate.dispose();
  return next;
}

/** `(weights, A, B, classes, rate) → [loss, weights]`: a step down the gradient of the mean cross-entropy. */
export function stepFunction(jax: Tensors, scores: ReturnType<typeof forward>) {
  const gradientOf = lossAndGradient(jax, scores);
  const step = jax.jit((weights: Tensor[], A: Tensor, B: Tensor, classes: Tensor, rate: Tensor) => {
    const kept = weights.map((weight) => weight.ref);
    const [value, gradient] = gradientOf(weights, A, B, classes);
    return [value, descended(kept, gradient, rate)];
  });
  return (weights: Tensor[], A: Tensor, B: Tensor, classes: Tensor, rate: Tensor) =>
    step(weights, A, B, classes, rate) as [Tensor, Tensor[]];
}

/** The same step from parts of a batch, equally large and made when their turn comes: the mean of their gradients. */
export function stepInPartsFunction(jax: Tensors, scores: ReturnType<typeof forward>) {
  const gradientOf = jax.jit(lossAndGradient(jax, scores));
  const update = jax.jit(descended);
  return (weights: Tensor[], parts: readonly (() => Inputs)[], rate: Tensor): [Tensor, Tensor[]] => {
    let sums: Tensor[] | null = null;
    for (const inputs of parts) {
      const [value, gradient] = gradientOf(
        weights.map((weight) => weight.ref),
        ...inputs(),
      );
      const terms = [value, ...gradient];
      const added: Tensor[] = sums === null ? terms : sums.map((sum, i) => sum.add(terms[i]));
      numbersOf(added[0].ref); // runs what is pending, so that its memory is free for the next part
      sums = added;
    }
    const [loss, ...gradient] = (sums ?? []).map((sum) => sum.mul(1 / parts.length));
    return [loss, update(weights, gradient, rate)];
  };
}

/** Accuracies on the test images: with both views clean, and with each alone beside a blank one. */
function evaluation(jax: Tensors, scores: ReturnType<typeof forward>, run: DigitsRun, test: Views, batch: number) {
  const size = test.side * test.side;
  const compiled = jax.jit(scores);
  const chunks = Array.from({ length: Math.ceil(test.count / batch) }, (_, i) => {
    const labels = test.labels.subarray(i * batch, (i + 1) * batch);
    const values = new Float32Array(batch * size); // the last one filled up, so that one compilation serves all
    values.set(test.values.subarray(i * batch * size, (i + 1) * batch * size));
    return { labels, view: inputTensor(jax, run, values, batch, test.side) };
  });
  const blank = inputTensor(jax, run, new Float32Array(batch * size), batch, test.side);
  const share = (weights: Tensor[], of: 'both' | 'A' | 'B'): number => {
    let correct = 0;
    for (const { labels, view } of chunks) {
      const [A, B] = [of === 'B' ? blank : view, of === 'A' ? blank : view];
      const kept = weights.map((weight) => weight.ref);
      const values = numbersOf(compiled(kept, A.ref, B.ref));
      labels.forEach((label, i) => {
        if (largest(values, i) === label) correct++;
      });
    }
    return correct / test.count;
  };
  return (weights: Tensor[]) => ({
    accuracy: share(weights, 'both'),
    accuracyA: share(weights, 'A'),
    accuracyB: share(weights, 'B'),
  });
}

function largest(scores: Float32Array, row: number): number {
  let best = 0;
  for (let c = 1; c < 10; c++) if (scores[10 * row + c] > scores[10 * row + best]) best = c;
  return best;
}

/** A batch of views as the network reads them: `batch × side²`, or patches. */
export function inputTensor(jax: Tensors, run: DigitsRun, views: Float32Array, count: number, side: number): Tensor {
  const values = run.network === 'cnn' ? patchesOf(views, count, side) : views;
  const width = run.network === 'cnn' ? 9 : side * side;
  return tensor(jax, values as Float32Array<ArrayBuffer>, [values.length / width, width]);
}

/** Classes of the images chosen, `batch × 10`, 1 for the right one. */
export function oneHot(jax: Tensors, { labels }: Views, chosen: Uint32Array): Tensor {
  const values = new Float32Array(chosen.length * 10);
  chosen.forEach((image, row) => (values[10 * row + labels[image]] = 1));
  return tensor(jax, values, [chosen.length, 10]);
}

function isOver(records: readonly DigitsRecord[]): boolean {
  const { A, B } = learningTimes(records);
  return A !== null && B !== null && records[records.length - 1].step >= AFTERWARDS * Math.max(A, B);
}

/** A time, and the evaluations between which it lies. */
export interface Crossing {
  readonly step: number;
  readonly after: number;
  readonly before: number;
}

/** When each view alone first reaches half of the test digits, interpolated between evaluations; `null` where it does not. */
export function crossings(records: readonly DigitsRecord[]): { A: Crossing | null; B: Crossing | null } {
  const crossing = (of: 'accuracyA' | 'accuracyB'): Crossing | null => {
    const i = records.findIndex((row) => row[of] >= LEARNED);
    if (i < 0) return null;
    if (i === 0) return { step: 0, after: 0, before: 0 };
    const [p, q] = [records[i - 1], records[i]];
    const share = (LEARNED - p[of]) / (q[of] - p[of]);
    return { step: p.step + share * (q.step - p.step), after: p.step, before: q.step };
  };
  return { A: crossing('accuracyA'), B: crossing('accuracyB') };
}

/** The steps of both {@link crossings}. */
export function learningTimes(records: readonly DigitsRecord[]): { A: number | null; B: number | null } {
  const { A, B } = crossings(records);
  return { A: A?.step ?? null, B: B?.step ?? null };
}
