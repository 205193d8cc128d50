/** The options that say which networks are asked about, and how they are trained; the data are another module's. */
import type { Command } from 'commander';
import { InputError } from '../problem/errors.js';
import type { Network, NetworkInput } from '../problem/network.js';
import type { Sampling } from '../problem/samples.js';
import type { FusionLayers } from '../predict/question.js';
import { addDataOptions, type DataOptionValues } from './data-options.js';
import { numberOption } from './options.js';

/** The values of {@link addQuestionOptions}, as text. */
export interface QuestionOptions extends DataOptionValues {
  readonly depth?: string;
  readonly fusion: string;
  readonly depthA?: string;
  readonly depthB?: string;
  readonly depthShared?: string;
  readonly init: string;
  readonly lr: string;
  readonly loss: string;
  readonly batch?: string;
  readonly sampling?: string;
}

/** Adds the options that say what the data, the network and its training are. */
export function addQuestionOptions(command: Command, fusion: { help: string; default: string }): Command {
  return addDataOptions(command)
    .optionsGroup('Network:')
    .option('--depth <L>', 'layers of the network')
    .option('--fusion <L_f>', `layer at which the branches are added: ${fusion.help}`, fusion.default)
    .option('--depth-a <n>', 'instead of --depth: layers of branch A before the fusion')
    .option('--depth-b <n>', 'layers of branch B before the fusion')
    .option('--depth-shared <n>', 'layers behind the fusion')
    .optionsGroup('Training:')
    .option('--init <u0>', 'initial norm of a layer before the fusion, or pytorch', '0.01')
    .option('--lr <eta>', 'learning rate; times are in steps', '0.04')
    .option('--loss <loss>', 'mse (½ mean square), torch-mse (without the ½) or logistic', 'mse')
    .option('--batch <n>', 'train on mini-batches of n samples; needs --data')
    .option('--sampling <how>', 'mini-batches by epochs, as a data loader draws them, or with replacement');
}

/** Whether the user gave an option, rather than leaving it at its default. */
export function isGiven(command: Command, option: string): boolean {
  return command.getOptionValueSource(option) === 'cli';
}

/** The mini-batches asked for; which of them there can be is for the problem to say. */
export function batchFrom({ batch, sampling, data }: QuestionOptions): { batch?: number; sampling?: Sampling } {
  if (batch !== undefined && data === undefined) {
    throw new InputError('usage', '--batch', batch, 'needs samples: give --data');
  }
  if (batch === undefined && sampling !== undefined) {
    throw new InputError('usage', '--sampling', sampling, 'goes with --batch');
  }
  return {
    ...(batch === undefined ? {} : { batch: numberOption('--batch', batch) }),
    ...(sampling === undefined ? {} : { sampling: sampling as Sampling }),
  };
}

/** The networks the user asks about: `--fusion` is `all`, `early`, `late`, a layer, or a list of layers. */
export function networkFrom(
  options: Pick<QuestionOptions, 'depth' | 'fusion' | 'depthA' | 'depthB' | 'depthShared'>,
  fusionGiven: boolean,
): NetworkInput | FusionLayers {
  const { depth, fusion, depthA, depthB, depthShared } = options;
  const branches = { '--depth-a': depthA, '--depth-b': depthB, '--depth-shared': depthShared };
  const given = Object.entries(branches).filter(([, value]) => value !== undefined);
  if (depth !== undefined && given.length === 0) return fusedNetwork(numberOption('--depth', depth), fusion);
  if (depth !== undefined) throw new InputError('usage', given[0][0], given[0][1], 'cannot go with --depth');
  if (fusionGiven) throw new InputError('usage', '--fusion', fusion, 'goes with --depth');
  return branchDepths(branches);
}

function fusedNetwork(depth: number, fusion: string): NetworkInput | FusionLayers {
  if (fusion === 'all') return { depth, fusionLayer: 'all' };
  const layer = (text: string): number => {
    if (text === 'early') return 1;
    return text === 'late' ? depth : numberOption('--fusion', text);
  };
  const layers = fusion.split(',').map((text) => layer(text.trim()));
  return layers.length === 1 ? { depth, fusionLayer: layers[0] } : { depth, fusionLayer: layers };
}

/** The three depths of a network given by its branches. */
function branchDepths(branches: Readonly<Record<string, string | undefined>>): Network {
  const [depthA, depthB, depthShared] = Object.entries(branches).map(([option, text]) => {
    if (text === undefined) {
      throw new InputError(
        'usage',
        option,
        undefined,
        'is missing: give --depth, or all of --depth-a, --depth-b and --depth-shared',
      );
    }
    return numberOption(option, text);
  });
  return { depthA, depthB, depthShared };
}
