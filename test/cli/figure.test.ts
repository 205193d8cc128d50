import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { figures, type Figure } from '../../src/figures/index.js';
import { json, refused, run } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'unimodal-bias-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string) => join(folder, name);

describe('figure', () => {
  test('writes SVG, PNG and CSV by the extension, and says so', () => {
    for (const [name, start] of [
      ['8.svg', '<?xml'],
      ['8.PNG', '\x89PNG'],
      ['8.pdf', '%PDF'],
      ['8.csv', 'panel,series,'],
    ]) {
      const { status, stdout, stderr } = run('figure', '8', '--quick', '-o', file(name));
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain(file(name));
      expect(readFileSync(file(name), 'latin1').slice(0, start.length)).toBe(start);
    }
  });

  test('--json is the specification, also of one panel', () => {
    const figure = json('figure', '2f', '--quick') as Figure;
    expect(figure.id).toBe('2f');
    expect(figure.panels.map(({ id }) => id)).toEqual(['f']);
    expect(existsSync('figure-2f.svg')).toBe(false);
  });

  test('--list has all of them', () => {
    expect(json('figure', '--list')).toEqual(figures);
    const { stdout } = run('figure', '--list');
    for (const { id, title } of figures) {
      expect(stdout).toContain(id);
      expect(stdout.replace(/\s+/g, ' ')).toContain(title);
    }
  });

  test('--seeds sets the seeds of a sweep, which the caption says', () => {
    const { caption } = json('figure', '3c', '--quick', '--seeds', '1') as Figure;
    expect(caption).toMatch(/of seed 1\b/);
  });

  test('refuses what it cannot do, in a line', () => {
    expect(refused('figure', '1', '-o', file('1.svg'))).toMatch(/no figure 1; there are 2, 3, /);
    expect(refused('figure', '2a', '--quick', '-o', file('2a.svg'))).toMatch(/no figure 2a/);
    expect(refused('figure', '8', '-o', file('8.gif'))).toMatch(/\.svg, \.pdf, \.png or \.csv, but is .*8\.gif/);
    expect(refused('figure', '8', '-o', file('none/8.svg'))).toMatch(/cannot be written/);
    expect(refused('figure', '8', '--seeds', '0', '--json')).toMatch(/seeds: .*from 1 to 1000/);
    expect(refused('figure', '8', '--seeds', 'x', '--json')).toMatch(/--seeds: must be a number/);
    expect(refused('figure')).toMatch(/needs the id of a figure/);
    expect(refused('figure', '8', '--depth', '3', '--json')).toMatch(
      /--depth: goes with the figures timetable, unseen and diagnose only/,
    );
    const toy = ['--toy', 'sigmaA=2,sigmaB=1,rho=0', '--json'];
    expect(refused('figure', 'timetable', ...toy, '--fusion', 'all')).toMatch(/--fusion: must be one layer/);
    writeFileSync(file('data.csv'), 'a,b,y\n1,2,3\n2,1,0\n0,1,2\n');
    for (const data of [
      ['--data', file('data.csv')],
      ['--data', `x=${file('data.csv')}`],
    ]) {
      expect(refused('figure', 'timetable', ...data, '--a', 'a', '-o', file('data.csv'))).toMatch(
        /a file that is read/,
      );
    }
    writeFileSync(file('taken'), '');
    expect(refused('figure', 'all', '--quick', '-o', file('taken'))).toMatch(/cannot be made a folder/);
  });
});
