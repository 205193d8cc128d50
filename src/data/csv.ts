import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { csvTable, parserOptions, unreadable, type Delimiter } from './csv-table.js';
import type { Table } from './table.js';

/** A text table of `size` bytes with a header row. Nothing but the header is read yet. */
export async function openCsv(path: string, size: number, delimiter: Delimiter): Promise<Table> {
  let bytesRead = 0;
  const onBytes = (total: number) => (bytesRead = total);
  return csvTable({
    path,
    delimiter,
    records: () => records(path, delimiter, onBytes),
    progress: () => bytesRead / size,
  });
}

/** The rows of the file as text, the header first. */
async function* records(
  path: string,
  delimiter: Delimiter,
  onBytes: (total: number) => void,
): AsyncGenerator<string[]> {
  const file = createReadStream(path);
  const parser = parse(parserOptions(delimiter));
  file.on('data', () => {
    onBytes(file.bytesRead);
  });
  file.on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  try {
    for await (const record of parser) yield record as string[];
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    file.destroy();
  }
}
