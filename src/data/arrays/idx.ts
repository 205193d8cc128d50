/** The idx format of the MNIST data sets: a magic number, big-endian lengths, then bytes; plain or gzip. */
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../problem/errors.js';
import { imagesBetween, type ImageSets, type LabelledImages } from '../../problem/labelled-images.js';
import { reasonOf } from '../table.js';

/** An array of bytes. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** `shape[0] × shape[1] × …`, the last index fastest. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTES = 0x08;
/** Half a gigabyte unpacked: ten times the 60,000 digits. */
const MAX_BYTES = 2 ** 29;

/**
 * Reads an idx file of unsigned bytes, plain or gzip.
 *
 * @param path - where it is
 * @param dimensions - how many lengths it must have: 1 for labels, 3 for images
 * @throws InputError `file` if it cannot be read, is no idx file of bytes, is truncated, or holds more than it says;
 * `shape` if it has another number of dimensions.
 */
export async function readIdx(path: string, dimensions: number): Promise<IdxArray> {
  const bytes = unpacked(path, await bytesOf(path));
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) {
    const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
    throw new InputError('file', path, path, `is no idx file: it starts with ${start || 'nothing'}, not with 0000`);
  }
  const [, , type, rank] = bytes;
  if (type !== UNSIGNED_BYTES) {
    const message = `holds numbers of type 0x${type.toString(16).padStart(2, '0')}; unsigned bytes, 0x08, are needed`;
    throw new InputError('file', path, path, message);
  }
  if (rank !== dimensions) {
    const message = `has ${rank} dimensions where ${dimensions} are needed (1: labels, 3: images)`;
    throw new InputError('shape', path, path, message);
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw truncated(path, bytes.length, start);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const end = start + shape.reduce((product, length) => product * length, 1);
  if (bytes.length < end) throw truncated(path, bytes.length, end);
  if (bytes.length > end) {
    const message = `has ${bytes.length} bytes where its header says ${end}: it is damaged, or two files in one`;
    throw new InputError('file', path, path, message);
  }
  return { shape, values: bytes.subarray(start, end) };
}

/**
 * Digits of a folder: `train-images-idx3-ubyte` and `-labels-idx1-`, and `t10k-…`, each plain or `.gz`, with or without
 * `mnist-` before it. Without the training files, the first 8,192 of `t10k` are trained on and the rest is tested with.
 *
 * @param directory - the folder
 * @throws InputError `file` for what is missing, truncated or no idx file; `shape` where counts differ or images are
 * not square; `cell` for a label above 9.
 */
export async function readDigits(directory: string): Promise<ImageSets> {
  const [train, test] = [await readSet(directory, 'train'), await readSet(directory, 't10k')];
  if (test === null) {
    const message = 'has no t10k-images-idx3-ubyte(.gz); give the folder of the digits by --data';
    throw new InputError('file', directory, directory, message);
  }
  if (train !== null) return requireSameSide(directory, { train, test });
  const split = Math.min(TRAINED_OF_TEN_THOUSAND, Math.floor(0.8 * test.count));
  return { train: imagesBetween(test, 0, split), test: imagesBetween(test, split, test.count) };
}

/** Whole batches of 128 and 256. */
const TRAINED_OF_TEN_THOUSAND = 8192;

async function readSet(directory: string, name: 'train' | 't10k'): Promise<LabelledImages | null> {
  const imagesPath = fileOf(directory, `${name}-images-idx3-ubyte`);
  if (imagesPath === null) return null;
  const labelsPath = fileOf(directory, `${name}-labels-idx1-ubyte`);
  if (labelsPath === null) {
    const message = `has ${name}-images-idx3-ubyte but no ${name}-labels-idx1-ubyte(.gz)`;
    throw new InputError('file', directory, directory, message);
  }
  const { shape, values: pixels } = await readIdx(imagesPath, 3);
  const { values: labels } = await readIdx(labelsPath, 1);
  const [count, rows, cols] = shape;
  if (labels.length !== count) {
    throw new InputError('shape', labelsPath, labelsPath, `has ${labels.length} labels for ${count} images`);
  }
  if (rows !== cols) {
    throw new InputError('shape', imagesPath, imagesPath, `has images of ${rows} × ${cols} pixels; square ones are needed`);
  }
  const wrong = labels.findIndex((label) => label > 9);
  if (wrong >= 0) {
    const message = `label ${wrong}, counted from 0, is ${labels[wrong]}; digits are 0 to 9`;
    throw new InputError('cell', labelsPath, labelsPath, message);
  }
  return { count, side: rows, pixels, labels };
}

function requireSameSide(directory: string, sets: ImageSets): ImageSets {
  const { train, test } = sets;
  if (train.side === test.side) return sets;
  const message = `has training images of ${train.side} and test images of ${test.side} pixels along an edge`;
  throw new InputError('shape', directory, directory, message);
}

function fileOf(directory: string, name: string): string | null {
  const names = [name, `${name}.gz`, `mnist-${name}`, `mnist-${name}.gz`];
  return names.map((file) => join(directory, file)).find((path) => existsSync(path)) ?? null;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError('file', path, path, `cannot be read: ${reasonOf(error)}`);
  }
}

function unpacked(path: string, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    const message = `is truncated or damaged (gzip: ${reasonOf(error)}), or unpacks to more than ${MAX_BYTES} bytes`;
    throw new InputError('file', path, path, message);
  }
}

function truncated(path: string, found: number, needed: number): InputError {
  return new InputError('file', path, path, `is truncated: it has ${found} bytes where ${needed} are needed`);
}
