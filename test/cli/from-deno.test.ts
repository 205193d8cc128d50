/** The cell for notebooks: Deno, whose kernel runs it in Jupyter, prints what the library says. It is no dependency: `npm install -g deno`. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { problemFromFile } from '../../src/data/index.js';
import { headline, predict } from '../../src/index.js';

const hasDeno = spawnSync('deno', ['--version']).status === 0;
if (!hasDeno)
  console.warn('SKIPPED: the cell for notebooks in Deno. There is no deno on the PATH; Node runs the same cell.');

test.skipIf(!hasDeno)('the cell of the page prints the headline of the library', async () => {
  const page = readFileSync('docs/guide/from-python.md', 'utf8');
  const cell = /```ts\n([^]*?)```/.exec(page)?.[1] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'from-deno-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(resolve('.'), join(folder, 'node_modules/unimodal-bias'));
    mkdirSync(join(folder, 'data'));
    copyFileSync('data/diabetes.csv', join(folder, 'data/diabetes.csv'));
    writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "unimodal-bias": "*" } }');
    writeFileSync(join(folder, 'cell.ts'), cell);
    const options = ['--allow-read', '--allow-env', '--no-remote', '--no-lock', '--node-modules-dir=manual'];
    const env = { ...process.env, DENO_DIR: join(folder, 'cache'), DENO_NO_UPDATE_CHECK: '1' };
    const done = spawnSync('deno', ['run', ...options, 'cell.ts'], { cwd: folder, encoding: 'utf8', env });
    expect([done.status, done.stderr]).toEqual([0, '']);
    const modalities = { serum: 's1..s6', body: 'age,sex,bmi,bp' };
    const problem = await problemFromFile('data/diabetes.csv', { modalities, y: 'progression', standardize: true });
    const answer = predict(problem, { network: { depth: 2, fusionLayer: 2 }, initScale: 0.01 });
    expect(done.stdout).toBe(`${headline(answer)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
