/** The worker that reads a table. It is loaded when a table is chosen, and keeps the text to itself. */
import { parse } from 'csv-parse/browser/esm/sync';
import { csvTable, delimiterOf, parserOptions, unreadable } from '../../src/data/csv-table.js';
import { InputError } from '../../src/problem/errors.js';
import { correlationsFromTable } from '../../src/data/from-table.js';
import type { Table } from '../../src/data/table.js';
import { refusalOf, type DataAnswer, type DataQuestion } from './messages.js';

let table: Table | undefined;

async function openTable(path: string, file: Blob): Promise<Table> {
  const delimiter = delimiterOf(/\.[^.]*$/.exec(path)?.[0] ?? '');
  if (delimiter === undefined) {
    throw new InputError('file', 'path', path, 'must be a .csv, .txt, .tsv or .tab file');
  }
  const rows = await readRows(path, file, parserOptions(delimiter));
  return csvTable({ path, delimiter, records: () => inTurn(rows), progress: () => 1 });
}

async function readRows(path: string, file: Blob, options: ReturnType<typeof parserOptions>): Promise<string[][]> {
  try {
    return parse(await file.text(), options);
  } catch (error) {
    throw unreadable(path, error);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- a table's rows come asynchronously; these happen to be here
async function* inTurn(rows: readonly string[][]): AsyncGenerator<readonly string[]> {
  yield* rows;
}

async function answer(question: DataQuestion): Promise<DataAnswer> {
  const { id } = question;
  if ('file' in question) {
    table = undefined;
    table = await openTable(question.name, question.file);
    return { id, header: table.header };
  }
  if (table === undefined) throw new InputError('file', 'path', question.choice.file, 'is not open; choose it again');
  return { id, correlations: await correlationsFromTable(table, question.choice) };
}

self.onmessage = ({ data }: MessageEvent<DataQuestion>) => {
  answer(data).then(
    (reply) => {
      self.postMessage(reply);
    },
    (error: unknown) => {
      self.postMessage(refusalOf(data.id, error));
    },
  );
};
