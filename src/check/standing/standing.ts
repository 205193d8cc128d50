/** Where the theory stands: what every closed form is off by, as data that the site and `formula` read. */
import { readFileSync } from 'node:fs';
import { dataFile } from '../harness/diabetes.js';

/** Kinds of problems, in the order of the table's columns. */
export const FAMILIES = ['scalars', 'random', 'real', 'symmetric-relu'] as const;

/** A kind of problems. */
export type Family = (typeof FAMILIES)[number];

/** What the problems of each family are, for the page. */
export const PROBLEMS = {
  scalars: '15 problems: one input a modality, y = x_A + x_B, σ_A/σ_B = 1.5, 2, 3, ρ from −0.8 to 0.8',
  random:
    '24 problems of 3 + 3 to 8 + 5 inputs: Gaussian samples, low rank and noise, equal correlations, negative cross-correlations; the weaker drive below 0.9 of the stronger',
  real: '8 problems: diabetes, cancer and iris, standardized, their columns split in several ways',
  'symmetric-relu':
    '16 problems: ReLU networks of two layers on samples with their mirror images (−x, −y): 8 times 40 Gaussian samples, and about 50 rows of each of the real data',
} as const satisfies Record<Family, string>;

/** What a closed form speaks of: the earlier time, the later one, or their quotient. */
export type Quantity = 'first' | 'second' | 'ratio';

/** `|predicted/measured − 1|` over the problems of a family. */
export interface Errors {
  /** How many problems. */
  readonly count: number;
  /** Half of them are below; `null` for one that never came, or without a number. */
  readonly median: number | null;
  /** Nine in ten are below. */
  readonly nineInTen: number | null;
}

/** A closed form of one network and start. */
export interface StandingRow {
  /** Entries of the catalogue that it evaluates; the first one names it. */
  readonly formulas: readonly string[];
  /** Whether the source prints it so. */
  readonly source: boolean;
  /** Which time, or the ratio. */
  readonly quantity: Quantity;
  /** Network and start, in words. */
  readonly setting: string;
  /** By which measure of use it speaks, and is held. */
  readonly measure: 'output' | 'weights';
  /** `null` for a family that it says nothing of. */
  readonly errors: Readonly<Record<Family, Errors | null>>;
}

/** The table, and how it came about. */
export interface Standing {
  /** When it was measured, `2026-11-26`. */
  readonly date: string;
  /** With which versions of what. */
  readonly versions: Readonly<Record<string, string>>;
  /** What the problems of a family are. */
  readonly problems: Readonly<Record<Family, string>>;
  /** A row a closed form, network and start. */
  readonly rows: readonly StandingRow[];
}

const TITLES: Readonly<Record<Family, string>> = {
  scalars: 'scalars',
  random: 'random',
  real: 'real data',
  'symmetric-relu': 'symmetric ReLU',
};

/** A family's name for readers. */
export const titleOf = (family: Family): string => TITLES[family];

/** `1.6% · 4.5%`: median and nine in ten. */
export function errorText(errors: Errors | null): string {
  if (errors === null) return '—';
  const percent = (error: number | null): string => {
    if (error === null) return '∞';
    return error >= 0.995 && error < 1 ? '>99%' : `${(100 * error).toPrecision(error >= 1 ? 3 : 2)}%`;
  };
  return `${percent(errors.median)} · ${percent(errors.nineInTen)}`;
}

const QUANTITIES: Readonly<Record<Quantity, string>> = { first: 'first time', second: 'second time', ratio: 'ratio' };

/** What a row is of, for readers. */
export const subjectOf = ({ quantity, setting }: StandingRow): string => `${QUANTITIES[quantity]}, ${setting}`;

/** The forms of the same quantity, network and start that are better than this one on every family that both speak of. */
export function beating(row: StandingRow, rows: readonly StandingRow[]): StandingRow[] {
  return rows.filter(
    (other) =>
      other.setting === row.setting &&
      other.quantity === row.quantity &&
      FAMILIES.every((family) => isBetter(other.errors[family], row.errors[family])) &&
      FAMILIES.some((family) => typeof other.errors[family]?.median === 'number' && row.errors[family] !== null),
  );
}

function isBetter(other: Errors | null, own: Errors | null): boolean {
  if (own === null || other === null) return own === null;
  // A form that says nothing of the hard problems is no better for it.
  if (other.count < own.count) return false;
  // Where neither comes nine times in ten, that is no merit of either.
  const below = (p: number | null, q: number | null) => q === null || (p !== null && p < q);
  return below(other.median, own.median) && below(other.nineInTen, own.nineInTen);
}

/** What is known of one entry: a line for each table that it is in. */
export interface EntryStanding {
  /** The row. */
  readonly row: StandingRow;
  /** `scalars 3.9% · 35%; random 8.1% · 34%`. */
  readonly errors: string;
  /** Entries that name a form which is better on every kind of problems. */
  readonly better: readonly string[];
}

/** What is known of the forms that evaluate the entry `id`. */
export function standingOf(id: string, rows: readonly StandingRow[]): EntryStanding[] {
  return rows
    .filter(({ formulas }) => formulas.includes(id))
    .map((row) => {
      const errors = FAMILIES.filter((family) => row.errors[family] !== null).map(
        (family) => `${titleOf(family)} ${errorText(row.errors[family])}`,
      );
      const better = beating(row, rows).map(({ formulas: [name] }) => name);
      return { row, errors: errors.join('; '), better: [...new Set(better)].filter((name) => name !== id) };
    });
}

/** The table of the last full check. */
export function readStanding(): Standing | null {
  const path = dataFile('closed-forms.json');
  return path === null ? null : (JSON.parse(readFileSync(path, 'utf8')) as Standing);
}
