/**
 * Files that pyarrow wrote: `two-groups.parquet` in groups of four rows, packed by snappy; a, b, y of it in one group, packed by
 * gzip and by LZ4. The columns are a = 1, 2, null, 4, 5, 6; b = 2, 1, 3, 7, 4, 4 (int64); y = 3, 5, 1, 9, 2, 6; and others of other types.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readData } from '../../src/data/from-files.js';
import { temporaryFiles } from './files.js';

const write = temporaryFiles();
const FILE = 'test/data/two-groups.parquet';
const columns = { modalities: { A: 'a', B: 'b' }, y: 'y' };

describe('Parquet', () => {
  it('is what the same columns are as text', async () => {
    const text = await write('t.csv', 'a,b,y\n1,2,3\n2,1,5\n,3,1\n4,7,9\n5,4,2\n6,4,6\n');
    const wanted = (await readData(text, { ...columns, missing: 'drop' })).problem;
    const packed = await write('p.gz', gzipSync(await readFile('test/data/gzip.parquet')));
    for (const file of ['test/data/gzip.parquet', packed]) {
      expect((await readData(file, { ...columns, missing: 'drop' })).problem).toEqual(wanted);
    }
    // Groups are blocks of rows, whose moments are added up in another order.
    const grouped = (await readData(FILE, { ...columns, missing: 'drop' })).problem;
    wanted.sigma.data.forEach((value, k) => {
      expect(grouped.sigma.data[k]).toBeCloseTo(value, 13);
    });
  });

  it('has numbers of all sizes, booleans, and text for classes', async () => {
    const modalities = { A: 'b,flag', B: 'f,dec,x.1' };
    const { problem } = await readData(FILE, { modalities, y: 'label' });
    // Variances of b, of a boolean that is half the time true, of f (float32), dec (decimal) and x.1.
    const variances = [43 / 12, 1 / 4, 1.9513888888888888, 4.705555555555556, 7.472222222222222];
    variances.forEach((value, j) => {
      expect(problem.sigma.data[6 * j]).toBeCloseTo(value, 13);
    });
    expect([problem.outputs, problem.ySquared]).toEqual([['cat', 'cow', 'dog'], expect.closeTo(2 / 3, 14)]);
  });

  it('leaves the index of pandas to its name', async () => {
    const others = '!a,!y,!day,!when,!emb,!cat,!label,!inf,!big,!f';
    const { problem } = await readData(FILE, { modalities: { A: `*,${others}`, B: 'f' }, y: 'y' });
    expect(problem.modalities[0].columns).toEqual(['b', 'flag', 'dec', 'x.1']);
  });

  it.each([
    ['a', 'missing cells: a 1'],
    ['label', 'holds text'],
    ['day', 'type DATE'],
    ['when', 'type TIMESTAMP'],
    ['emb', 'a column of its own'],
    ['big', 'cannot hold exactly'],
    ['inf', 'Infinity'],
  ])('refuses %s: %s', async (column, message) => {
    const reading = readData(FILE, { modalities: { A: column, B: 'b' }, y: 'y' });
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow('two-groups.parquet');
  });

  it('refuses what is packed otherwise, or cut off', async () => {
    await expect(readData('test/data/lz4.parquet', columns)).rejects.toMatchObject({ code: 'file', value: 'LZ4_RAW' });
    const cut = await write('cut.parquet', (await readFile(FILE)).subarray(0, 900));
    await expect(readData(cut, columns)).rejects.toMatchObject({ code: 'file' });
  });
});
