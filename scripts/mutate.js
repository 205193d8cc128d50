/**
 * `npm run mutate -- numerics [lanczos.ts …]`: mutants of a room (all four unless told), of some of its files where named, held
 * against the fast tests of that room.
 */
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';

const ROOMS = { formulas: 'formulas', numerics: 'src/numerics', flows: 'src/flows', predict: 'src/predict' };
const [room, ...files] = process.argv.slice(2);
if (room !== undefined && !Object.hasOwn(ROOMS, room)) {
  throw new Error(`there is no room ${room} to mutate; these are ${Object.keys(ROOMS).join(', ')}`);
}
for (const name of room === undefined ? Object.keys(ROOMS) : [room]) {
  const mutated = (files.length > 0 ? files : ['**/*.ts']).map((file) => `${ROOMS[name]}/${file}`);
  const env = { ...process.env, MUTATED_ROOM: name };
  const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', mutated.join(',')], { env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  rmSync(`reports/mutation-${name}.json`, { force: true });
  renameSync('reports/mutation.json', `reports/mutation-${name}.json`);
}
