import { Command } from 'commander';
import { colours as pc } from '../colours.js';
import { InputError } from '../../problem/errors.js';
import { branchIntegral, depthIntegral } from '../../predict/source/integrals.js';
import { flagOf, numberOption, printAnswer } from '../options.js';

type IntegralOptions = Readonly<
  Partial<Record<'depth' | 'fusion' | 'k' | 'depthA' | 'depthB' | 'depthShared' | 'init', string>>
> & { readonly json?: boolean };

/** `unimodal-bias integral`. */
export function integralCommand(): Command {
  return new Command('integral')
    .description('evaluate the depth integral I(L, L_f; k), or I(L_A, L_B, L_c) for branches of unequal depth')
    .option('--depth <L>', 'layers of the network, 3 or more')
    .option('--fusion <L_f>', 'fusion layer')
    .option('--k <k>', 's_B/s_A: input-output correlation of the modality learned second over that of the first')
    .option('--depth-a <n>', 'layers before the fusion of the branch learned first')
    .option('--depth-b <n>', 'layers before the fusion of the other branch')
    .option('--depth-shared <n>', 'layers behind the fusion')
    .option('--init <u0>', 'initial norm of a layer before the fusion')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias integral --depth 4 --fusion 3 --k 0.5
  $ unimodal-bias integral --depth-a 3 --depth-b 4 --depth-shared 1 \\
      --k 0.5 --init 0.1 --json`,
    )
    .action((options: IntegralOptions) => {
      const { value, error, evaluations, method } = evaluate(options);
      const terms = method === 'series' ? 'terms' : 'evaluations';
      const about = `± ${error.toExponential(1)}  (${method}, ${evaluations} ${terms})`;
      printAnswer(
        options,
        { value, error, evaluations, method },
        () => `I = ${pc.bold(value.toPrecision(16))}  ${about}`,
      );
    });
}

function evaluate(options: IntegralOptions) {
  const equal = ['depth', 'fusion', 'k'] as const;
  const unequal = ['depthA', 'depthB', 'depthShared', 'k', 'init'] as const;
  const wanted: readonly (keyof IntegralOptions)[] =
    options.depthA !== undefined || options.depthB !== undefined ? unequal : equal;
  const stray = [...equal, ...unequal].find((name) => options[name] !== undefined && !wanted.includes(name));
  if (stray) throw new InputError('usage', flagOf(stray), options[stray], `does not go with ${flagOf(wanted[0])}`);
  const read = (name: (typeof equal)[number] | (typeof unequal)[number]): number => {
    const text = options[name];
    if (text === undefined) throw new InputError('usage', flagOf(name), undefined, 'is missing');
    return numberOption(flagOf(name), text);
  };
  return wanted === unequal
    ? branchIntegral({
        depthA: read('depthA'),
        depthB: read('depthB'),
        depthShared: read('depthShared'),
        k: read('k'),
        initScale: read('init'),
      })
    : depthIntegral({ depth: read('depth'), fusionLayer: read('fusion'), k: read('k') });
}
