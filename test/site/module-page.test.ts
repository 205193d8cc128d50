/** The page for web pages: its module, bundled as its readers would, shows in a browser what the library says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { headline, predict, toyProblem } from '../../src/index.js';
import { executablePath, launch } from './browser.js';

test.skipIf(executablePath === undefined)('the module of the page shows the headline of the library', async () => {
  const guide = readFileSync('docs/guide/from-python.md', 'utf8');
  const program = /<script type="module">\n([^]*?)<\/script>/.exec(guide)?.[1] ?? '';
  expect(program).toContain("from 'unimodal-bias'");
  const folder = mkdtempSync(join(tmpdir(), 'module-page-'));
  const browser = await launch();
  try {
    const page = join(folder, 'page.js');
    writeFileSync(page, program);
    const alias = { 'unimodal-bias': resolve('src/index.ts') };
    // For a browser: anything of Node's in the calculator is an error here.
    const { outputFiles } = await build({
      entryPoints: [page],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      alias,
      write: false,
    });
    const shown = await browser.newPage();
    const problems: string[] = [];
    shown.on('pageerror', ({ message }) => problems.push(message));
    await shown.setContent(`<!doctype html><body><script type="module">${outputFiles[0].text}</script></body>`);
    await expect.poll(() => shown.locator('body').innerText()).not.toBe('');
    const problem = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
    const expected = headline(predict(problem, { network: { depth: 2, fusionLayer: 2 }, initScale: 0.01 }));
    expect(await shown.locator('body').innerText()).toBe(expected);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});
