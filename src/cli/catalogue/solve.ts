import { Command } from 'commander';
import { colours as pc } from '../colours.js';
import { InputError } from '../../problem/errors.js';
import { solveFor, type Solutions, type SolveInput, type Unknown } from '../../predict/source/solve.js';
import { numberOption, printAnswer } from '../options.js';

type Known = 'depth' | 'fusion' | 'ratio' | 'rho' | 'init';
type SolveOptions = Readonly<Partial<Record<Known | 'for' | 'timeRatio', string>>> & { readonly json?: boolean };

/** `unimodal-bias solve`. */
export function solveCommand(): Command {
  return new Command('solve')
    .description(
      'find the correlation, start, ratio of standard deviations or fusion layer that has a given time ratio',
    )
    .option('--for <unknown>', 'rho, init, ratio (of standard deviations) or fusion')
    .option('--time-ratio <r>', 'the time ratio wanted, 1 or more')
    .option('--depth <L>', 'layers of the network (default: 2)')
    .option('--fusion <L_f>', 'fusion layer (default: the last)')
    .option('--ratio <q>', 'sigma_A/sigma_B (default: 2)')
    .option('--rho <rho>', 'correlation of the two scalar inputs (default: 0)')
    .option('--init <u0>', 'initial norm of a layer before the fusion (default: 0.01)')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias solve --for rho --time-ratio 10
  $ unimodal-bias solve --for init --time-ratio 1.5 --depth 4 --fusion 3 --json`,
    )
    .action((options: SolveOptions) => {
      const result = solveFor(inputFrom(options));
      printAnswer(options, result, () => page(result));
    });
}

function inputFrom(options: SolveOptions): SolveInput {
  const need = (name: 'for' | 'timeRatio', flag: string): string => {
    const text = options[name];
    if (text === undefined) throw new InputError('usage', flag, undefined, 'is missing');
    return text;
  };
  const unknown = need('for', '--for') as Unknown;
  if (unknown in options && options[unknown] !== undefined) {
    throw new InputError('usage', `--${unknown}`, options[unknown], 'is what is asked for');
  }
  const given = (['depth', 'fusion', 'ratio', 'rho', 'init'] as const).flatMap((name) => {
    const text = options[name];
    return text === undefined
      ? []
      : [[name === 'fusion' ? 'fusionLayer' : name, numberOption(`--${name}`, text)] as const];
  });
  const timeRatio = numberOption('--time-ratio', need('timeRatio', '--time-ratio'));
  return { for: unknown, timeRatio, ...Object.fromEntries(given) };
}

function page({ for: unknown, solutions, searched, reached }: Solutions): string {
  const range = `${unknown} from ${searched[0]} to ${searched[1]} has time ratios from ${reached[0].toPrecision(6)} to ${reached[1].toPrecision(6)}`;
  if (solutions.length === 0) return `no solution: ${range}`;
  return `${unknown} = ${pc.bold(solutions.map((value) => value.toPrecision(12)).join(' or '))}\n(${range})`;
}
