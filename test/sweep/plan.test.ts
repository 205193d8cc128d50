import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planOptions } from '../../src/cli/sweep/work.js';
import { readPlan, settingAt, settingCount, taskCount } from '../../src/sweep/plan.js';
import { planSchema } from '../../src/sweep/schema.js';
import { numbersOf, shardFrom, sizeOf } from '../../src/sweep/shard.js';
import { identityOf, taskAt, type Sweep } from '../../src/sweep/tasks.js';

const options = planOptions();
const sweep = (json: unknown, files: Record<string, string> = {}): Sweep => ({
  plan: readPlan(json, options),
  options,
  files,
  version: '1',
});
const identities = (one: Sweep): string[] =>
  Array.from({ length: taskCount(one.plan) }, (_, number) => identityOf(one, taskAt(one, number)));

const PLAN = {
  base: { toy: 'sigmaA=2,sigmaB=1', 'depth-shared': 1 },
  grid: { rho: [0, 0.5], width: [10, 20, 30] },
  zip: { depthA: [2, 3], 'depth-b': [3, 2] },
  seeds: 4,
};

describe('a plan', () => {
  test('has every combination of its grid with the rows of its zip, the first option slowest', () => {
    const plan = readPlan(PLAN, options);
    expect(settingCount(plan)).toBe(2 * 3 * 2);
    expect(taskCount(plan)).toBe(12 * 5);
    expect(settingAt(plan, 3)).toEqual({
      toy: 'sigmaA=2,sigmaB=1',
      'depth-shared': 1,
      rho: 0,
      width: 20,
      'depth-a': 3,
      'depth-b': 2,
    });
    expect(settingAt(plan, 6)['rho']).toBe(0.5);
  });

  test.each([
    [{ ...PLAN, gird: {} }, 'gird', 'is no part of a plan'],
    [{ ...PLAN, base: { detph: 4 } }, 'base.detph', 'is no option of predict or simulate'],
    [{ ...PLAN, base: { depth: [1, 2] } }, 'base.depth', 'what should vary goes into grid or zip'],
    [{ ...PLAN, base: { json: true } }, 'base.json', 'is no option'],
    [{ ...PLAN, base: { standardize: 1 } }, 'base.standardize', 'must be true or false'],
    [{ ...PLAN, base: { rho: 0 } }, 'grid.rho', 'is given at base.rho already'],
    [{ ...PLAN, grid: { width: [10, '10'] }, zip: {} }, 'grid.width[1]', 'is in the list before'],
    [{ ...PLAN, grid: { width: [10, null] } }, 'grid.width[1]', 'must be one text or number'],
    [{ ...PLAN, grid: { width: [] } }, 'grid.width', 'must be a list of values'],
    [{ ...PLAN, zip: { width: [1, 2], init: [1] }, grid: {} }, 'zip.init', 'must be as long as zip.width'],
    [{ ...PLAN, do: ['predict'] }, 'seeds', 'goes with simulate'],
    [{ ...PLAN, seeds: undefined }, 'seeds', 'is missing'],
    [{ ...PLAN, seeds: [1, 1] }, 'seeds[1]', 'is in the list before'],
    [{ ...PLAN, do: ['predcit'] }, 'do[0]', 'must be predict or simulate'],
    [[], 'plan', 'must be an object'],
  ])('that is wrong is refused by the path of what is wrong: %j', (json, field, message) => {
    expect(() => readPlan(json, options)).toThrow(
      expect.objectContaining({ field, message: expect.stringContaining(message) as string }),
    );
  });

  test('has a schema that knows the same options', () => {
    const { properties } = planSchema(options) as { properties: Record<string, { properties: object }> };
    expect(Object.keys(properties['base'].properties)).toEqual(expect.arrayContaining(['rho', 'depth-a', 'depthA']));
    expect(properties['grid'].properties).not.toHaveProperty('json');
  });
});

describe('the identity of a task', () => {
  test('is one for each task, and the same however numbers and names are written, and in whatever order', () => {
    const ids = identities(sweep(PLAN));
    expect(new Set(ids).size).toBe(ids.length);
    const other = {
      seeds: [1, 2, 3, 4],
      base: { 'depth-shared': '1', toy: 'sigmaA=2,sigmaB=1' },
      grid: { rho: ['0', '0.5'], width: ['10', 20, 30] },
      zip: { 'depth-b': [3, 2], 'depth-a': [2, 3] },
    };
    expect(identities(sweep(other))).toEqual(ids);
  });

  test('depends on what a file holds, not on where it is', () => {
    const plan = (data: string) => ({ base: { data, a: 'x', b: 'z', y: 'y', depth: 2 }, do: ['predict'] });
    const [one] = identities(sweep(plan('one.csv'), { 'one.csv': 'aa' }));
    expect(identities(sweep(plan('moved/two.csv'), { 'moved/two.csv': 'aa' }))).toEqual([one]);
    expect(identities(sweep(plan('one.csv'), { 'one.csv': 'ab' }))).not.toEqual([one]);
  });

  test('does not depend on options that its command does not know, nor on other seeds', () => {
    // How many seeds a prediction simulates beside itself is an option of predict: simulated tasks stay what they are.
    const plan = (simulate: string, seeds: number) =>
      identities(sweep({ base: { toy: 'sigmaA=2,sigmaB=1,rho=0', depth: 2, fusion: 'late', simulate }, seeds }));
    const [few, many] = [plan('2', 2), plan('4', 3)];
    expect(many[0]).not.toBe(few[0]);
    expect(many.slice(1, 3)).toEqual(few.slice(1));
    expect(plan('2', 3).slice(0, 3)).toEqual(few);
  });
});

describe('parts', () => {
  test('have every task once, from wherever they begin', () => {
    const numbers = fc.property(fc.nat(200), fc.integer({ min: 1, max: 30 }), fc.nat(500), (total, count, start) => {
      const parts = Array.from({ length: count }, (_, i) => [...numbersOf({ index: i + 1, count }, total, start)]);
      parts.forEach((part, i) => {
        expect(part).toHaveLength(sizeOf({ index: i + 1, count }, total));
      });
      expect(parts.flat().sort((p, q) => p - q)).toEqual(Array.from({ length: total }, (_, i) => i));
    });
    fc.assert(numbers);
  });

  test('are told by hand, or by a scheduler', () => {
    expect(shardFrom('2/5', {})).toEqual({ index: 2, count: 5 });
    for (const name of ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX']) {
      expect(shardFrom('env/5', { [name]: '4' })).toEqual({ index: 5, count: 5 });
    }
    const array = { SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_COUNT: '3', SLURM_ARRAY_TASK_MIN: '0' };
    expect(shardFrom('env', { ...array, SLURM_ARRAY_TASK_MAX: '2' })).toEqual({ index: 1, count: 3 });
    expect(() => shardFrom('env', { ...array, SLURM_ARRAY_TASK_MAX: '7' })).toThrow('whole Slurm array');
    expect(() => shardFrom('env/5', { JOB_COMPLETION_INDEX: '5' })).toThrow('arrays are from 0 to 4, but this is 5');
    expect(() => shardFrom('env/5', {})).toThrow('none of');
    expect(() => shardFrom('6/5', {})).toThrow('parts are 1 to 5');
    expect(() => shardFrom('1', {})).toThrow('must be i/n');
  });
});
