import { isatty } from 'node:tty';
import picocolors from 'picocolors';

/**
 * Colours for text that goes to standard output: on a terminal that can show them, nowhere else. The library alone
 * would also colour a pipe where the variable CI is set, and a log or a file would then hold escape codes.
 */
export const colours = picocolors.createColors(isatty(1) && picocolors.isColorSupported);
