/** A setting of a plan as the commands `predict` and `simulate` would take it: their options, their checks, their numbers. */
import { Command, CommanderError, type Option } from 'commander';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { InputError } from '../../problem/errors.js';
import { fusionLayerOf } from '../../problem/network.js';
import { checkQuestion } from '../../predict/question.js';
import { predict } from '../../predict/predict.js';
import { planFor } from '../../predict/starts/levered.js';
import { firstUses } from '../../predict/times.js';
import type { Answer } from '../../predict/answer.js';
import { runJob } from '../../simulate/jobs.js';
import type { UnseenRun } from '../../simulate/index.js';
import { canonical, type Doing, type PlanOption, type Setting, type Value } from '../../sweep/plan.js';
import type { Row } from '../../sweep/store.js';
import type { Prepare, Prepared } from '../../sweep/work.js';
import {
  addDataOptions,
  addTestOptions,
  readDataProblem,
  TOY_KEYS,
  type DataOptionValues,
  type ReadProblem,
} from '../data-options.js';
import { experimentFrom, jobsOf, wantsSamples, type SimulateOptions } from '../experiment.js';
import { predictCommand, questionFrom, type PredictOptions } from '../predict/command.js';
import { runTable, type RunRow } from '../runs.js';
import { simulateCommand } from '../simulate/command.js';

const COMMANDS = { predict: predictCommand, simulate: simulateCommand } as const;

/** What a plan says in its own way, and what is only for the eye. */
const NOT_IN_PLANS = ['json', 'explain', 'trajectory', 'seeds'];
const FILES = ['data', 'correlations', 'test'];

/** The options of a plan: those of the commands, and the parts of `--toy` by their own names, so that they can vary. */
export function planOptions(): PlanOption[] {
  const options = new Map<string, PlanOption>();
  for (const doing of ['predict', 'simulate'] as const) {
    for (const option of COMMANDS[doing]().options) {
      const name = option.attributeName();
      if (NOT_IN_PLANS.includes(name)) continue;
      const flag = (option.long ?? name).replace(/^--(no-)?/, '');
      const before = options.get(flag)?.of.filter((one) => one !== doing) ?? [];
      options.set(flag, {
        name: flag,
        aliases: name === flag ? [] : [name],
        kind: kindOf(option),
        of: [...before, doing],
        description: option.description,
      });
    }
  }
  const parts = TOY_KEYS.map((name): PlanOption => ({
    name,
    aliases: [],
    kind: 'value',
    of: ['predict', 'simulate'],
    description: `${name} of --toy`,
  }));
  return [...options.values(), ...parts];
}

function kindOf(option: Option): PlanOption['kind'] {
  if (!option.required && !option.optional) return 'switch';
  const isFile = FILES.includes(option.attributeName());
  // A parser gathers the values of an option that may be repeated.
  return option.parseArg === undefined ? (isFile ? 'file' : 'value') : isFile ? 'files' : 'values';
}

/** The command line of a setting, less the command. */
export function argumentsOf(setting: Setting): string[] {
  const isPart = (name: string): boolean => TOY_KEYS.some((key) => key === name);
  const parts = Object.entries(setting).filter(([name]) => isPart(name));
  const toy = [...[setting['toy'] ?? []].flat(), ...parts.map(([name, value]) => `${name}=${String(value)}`)].join(',');
  const rest = Object.entries(setting).filter(([name]) => name !== 'toy' && !isPart(name));
  return [...rest.flatMap(([name, value]) => flagsOf(name, value)), ...(toy === '' ? [] : [`--toy=${toy}`])];
}

function flagsOf(name: string, value: Value): string[] {
  if (value === true) return name === 'center' ? [] : [`--${name}`];
  if (value === false) return name === 'center' || name === 'header' ? [`--no-${name}`] : [];
  return [value].flat().map((one) => `--${name}=${one}`);
}

/** Options as the command would have them, and the command that says which of them were given. */
function parsed(doing: Doing, setting: Setting): { readonly command: Command; readonly options: unknown } {
  const command = COMMANDS[doing]()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  try {
    command.parseOptions(argumentsOf(setting));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new InputError('usage', doing, setting, error.message.replace(/^error: /, ''));
  }
  return { command, options: command.opts() };
}

/** The names of the options that say what the data are. */
const DATA_NAMES = addTestOptions(addDataOptions(new Command())).options.map((option) => option.attributeName());
const KEPT_PROBLEMS = 8;

/** Prepares settings, reading the same data once. */
export function preparation(): Prepare {
  const read = new Map<string, Promise<ReadProblem>>();
  const problemFor = (options: DataOptionValues, want: Want): Promise<ReadProblem> => {
    if (options.data?.some((file) => file.endsWith('-') && !existsSync(file))) {
      throw new InputError('usage', '--data', options.data, 'standard input can be read once only: give a file');
    }
    const values = options as Readonly<Record<string, Value | undefined>>;
    const key = canonical([...DATA_NAMES.map((name) => values[name] ?? ''), want.keepTarget, want.samples] as Value[]);
    const known = read.get(key) ?? readDataProblem(options, want);
    read.set(key, known);
    if (read.size > KEPT_PROBLEMS) read.delete(read.keys().next().value ?? '');
    return known;
  };
  return async (doing, setting) => {
    const { command, options } = parsed(doing, setting);
    return doing === 'predict'
      ? prediction(options as PredictOptions, command, problemFor)
      : simulation(options as SimulateOptions, command, problemFor);
  };
}

/** What of the data a question needs beside the problem. */
interface Want {
  readonly keepTarget: boolean;
  readonly samples: boolean;
}

