/** `node scripts/mutation-report.js`: the scores of what `npm run mutate` has left in reports/, and its survivors, as Markdown. */
import { readdirSync, readFileSync } from 'node:fs';

const KILLED = ['Killed', 'Timeout'];
const NOT_KILLED = ['Survived', 'NoCoverage'];
/** Of the standard normal distribution, for 95%. */
const Z = 1.96;

/** The interval of a share by Wilson, which is right for shares near 1 too. */
function interval(killed, all) {
  const [p, d] = [killed / all, (Z * Z) / all];
  const half = Z * Math.sqrt((p * (1 - p)) / all + d / (4 * all));
  return [(p + d / 2 - half) / (1 + d), (p + d / 2 + half) / (1 + d)];
}

const percent = (share) => `${(100 * share).toFixed(0)}%`;

function mutantsOf({ files }) {
  return Object.entries(files).flatMap(([file, { mutants, source }]) =>
    mutants.map((mutant) => ({ ...mutant, file, line: source.split('\n')[mutant.location.start.line - 1].trim() })),
  );
}

const reports = readdirSync('reports').filter((name) => /^mutation-.*\.json$/.test(name));
const rooms = reports.map((name) => {
  const mutants = mutantsOf(JSON.parse(readFileSync(`reports/${name}`, 'utf8')));
  return { room: name.slice('mutation-'.length, -'.json'.length), mutants };
});

console.log('| room | drawn | killed | score | 95% interval | of those reached |\n|---|---|---|---|---|---|');
for (const { room, mutants } of rooms) {
  const of = (statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [killed, missed, unreached] = [of(KILLED), of(NOT_KILLED), of(['NoCoverage'])];
  const all = killed + missed;
  const [low, high] = interval(killed, all);
  const reached = percent(killed / (all - unreached));
  console.log(
    `| ${room} | ${all} | ${killed} | ${percent(killed / all)} | ${percent(low)}–${percent(high)} | ${reached} |`,
  );
}
for (const { room, mutants } of rooms) {
  console.log(`\n## ${room}\n`);
  for (const { file, location, line, status, replacement } of mutants.filter(({ status }) =>
    NOT_KILLED.includes(status),
  )) {
    const place = `${file}:${location.start.line}`;
    console.log(
      `- ${place} ${status === 'NoCoverage' ? '(no test)' : ''} \`${line}\` → \`${replacement.split('\n')[0]}\``,
    );
  }
}
