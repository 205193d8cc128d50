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
    'inf',
    '-Infinity',
    '0x1F',
    '0b1',
    '1e999',
    '1_000',
    '1 000',
    '1;5',
    '٣',
    '1n',
  ])('refuses %j', async (cell) => {
    const message = await rejection(read(`u,w,y\n1,2,3\n2,3,${cell}\n-7,1,3\n`), 'cell', 'y', cell);
    expect(message).toContain('row 3 of ');
    expect(message).toContain('t.csv');
  });

  it.each(['', ' ', 'NA', 'NaN', 'null', '?', 'N/A'])('counts %j as missing', async (cell) => {
    const content = `u,w,y\n1,2,3\n2,3,${cell}\n-7,1,4\n4,${cell},1\n1,${cell},2\n`;
    const path: string = await write('t.csv', content);
    const message = await rejection(read(content), 'cell', path, { w: 2, y: 1 });
    expect(message).toContain('w 2, y 1; --missing drop leaves their rows out (3 of 5)');
    expect((await correlationsFromFile(path, { a: 'u', b: 'w', y: 'y', missing: 'drop' })).samples).toBe(2);
  });

  it('take no time, however long', async () => {
    const long = `${'1'.repeat(300_000)}e`;
    expect(await rejection(read(`u,w,y\n1,2,3\n2,3,${long}\n`), 'cell', 'y', long)).toContain('300001 characters');
    const within = `${'1'.repeat(9_998)}e`;
    await rejection(read(`u,w,y\n1,2,3\n2,3,${within}\n`), 'cell', 'y', within);
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

  it('refuses repeated names where they are selected', async () => {
    expect((await read('u,w,y,v,v\n1,2,3,4,4\n2,3,4,5,5\n-7,1,3,1,1\n')).samples).toBe(3);
    await rejection(read('u,w,y,u\n1,2,3,4\n2,3,4,5\n'), 'columns', 'u', 'u');
  });

  it('refuses files without samples', async () => {
    const path: string = await write('empty.csv', '');
    await rejection(read('', 'empty.csv'), 'file', path, path);
    await rejection(read('u,w,y\n'), 'shape', 'samples', 0);
    await rejection(read('u,w,y\n1,2,3\n'), 'shape', 'samples', 1);
  });

  it('refuses broken quotes', async () => {
    const path: string = await write('t.csv', '');
    expect(await rejection(read('u,w,y\n1,2,3\n"2,3,4\n'), 'file', path, path)).toMatch(/quote/i);
  });
});
