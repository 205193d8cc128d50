/** What reading the data was worth telling, for people. */
import type { Note } from '../data/index.js';
import { wrapped } from './format.js';

/** Notes that make an answer doubtful: they stand with its warnings. */
const DOUBTS: readonly string[] = ['looks-like-classes', 'sentinel', 'far-from-zero'];
/** Notes that the first lines of a prediction have anyway. */
const IN_HEADING: readonly string[] = ['centred', 'rows-dropped'];

/** Notes that make an answer doubtful. */
export const doubtsIn = (notes: readonly Note[]): Note[] => notes.filter(({ code }) => DOUBTS.includes(code));

/** Notes for a report that says the others elsewhere. */
export const notDoubtsIn = (notes: readonly Note[]): Note[] =>
  notes.filter(({ code }) => !DOUBTS.includes(code) && !IN_HEADING.includes(code));

/** Notes as a paragraph, a line or more each; none where there are none. */
export function notesInWords(notes: readonly Note[]): string[] {
  return notes.length === 0 ? [] : [notes.map(({ message }) => wrapped(`${message}.`)).join('\n')];
}
