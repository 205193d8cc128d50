import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { correlationsFromFile } from '../../src/data/from-data.js';
import { readData } from '../../src/data/from-files.js';
import { npy, npz, temporaryFiles } from './files.js';
import { InputError } from '../../src/problem/errors.js';
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

  it.each<[string, ArrayBufferView]>([
    ['>f8', bigEndian(values)],
    ['|b1', Uint8Array.from(values, (value) => value % 2)],
  ])('reads %s', async (descr, data) => {
    const wanted = descr === '|b1' ? values.map((value) => value % 2) : values;
    expect(await read(npy([3, 3], data, { descr }))).toEqual(await read(npy([3, 3], Float64Array.from(wanted))));
  });

  it('refuses Python objects, of any shape', async () => {
    for (const shape of [[3, 3], [9], []]) {
      await expect(read(npy(shape, new Float64Array(9), { descr: '|O' }))).rejects.toThrow(/Python objects.*astype/);
    }
  });

  it.each(['<c16', '<M8[ns]', '<f16'])('refuses %s', async (descr) => {
    const size = descr.startsWith('<M') ? 9 : 18;
    const message = await rejection(read(npy([3, 3], new Float64Array(size), { descr })), 'columns', '0', descr);
    expect(message).toContain('save');
  });

  it.each(['<U2', '|S8'])('refuses %s as an input', async (descr) => {
    const message = await rejection(read(npy([3, 3], new Float64Array(9), { descr })), 'columns', '0', descr);
    expect(message).toContain('text');
  });

  it('takes the fields of a structured type for columns, and the longs of Python 2', async () => {
    const whole = Buffer.from(npy([3], Float64Array.from(values)));
    const fields = "[('u', '<f8'), ('v', '<f8'), ('w', '<f8')]".padEnd(40);
    const header = `{'descr': ${fields}, 'fortran_order': False, 'shape': (3L,), }`.padEnd(117) + '\n';
    const bytes = Buffer.concat([whole.subarray(0, 8), Buffer.from([118, 0]), Buffer.from(header), Buffer.from(Float64Array.from(values).buffer)]);
    const choice = { a: 'u', b: 'v', y: 'w' };
    const c = await correlationsFromFile(await write('structured.npy', bytes), choice);
    expect(c).toEqual(await read(npy([3, 3], Float64Array.from(values))));
  });

  it('takes a field of a shape, or of fields of its own, for all of its columns', async () => {
    const fields = "[('p', [('u', '<f8'), ('v', '<f8', (1,))]), ('p.t', '<f8'), ('w', '<f8')]";
    const array = npy([3], Float64Array.from([1, 2, 9, 3, 2, 3, 8, 4, 7, 1, 3, 5]), { fields });
    const { problem } = await readData(await write('s.npy', array), { modalities: { A: 'p', B: 'w' }, y: 'p.t' });
    expect(problem.modalities.map(({ columns }) => columns)).toEqual([['p.u', 'p.v.0'], ['w']]);
    const archive = zipSync({ 'd.npy': array });
    const inside = await readData(await write('s.npz', archive), { modalities: { A: 'd.p.v', B: 'd.w' }, y: 'd.p.t' });
    expect(inside.problem.modalities[0].columns).toEqual(['d.p.v.0']);
  });

  it('reads integers that a double holds, and refuses the others', async () => {
    const exact = BigInt64Array.from(values.map((value) => BigInt(value) << 54n));
    const c = await read(npy([3, 3], exact, { descr: '<i8' }));
    expect(c.sigmaYA).toEqual((await read(npy([3, 3], Float64Array.from(values, (value) => value * 2 ** 54)))).sigmaYA);
    const odd = exact.map((value, k) => (k === 4 ? value + 1n : value));
    const message = await rejection(read(npy([3, 3], odd, { descr: '<i8' })), 'cell', '1', odd[4]);
    expect(message).toContain('double');
  });

  it('refuses damaged files', async () => {
    const path: string = await write('t.npy', '');
    const whole = npy([3, 3], Float64Array.from(values));
    await rejection(read(whole.subarray(0, whole.length - 8)), 'file', path, 8);
    await rejection(read(npy([3, 2], Float64Array.from(values))), 'file', path, 9);
    for (const length of [70, 8, 3]) await rejection(read(whole.subarray(0, length)), 'file', path, length);
    await rejection(read(Buffer.from('u,w,y\n1,2,3\n')), 'file', path, 12);
  });

  it('refuses what is not a table, with the way to make it one', async () => {
    const path: string = await write('t.npy', '');
    await rejection(read(npy([9], Float64Array.from(values))), 'columns', '1', '1');
    const message = await rejection(read(npy([3, 3, 1], Float64Array.from(values))), 'shape', path, [3, 3, 1]);
    expect(message).toContain('reshape(3, -1)');
    await rejection(read(npy([0, 3], new Float64Array())), 'shape', 'samples', 0);
    await rejection(read(npy([3, 0], new Float64Array())), 'columns', '0', '0');
  });

  it('counts NaN as missing, and refuses infinity with its place', async () => {
    const with4 = (x: number) => npy([3, 3], Float64Array.from(values, (value, k) => (k === 4 ? x : value)));
    const path: string = await write('t.npy', '');
    await rejection(read(with4(NaN)), 'cell', path, { 1: 1 });
    expect(await rejection(read(with4(Infinity)), 'cell', '1', Infinity)).toContain('row 1');
  });
});

