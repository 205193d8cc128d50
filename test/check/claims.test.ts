/**
 * Every claim of the quick check holds, and none does with its theory made wrong by a factor, an exponent or a sign. `npm run
 * check:wrong` does the same with the claims that take too long for that (CLAIMS=all, or their names), and writes what it found.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { Claim } from '../../src/check/harness/claim.js';
import { claims } from '../../src/check/index.js';
import { selectClaims } from '../../src/check/harness/run.js';
import { keep, kept, type Tried } from './wrong/kept.js';
import { factorFrom, rejection, trialOf } from './wrong/rejection.js';
import { AT_QUICK_SIZES, PARTS, WRONG } from './wrong/table.js';
import { KINDS, nameOf, type Kind, type Wrong } from './wrong/theory.js';

it('every claim that judges has a theory that is made wrong', () => {
  const judging = claims.filter(({ criterion, expectHolds }) => expectHolds && criterion.kind !== 'report');
  expect(Object.keys(WRONG).toSorted()).toEqual(judging.map(({ id }) => id).toSorted());
});

const kindsOf = ({ kinds = Object.keys(KINDS) as Kind[] }: Wrong): readonly Kind[] => kinds;

it('the page says of every claim what it rejected', () => {
  const all = kept();
  for (const [id, wrongs] of Object.entries(WRONG)) {
    const tried = (id in all ? all[id].tried : []).map(({ what, sizes }) => [what, Object.keys(sizes).toSorted()]);
    expect(tried, id).toEqual(wrongs.map((wrong) => [nameOf(wrong), kindsOf(wrong).toSorted()]));
    expect(
      all[id].tried.flatMap(({ sizes }) => Object.values(sizes)),
      id,
    ).not.toContain(null);
  }
});

const asked = process.env['CLAIMS'];
const timeout = asked === undefined ? 600_000 : 3_600_000;
const names = asked === 'all' ? Object.keys(WRONG) : (asked?.split(',') ?? []);

/** Claims that are no part of the quick check, and those of which something is seen in full only, where they are asked for. */
function inFull({ id, quick }: Claim): boolean {
  if (asked === undefined || AT_QUICK_SIZES.includes(id)) return false;
  return !quick || (WRONG[id] ?? []).some(({ full }) => full === true);
}

const partOf = (claim: Claim): Claim =>
  claim.parts && claim.id in PARTS ? { ...claim, parts: { ...claim.parts, names: () => [PARTS[claim.id]] } } : claim;

describe.each(selectClaims(claims, names, true))('$id', (claim: Claim) => {
  const full = inFull(claim);
  const wrongs = (WRONG[claim.id] ?? []).filter((wrong) => full || wrong.full !== true);
  const trial = trialOf(partOf(claim), !full, wrongs);
  const expected = claim.criterion.kind === 'report' ? 'reported' : claim.expectHolds ? 'holds' : 'fails';
  it(expected, { timeout }, async () => {
    const { verdict, text } = await trial.right();
    expect(`${verdict}: ${text}`).toMatch(new RegExp(`^${expected}`));
  });
  const cases = wrongs.map((wrong) => {
    const sizes: Tried['sizes'] = {};
    return { wrong, name: nameOf(wrong), sizes };
  });
  describe.each(cases)('$name', ({ wrong, sizes }) => {
    const [kind] = kindsOf(wrong);
    // By the same way, but by nothing.
    if (kind !== 'sign') {
      it('holds where it is as it should be', { timeout }, async () => {
        expect((await trial.wrong(wrong, kind, 0)).verdict).toBe('holds');
      });
    }
    it.each(kindsOf(wrong))('is rejected with a wrong %s', { timeout }, async (kind) => {
      const { size, claim: found } = await rejection(trial, wrong, kind);
      sizes[kind] = found.verdict === 'fails' ? size : null;
      expect(found.verdict).toBe('fails');
    });
  });
  afterAll(async () => {
    if (asked === undefined) return;
    const tried: Tried[] = [];
    for (const { wrong, name, sizes } of cases) {
      const isFactor = 'factor' in sizes && 'factor below 1' in sizes;
      tried.push({ what: name, sizes, factorFrom: isFactor && !full ? await factorFrom(trial, wrong) : null });
    }
    const part = claim.id in PARTS ? `, ${PARTS[claim.id]}` : '';
    keep(claim.id, `${full ? 'full' : 'quick'}${part}`, tried, Object.keys(WRONG));
  }, timeout);
});
