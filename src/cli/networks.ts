/** The networks a command is asked about: one for every fusion layer of `--fusion`. */
import { InputError, requireInteger } from '../problem/errors.js';
import { network, type Network } from '../problem/network.js';
import { numberOption } from './options.js';
import { networkFrom, type QuestionOptions } from './question.js';

/**
 * `--fusion` takes a number, `early`, `late`, a list of these, or `all`; branches of unequal depth are one network.
 *
 * @throws InputError `usage` and `network` for options that are not these.
 */
export function networksFrom(options: QuestionOptions, fusionGiven: boolean): Network[] {
  if (options.depth === undefined) return [network(networkFrom(options, fusionGiven) as Network)];
  const { depthA, depthB, depthShared } = options;
  const branches = { '--depth-a': depthA, '--depth-b': depthB, '--depth-shared': depthShared };
  const clash = Object.entries(branches).find(([, value]) => value !== undefined);
  if (clash !== undefined) throw new InputError('usage', clash[0], clash[1], 'cannot go with --depth');
  const depth = requireInteger('--depth', numberOption('--depth', options.depth), 1, 1000);
  const layers =
    options.fusion === 'all' ? everyLayer(depth) : options.fusion.split(',').map((part) => layer(part, depth));
  const twice = layers.find((value, i) => layers.indexOf(value) < i);
  if (twice !== undefined) throw new InputError('usage', '--fusion', twice, `layer ${twice} is given twice`);
  return layers.map((fusionLayer) => network({ depth, fusionLayer }));
}

const everyLayer = (depth: number): number[] => Array.from({ length: depth }, (_, l) => l + 1);

function layer(text: string, depth: number): number {
  const name = text.trim();
  if (name === 'early') return 1;
  return name === 'late' ? depth : numberOption('--fusion', name);
}
