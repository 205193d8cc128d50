import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectColumns, selectModalities } from '../../src/data/columns.js';
import { refusal } from '../problem/refusal.js';

const header = ['age', 'sex', 's1', 's2', 's3', 's10', 'mg/dl', '.x', 'a-b', 'b', 'a', 'xa.0', 'xa.1', 'xa.2'];
const selected = (spec: string, groups: string[] = []) => selectColumns(spec, header, groups).map((i) => header[i]);

describe('selectColumns', () => {
  it.each([
    ['age', ['age']],
    [' sex , age ', ['sex', 'age']],
    ['s1..s10', ['s1', 's2', 's3', 's10']],
    ['s1…s3', ['s1', 's2', 's3']],
    ['s1:s3', ['s1', 's2', 's3']],
    ['s1-s3', ['s1', 's2', 's3']],
    ['s1 .. s2', ['s1', 's2']],
    ['s2..s2', ['s2']],
    ['xa.0..xa.2', ['xa.0', 'xa.1', 'xa.2']],
    ['a-b..a', ['a-b', 'b', 'a']],
    ['s*', ['sex', 's1', 's2', 's3', 's10']],
    ['s?', ['s1', 's2', 's3']],
    ['s[13]', ['s1', 's3']],
    ['m*', ['mg/dl']],
    ['*x', ['sex', '.x']],
    ['s1,s*,s1..s2', ['s1', 'sex', 's2', 's3', 's10']],
  ])('takes %j', (spec, names) => {
    expect(selected(spec)).toEqual(names);
  });

  it('prefers a column to a range of that name', () => {
    expect(selected('a-b')).toEqual(['a-b']);
  });

  it('takes a group for all its columns', () => {
    expect(selected('xa', ['xa'])).toEqual(['xa.0', 'xa.1', 'xa.2']);
    refusal(() => selected('xa'), 'columns', 'xa', 'xa');
  });

  it.each(['s9', 's1..s9', 'q*', 'AGE', '!age', 'age;sex'])('refuses %j, which selects nothing', (token) => {
    const message = refusal(() => selected(`age,${token}`), 'columns', token, token);
    expect(message).toContain('closest are');
  });

  it('lists the columns that begin alike first', () => {
    const message = refusal(() => selected('S9'), 'columns', 'S9', 'S9');
    expect(message).toContain('closest are sex, s1, s2, s3, s10, age');
    expect(message).toContain('and 4 more');
    expect(refusal(() => selectColumns('x', ['u', 'v']), 'columns', 'x', 'x')).toContain('there are u, v');
  });

  it('refuses a reversed range', () => {
    const message = refusal(() => selected('s3..s1'), 'columns', 's3..s1', 's3..s1');
    expect(message).toContain('s1 comes before s3');
  });

  it('refuses a token that can be cut in two ways', () => {
    const columns = ['p', 'q-r', 'p-q', 'r'];
    refusal(() => selectColumns('p-q-r', columns), 'columns', 'p-q-r', 'p-q-r');
  });

  it.each(['', 'age,', ',age'])('refuses the empty name in %j', (spec) => {
    refusal(() => selectColumns(spec, ['', ...header]), 'columns', 'columns', '');
  });

  it('selects exactly the slice between any two columns', () => {
    const position = fc.nat(header.length - 1);
    fc.assert(
      fc.property(position, position, (i, j) => {
        const [from, to] = [Math.min(i, j), Math.max(i, j)];
        expect(selected(`${header[from]}..${header[to]}`)).toEqual(header.slice(from, to + 1));
      }),
    );
  });
});

describe('selectModalities', () => {
  it('finds the columns of all three', () => {
    expect(selectModalities({ a: 's1..s3', b: 'age', y: 'sex' }, header)).toEqual({ a: [2, 3, 4], b: [0], y: 1 });
  });

  it('refuses a column that is in two of them', () => {
    refusal(() => selectModalities({ a: 's1..s3', b: 'age,s2', y: 'sex' }, header), 'columns', 's2', 'a, b');
    refusal(() => selectModalities({ a: 's*', b: 'age', y: 'sex' }, header), 'columns', 'sex', 'a, y');
    refusal(() => selectModalities({ a: 's1', b: 'age,sex', y: 'sex' }, header), 'columns', 'sex', 'b, y');
  });

  it('refuses several targets', () => {
    refusal(() => selectModalities({ a: 's1', b: 'age', y: 's2,s3' }, header), 'columns', 'y', 's2,s3');
  });
});
