/** The log of a run, from a file or standard input: numbers only, so that a million rows take a second. */
import { createReadStream } from 'node:fs';
import type { RunLog } from '../diagnose/index.js';
import { InputError } from '../problem/errors.js';

/** Reads the columns `step` (or `epoch`) and `loss`; steps of epochs and losses are multiplied by their factors. */
export async function readLog(
  path: string,
  { stepsPerEpoch, lossFactor }: { readonly stepsPerEpoch: number | null; readonly lossFactor: number },
): Promise<RunLog> {
  const lines = await linesOf(path);
  const [header, rows] = [lines[0], lines.length - 1];
  const delimiter = [',', '\t', ';'].find((sign) => header.includes(sign)) ?? ',';
  const names = header.split(delimiter).map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase(),
  );
  const byEpoch = !names.includes('step');
  const [time, loss] = [names.indexOf(byEpoch ? 'epoch' : 'step'), names.indexOf('loss')];
  if (time < 0 || loss < 0) {
    const message = `needs the columns step (or epoch) and loss, but has ${names.join(', ')}`;
    throw new InputError('columns', '--log', names, message);
  }
  if (byEpoch && stepsPerEpoch === null) {
    throw new InputError('usage', '--steps-per-epoch', undefined, 'is needed: the log counts epochs');
  }
  const factor = byEpoch ? (stepsPerEpoch ?? 1) : 1;
  const steps = new Float64Array(rows);
  const losses = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    const cells = lines[r + 1].split(delimiter);
    steps[r] = numberOf(cells[time]) * factor;
    losses[r] = numberOf(cells[loss]) * lossFactor;
  }
  return { steps, losses };
}

/** The lines that are not empty, the first of them without a byte-order mark. */
async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  let rest = '';
  try {
    const stream: AsyncIterable<unknown> = (path === '-' ? process.stdin : createReadStream(path)).setEncoding('utf8');
    for await (const chunk of stream) {
      const parts = (rest + String(chunk)).split(/\r?\n/);
      rest = parts.pop() ?? '';
      for (const line of parts) if (line !== '') lines.push(line);
    }
  } catch (error) {
    throw new InputError('file', '--log', path, `cannot be read: ${(error as Error).message}`);
  }
  if (rest !== '') lines.push(rest);
  if (lines.length === 0)
    throw new InputError('file', '--log', path, 'is empty; a header and rows of numbers are needed');
  lines[0] = lines[0].replace(/^\uFEFF/, '');
  return lines;
}

/** NaN for what is missing or no number. */
function numberOf(cell: string | undefined): number {
  return cell === undefined || cell.trim() === '' ? NaN : Number(cell);
}
