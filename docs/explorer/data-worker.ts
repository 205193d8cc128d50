/** The worker that reads a table. It is loaded when a table is chosen, and keeps the text to itself. */
import { parse } from 'csv-parse/browser/esm/sync';
import { csvTable, type ParserOptions } from '../../src/data/csv-table.js';
import { encodingOf, refuseOtherFormats } from '../../src/data/formats.js';
import { dataFromTables } from '../../src/data/from-tables.js';
import type { Table } from '../../src/data/table.js';
import { InputError } from '../../src/problem/errors.js';
import { twoModalities } from '../../src/problem/two-modalities.js';
import { refusalOf, type DataAnswer, type DataQuestion } from './messages.js';

let table: Table | undefined;

/** What is looked at before all is read. */
const START_LENGTH = 1 << 18;

async function openTable(name: string, file: Blob): Promise<Table> {
  if (/\.(npy|npz|gz)$/i.test(name)) {
    throw new InputError('file', name, name, 'is read by the command and the library; here .csv, .tsv and .txt are');
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  refuseOtherFormats(name, bytes);
  const encoding = encodingOf(bytes);
  if (encoding === null) throw new InputError('file', name, name, 'is no text; .csv, .tsv and .txt are read here');
  const text = new TextDecoder(encoding).decode(bytes);
  const end = text.length > START_LENGTH ? text.lastIndexOf('\n', START_LENGTH) + 1 : 0;
  const records = (options: ParserOptions) => inTurn(parse(text, options));
  return csvTable({ name, start: end > 0 ? text.slice(0, end) : text, parse, records, progress: () => 1 }, {});
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
  if (table === undefined) throw new InputError('file', question.choice.file, null, 'is not open; choose it again');
  const { a, b, y, standardize } = question.choice;
  const { problem } = await dataFromTables([{ part: null, table }], { modalities: { A: a, B: b }, y, standardize });
  const correlations = twoModalities(problem);
  if (correlations === null) throw new InputError('unsupported', 'y', y, 'the explorer takes one output');
  return { id, correlations };
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
