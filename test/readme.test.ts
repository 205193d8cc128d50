/** Every command of the README is run, and prints what the README says it prints. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from './cli/run.js';

const readme = readFileSync('README.md', 'utf8');
const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts;

const consoles = [...readme.matchAll(/^```console\n\$ npx unimodal-bias (.*)\n([^]*?)^```/gm)].map(
  ([, command, output]) => ({ command, output }),
);

describe('README', () => {
  test.each(consoles)('$command', ({ command, output }) => {
    expect(run(...command.split(' ')).stdout).toBe(output);
  });

  test('shows what npm start does', () => {
    expect(consoles[0].command).toBe(scripts['start'].replace('node dist/src/cli/main.js ', ''));
  });

  test('names commands that exist', () => {
    for (const [, script] of readme.matchAll(/npm run ([a-z:]+)/g)) expect(scripts).toHaveProperty(script);
  });
});
