/**
 * What a command costs with its start-up, as a ratio to a bare `node`, each of its runs beside one of the bare one: machines are noisy.
 * Targets: the package's front page 3 times a bare start; `formula --list` 0.5 s; a prediction for ten inputs and four layers 1 s.
 */
import { spawnSync } from 'node:child_process';
import { execPath } from 'node:process';
import { tableOrList } from '../src/cli/format.js';

const ROUNDS = 5;
const diabetes = '--data data/diabetes.csv --a s1..s6 --b age,sex,bmi,bp --y progression --standardize';
const iris = '--data data/iris.csv --modality sepal=sepal_* --modality petal=petal_* --y species --standardize';
const command = (line: string): string[] => ['dist/src/cli/main.js', ...line.split(' ')];

const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ["import 'unimodal-bias'", ['--input-type=module', '-e', "await import('unimodal-bias')"]],
  ['formula --list', command('formula --list')],
  ['predict, 10 inputs, 2 layers', command(`predict ${diabetes} --depth 2`)],
  ['predict, 10 inputs, 4 layers late', command(`predict ${diabetes} --depth 4 --fusion late --init 0.1`)],
  ['predict, 4 + 3 classes, 2 layers', command(`predict ${iris} --depth 2`)],
  ['levers, 10 inputs, 2 layers', command(`levers ${diabetes} --depth 2`)],
];

function seconds(args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return (performance.now() - started) / 1000;
}

const middle = (values: readonly number[]): number => values.toSorted((p, q) => p - q)[values.length >> 1];

console.log(`Commands with start-up, medians of ${ROUNDS} runs`);
console.log(
  tableOrList(
    ['', 'seconds', 'over bare node'],
    COMMANDS.map(([name, args]) => {
      const pairs = Array.from({ length: ROUNDS }, () => ({ bare: seconds(['-e', '0']), own: seconds(args) }));
      const ratio = middle(pairs.map(({ bare, own }) => own / bare));
      return [name, middle(pairs.map(({ own }) => own)).toFixed(2), ratio.toFixed(1)];
    }),
  ),
);
