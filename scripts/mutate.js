/**
 * `npm run mutate -- flows [balanced/ random/words.ts …] [--share 0.1 --seed 1]`: mutants of a room (all four unless told), of some of its folders
 * and files where named, all or a random share of them, held against the fast tests of that room. What comes out is kept in
 * reports/mutation-ROOM.json; `node scripts/mutation-report.js` has scores and survivors of what is there.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { isDrawn } from './sample-checker.js';

const ROOMS = { formulas: 'formulas', numerics: 'src/numerics', flows: 'src/flows', predict: 'src/predict' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { share: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' } },
});
const [room, ...files] = positionals;
if (room !== undefined && !Object.hasOwn(ROOMS, room)) {
  throw new Error(`there is no room ${room} to mutate; these are ${Object.keys(ROOMS).join(', ')}`);
}

/**
 * The ranges of the mutants that a sample draws. Stryker is told of these only: with a switch for every mutant there is, loops run ten
 * times as long. What else lies in a range (the statements of a block that is drawn) the checker leaves out.
 */
async function rangesOf(names, sample) {
  const silent = () => undefined;
  const quiet = { debug: silent, info: silent, isDebugEnabled: () => false };
  const sources = names.map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }));
  const options = { plugins: null, excludedMutations: [], ignorers: [] };
  const { mutants } = await new Instrumenter(quiet).instrument(sources, options);
  return mutants
    .filter((mutant) => isDrawn(mutant, sample))
    .map(({ fileName, location: { start, end } }) => {
      return `${fileName}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`;
    });
}

for (const name of room === undefined ? Object.keys(ROOMS) : [room]) {
  const names = readdirSync(ROOMS[name], { recursive: true })
    .filter((file) => file.endsWith('.ts') && (files.length === 0 || files.some((part) => file.startsWith(part))))
    .map((file) => `${ROOMS[name]}/${file}`);
  const ranges = await rangesOf(names, values);
  const env = { ...process.env, MUTATED_ROOM: name, MUTATED_SHARE: values.share, MUTATED_SEED: values.seed };
  const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', ranges.join(',')], { env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  rmSync(`reports/mutation-${name}.json`, { force: true });
  renameSync('reports/mutation.json', `reports/mutation-${name}.json`);
}
