/** Results as a table: one row a prediction or seed (and fusion layer, where there are several), read one after the other. */
import { mean, standardDeviation } from '../numerics/statistics.js';
import { settingAt, taskCount, tasksPerSetting, type Value } from './plan.js';
import { readResult, type Cell, type Row } from './store.js';
import { identityOf, taskAt, type Sweep, type Task } from './tasks.js';

/** A row with its parameters. */
export type TidyRow = Readonly<Record<string, Cell | Value>>;

/** Results of one setting. */
interface SettingResults {
  readonly parameters: Readonly<Record<string, Value>>;
  readonly results: readonly { readonly task: Task; readonly rows: readonly Row[]; readonly refused: string | null }[];
}

/** Settings one after the other, with what there is of them; `missing` is told of every task without a result. */
function* settingsOf(sweep: Sweep, directory: string, missing: () => void): Generator<SettingResults> {
  const { plan } = sweep;
  const each = tasksPerSetting(plan);
  const total = taskCount(plan);
  for (let first = 0; first < total; first += each) {
    const results = [];
    for (let number = first; number < first + each; number++) {
      const task = taskAt(sweep, number);
      const result = readResult(directory, identityOf(sweep, task));
      if (result === null) missing();
      else if ('rows' in result) results.push({ task, rows: result.rows, refused: null });
      else results.push({ task, rows: [{}], refused: result.refused });
    }
    yield { parameters: settingAt(plan, first / each), results };
  }
}

/** The rows of a sweep in the order of its plan; memory does not grow with their number. */
export function* tidyRows(sweep: Sweep, directory: string, missing: () => void = () => undefined): Generator<TidyRow> {
  for (const { parameters, results } of settingsOf(sweep, directory, missing)) {
    for (const { task, rows, refused } of results) {
      for (const row of rows) yield { do: task.doing, ...parameters, seed: task.seed, refused, ...row };
    }
  }
}

/**
 * A row a setting, command and fusion layer: of every number that is measured its mean, sample standard deviation and
 * standard error over the seeds that have it, and how many these are.
 */
export function* summaryRows(
  sweep: Sweep,
  directory: string,
  missing: () => void = () => undefined,
): Generator<TidyRow> {
  for (const { parameters, results } of settingsOf(sweep, directory, missing)) {
    const groups = new Map<string, { readonly head: TidyRow; readonly rows: Row[]; refused: number }>();
    for (const { task, rows, refused } of results) {
      for (const row of rows) {
        const layer = refused === null ? row['fusionLayer'] : null;
        const key = `${task.doing} ${layer}`;
        const group = groups.get(key) ?? {
          head: { do: task.doing, ...parameters, fusionLayer: layer },
          rows: [],
          refused: 0,
        };
        groups.set(key, group);
        if (refused === null) group.rows.push(row);
        else group.refused++;
      }
    }
    for (const { head, rows, refused } of groups.values()) {
      yield { ...head, runs: rows.length, refused, ...statistics(rows) };
    }
  }
}

function statistics(rows: readonly Row[]): Record<string, number | null> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'fusionLayer');
  const columns = names.flatMap((name) => {
    const known = rows.flatMap((row) => (name in row && row[name] !== null ? [row[name]] : []));
    const numbers = known.filter((cell) => typeof cell === 'number');
    if (numbers.length < known.length) return []; // words have no mean
    const n = numbers.length;
    const std = n < 2 ? null : standardDeviation(numbers);
    return [
      [`${name}.n`, n],
      [`${name}.mean`, n === 0 ? null : mean(numbers)],
      [`${name}.std`, std],
      [`${name}.sem`, std === null ? null : std / Math.sqrt(n)],
    ] as [string, number | null][];
  });
  return Object.fromEntries(columns);
}

/** Lines of CSV; the rows are asked for twice, as the columns stand first. */
export function* csvLines(rows: () => Iterable<TidyRow>): Generator<string> {
  const columns = new Set<string>();
  for (const row of rows()) for (const name of Object.keys(row)) columns.add(name);
  const names = [...columns];
  yield `${names.map(csvCell).join(',')}\n`;
  for (const row of rows()) yield `${names.map((name) => csvCell(row[name] ?? null)).join(',')}\n`;
}

/** Lines of JSON, a row each. */
export function* jsonLines(rows: Iterable<TidyRow>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function csvCell(value: Cell | Value): string {
  if (value === null) return '';
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