type ProblemFor = (options: DataOptionValues, want: Want) => Promise<ReadProblem>;

/**
 * Where no flow applies, the command `predict` simulates for as long as a clock allows. A result that depends on the clock is
 * none, so that is left to `simulate`.
 */
async function prediction(options: PredictOptions, command: Command, problemFor: ProblemFor): Promise<Prepared> {
  const question = questionFrom(options, command);
  // Mini-batches are drawn from samples, and a ReLU is held against them.
  const want = {
    keepTarget: question.loss === 'logistic',
    samples: question.batch !== undefined || question.activation !== 'linear',
  };
  const { problem, samples, test } = await problemFor(options, want);
  planFor(problem, checkQuestion(question, problem, samples ?? undefined)); // for what it refuses
  const given = { samples: samples ?? undefined, testData: test ?? undefined };
  return () => Promise.resolve(predictedRows(predict(problem, question, given)));
}

async function simulation(options: SimulateOptions, command: Command, problemFor: ProblemFor): Promise<Prepared> {
  const experiment = experimentFrom({ ...options, seeds: '1' }, command);
  const { problem, samples, test } = await problemFor(options, {
    keepTarget: false,
    samples: wantsSamples(experiment),
  });
  const jobs = jobsOf(experiment, problem, { samples, test });
  planFor(problem, experiment); // for what it refuses
  return async (seed) => {
    const rows: Row[] = [];
    for (const [i, job] of jobs.entries()) {
      const simulated = await runJob(job, seed ?? 1);
      const [run] = runTable(
        [{ seed: seed ?? 1, simulation: simulated }],
        problem,
        experiment.activation === 'linear',
      ).runs;
      rows.push({
        fusionLayer: fusionLayerOf(experiment.networks[i]),
        ...simulatedRow(run),
        complete: simulated.complete,
      });
    }
    return rows;
  };
}

/** One row a network. `timeRatio` and `time.*` are those of the part to believe. */
function predictedRows(answer: Answer): Row[] {
  const names = answer.problem.modalities.map(({ name }) => name);
  return answer.predictions.map((one) => {
    const times = firstUses(names, one);
    return {
      fusionLayer: one.fusionLayer,
      first: answer.first,
      believe: one.believe,
      timeRatio: ratioOf(times.map((time) => time?.mean ?? null)),
      ...Object.fromEntries(names.flatMap((name, m) => timeColumns(name, times[m]))),
      'closedForm.timeRatio': finite(one.closedForm?.timeRatio),
      'reducedOde.timeRatio': finite(one.reducedOde?.timeRatio),
      // Beside the last step of a simulation stands where training ends.
      ...unseenColumns(one.unseen && { ...one.unseen, endLoss: one.unseen.trainedLoss }),
    };
  });
}

/** On unseen data; no columns without any. */
function unseenColumns(unseen: Pick<UnseenRun, 'bestStep' | 'bestLoss' | 'endLoss'> | null | undefined): Row {
  if (!unseen) return {};
  return {
    'unseen.bestStep': finite(unseen.bestStep),
    'unseen.bestLoss': unseen.bestLoss,
    'unseen.endLoss': unseen.endLoss,
  };
}

function timeColumns(name: string, time: ReturnType<typeof firstUses>[number]): [string, number | null][] {
  return [
    [`time.${name}`, time?.mean ?? null],
    [`std.${name}`, time?.std ?? null],
    [`q05.${name}`, time?.q05 ?? null],
    [`q95.${name}`, time?.q95 ?? null],
  ];
}

/** Times of first use, as in predictions; with several modes also those of each. */
function simulatedRow({ events, steps, loss, finalLoss, unseen }: RunRow): Row {
  const names = [...new Set(events.map(({ modality }) => modality))];
  const several = events.length > names.length;
  const first = names.map((name) => {
    const times = events.flatMap(({ modality, time }) => (modality === name && time !== null ? [time] : []));
    return times.length === 0 ? null : Math.min(...times);
  });
  const least = Math.min(...first.map((time) => time ?? Infinity));
  return {
    first: Number.isFinite(least) ? names[first.indexOf(least)] : null,
    timeRatio: ratioOf(first),
    ...Object.fromEntries(names.map((name, m) => [`time.${name}`, first[m]])),
    ...(several
      ? Object.fromEntries(events.map(({ modality, mode, time }) => [`time.${modality}.${mode}`, time]))
      : {}),
    stopped: steps,
    endLoss: loss,
    finalLoss,
    ...unseenColumns(unseen),
  };
}

/** Later over earlier of two times; `null` where one is never, and for more than two. */
function ratioOf(times: readonly (number | null)[]): number | null {
  const [a, b] = times;
  if (times.length !== 2 || a === null || b === null) return null;
  return finite(Math.max(a, b) / Math.min(a, b));
}

const finite = (value: number | null | undefined): number | null =>
  value === null || value === undefined || !Number.isFinite(value) ? null : value;

/**
 * Hashes of what files hold, by the texts `FILE` or `NAME=FILE` that name them and stand at a path of the plan.
 *
 * @throws InputError `file`
 */
export async function hashesOf(texts: ReadonlyMap<string, string>): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [text, place] of texts) {
    const at = existsSync(text) ? -1 : text.indexOf('=');
    const path = text.slice(at + 1).trim();
    const hash = createHash('sha256');
    try {
      for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    } catch (error) {
      const why = `${(error as Error).message}; files are found from where the command runs`;
      throw new InputError('file', place, path, `cannot be read: ${why}`);
    }
    hashes[text] = text.slice(0, at + 1) + hash.digest('hex');
  }
  return hashes;
}
