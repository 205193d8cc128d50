/** Every command of the README and the guide is run, and prints what they say it prints; a line `…` stands for any lines. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { predictCommand } from '../src/cli/predict/command.js';
import type { InputError } from '../src/problem/errors.js';
import { output } from './cli/in-process.js';
import { run } from './cli/run.js';

const GUIDE = 'docs/guide';
const commands = [...run('--help').stdout.matchAll(/^ {2}([a-z]+)/gm)].map(([, command]) => command);
const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts;

const documents = [
  'README.md',
  ...readdirSync(GUIDE)
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(GUIDE, file)),
].map((file) => ({ file, text: readFileSync(file, 'utf8') }));

const consoles = documents.flatMap(({ file, text }) =>
  [...text.matchAll(/^```console\n\$ npx unimodal-bias (.*)\n([^]*?)^```/gm)].map(([, command, output]) => ({
    file,
    command,
    output,
  })),
);

/** The text without what each `…` stands for: from the end of the part before it to the next place of the part after it. */
function abridged(text: string, like: string): string {
  const [head, ...rest] = like.split('…\n');
  let at = text.startsWith(head) ? head.length : 0;
  for (const part of rest) {
    const found = part === '' ? text.length : text.indexOf(part, at);
    if (found < 0) return text;
    at = found + part.length;
  }
  return at === text.length ? like : text;
}

/** Words of a command line, as a shell would have them. */
const words = (command: string): string[] =>
  [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]: (string | undefined)[]) => quoted ?? plain ?? '');

describe('files in the guide', () => {
  const blocks = documents.flatMap(({ text }) =>
    [...text.matchAll(/^```console\n(\$ cat [^]*?)^```/gm)].map(([, block]) => block),
  );
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'guide-'));
  afterAll(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  test('there are some', () => {
    expect(blocks.length).toBeGreaterThan(8);
  });

  // A part of a block is a command and what it prints; that of cat is a file.
  test.each(blocks.map((block) => block.split(/^\$ /m).slice(1)))('%s', async (...parts) => {
    process.chdir(folder);
    for (const part of parts) {
      const [command, ...lines] = part.split('\n');
      if (command.startsWith('cat ')) {
        writeFileSync(command.slice(4), lines.join('\n'));
        continue;
      }
      const given = words(command).slice(3);
      const said = await output(predictCommand(), ...given).catch(
        (error: unknown) => `unimodal-bias: ${(error as InputError).message}\n`,
      );
      expect(abridged(said, lines.join('\n'))).toBe(lines.join('\n'));
    }
  });
});

describe('README and guide', () => {
  test.each(consoles)('$file: $command', ({ command, output }) => {
    const { stdout } = run(...command.split(' '));
    expect(output.includes('…\n') ? abridged(stdout, output) : stdout).toBe(output);
  });

  test('show what npm start does', () => {
    expect(consoles[0].command).toBe(scripts['start'].replace('node dist/src/cli/main.js ', ''));
  });

  test.each(documents)('$file names commands that exist', ({ text }) => {
    for (const [, script] of text.matchAll(/npm run ([a-z:]+)/g)) expect(scripts).toHaveProperty(script);
    for (const [, command] of text.matchAll(/npx unimodal-bias ([a-z]+)/g)) expect(commands).toContain(command);
  });
});
