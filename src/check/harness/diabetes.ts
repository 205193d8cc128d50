import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Correlations } from '../../problem/correlations.js';
import { correlationsFromFile } from '../../data/from-data.js';

/** Seen from the sources and from the compiled package. */
const PLACES = ['../../../data', '../../../../data'];

/** A file of `data/`; `null` where the published package has it not. */
export function dataFile(name: string): string | null {
  const paths = PLACES.map((place) => fileURLToPath(new URL(`${place}/${name}`, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? null;
}

/** The real dataset, which the package has. */
export const diabetesFile = (): string => dataFile('diabetes.csv') ?? 'data/diabetes.csv';

/** The real dataset: serum measurements against age, sex, body mass index and blood pressure, all standardized. */
export async function diabetes(): Promise<Correlations> {
  const columns = { a: 's1..s6', b: 'age,sex,bmi,bp', y: 'progression' };
  return correlationsFromFile(diabetesFile(), { ...columns, standardize: true });
}
