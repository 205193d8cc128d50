/**
 * `npm run mutate -- numerics [lanczos.ts …] [--share 0.1 --seed 1]`: mutants of a room (all four unless told), of some of its files
 * where named, all or a random share of them, held against the fast tests of that room. What comes out is kept in
 * reports/mutation-ROOM.json; `node scripts/mutation-report.js` has scores and survivors of what is there.
 */
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';

const ROOMS = { formulas: 'formulas', numerics: 'src/numerics', flows: 'src/flows', predict: 'src/predict' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { share: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' } },
});
const [room, ...files] = positionals;
if (room !== undefined && !Object.hasOwn(ROOMS, room)) {
  throw new Error(`there is no room ${room} to mutate; these are ${Object.keys(ROOMS).join(', ')}`);
}
for (const name of room === undefined ? Object.keys(ROOMS) : [room]) {
  const mutated = (files.length > 0 ? files : ['**/*.ts']).map((file) => `${ROOMS[name]}/${file}`);
  const env = { ...process.env, MUTATED_ROOM: name, MUTATED_SHARE: values.share, MUTATED_SEED: values.seed };
  const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', mutated.join(',')], { env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  rmSync(`reports/mutation-${name}.json`, { force: true });
  renameSync('reports/mutation.json', `reports/mutation-${name}.json`);
}
