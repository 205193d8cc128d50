/** The options that say what would change a training: one home for every command. */
import type { Command } from 'commander';
import { InputError, show } from '../problem/errors.js';
import type { ByName, Levers } from '../levers/levers.js';
import { numberOption, several } from './options.js';

/** The values of {@link addLeverOptions}, as text. */
export interface LeverOptions {
  readonly scale?: readonly string[];
  readonly noise?: readonly string[];
  readonly dropout?: readonly string[];
  readonly dropoutScaling?: string;
  readonly aux?: readonly string[];
  readonly lrOf?: readonly string[];
  readonly initOf?: readonly string[];
  readonly layerLr?: readonly string[];
  readonly momentum?: string;
  readonly weightDecay?: string;
  readonly optimizer?: string;
  readonly freeze?: readonly string[];
  readonly startOf?: readonly string[];
  readonly remedy?: string;
  readonly level?: string;
}

/** Adds the levers. */
export function addLeverOptions(command: Command): Command {
  return command
    .optionsGroup('Training, changed:')
    .option('--scale <name=c>', 'inputs of a modality times c, repeated', several)
    .option('--noise <name=variance>', 'noise on the inputs of a modality in training', several)
    .option('--dropout <name=q>', 'a modality is dropped with probability q', several)
    .option('--dropout-scaling <how>', 'none: set to zero; inverted: what is kept divided by 1 − q')
    .option('--aux <a>', 'weight of unimodal losses: a, or NAME=a, repeated', several)
    .option('--lr-of <name=eta>', 'learning rate of a branch', several)
    .option('--layer-lr <part=factor>', 'encoder=κ or head=κ: factor on the rate of those layers', several)
    .option('--momentum <beta>', 'heavy-ball momentum')
    .option('--weight-decay <lambda>', 'added to the gradient')
    .option('--optimizer <name>', 'sgd, adam or adamw')
    .option('--freeze <name=steps>', 'a branch is held in its first steps; all: always', several)
    .option('--level <level>', 'used is half of what the levers lead to (own), or of the plain solution (plain)')
    .option('--init-of <name=u0>', 'initial norm of the layers of a branch', several)
    .option('--start-of <name=trained>', 'a branch starts trained, alone', several)
    .option(
      '--remedy <name:key=value,…>',
      'a remedy of the literature: unimodal-bias levers lists them',
      once('--remedy'),
    );
}

const once =
  (option: string) =>
  (value: string, before: string | undefined): string => {
    if (before === undefined) return value;
    throw new InputError('usage', option, value, `is given twice, ${show(before)} and ${show(value)}: one at a time`);
  };

/** The levers of a command line; with none an empty object. What is no choice of the library's is refused by it. */
export function leversFrom(options: LeverOptions): Levers {
  const { dropoutScaling, momentum, weightDecay, optimizer, startOf, remedy, level } = options;
  const layerLr = byName('--layer-lr', options.layerLr);
  const wrong = Object.keys(layerLr ?? {}).find((part) => part !== 'encoder' && part !== 'head');
  if (wrong !== undefined) {
    throw new InputError('usage', '--layer-lr', wrong, `must be encoder=factor or head=factor, but is ${show(wrong)}`);
  }
  const fields = {
    scale: byName('--scale', options.scale),
    noise: byName('--noise', options.noise),
    dropout: byName('--dropout', options.dropout),
    dropoutScaling,
    aux: auxFrom(options.aux),
    lrOf: byName('--lr-of', options.lrOf),
    initOf: byName('--init-of', options.initOf),
    layerLr,
    momentum: momentum === undefined ? undefined : numberOption('--momentum', momentum),
    weightDecay: weightDecay === undefined ? undefined : numberOption('--weight-decay', weightDecay),
    optimizer,
    freeze: byName('--freeze', options.freeze, (option, text) =>
      text === 'all' ? Infinity : numberOption(option, text),
    ),
    trainedStart: startOf?.map((text) => {
      const [name, value] = pair('--start-of', text);
      if (value === 'trained') return name;
      throw new InputError('usage', '--start-of', text, `must be NAME=trained, but is ${show(text)}`);
    }),
    remedy,
    level,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function auxFrom(values: readonly string[] | undefined): number | ByName | undefined {
  if (values?.length !== 1 || values[0].includes('=')) return byName('--aux', values);
  return numberOption('--aux', values[0]);
}

function byName(
  option: string,
  values: readonly string[] | undefined,
  read: (option: string, text: string) => number = numberOption,
): ByName | undefined {
  if (values === undefined) return undefined;
  const found = new Map<string, number>();
  for (const text of values) {
    const [name, value] = pair(option, text);
    if (found.has(name)) throw new InputError('usage', option, name, `${name} is given twice`);
    found.set(name, read(`${option} ${name}`, value));
  }
  return Object.fromEntries(found);
}

function pair(option: string, text: string): [name: string, value: string] {
  const at = text.lastIndexOf('=');
  if (at > 0 && text.slice(at + 1).trim() !== '') return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new InputError('usage', option, text, `must be NAME=value, but is ${show(text)}`);
}
