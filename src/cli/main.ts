#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError, printable } from '../problem/errors.js';
import { inFlags } from './flags.js';

const { version } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../package.json', import.meta.url)), 'utf8'),
) as { version: string };

/** Every command, loaded only when it is asked for: what one of them needs may take longer to load than another to run. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  predict: async () => (await import('./predict/command.js')).predictCommand(),
  levers: async () => (await import('./levers-command.js')).leversCommand(),
  simulate: async () => (await import('./simulate/command.js')).simulateCommand(),
  diagnose: async () => (await import('./diagnose/command.js')).diagnoseCommand(),
  integral: async () => (await import('./catalogue/integral.js')).integralCommand(),
  formula: async () => (await import('./catalogue/formula.js')).formulaCommand(),
  derive: async () => (await import('./catalogue/derive.js')).deriveCommand(),
  errata: async () => (await import('./catalogue/errata.js')).errataCommand(),
  solve: async () => (await import('./catalogue/solve.js')).solveCommand(),
  check: async () => (await import('./check/command.js')).checkCommand(version),
  figure: async () => (await import('./figure/command.js')).figureCommand(version),
  sweep: async () => (await import('./sweep/command.js')).sweepCommand(version),
  digits: async () => (await import('./digits/command.js')).digitsCommand(),
  cite: async () => (await import('./catalogue/cite.js')).citeCommand(version),
};

/** Exit statuses of what the user can mend, and of what only we can (EX_SOFTWARE of sysexits.h). */
const REFUSED = 2;
const DEFECT = 70;

/** Parses the arguments and runs a command; returns the exit status: 0, that of a refusal or a defect, or what the command
 * has set. */
async function main(argv: string[]): Promise<number> {
  const program = new Command('unimodal-bias')
    .description('How long a multimodal network stays unimodal: closed forms of deep linear networks')
    .version(version)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  // Help and refusals speak of all of them.
  const named = argv.length > 0 && Object.hasOwn(COMMANDS, argv[0]) ? [COMMANDS[argv[0]]] : Object.values(COMMANDS);
  const commands = await Promise.all(named.map((load) => load()));
  for (const command of commands) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const part of command.commands) part.copyInheritedSettings(program);
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const message = refusal(error, program, argv);
    if (message === null) return defect(error);
    complain(message);
    return REFUSED;
  }
}

/** One line that says what is wrong and where; `null` for errors that are ours. */
function refusal(error: unknown, program: Command, argv: string[]): string | null {
  // A plan is spoken of by its own paths.
  if (error instanceof InputError) return argv[0] === 'sweep' ? error.message : inFlags(error.message);
  if (!(error instanceof CommanderError)) return null;
  if (argv.length === 0) return `no command; one of ${program.commands.map((c) => c.name()).join(', ')}, or --help`;
  return error.message.replace(/^error: /, '');
}

function complain(message: string): void {
  process.stderr.write(`unimodal-bias: ${printable(message.replace(/\s*\n\s*/g, ' '))}\n`);
}

/** What nobody foresaw, in one line; where it happened only for those who mean to mend it. */
function defect(error: unknown): number {
  if (process.env['UNIMODAL_BIAS_DEBUG']) console.error(error);
  complain(
    `this is a defect of unimodal-bias ${version}, please report it with the command and its files: ${String(error)} ` +
      '(UNIMODAL_BIAS_DEBUG=1 shows where)',
  );
  return DEFECT;
}

// A reader that goes away early (`… | head`) is no error, and files may still be to write.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  complain(`standard output cannot be written: ${error.message}`);
  process.exitCode = REFUSED;
});
process.stderr.on('error', () => undefined); // there is nobody left to tell
process.on('uncaughtException', (error) => process.exit(defect(error)));

const status = await main(process.argv.slice(2));
// A command that ran may still have found something wrong, or been interrupted, and has set a status of its own.
if (status !== 0) process.exitCode = status;
