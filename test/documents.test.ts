/** Every command of the README and the guide is run, and prints what they say it prints; a line `…` stands for any lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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
