/** The numbers of a figure as CSV: one row a datum, with the columns of {@link HEADER}. */
import { csvLine } from '../../data/text/csv-line.js';
import type { Figure, Mark, FigureRow } from './spec.js';

const FIELDS = ['x', 'y', 'low', 'high', 'x2', 'y2', 'value', 'label'] as const satisfies readonly (keyof FigureRow)[];

/** The columns: panel, series, where the numbers come from, how they are drawn, and the fields of a row. */
export const HEADER = ['panel', 'series', 'role', 'kind', ...FIELDS] as const;

/** All rows of all panels, in the order in which they are drawn; fields a row does not have are left empty. */
export function figureCsv({ panels }: Figure): string {
  const lines = panels.flatMap(({ id, spec }) =>
    spec.marks.flatMap((mark) => mark.rows.map((row) => cells(id, mark, row))),
  );
  return `${[HEADER, ...lines].map(csvLine).join('\n')}\n`;
}

function cells(panel: string, { series, role, kind }: Mark, row: FigureRow): string[] {
  return [panel, series, role, kind, ...FIELDS.map((field) => String(row[field] ?? ''))];
}
