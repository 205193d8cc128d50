/** How the reports for people are laid out: a network's name, tables that fit the screen, wrapped lines. */
import Table from 'cli-table3';
import { fusionLayerOf, type Network } from '../problem/network.js';

/** Columns of the screen: of the terminal, at most 100; 80 where there is none. */
export function screenWidth(): number {
  return Math.min(process.stdout.columns || 80, 100);
}

/** The fusion layer, or the depths of branches that are not equally deep. */
export function fusionName(net: Network): string {
  const layer = fusionLayerOf(net);
  if (layer === null) return `${net.depthA} and ${net.depthB}, then ${net.depthShared}`;
  if (layer === 1) return '1 (early)';
  return net.depthShared === 0 ? `${layer} (late)` : String(layer);
}

const SIDES = ['top', 'bottom', 'left', 'right'] as const;
const BETWEEN = ['mid', 'left-mid', 'mid-mid', 'right-mid', 'middle'] as const;
const CORNERS = ['top-mid', 'top-left', 'top-right', 'bottom-mid', 'bottom-left', 'bottom-right'] as const;
const WITHOUT_BORDERS = Object.fromEntries([...SIDES, ...BETWEEN, ...CORNERS].map((name) => [name, '']));

/** A table with a rule under its header; where it is wider than the screen, one block of lines a row. */
export function tableOrList(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width = screenWidth(),
): string {
  const numeric = numericColumns(header, rows);
  const table = new Table({
    chars: WITHOUT_BORDERS,
    colAligns: numeric.map((isNumber) => (isNumber ? 'right' : 'left')),
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
  });
  table.push([...header], ...rows.map((row) => [...row]));
  const lines = table
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
  const widest = Math.max(...lines.map((line) => line.length));
  if (widest <= width) return [lines[0], '─'.repeat(widest), ...lines.slice(1)].join('\n');
  const label = Math.max(...header.map((name) => name.length));
  const block = (row: readonly string[]) =>
    row.flatMap((cell, j) => (cell === '' ? [] : [`${header[j].padEnd(label)}  ${cell}`])).join('\n');
  return rows.map(block).join('\n\n');
}

/** Columns but the first whose cells all begin as numbers do, as `never` or a dash, or are empty. */
function numericColumns(header: readonly string[], rows: readonly (readonly string[])[]): boolean[] {
  return header.map((_, j) => j > 0 && rows.every((row) => /^[\d(—∞n-]|^$/.test(row[j])));
}

/** Least width of the wrapped column of a {@link listing}. */
const NARROW = 24;

/** A list of things for people: as {@link tableOrList}, but what does not fit is wrapped in the last column. */
export function listing(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width = screenWidth(),
): string {
  const last = header.length - 1;
  const numeric = numericColumns(header, rows);
  const widths = header.slice(0, last).map((name, j) => Math.max(name.length, ...rows.map((row) => row[j].length)));
  const before = widths.reduce((sum, w) => sum + w + 2, 0);
  if (width - before < NARROW) return tableOrList(header, rows, width);
  const line = (row: readonly string[]) => {
    const [first, ...more] = wrapped(row[last], '', width - before).split('\n');
    const cells = row
      .slice(0, last)
      .map((cell, j) => `${numeric[j] ? cell.padStart(widths[j]) : cell.padEnd(widths[j])}  `);
    return [cells.join('') + first, ...more.map((text) => ' '.repeat(before) + text)].join('\n');
  };
  const lines = [line(header), ...rows.map(line)].map((text) => text.split('\n').map((one) => one.trimEnd()));
  const widest = Math.max(...lines.flat().map((text) => text.length));
  return [lines[0], ['─'.repeat(widest)], ...lines.slice(1)].flat().join('\n');
}

/** Text in lines as wide as the screen, each with this in front. */
export function wrapped(text: string, indent = '', width = screenWidth()): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line].join('\n');
}

/** A label and what it says, wrapped under its beginning. */
export function hanging(label: string, text: string, width = screenWidth()): string {
  return `${label}${wrapped(text, '', width - label.length).replaceAll('\n', `\n${' '.repeat(label.length)}`)}`;
}

/** The same for a formula: a line is broken before an operator, which begins the next. */
export function hangingFormula(label: string, formula: string): string {
  return hanging(label, formula.replace(/([+−=<>≤≥≈]) /g, '$1\u00A0')).replaceAll('\u00A0', ' ');
}

/** `mean ± std`, the latter to two digits; a dash where there is no mean, no `±` where there is no spread. */
export function spread(mean: number | null, std: number | null, write: (x: number) => string): string {
  if (mean === null) return '—';
  return std === null ? write(mean) : `${write(mean)} ± ${write(Number(std.toPrecision(2)))}`;
}
