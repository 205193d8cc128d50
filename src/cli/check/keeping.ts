/** The results of a check in a folder, kept as those of a sweep are: a file a part, under a name made from what it depends on. */
import type { Keeping, Piece, PieceResult } from '../../check/index.js';
import { WRITER } from '../../sweep/directory.js';
import type { Shard } from '../../sweep/shard.js';
import { keep, readKept } from '../../sweep/store.js';
import { identity } from '../../sweep/tasks.js';

/** What this process has found in the folder, put there, and left to others. */
export interface Counts {
  there: number;
  done: number;
  missing: number;
}

/** Keeps the parts of a check in a folder; this process does those of its shard. */
export function keepingIn(directory: string, { index, count }: Shard, version: string, counts: Counts): Keeping {
  const idOf = ({ claim, part, quick }: Piece): string => {
    const { id, title, predicted, problems, measured, criterion } = claim;
    return identity(
      JSON.stringify([version, 'check', id, part, quick, title, predicted, problems, measured, criterion]),
    );
  };
  return {
    find(piece) {
      const text = readKept(directory, idOf(piece));
      counts[text === null ? 'missing' : 'there']++;
      if (text === null) return null;
      return JSON.parse(text, decoded) as PieceResult;
    },
    put(piece, result) {
      keep(directory, idOf(piece), JSON.stringify(result, encoded), WRITER);
      counts.missing--;
      counts.done++;
    },
    isOwn: ({ number }) => number % count === index - 1,
  };
}

const WORDS: ReadonlyMap<string, number> = new Map([NaN, Infinity, -Infinity].map((x) => [`number ${x}`, x]));

/** JSON has no word for what is no finite number. */
const encoded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? `number ${value}` : value;

const decoded = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? (WORDS.get(value) ?? value) : value;
