import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Correlations } from '../../problem/correlations.js';
import { correlationsFromFile } from '../../data/from-data.js';

/** The package's own copy, seen from the sources and from the compiled package. */
const PLACES = ['../../../data/diabetes.csv', '../../../../data/diabetes.csv'];

/** Where the file is. */
export function diabetesFile(): string {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? paths[0];
}

/** The real dataset: serum measurements against age, sex, body mass index and blood pressure, all standardized. */
export async function diabetes(): Promise<Correlations> {
  const columns = { a: 's1..s6', b: 'age,sex,bmi,bp', y: 'progression' };
  return correlationsFromFile(diabetesFile(), { ...columns, standardize: true });
}
