/** The quick check, as its command runs it: every claim of today on worker threads. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { claims } from '../../src/check/index.js';
import { isRefuted, selectClaims, type CheckReport } from '../../src/check/harness/run.js';

it('the catalogue holds in the quick check', { timeout: 900_000 }, async () => {
  const command = ['dist/src/cli/main.js', 'check', '--quick', '--json'];
  // A claim that fails gives status 1, and the report says which.
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 28 }).catch(
    (failed: unknown) => failed as { stdout: string },
  );
  const report = JSON.parse(stdout) as CheckReport;
  expect(report.claims.filter(isRefuted).map(({ id, text }) => `${id}: ${text}`)).toEqual([]);
  expect(report.claims.map(({ id }) => id)).toEqual(selectClaims(claims, [], true).map(({ id }) => id));
  expect(report.passed).toBe(true);
});
