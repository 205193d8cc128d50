import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claims } from '../../src/check/index.js';
import { selectClaims, type CheckReport } from '../../src/check/harness/run.js';
import { checkCommand } from '../../src/cli/check/command.js';
import { output } from '../cli/in-process.js';
import { json, refused, run } from '../cli/run.js';

describe('unimodal-bias check', () => {
  it('prints a table and writes a page', () => {
    const page = join(mkdtempSync(join(tmpdir(), 'check-')), 'report.md');
    const { status, stdout } = run('check', 'early-fusion-no-plateau', '--quick', '--report', page);
    expect(status).toBe(0);
    expect(stdout).toMatch(/early-fusion-no-plateau .*holds[^]*1 claims in 0 s; 1 hold; passed/);
    expect(readFileSync(page, 'utf8')).toMatch(/## early-fusion-no-plateau[^]*✓/);
  });

  it('prints JSON', () => {
    const report = json('check', 'fixed-points', 'early-fusion-no-plateau') as CheckReport;
    expect(report.claims.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['fixed-points', 'holds'],
      ['early-fusion-no-plateau', 'holds'],
    ]);
    expect(report.passed).toBe(true);
  });

  it('is done in parts, each once, and put together', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'));
    const [out, page] = [join(folder, 'results'), join(folder, 'report.md')];
    const check = (...args: string[]) => output(checkCommand('1'), '--quick', '--out', out, ...args);
    const part = (i: number) => check('fixed-points', 'early-fusion-no-plateau', '--shard', `${i}/2`);
    expect(await part(2)).toBe('1 parts of claims done, 0 were there, 1 are missing\n');
    expect(await part(2)).toBe('0 parts of claims done, 1 were there, 1 are missing\n');
    expect(await check('fixed-points', '--report', page)).toMatch(/1 claims.*passed/);
    expect(await part(1)).toBe('0 parts of claims done, 2 were there, 0 are missing\n');
    expect(readFileSync(page, 'utf8')).toMatch(/56 of 56/);
    const collect = (...args: string[]) => output(checkCommand('1'), '--collect', ...args);
    expect(await collect('fixed-points', '--out', out, '--report', page)).toMatch(/1 claims.*passed/);
    expect(readFileSync(page, 'utf8')).toMatch(/holds, in its quick part only/);
    await expect(collect('fixed-points')).rejects.toThrow(/--collect: needs --out/);
    await expect(check('--shard', '1/2', '--report', page)).rejects.toThrow(/--report is of the whole/);
    await expect(output(checkCommand('1'), '--shard', '1/2')).rejects.toThrow(/--shard: needs --out/);
  });

  it('takes the claims of the quick check where none is named', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'check-')), 'results');
    const parts = selectClaims(claims, [], true).flatMap((claim) => claim.parts?.names(true) ?? ['']);
    const first = await output(checkCommand('1'), '--quick', '--out', out, '--shard', '1/1000');
    expect(first).toBe(`1 parts of claims done, 0 were there, ${parts.length - 1} are missing\n`);
  });

  it('refuses an unknown claim', () => {
    expect(refused('check', 'fixed-pionts')).toMatch(/there is no claim "fixed-pionts"; there are fixed-points/);
  });

  it('refuses a page that cannot be written before it runs anything', () => {
    expect(refused('check', '--report', 'no-such-folder/page.md')).toMatch(
      /--report: no-such-folder.*cannot be written/,
    );
    expect(refused('check', '--report', tmpdir())).toMatch(/--report: is a folder/);
  });

  it('leaves what was finished when it is interrupted', async () => {
    const child = spawn(process.execPath, ['dist/src/cli/main.js', 'check', 'xor', 'fixed-points', '--json']);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    setTimeout(() => child.kill('SIGINT'), 3000); // fixed points take less than a second, XOR much more
    const [status] = (await once(child, 'close')) as [number];
    const report = JSON.parse(text) as CheckReport;
    expect(status).toBe(130);
    expect(report.claims.map((claim) => claim.id)).toEqual(['fixed-points']);
    expect(report.unfinished).toEqual(['xor']);
  });
});
