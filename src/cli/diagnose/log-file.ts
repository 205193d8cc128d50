/** The log of a run, from a file or standard input: numbers only, so that a million rows take a second. */
import { createReadStream } from 'node:fs';
import type { RunLog } from '../../diagnose/index.js';
import { InputError } from '../../problem/errors.js';

/** What the numbers of a log mean. */
export interface LogOptions {
  /** Of a log by epochs; `null` where it was not told. */
  readonly stepsPerEpoch: number | null;
  /** What losses are multiplied by to be `½⟨‖y − ŷ‖²⟩`. */
  readonly lossFactor: number;
}

/** Columns besides `step` and `loss`, and whether they are losses. */
const MORE = [
  { pattern: /^test_loss$/i, isLoss: true },
  { pattern: /^loss_without_./i, isLoss: true },
  { pattern: /^contribution_./i, isLoss: false },
] as const;

/** A column that is wanted of the file. */
interface Wanted {
  readonly name: string;
  readonly at: number;
  readonly factor: number;
  values: Float64Array;
}

/** Reads the columns `step` (or `epoch`), `loss` and those of {@link MORE} that there are. */
export async function readLog(path: string, options: LogOptions): Promise<RunLog> {
  let columns: Wanted[] | null = null;
  let delimiter = ',';
  let rows = 0;
  for await (const lines of linesOf(path)) {
    for (const line of lines) {
      if (line === '') continue;
      if (columns === null) {
        delimiter = [',', '\t', ';'].find((sign) => line.includes(sign)) ?? ',';
        columns = columnsOf(line.replace(/^\uFEFF/, ''), delimiter, options);
        continue;
      }
      const cells = line.split(delimiter);
      for (const column of columns) {
        if (rows === column.values.length) column.values = longer(column.values);
        column.values[rows] = numberOf(cells[column.at] ?? '', column.name, rows + 1) * column.factor;
      }
      rows++;
    }
  }
  if (columns === null) {
    throw new InputError('file', '--log', path, 'is empty; a header and rows of numbers are needed');
  }
  const [steps, losses, ...more] = columns.map(({ name, values }) => ({ name, values: values.slice(0, rows) }));
  const others = Object.fromEntries(more.map(({ name, values }) => [name, values]));
  return { steps: steps.values, losses: losses.values, ...(more.length === 0 ? {} : { columns: others }) };
}

function columnsOf(header: string, delimiter: string, { stepsPerEpoch, lossFactor }: LogOptions): Wanted[] {
  const names = header.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new InputError('columns', '--log', twice, `has the column ${twice} twice`);
  const indexOf = (wanted: string) => names.findIndex((name) => name.toLowerCase() === wanted);
  const byEpoch = indexOf('step') < 0;
  const [time, loss] = [indexOf(byEpoch ? 'epoch' : 'step'), indexOf('loss')];
  if (time < 0 || loss < 0) {
    const message = `needs the columns step (or epoch) and loss, but has ${names.join(', ')}`;
    throw new InputError('columns', '--log', names, message);
  }
  if (byEpoch && stepsPerEpoch === null) {
    throw new InputError('usage', '--steps-per-epoch', undefined, 'is needed: the log counts epochs');
  }
  const wanted = (name: string, at: number, factor: number) => ({ name, at, factor, values: new Float64Array(1024) });
  const more = names.flatMap((name, at) => {
    const kind = MORE.find(({ pattern }) => pattern.test(name));
    if (kind === undefined) return [];
    // The names of modalities are the user's; the rest is ours.
    const known = name.replace(/^(test_loss|loss_without_|contribution_)/i, (part) => part.toLowerCase());
    return [wanted(known, at, kind.isLoss ? lossFactor : 1)];
  });
  return [wanted('step', time, byEpoch ? (stepsPerEpoch ?? 1) : 1), wanted('loss', loss, lossFactor), ...more];
}

function longer(values: Float64Array): Float64Array {
  const twice = new Float64Array(2 * values.length);
  twice.set(values);
  return twice;
}

/** The lines, some at a time. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  let rest = '';
  const stream: AsyncIterable<unknown> = (path === '-' ? process.stdin : createReadStream(path)).setEncoding('utf8');
  try {
    for await (const chunk of stream) {
      const parts = (rest + String(chunk)).split(/\r?\n/);
      rest = parts.pop() ?? '';
      yield parts;
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('file', '--log', path, `cannot be read: ${(error as Error).message}`);
  }
  yield [rest];
}

/** What programs write for numbers that are none. */
const NO_NUMBERS: Readonly<Record<string, number | undefined>> = {
  '': NaN,
  nan: NaN,
  na: NaN,
  none: NaN,
  null: NaN,
  inf: Infinity,
  infinity: Infinity,
  '-inf': -Infinity,
};

/** NaN for what is missing. @throws InputError `cell` for what is no number */
function numberOf(cell: string, name: string, row: number): number {
  const number = cell === '' ? NaN : Number(cell);
  if (!Number.isNaN(number) && (number !== 0 || cell.trim() !== '')) return number;
  const plain = cell.trim().replace(/^"(.*)"$/, '$1');
  if (plain !== cell && plain !== '') return numberOf(plain, name, row);
  const known = NO_NUMBERS[plain.toLowerCase()];
  if (known !== undefined) return known;
  throw new InputError(
    'cell',
    '--log',
    cell,
    `has ${JSON.stringify(plain)} as ${name} in row ${row} where a number is needed`,
  );
}
