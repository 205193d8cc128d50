/** Cells as a line of CSV, in quotes where commas, quotes or line breaks need them. Free of Node. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
