/** Time and peak memory of reading a large CSV file: `node dist/bench/csv-memory.js`. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { correlationsFromFile } from '../src/data/from-data.js';

const ROWS = 1_000_000;
const COLUMNS = 20;

const folder = await mkdtemp(join(tmpdir(), 'unimodal-bias-'));
try {
  const path = join(folder, 'large.csv');
  await writeTable(path);
  const start = performance.now();
  const { samples } = await correlationsFromFile(path, { a: 'x0..x9', b: 'x10..x18', y: 'x19', standardize: true });
  const seconds = (performance.now() - start) / 1000;
  const megabytes = (await stat(path)).size / 1e6;
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(`${String(samples)} rows × ${COLUMNS} columns, ${megabytes.toFixed(0)} MB`);
  console.log(`${seconds.toFixed(1)} s, peak ${peak.toFixed(0)} MiB resident`);
} finally {
  await rm(folder, { recursive: true });
}

async function writeTable(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write(Array.from({ length: COLUMNS }, (_, j) => `x${j}`).join() + '\n');
  for (let row = 0; row < ROWS; row++) {
    const cells = Array.from({ length: COLUMNS }, () => Math.random().toFixed(6));
    if (!file.write(cells.join() + '\n')) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}
