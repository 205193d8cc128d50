import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Claim, ClaimResult } from '../../src/check/harness/claim.js';
import { claims } from '../../src/check/index.js';
import { compare, judged, reported } from '../../src/check/harness/judge.js';
import { checkMarkdown, checkTable } from '../../src/check/harness/report.js';
import { collectClaims, isRefuted, runClaims, selectClaims, type CheckedClaim } from '../../src/check/harness/run.js';
import { keepingIn } from '../../src/cli/check/keeping.js';
import { WHOLE } from '../../src/sweep/shard.js';

const made = (id: string, result: ClaimResult, more: Partial<Claim> = {}): Claim => ({
  id,
  equations: '0',
  title: `title of ${id}`,
  predicted: '',
  problems: '',
  measured: '',
  criterion: { kind: 'identity', reason: 'made up' },
  expectHolds: true,
  quick: true,
  run: () => Promise.resolve(result),
  ...more,
});

const withoutTime = (claim: CheckedClaim) => ({ ...claim, seconds: 0, date: '' });

const right = made('right', judged([compare('p', 2, 2, 0)]));
const wrong = made('wrong', judged([compare('p', 2, 2.25, 0.125)]));
const refuted = made('refuted', judged([compare('p', 2, 3, 0.5)]), { expectHolds: false });
const measured = made('measured', reported([compare('p', 2, 3, null)]), { quick: false });
const all = [right, wrong, refuted, measured];

describe('a check', () => {
  it('reports a wrong claim as failing', async () => {
    const report = await runClaims(all);
    expect(report.claims.map((claim) => claim.verdict)).toEqual(['holds', 'fails', 'fails', 'reported']);
    expect(report.claims.filter(isRefuted).map((claim) => claim.id)).toEqual(['wrong']);
    expect(report.passed).toBe(false);
    expect((await runClaims([right, refuted, measured])).passed).toBe(true);
    expect(checkTable(report)).toMatch(/wrong .*FAILS[^]*predicted 2, measured 2\.25[^]*NOT passed/);
    const page = checkMarkdown(report, { date: '2026-01-02', versions: { Node: '20' } });
    expect(page).toMatch(/on 2026-01-02 with Node 20/);
    expect(page).toMatch(/## wrong[^]*\| p \| 2 \| 2\.25 \| 0\.25 \| 0\.13 \| ✗ \|/);
  });

  it('runs what is asked for', () => {
    const ids = (chosen: readonly Claim[]): string[] => chosen.map((claim) => claim.id);
    expect(ids(selectClaims(all, [], false))).toEqual(['right', 'wrong', 'refuted', 'measured']);
    expect(ids(selectClaims(all, [], true))).toEqual(['right', 'wrong', 'refuted']);
    expect(ids(selectClaims(all, ['measured', 'right'], true))).toEqual(['right', 'measured']);
    expect(() => selectClaims(all, ['rigth'], false)).toThrow(/no claim "rigth"; there are right, wrong/);
  });

  it('leaves what was finished when it is stopped', async () => {
    const controller = new AbortController();
    const stopping = made('stopping', judged([]), {
      run: async ({ progress }) => {
        controller.abort();
        await progress(0.5);
        return judged([]);
      },
    });
    const report = await runClaims([right, stopping, wrong], { signal: controller.signal });
    expect(report.claims.map((claim) => claim.id)).toEqual(['right']);
    expect(report.unfinished).toEqual(['stopping', 'wrong']);
    expect(report.passed).toBe(false);
  });

  it('is the same in parts that other processes have done, and leaves to others what is theirs', async () => {
    const claim = made('long', judged([]), {
      run: (_, part) => Promise.resolve(judged([compare(part, 2, part === 'one' ? Infinity : 2, 0)])),
      parts: { names: () => ['one', 'two'], join: (results) => judged(results.flatMap(({ rows }) => rows)) },
    });
    const folder = mkdtempSync(join(tmpdir(), 'check-'));
    const call = async (index: number, count: number) => {
      const counts = { there: 0, done: 0, missing: 0 };
      const keeping = keepingIn(folder, { index, count }, '1', counts);
      const { claims: known, unfinished } = await runClaims([right, claim], { keeping });
      return { known: known.map(withoutTime), unfinished, ...counts };
    };
    expect(await call(2, 3)).toMatchObject({ done: 1, missing: 2, unfinished: ['right', 'long'] });
    expect(await call(1, 1)).toMatchObject({ there: 1, done: 2, missing: 0 });
    const again = await call(1, 1);
    expect(again).toMatchObject({ there: 3, done: 0, unfinished: [] });
    expect(again.known).toEqual((await runClaims([right, claim])).claims.map(withoutTime));
    expect(again.known[1].rows).toEqual([compare('one', 2, Infinity, 0), compare('two', 2, 2, 0)]);
    rmSync(folder, { recursive: true });
  });

  it('is put together of what is there, and says what that is', async () => {
    const sized = made('sized', judged([]), {
      run: ({ quick }) => Promise.resolve(judged([compare('p', 1, 1, quick ? 0 : 1)])),
    });
    const folder = mkdtempSync(join(tmpdir(), 'check-'));
    const keeping = keepingIn(folder, WHOLE, '1', { there: 0, done: 0, missing: 0 });
    await runClaims([right, sized, measured], { keeping, quick: true }); // `measured` is no part of the quick check
    await runClaims([right], { keeping });
    const report = collectClaims([right, sized, wrong, measured], keeping);
    expect(report.claims.map(({ id, size }) => [id, size])).toEqual([
      ['right', 'full'],
      ['sized', 'quick'],
    ]);
    expect(report).toMatchObject({ unfinished: ['wrong', 'measured'], passed: false });
    const page = checkMarkdown(report, { date: '2026-01-02', versions: {} });
    expect(page).toMatch(
      /2 claims in 0 s; 2 hold; in their quick part only: sized; not finished: wrong, measured; not passed yet/,
    );
    const today = new Date().toISOString().slice(0, 10);
    expect(page).toContain(
      `| [sized](#sized) | 0 | holds | quick | identity | 0.0% | 1 of 1 comparisons within their uncertainty | ${today} |`,
    );
    expect(page).toMatch(/## wrong\n\nNot measured\./);
    await runClaims([right, sized, wrong], { keeping });
    expect(collectClaims([right, sized], keeping).claims.map(({ size }) => size)).toEqual(['full', 'full']);
    rmSync(folder, { recursive: true });
  });

  it('tells how far it is', async () => {
    const seen: [number, string][] = [];
    await runClaims([right, refuted], { onProgress: (fraction, id) => seen.push([fraction, id]) });
    expect(seen).toEqual([
      [0, 'right'],
      [0.5, 'refuted'],
    ]);
  });
});

describe('the catalogue', () => {
  it('has one claim for an id', () => {
    const ids = claims.map((claim) => claim.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
  });
});
