/** Inputs for the fuzzing: problems at the edges of what data can be, files with bytes changed, command lines. */
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { npy } from '../data/files.js';
import type { Question } from '../../src/predict/question.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';

/** Plain numbers as `problem` takes them. */
export interface Moments {
  readonly modalities: readonly { readonly name: string; readonly dim: number }[];
  readonly sigma: readonly (readonly number[])[];
  readonly sigmaYX: readonly (readonly number[])[];
}

/** Moments of M modalities and C outputs, over scales 10^±`most` and condition numbers up to 10¹⁴. */
export const moments = (most: number): fc.Arbitrary<Moments> =>
  fc
    .record({
      dims: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 6 }),
      outputs: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 12 })),
      seed: fc.nat(2 ** 31),
      // Half the digits that conditioning takes: standard deviations, not variances.
      thin: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 7, noNaN: true })),
      units: fc.oneof(fc.constant(0), fc.integer({ min: -most, max: most })),
      target: fc.oneof(fc.constant(0), fc.integer({ min: -most / 2, max: most / 2 })),
      tied: fc.boolean(),
    })
    .map(({ dims, outputs, seed, thin, units, target, tied }) => {
      const D = dims.reduce((sum, dim) => sum + dim, 0);
      const normal = new Float64Array(D * D + outputs * D);
      fillNormal(randomSource(seed), normal);
      // Σ = G Gᵀ with one direction in D made thin, every input in units of its own; Σ_yx = W Σ.
      const G = Array.from({ length: D }, (_, i) =>
        Array.from({ length: D }, (_, j) => normal[i * D + j] * (j === 0 ? 10 ** -thin : 1)),
      );
      const unit = Array.from({ length: D }, (_, i) => 10 ** (units * (0.5 + (i % 2) / 2)));
      const plain = G.map((p) => G.map((q) => p.reduce((sum, value, k) => sum + value * q[k], 0)));
      const W = Array.from({ length: outputs }, (_, c) =>
        Array.from({ length: D }, (_, i) => (tied ? 1 : normal[D * D + c * D + i])),
      );
      const drive = (c: number, j: number) => W[c].reduce((sum, w, i) => sum + w * plain[i][j], 0);
      return {
        modalities: dims.map((dim, m) => ({ name: `m${m}`, dim })),
        sigma: plain.map((row, i) => row.map((_, j) => plain[Math.min(i, j)][Math.max(i, j)] * unit[i] * unit[j])),
        sigmaYX: W.map((_, c) => unit.map((scale, j) => drive(c, j) * scale * 10 ** target)),
      };
    });

/** Two scalar inputs, from independent to the same up to rounding, and tied. */
export const toys = fc.record({
  stdA: fc.oneof(fc.constant(1), fc.double({ min: 1 - 1e-9, max: 1 + 1e-9, noNaN: true }), powers(150)),
  stdB: fc.constant(1),
  rho: fc.oneof(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.tuple(fc.constantFrom(-1, 1), powers(16)).map(([sign, gap]) => sign * Math.max(0, 1 - Math.min(1, gap))),
  ),
});

/** Numbers spread evenly over the exponents up to ±`most`. */
function powers(most: number): fc.Arbitrary<number> {
  return fc.double({ min: -most, max: most, noNaN: true }).map((exponent) => 10 ** exponent);
}

/** Questions over depths, starts and rates; random starts are a share of them, because they cost a second each. */
export const questions = (random: boolean): fc.Arbitrary<Question> =>
  fc
    .record({
      depth: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 2, max: 5 }) }, fc.integer({ min: 6, max: 64 })),
      layer: fc.double({ min: 0, max: 1, noNaN: true }),
      initScale: fc.oneof(
        fc.double({ min: -3, max: 0, noNaN: true }).map((e) => 10 ** e),
        fc.integer({ min: -300, max: 5 }).map((e) => 10 ** e),
      ),
      learningRate: powers(6),
      measure: fc.constantFrom('output' as const, 'weights' as const),
      width: fc.integer({ min: 1, max: 1000 }),
    })
    .map(({ depth, layer, initScale, learningRate, measure, width }) => ({
      network: { depth, fusionLayer: 1 + Math.round(layer * (depth - 1)) },
      initScale,
      learningRate,
      measure,
      ...(random ? { width } : { start: 'balanced' as const }),
    }));

