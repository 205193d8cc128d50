/** `npm run fuzz -- --minutes 60`: the fuzzing of test/trust with a new seed, until the time is up. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes must be a number above 0, but is ${values.minutes}`);
const env = { ...process.env, FUZZ_MINUTES: String(minutes) };
const { status } = spawnSync('npx', ['vitest', 'run', 'test/trust/fuzz.test.ts', '--reporter=verbose'], {
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
