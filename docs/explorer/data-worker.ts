/** The worker that reads a table. It is loaded when a table is chosen, and keeps the text to itself. */
import { parse } from 'csv-parse/browser/esm/sync';
import type { ByteSource } from '../../src/data/arrays/bytes.js';
import { csvTable, type ParserOptions } from '../../src/data/text/csv-table.js';
import { encodingOf, refuseOtherFormats } from '../../src/data/formats.js';
import { dataFromTables } from '../../src/data/from-tables.js';
import { isNpy } from '../../src/data/arrays/npy-header.js';
import { npyTable } from '../../src/data/arrays/npy.js';
import { npzTable } from '../../src/data/arrays/npz.js';
import type { Note, Table } from '../../src/data/table.js';
import { InputError } from '../../src/problem/errors.js';
import { refusalOf, type DataAnswer, type DataQuestion } from './messages.js';

let table: Table | undefined;

/** What is looked at before all is read. */
const START_LENGTH = 1 << 18;

async function openTable(name: string, file: Blob): Promise<Table> {
  const start = new Uint8Array(await file.slice(0, START_LENGTH).arrayBuffer());
  if (isNpy(start)) return npyTable(name, blobBytes(file));
  refuseOtherFormats(name, start);
  if (isZip(start)) return npzTable(name, blobBytes(file));
  const encoding = encodingOf(start);
  if (encoding === null || /\.(npy|npz|gz)$/i.test(name)) {
    throw new InputError(
      'file',
      name,
      name,
      'is no text, .npy or .npz, or is damaged; packed and other files are read by the command',
    );
  }
  const text = new TextDecoder(encoding).decode(await file.arrayBuffer());
  const end = text.length > START_LENGTH ? text.lastIndexOf('\n', START_LENGTH) + 1 : 0;
  const records = (options: ParserOptions) => inTurn(parse(text, options));
  const source = { name, start: end > 0 ? text.slice(0, end) : text, parse, records, progress: () => 1 };
  try {
    return csvTable(source, {});
  } catch (error) {
    // The reader is asked which columns are what anyway, and sees that they have no names.
    if (offersNoHeader(error)) return csvTable(source, { header: false });
    throw error;
  }
}

/** Whether a refusal is of a first row of numbers, which the command may be told to take for data. */
const offersNoHeader = (error: unknown): boolean =>
  error instanceof InputError && error.message.includes('--no-header if it is data');

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] < 9;

/** A file that is read in parts, where they are asked for. */
function blobBytes(file: Blob): ByteSource {
  return {
    size: file.size,
    read: async (position, length) => new Uint8Array(await file.slice(position, position + length).arrayBuffer()),
    close: () => Promise.resolve(),
  };
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
    return { id, header: { columns: table.header, groups: table.groups } };
  }
  const { file, modalities, y, standardize, classes } = question.choice;
  if (table === undefined) throw new InputError('file', file, null, 'is not open; choose it again');
  const names = modalities.map(([name]) => name);
  const twice = names.find((name, i) => name === '' || names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new InputError(
      'columns',
      'modality',
      twice,
      twice === '' ? 'needs a name' : `${twice} stands twice: names tell modalities apart`,
    );
  }
  const columns = { modalities: Object.fromEntries(modalities), y, standardize, ...(classes ? { classes } : {}) };
  const { problem, notes } = await dataFromTables([{ part: null, table }], columns);
  return { id, problem, notes: notes.map(inWords) };
}

/** Options of the command are none of the page. */
const inWords = ({ code, message }: Note): string =>
  code === 'centred' ? 'columns are centred: the network has no biases' : message;

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
