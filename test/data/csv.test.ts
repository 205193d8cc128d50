import { describe, expect, it } from 'vitest';
import { correlationsFromFile } from '../../src/data/from-data.js';
import { temporaryFiles } from './files.js';
import { rejection } from '../problem/refusal.js';

const write = temporaryFiles();
const read = async (content: string, name = 't.csv') =>
  correlationsFromFile(await write(name, content), { a: 'u', b: 'w', y: 'y' });

describe('cells', () => {
  it.each(['1', '-1', '+1', ' 1 ', '.5', '5.', '1e-3', '1.5E+2', '0001', '"1"'])('takes %j', async (cell) => {
    const c = await read(`u,w,y\n${cell},9,2\n2,3,4\n-7,1,3\n`);
    expect(c.samples).toBe(3);
  });

  it.each([
    '',
    ' ',
    'NA',
    'NaN',
    'inf',
    '-Infinity',
    '0x1F',
    '0b1',
    '1e999',
    '1_000',
    '1 000',
    '1;5',
    'null',
    '٣',
    '1n',
  ])('refuses %j', async (cell) => {
    const message = await rejection(read(`u,w,y\n1,2,3\n2,3,${cell}\n-7,1,3\n`), 'cell', 'y', cell);
    expect(message).toContain('row 3');
  });

  it('does not look at columns that are not selected', async () => {
    expect((await read('u,note,w,y\n1,"a, b\nc",2,3\n2,,3,4\n-7,NA,1,3\n')).samples).toBe(3);
  });

  it('counts blank rows, but takes no samples from them', async () => {
    expect((await read('u,w,y\n\n1,2,3\n2,3,4\n  \n-7,1,3\n\n\n')).samples).toBe(3);
    const message = await rejection(read('u,w,y\n\n1,2,3\n2,x,4\n'), 'cell', 'w', 'x');
    expect(message).toContain('row 4');
  });
});

describe('tables', () => {
  it('refuses ragged rows', async () => {
    await rejection(read('u,w,y\n1,2,3\n2,3\n'), 'shape', 'row 3', 2);
    await rejection(read('u,w,y\n1,2,3\n2,3,4,5\n'), 'shape', 'row 3', 4);
  });

  it('refuses repeated names', async () => {
    await rejection(read('u,w,y,u\n1,2,3,4\n2,3,4,5\n'), 'columns', 'u', 'u');
  });

  it('refuses files without samples', async () => {
    await rejection(read('', 'empty.csv'), 'file', 'path', expect.stringContaining('empty.csv'));
    await rejection(read('u,w,y\n'), 'shape', 'samples', 0);
    await rejection(read('u,w,y\n1,2,3\n'), 'shape', 'samples', 1);
  });

  it('sees other separators', async () => {
    const path: unknown = expect.stringContaining('t.');
    expect(await rejection(read('u;w;y\n1;2;3\n'), 'file', 'path', path)).toContain('";"');
    expect(await rejection(read('u\tw\ty\n1\t2\t3\n'), 'file', 'path', path)).toContain('"\\t"');
    expect(await rejection(read('u,w,y\n1,2,3\n', 't.tsv'), 'file', 'path', path)).toContain('","');
  });

  it('refuses broken quotes', async () => {
    const path: unknown = expect.stringContaining('t.csv');
    expect(await rejection(read('u,w,y\n1,2,3\n"2,3,4\n'), 'file', 'path', path)).toMatch(/quote/i);
  });
});
