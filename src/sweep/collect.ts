/** Results as a table: one row a prediction or seed (and fusion layer, where there are several), read one after the other. */
import { csvLine } from '../data/text/csv-line.js';
import { RunningMoments } from '../numerics/statistics.js';
import { settingAt, taskCount, type Value } from './plan.js';
import { readResult, type Cell, type Row } from './store.js';
import { identityOf, taskAt, type Sweep, type Task } from './tasks.js';

/** A row with its parameters. */
export type TidyRow = Readonly<Record<string, Cell | Value>>;

/** What came of a task; one that was refused has a row without columns. */
interface TaskResult {
  readonly task: Task;
  readonly rows: readonly Row[];
  readonly refused: string | null;
}

/** Results one after the other, in the order of the plan; `missing` is told of every task without one. */
function* resultsOf(sweep: Sweep, directory: string, missing: () => void): Generator<TaskResult> {
  const total = taskCount(sweep.plan);
  for (let number = 0; number < total; number++) {
    const task = taskAt(sweep, number);
    const result = readResult(directory, identityOf(sweep, task));
    if (result === null) missing();
    else if ('rows' in result) yield { task, rows: result.rows, refused: null };
    else yield { task, rows: [{}], refused: result.refused };
  }
}

/** The rows of a sweep in the order of its plan; memory does not grow with their number. */
export function* tidyRows(sweep: Sweep, directory: string, missing: () => void = () => undefined): Generator<TidyRow> {
  for (const { task, rows, refused } of resultsOf(sweep, directory, missing)) {
    const parameters = settingAt(sweep.plan, task.setting);
    for (const row of rows) yield { do: task.doing, ...parameters, seed: task.seed, refused, ...row };
  }
}

/** What becomes a row of a summary. */
interface Group {
  readonly head: TidyRow;
  runs: number;
  refused: number;
  /** The numbers of each column; `null` for one of words, which have no mean. */
  readonly columns: Map<string, RunningMoments | null>;
}

/**
 * A row a setting, command and fusion layer: of every number that is measured its mean, sample standard deviation and
 * standard error over the seeds that have it, and how many these are. No result is kept, however many seeds there are.
 */
export function* summaryRows(
  sweep: Sweep,
  directory: string,
  missing: () => void = () => undefined,
): Generator<TidyRow> {
  const groups = new Map<string, Group>();
  let setting = 0;
  for (const { task, rows, refused } of resultsOf(sweep, directory, missing)) {
    if (task.setting !== setting) {
      yield* [...groups.values()].map(summaryOf);
      groups.clear();
      setting = task.setting;
    }
    for (const row of rows) {
      const fusionLayer = refused === null ? row['fusionLayer'] : null;
      const key = `${task.doing} ${fusionLayer}`;
      const head = { do: task.doing, ...settingAt(sweep.plan, setting), fusionLayer };
      const group = groups.get(key) ?? { head, runs: 0, refused: 0, columns: new Map() };
      groups.set(key, group);
      if (refused === null) addTo(group, row);
      else group.refused++;
    }
  }
  yield* [...groups.values()].map(summaryOf);
}

function addTo(group: Group, row: Row): void {
  group.runs++;
  for (const [name, cell] of Object.entries(row)) {
    if (name === 'fusionLayer') continue;
    const column = group.columns.get(name);
    if (column === null) continue;
    const numbers = column ?? new RunningMoments();
    if (typeof cell === 'number') numbers.add(cell);
    group.columns.set(name, cell === null || typeof cell === 'number' ? numbers : null);
  }
}

function summaryOf({ head, runs, refused, columns }: Group): TidyRow {
  const statistics = [...columns].flatMap(([name, moments]): [string, number | null][] => {
    if (moments === null) return [];
    const { count, mean, standardDeviation: std } = moments;
    return [
      [`${name}.n`, count],
      [`${name}.mean`, mean],
      [`${name}.std`, std],
      [`${name}.sem`, std === null ? null : std / Math.sqrt(count)],
    ];
  });
  return { ...head, runs, refused, ...Object.fromEntries(statistics) };
}

/** Lines of CSV; the rows are asked for twice, as the columns stand first. */
export function* csvLines(rows: () => Iterable<TidyRow>): Generator<string> {
  const columns = new Set<string>();
  for (const row of rows()) for (const name of Object.keys(row)) columns.add(name);
  const names = [...columns];
  yield `${csvLine(names)}\n`;
  for (const row of rows()) yield `${csvLine(names.map((name) => textOf(row[name] ?? null)))}\n`;
}

/** Lines of JSON, a row each. */
export function* jsonLines(rows: Iterable<TidyRow>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function textOf(value: Cell | Value): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.join(' ') : String(value);
}