const CSV = ['a,b,c,y', '1,2.5,-3,0.1', '2,1e3,4,0.7', '0.5,7,-1,0.2', '9,2,2,1', '4,4,0,-1', ''].join('\n');
const VALUES = Float64Array.from({ length: 24 }, (_, i) => Math.sin(3 * i * i + 1));
const NPY = npy([6, 4], VALUES);
const NPZ = zipSync({
  'x.npy': npy([6, 3], VALUES.subarray(0, 18)),
  'y.npy': npy([6], VALUES.subarray(18)),
});

/** A whole file and which of its columns are asked for. */
const FILES = [
  { name: 'f.csv', bytes: Buffer.from(CSV), modalities: { A: 'a', B: 'b,c' }, y: 'y' },
  { name: 'f.npy', bytes: NPY, modalities: { A: '0', B: '1,2' }, y: '3' },
  { name: 'f.npz', bytes: NPZ, modalities: { A: 'x.0', B: 'x.1,x.2' }, y: 'y' },
] as const;

/** One change of the bytes. */
const edits = fc.record({
  kind: fc.constantFrom('set', 'cut', 'insert', 'repeat'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc
      .constantFrom(
        ',',
        ';',
        '"',
        '\n',
        '\r\n',
        '\t',
        'nan',
        'inf',
        '1e999',
        '0x10',
        '-',
        '\0',
        '\ufeff',
        '[',
        '(',
        '٣',
      )
      .map((text) => Uint8Array.from(Buffer.from(text))),
  ),
  length: fc.integer({ min: 1, max: 40 }),
});

/** A file of a few rows with up to four changes. */
export const files = fc
  .record({ file: fc.constantFrom(...FILES), changes: fc.array(edits, { minLength: 1, maxLength: 4 }) })
  .map(({ file, changes }) => ({
    ...file,
    bytes: changes.reduce<Uint8Array>((bytes, { kind, at, bytes: more, length }) => {
      const from = Math.floor(at * bytes.length);
      const to = kind === 'set' ? from + more.length : kind === 'cut' ? from + length : from;
      const middle = kind === 'cut' ? [] : kind === 'repeat' ? bytes.subarray(from, from + length) : more;
      return Uint8Array.from([...bytes.subarray(0, from), ...middle, ...bytes.subarray(to)]);
    }, file.bytes),
  }));

/** Text that is a number, nearly one, or none. */
const numbers = fc.oneof(
  fc.double({ min: 0, max: 4, noNaN: true }).map(String),
  fc.integer({ min: -3, max: 70 }).map(String),
  fc.constantFrom('1e308', '-0', '1e-320', 'NaN', 'Infinity', '0x10', '', ' 2 ', '1e10', '٣', '1,2', 'early', 'late'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

/** Of a question about all fusion layers: a network for each. */
const depths = fc.oneof(fc.integer({ min: -1, max: 9 }).map(String), fc.constantFrom('1e10', '2.5', '0x4', ''));

const option = (names: readonly string[], value: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom(...names), value).map(([name, text]) => [name, text]);

/** Command lines by command: options with values that fit, nearly fit, and do not. */
export const commandLines = {
  predict: fc
    .tuple(
      toys.map(({ stdA, rho }) => ['--toy', `sigmaA=${stdA},sigmaB=1,rho=${rho}`, '--start', 'balanced']),
      option(['--depth'], depths),
      fc.array(option(['--fusion', '--init', '--lr', '--loss', '--measure', '--width', '--steps', '--y'], numbers), {
        maxLength: 3,
      }),
      fc.subarray(['--json', '--explain', '--standardize']),
    )
    .map(([toy, depth, options, flags]) => [...toy, ...depth, ...options.flat(), ...flags]),
  solve: fc
    .tuple(
      fc.constantFrom('rho', 'init', 'ratio', 'fusion', 'depth', ''),
      numbers,
      fc.array(option(['--depth', '--fusion', '--ratio', '--rho', '--init'], numbers), { maxLength: 3 }),
    )
    .map(([what, ratio, options]) => ['--for', what, '--time-ratio', ratio, ...options.flat()]),
  formula: fc
    .tuple(
      fc.oneof(fc.constantFrom('time-ratio', 'plateau-loss', 'first-time', '--list'), fc.string({ maxLength: 5 })),
      fc.array(option(['--at', '--d', '--latex'], numbers), { maxLength: 3 }),
    )
    .map(([id, options]) => [id, ...options.flat()]),
  integral: fc
    .array(fc.oneof(numbers, option(['--depth', '--k', '--init', '--terms'], numbers)), { maxLength: 4 })
    .map((parts) => parts.flat()),
} as const;
