import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapedName, selectColumns } from '../../src/data/columns.js';
import { refusal } from '../problem/refusal.js';

const header = ['age', 'sex', 's1', 's2', 's3', 's10', 'mg/dl', '.x', 'a-b', 'b', 'a', 'xa.0', 'xa.1', 'xa.2'];
const selected = (spec: string, groups = new Map<string, number[]>()) =>
  selectColumns(spec, header, groups).map((i) => header[i]);

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
    expect(selected('xa', new Map([['xa', [11, 12, 13]]]))).toEqual(['xa.0', 'xa.1', 'xa.2']);
    refusal(() => selected('xa'), 'columns', 'xa', 'xa');
  });

  it.each(['s9', 's1..s9', 'q*', 'AGE', 'age;sex'])('refuses %j, which selects nothing', (token) => {
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

describe('names that are more than letters', () => {
  const odd = ['angle(X,gravity)', 'acc-mean()-X', 'acc-meanFreq()-X', '!b', 'x1', 'x2', 'x3', 'a\\b', '', '[u]'];
  const of = (spec: string) => selectColumns(spec, odd).map((i) => odd[i]);

  it.each([
    ['angle(X\\,gravity),x1', ['angle(X,gravity)', 'x1']],
    ['*mean()*', ['acc-mean()-X']],
    ['x*,!x3', ['x1', 'x2']],
    ['x*,!x[!12]', ['x1', 'x2']],
    ['!b', ['!b']],
    ['\\[*', ['[u]']],
    ['*', odd.filter((name) => name !== '')],
  ])('%j', (spec, names) => {
    expect(of(spec)).toEqual(names);
  });

  it('are found by what they are escaped to', () => {
    for (const name of odd.slice(0, -2)) expect(of(escapedName(name))).toEqual([name]);
  });

  it('say how a comma is written', () => {
    expect(refusal(() => of('angle(X,gravity)'), 'columns', 'angle(X', 'angle(X')).toContain('angle(X\\,gravity)');
  });

  it('are refused where two columns have them, or nothing is left out', () => {
    refusal(() => selectColumns('u', ['u', 'u', 'v']), 'columns', 'u', 'u');
    expect(selectColumns('v', ['u', 'u', 'v'])).toEqual([2]);
    refusal(() => of('x1,!x2'), 'columns', '!x2', '!x2');
    refusal(() => of('x1,!x1'), 'columns', '"x1,!x1"', 'x1,!x1');
  });

  it('take no time, whatever the glob', () => {
    const name = 'a'.repeat(3000);
    expect(selectColumns('*a'.repeat(25) + '*', [name])).toEqual([0]);
    refusal(() => selectColumns('*a'.repeat(25) + 'b', [name]), 'columns', expect.anything() as string, expect.anything());
    const long = refusal(() => selectColumns('-'.repeat(70_000), [name]), 'columns', '-'.repeat(70_000), expect.anything());
    expect(long.length).toBeLessThan(1200);
  });
});
