import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve, type Served } from '../../scripts/docs/serve.js';

const folder = mkdtempSync(join(tmpdir(), 'serve-'));
let served: Served;
beforeAll(async () => {
  writeFileSync(join(folder, 'page.html'), '0123456789');
  served = await serve(folder, { dev: true });
});
afterAll(() => {
  served.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['bytes=2-4', 206, '234'],
  ['bytes=7-', 206, '789'],
  ['bytes=5-2', 200, '0123456789'],
  ['bytes=-3', 200, '0123456789'],
  ['bytes=a-b', 200, '0123456789'],
  ['bytes=100-200', 416, ''],
])('a request for %s is answered, and so is the next', async (range, status, text) => {
  const answer = await fetch(`${served.url}page.html`, { headers: { range } });
  expect([answer.status, await answer.text()]).toEqual([status, text]);
});
