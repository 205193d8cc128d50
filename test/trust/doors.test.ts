/** What callers without types hand in by mistake: refused by name, at the door, and not taken for something else. */
import { expect, test } from 'vitest';
import { correlationsFromArrays, correlationsFromFile } from '../../src/data/from-data.js';
import { dataFromArrays, problemFromFile, readData } from '../../src/data/index.js';
import { branchIntegral, depthIntegral, levers, toyProblem } from '../../src/index.js';

const A = [[1], [2], [4], [7]];
const B = [[1], [0], [2], [1]];
const y = [1, 2, 6, 3];
const gap = Array.from<number[]>({ length: 4 }).fill([1], 0, 2);
const file = 'data/diabetes.csv';
const columns = { modalities: { A: 's1', B: 'bmi' }, y: 'progression' };
const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
const network = { depth: 2, fusionLayer: 2 };

/** A door as callers without types see it. */
const plain = (door: unknown) => door as (...given: unknown[]) => unknown;
const arrays = (modalities: unknown, targets: unknown, options: unknown = {}): unknown =>
  plain(dataFromArrays)({ modalities, y: targets }, options);

test.each<[string, () => unknown, string]>([
  ['a misspelt option', () => arrays({ A, B }, y, { standardise: true }), 'standardise: is no field of options'],
  ['text for a truth', () => arrays({ A, B }, y, { standardize: 'no' }), 'standardize: must be true or false'],
  ['an unknown choice', () => arrays({ A, B }, y, { missing: 'ignore' }), 'missing: must be refuse or drop'],
  ['no options', () => arrays({ A, B }, y, null), 'options: must be an object, but is null'],
  ['no modalities', () => arrays(null, y), 'modalities: is null'],
  ['a row that is missing', () => arrays({ A: gap, B }, y), 'A[2]: must be a row of numbers, but is undefined'],
  ['text for rows', () => arrays({ A: 'abcd', B }, y), 'A: must be rows of numbers'],
  ['text for targets', () => arrays({ A, B }, 'abcd'), 'y: must be a list of targets'],
  ['a target that is missing', () => arrays({ A, B }, [1, undefined, 2, 3]), 'y[1]: must be a finite number'],
  ['whole numbers of 64 bits', () => arrays({ A, B }, BigInt64Array.of(1n, 2n, 3n, 5n)), 'y[0]: must be a finite'],
  ['nothing', () => plain(correlationsFromArrays)(), 'data: must be an object, but is undefined'],
  ['no options of a file', () => plain(correlationsFromFile)(file), 'options: must be an object'],
  [
    'a misspelt option of a file',
    () => problemFromFile(file, { ...columns, standardise: true } as never),
    'standardise',
  ],
  ['text for a header', () => problemFromFile(file, { ...columns, header: 'no' } as never), 'header: must be true or'],
  ['lists of columns', () => problemFromFile(file, { ...columns, modalities: { A: ['s1'], B: 'bmi' } } as never), 'A: must be names of columns'], // prettier-ignore
  ['a number for a path', () => readData({ A: 5 } as never, columns), 'A: must be a path, but is 5'],
  ['no file', () => readData(null as never, columns), 'files: must be an object, but is null'],
  ['a misspelt lever option', () => levers(toy, { network }, { targetratio: 2 } as never), 'targetratio: is no field'],
  ['no lever options', () => levers(toy, { network }, null as never), 'options: must be an object, but is null'],
  ['no depths', () => plain(depthIntegral)(), 'input: must be an object, but is undefined'],
  ['a depth too many', () => branchIntegral({ depth: 3 } as never), 'depth: is no field of input'],
])('%s', async (_, call, message) => {
  await expect(Promise.resolve().then(call)).rejects.toMatchObject({ name: 'InputError', message: expect.stringContaining(message) as string }); // prettier-ignore
});
