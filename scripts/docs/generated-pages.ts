/** Writes the pages that are made and not written: figures, formulas, derivations, errata. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { derivations } from '../../formulas/derivations/index.js';
import { derive, type DerivationReport } from '../../src/symbolic/derive.js';
import { checkErrata } from '../../src/symbolic/errata.js';
import type { Figure } from '../../src/figures/index.js';
import { figuresPage } from './figures.js';
import { cataloguePage, topicPage, topics } from './catalogue-page.js';
import { readStanding } from '../../src/check/index.js';
import { standingPage } from './standing-page.js';
import { derivationsPage, errataPage } from './theory-pages.js';

/** Where they go; TypeDoc takes them from there. */
const FOLDER = 'docs/generated';

/** Writes the pages. A draft leaves out what takes long, the verdicts of the derivations. */
export async function writeGeneratedPages(
  figures: readonly Figure[],
  draft: boolean,
  tell: (what: string) => void,
): Promise<void> {
  const derived = draft ? [] : await deriveOneByOne(tell);
  const standing = readStanding();
  if (standing === null) throw new Error('data/closed-forms.json is missing: unimodal-bias check --standing makes it');
  const report = readFileSync('docs/check-report.md', 'utf8');
  const known = {
    derived: new Map(derived.map(({ id, verdict }) => [id, verdict])),
    checked: verdictsOf(report),
    standing: standing.rows,
    users: usersOf([...sources('src'), ...sources('formulas')]),
  };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'figures.md'), figuresPage(figures));
  writeFileSync(join(FOLDER, 'catalogue.md'), cataloguePage());
  for (const topic of topics()) {
    const measured = topic === 'relu' ? sectionsOf(report, ['relu-deep']) : '';
    writeFileSync(join(FOLDER, `formulas-${topic}.md`), topicPage(topic, known) + measured);
  }
  writeFileSync(join(FOLDER, 'derivations.md'), derivationsPage(derived));
  writeFileSync(join(FOLDER, 'where-the-theory-stands.md'), standingPage(standing) + sectionsOf(report, MEASURED));
  writeFileSync(join(FOLDER, 'errata.md'), errataPage(checkErrata()));
}

/** Claims beside the table of closed forms: starts of any depth without one, and where a law stops. */
const MEASURED = ['typical-starts', 'relu-deep'];

/** The sections of a check report about claims, those it has. */
export const sectionsOf = (report: string, ids: readonly string[]): string =>
  report
    .split(/^(?=## )/m)
    .filter((section) => ids.some((id) => section.startsWith(`## ${id}\n`)))
    .join('');

async function deriveOneByOne(tell: (what: string) => void): Promise<DerivationReport[]> {
  const reports: DerivationReport[] = [];
  for (const derivation of derivations) {
    tell(`derivation ${reports.length + 1} of ${derivations.length}`);
    reports.push(await derive(derivation));
  }
  return reports;
}

/** The verdicts in the table of a check report. */
export function verdictsOf(report: string): Map<string, string> {
  return new Map(
    [...report.matchAll(/^\| \[([\w-]+)\]\(#[\w-]+\) \| [^|]*\| ([^|]*) \| (\w*)/gm)].map(([, id, verdict, size]) => [
      id,
      size === 'quick' ? `${verdict}, in its quick part` : verdict,
    ]),
  );
}

/** Names of exported functions by the ids in their `@formula` tags. */
export function usersOf(files: readonly string[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const file of files) {
    const documented = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export (?:async )?function (\w+)/g;
    for (const [, comment, name] of file.matchAll(documented)) {
      const tags = comment.matchAll(/^ *\* @formula (.*(?:\n *\* +[\w/-]+,?.*\/.*)*)/gm);
      for (const id of [...tags].flatMap(([, ids]) => ids.match(/[\w-]+\/[\w-]+/g) ?? [])) {
        users.set(id, [...(users.get(id) ?? []), name]);
      }
    }
  }
  return users;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}
