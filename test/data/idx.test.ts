import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readDigits, readIdx } from '../../src/data/arrays/idx.js';
import { rejection } from '../problem/refusal.js';
import { temporaryFiles } from './files.js';

const write = temporaryFiles();

function idx(shape: readonly number[], values: readonly number[], magic = [0, 0, 8, shape.length]): Buffer {
  const lengths = Buffer.alloc(4 * shape.length);
  shape.forEach((length, i) => lengths.writeUInt32BE(length, 4 * i));
  return Buffer.concat([Buffer.from(magic), lengths, Buffer.from(values)]);
}

const counted = (n: number, modulus = 256): number[] => Array.from({ length: n }, (_, i) => i % modulus);
const images = idx([5, 2, 2], counted(20));
const labels = idx([5], counted(5));

async function folder(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'idx-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  return directory;
}

describe('an idx file', () => {
  it('is read plain and packed', async () => {
    for (const bytes of [images, gzipSync(images)]) {
      const { shape, values } = await readIdx(await write('images', bytes), 3);
      expect(shape).toEqual([5, 2, 2]);
      expect([...values]).toEqual(counted(20));
    }
  });

  it.each<[string, Buffer, string]>([
    ['cut in its values', images.subarray(0, 30), 'is truncated: it has 30 bytes where 36 are needed'],
    ['cut in its header', images.subarray(0, 9), 'is truncated: it has 9 bytes where 16 are needed'],
    ['empty', Buffer.alloc(0), 'starts with nothing'],
    ['of another format', Buffer.from('digits,1,2'), 'is no idx file'],
    ['of floating-point numbers', idx([2], counted(8), [0, 0, 0x0d, 1]), 'type 0x0d'],
    ['too long', Buffer.concat([labels, Buffer.of(1)]), 'has 14 bytes where its header says 13'],
    ['a cut archive', gzipSync(images).subarray(0, 25), 'gzip'],
  ])('is refused: %s', async (_, bytes, words) => {
    const path = await write('bad', bytes);
    expect(await rejection(readIdx(path, bytes === images ? 3 : bytes[3] === 1 ? 1 : 3), 'file', path, path)).toContain(
      words,
    );
  });

  it('is refused for its number of dimensions, or where there is none', async () => {
    const path = await write('labels', labels);
    await rejection(readIdx(path, 3), 'shape', path, path);
    await rejection(readIdx(`${path}-not`, 1), 'file', `${path}-not`, `${path}-not`);
  });
});

describe('a folder of digits', () => {
  const both = { 't10k-images-idx3-ubyte': images, 'mnist-t10k-labels-idx1-ubyte.gz': gzipSync(labels) };

  it('is split when it has no training digits', async () => {
    const { train, test } = await readDigits(await folder(both));
    expect([train.count, test.count, train.side]).toEqual([4, 1, 2]);
    expect([...test.pixels, ...test.labels]).toEqual([16, 17, 18, 19, 4]);
  });

  it('is taken as it is when it has them', async () => {
    const training = { 'train-images-idx3-ubyte': idx([2, 2, 2], counted(8)), 'train-labels-idx1-ubyte': idx([2], [3, 4]) };
    const { train, test } = await readDigits(await folder({ ...both, ...training }));
    expect([train.count, test.count]).toEqual([2, 5]);
  });

  it.each<[string, Record<string, Uint8Array>, string, string]>([
    ['nothing in it', {}, 'file', 'no t10k-images'],
    ['images without labels', { 't10k-images-idx3-ubyte': images }, 'file', 'no t10k-labels'],
    ['counts that differ', { ...both, 'mnist-t10k-labels-idx1-ubyte.gz': idx([4], counted(4)) }, 'shape', '4 labels for 5'],
    ['oblong images', { ...both, 't10k-images-idx3-ubyte': idx([5, 2, 1], counted(10)) }, 'shape', '2 × 1'],
    ['a label of 10', { ...both, 'mnist-t10k-labels-idx1-ubyte.gz': idx([5], [0, 1, 10, 3, 4]) }, 'cell', 'label 2'],
  ])('is refused: %s', async (_, files, code, words) => {
    const error = (await readDigits(await folder(files)).catch((reason: unknown) => reason)) as { code: string };
    expect(error).toMatchObject({ name: 'InputError', code, message: expect.stringContaining(words) as unknown });
  });
});