/** Doubles with their first byte first. */
function bigEndian(numbers: number[]): DataView {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((value, k) => {
    view.setFloat64(8 * k, value);
  });
  return view;
}

describe('.npz', () => {
  const x = npy([3, 2], Float64Array.of(1, 2, 2, 3, 7, 1));
  const y = npy([3], Float64Array.of(3, 4, 3));

  it('reads compressed and stored archives', async () => {
    const stored = zipSync({ 'x.npy': x, 'y.npy': y }, { level: 0 });
    expect(await readZip(stored)).toEqual(await readZip(npz({ x, y })));
    expect((await readZip(stored)).samples).toBe(3);
  });

  it('does not look at arrays that are not selected', async () => {
    const others = {
      img: npy([3, 2, 2], new Float64Array(12)),
      names: npy([3], new Float64Array(3), { descr: '<U2' }),
      objects: npy([3], new Float64Array(3), { descr: '|O' }),
      n_classes: npy([], Float64Array.of(10)),
      short: npy([2], Float64Array.of(3, 4)),
      'x.0': y, // the same name as a column of x, which is selected below by its array
    };
    const path = await write('others.npz', npz({ x, y, ...others }));
    const c = await correlationsFromFile(path, { a: 'x', b: 'short', y: 'y' }).catch((error: unknown) => error);
    expect(c).toMatchObject({ code: 'shape' });
    const message = await rejection(correlationsFromFile(path, { a: 'x', b: 'img', y: 'y' }), 'columns', 'img', 'img');
    expect(message).toContain('img.reshape(3, -1)');
    const without = Object.fromEntries(Object.entries(others).filter(([name]) => name !== 'x.0'));
    expect((await readZip(npz({ x, y, ...without }))).samples).toBe(3);
  });

  it('takes an array by its name alone, not what begins like it', async () => {
    const path = await write('dotted.npz', npz({ x: npy([3, 1], Float64Array.of(1, 2, 7)), 'x.t': y, b: npy([3], Float64Array.of(2, 3, 1)), y }));
    expect((await correlationsFromFile(path, { a: 'x', b: 'b', y: 'y' })).sigmaA.rows).toBe(1);
  });

  it('refuses arrays that do not fit', async () => {
    const path: string = await write('t.npz', '');
    await rejection(readZip(npz({ x, y: npy([2], Float64Array.of(3, 4)) })), 'shape', path, 2);
    // Refused by what its header says, though nothing of it is there: nothing was unpacked.
    const huge = 40_000_000;
    const claimed = npz({ x: npy([huge, 2], new Float64Array(6)), y: npy([huge], new Float64Array(3)) });
    await rejection(readZip(claimed), 'shape', path, 3 * huge);
    await rejection(readZip(npz({ x, y: npy([3, 1, 1], Float64Array.of(3, 4, 5)) })), 'columns', 'y', 'y');
    await rejection(readZip(npz({ x, y, 'x.0': y })), 'columns', 'x.0', 'x.0');
  });

  it('names the array at fault', async () => {
    await rejection(readZip(npz({ x: npy([3, 2], new Float64Array(6), { descr: '<M8[s]' }), y })), 'columns', 'x.0', '<M8[s]');
    await rejection(readZip(npz({ x: x.subarray(0, x.length - 8), y })), 'file', expect.stringContaining('x of ') as string, 5);
  });

  it('reads past an array of Python objects that nobody asks for', async () => {
    const objects = npy([3], new Float64Array(3), { descr: '|O' });
    expect(await readZip(npz({ objects, x, y }))).toEqual(await readZip(npz({ x, y })));
  });

  it('refuses every change of a byte of its arrays, by the checksum', async () => {
    for (const level of [0, 6] as const) {
      const whole = zipSync({ 'x.npy': x, 'y.npy': y }, { level });
      for (let at = 40; at < 200; at += 7) {
        const bytes = whole.slice();
        bytes[at] ^= 16;
        const outcome = await readZip(bytes).catch((error: unknown) => error);
        if (!(outcome instanceof InputError)) expect(outcome).toEqual(await readZip(whole));
      }
    }
  });

  it('looks at sizes before it unpacks', async () => {
    const whole = Buffer.from(npz({ x, y }));
    whole.writeUInt32LE(3 * 2 ** 29, whole.indexOf('PK\x01\x02') + 24);
    const path: string = await write('t.npz', '');
    const message = await rejection(readZip(whole), 'file', path, expect.any(Number));
    expect(message).toContain('at most 1000 times');
  });

  it('refuses what is not an archive of arrays', async () => {
    const path: string = await write('t.npz', '');
    const whole = npz({ x, y });
    await rejection(readZip(whole.subarray(0, whole.length - 30)), 'file', path, expect.anything());
    await rejection(readZip(Buffer.from('u,w,y')), 'file', path, 5);
    await rejection(readZip(zipSync({ 'a.txt': y })), 'file', path, path);
  });
});
