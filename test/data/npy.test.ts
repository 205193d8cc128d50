import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { correlationsFromFile } from '../../src/data/from-data.js';
import { npy, npz, temporaryFiles } from './files.js';
import { rejection } from '../problem/refusal.js';

const write = temporaryFiles();
const numbered = { a: '0', b: '1', y: '2' };
const values = [1, 2, 3, 2, 3, 4, 7, 1, 3];
const read = async (content: Uint8Array) => correlationsFromFile(await write('t.npy', content), numbered);
const readZip = async (content: Uint8Array) =>
  correlationsFromFile(await write('t.npz', content), { a: 'x.0', b: 'x.1', y: 'y' });

describe('.npy', () => {
  it.each<[string, ArrayBufferView]>([
    ['|i1', Int8Array.from(values)],
    ['|u1', Uint8Array.from(values)],
    ['<i2', Int16Array.from(values)],
    ['<u2', Uint16Array.from(values)],
    ['<i4', Int32Array.from(values)],
    ['<u4', Uint32Array.from(values)],
    ['<i8', BigInt64Array.from(values.map(BigInt))],
    ['<u8', BigUint64Array.from(values.map(BigInt))],
    // 1, 2, 3, 4 and 7 in half precision.
    ['<f2', Uint16Array.from(values, (value) => [0, 0x3c00, 0x4000, 0x4200, 0x4400, 0, 0, 0x4700][value])],
    ['<f4', Float32Array.from(values)],
  ])('reads %s', async (descr, data) => {
    expect(await read(npy([3, 3], data, { descr }))).toEqual(await read(npy([3, 3], Float64Array.from(values))));
  });

  it.each(['|b1', '<c16', '<U3', '|S3', '|O', '>f8', '<M8[ns]'])('refuses %s', async (descr) => {
    const message = await rejection(read(npy([3, 3], new Float64Array(9), { descr })), 'file', 'path', descr);
    expect(message).toContain('real little-endian numbers');
  });

  it('refuses a structured type', async () => {
    const whole = Buffer.from(npy([3, 3], new Float64Array(9)));
    const bytes = Buffer.from(whole.toString('latin1').replace("'<f8'", '[1,2]'), 'latin1');
    await rejection(read(bytes), 'file', 'path', bytes.length);
  });

  it('refuses damaged files', async () => {
    const whole = npy([3, 3], Float64Array.from(values));
    await rejection(read(whole.subarray(0, whole.length - 8)), 'file', 'path', 8);
    await rejection(read(npy([3, 2], Float64Array.from(values))), 'file', 'path', 9);
    for (const length of [whole.length - 3, 70, 8, 3, 0]) {
      await rejection(read(whole.subarray(0, length)), 'file', 'path', length);
    }
    await rejection(read(Buffer.from('u,w,y\n1,2,3\n')), 'file', 'path', 12);
  });

  it('refuses what is not a table', async () => {
    await rejection(read(npy([9], Float64Array.from(values))), 'shape', 'path', [9]);
    await rejection(read(npy([3, 3, 1], Float64Array.from(values))), 'shape', 'path', [3, 3, 1]);
    await rejection(read(npy([0, 3], new Float64Array())), 'shape', 'samples', 0);
    await rejection(read(npy([3, 0], new Float64Array())), 'columns', '0', '0');
  });

  it('refuses NaN, with its place', async () => {
    const holed = Float64Array.from(values, (value, k) => (k === 4 ? NaN : value));
    const message = await rejection(read(npy([3, 3], holed)), 'cell', '1', NaN);
    expect(message).toContain('row 1, counted from 0');
  });
});

describe('.npz', () => {
  const x = npy([3, 2], Float64Array.of(1, 2, 2, 3, 7, 1));
  const y = npy([3], Float64Array.of(3, 4, 3));

  it('reads compressed and stored archives', async () => {
    const stored = zipSync({ 'x.npy': x, 'y.npy': y }, { level: 0 });
    expect(await readZip(stored)).toEqual(await readZip(npz({ x, y })));
    expect((await readZip(stored)).samples).toBe(3);
  });

  it('refuses arrays that do not fit', async () => {
    await rejection(readZip(npz({ x, y: npy([2], Float64Array.of(3, 4)) })), 'shape', 'path', 2);
    await rejection(readZip(npz({ x, y: npy([3, 1, 1], Float64Array.of(3, 4, 5)) })), 'shape', 'y', [3, 1, 1]);
    await rejection(readZip(npz({ x, y, 'x.0': y })), 'columns', 'x.0', 'x.0');
  });

  it('names the array at fault', async () => {
    await rejection(readZip(npz({ x, y: npy([3], new Float64Array(3), { descr: '<U2' }) })), 'file', 'y', '<U2');
    await rejection(readZip(npz({ x: x.subarray(0, x.length - 8), y })), 'file', 'x', 5);
  });

  it('refuses what is not an archive of arrays', async () => {
    const path: unknown = expect.stringContaining('t.npz');
    const whole = npz({ x, y });
    await rejection(readZip(whole.subarray(0, whole.length - 30)), 'file', 'path', path);
    await rejection(readZip(Buffer.from('u,w,y')), 'file', 'path', path);
    await rejection(readZip(zipSync({ 'a.txt': y })), 'file', 'path', path);
  });
});
