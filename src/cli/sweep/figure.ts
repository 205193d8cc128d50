/** The figure of a sweep's folder, for `figure sweep`. */
import type { Figure } from '../../figures/index.js';
import { sweepFigure } from '../../figures/sweep.js';
import { InputError } from '../../problem/errors.js';
import { tidyRows } from '../../sweep/collect.js';
import { sweepIn } from './session.js';

/** Reads what there is of a sweep and makes its figure. @throws InputError `usage` where it is not said what to draw */
export async function sweepFigureIn(
  directory: string | undefined,
  { x, y, by = null }: { readonly x?: string; readonly y?: string; readonly by?: string | null },
  version: string,
): Promise<Figure> {
  if (directory === undefined) throw new InputError('usage', 'figure sweep', directory, 'needs the folder of a sweep');
  if (x === undefined) throw new InputError('usage', '--x', x, 'is needed with figure sweep: an option of the plan');
  if (y === undefined) throw new InputError('usage', '--y', y, 'is needed with figure sweep: timeRatio, for example');
  const sweep = await sweepIn(directory, version);
  const varied = sweep.plan.axes.filter(({ rows }) => rows.length > 1).map(({ names }) => names);
  return sweepFigure([...tidyRows(sweep, directory)], { x, y, by }, varied, sweep.plan.base);
}
