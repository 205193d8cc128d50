/**
 * Builds the explorer: `node dist/scripts/docs/explorer.js SITE` writes SITE/explorer. Everything the page needs is in that
 * folder, so any static host serves it, under any path.
 */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import katex from 'katex';
import { catalogue } from '../../formulas/index.js';
import type { Formula } from '../../formulas/formula.js';
import { statementLatex } from '../../src/symbolic/latex.js';
import { breakable } from './equations.js';

const SOURCE = 'docs/explorer';
const require = createRequire(import.meta.url);

const PAGE = ['main.ts', 'style.css'];
/** Each in one file: the page starts its two workers of the first from one copy, and tables come with the first table. */
const WORKERS = ['compute.ts', 'data-worker.ts'];

/** Topics whose formulas stand behind a closed-form time or ratio. */
const TOPICS = ['learning-time/', 'time-ratio/', 'finite-width/', 'turning-drive/'];

/** Builds the explorer into `out`, which is emptied first. */
export async function buildExplorer(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const formulas = catalogue.filter(({ id }) => TOPICS.some((topic) => id.startsWith(topic))).map(typeset);
  await Promise.all([
    bundle(out),
    copyFile(join(SOURCE, 'page.html'), join(out, 'index.html')),
    ...['diabetes.csv', 'iris.csv'].map((file) => copyFile(join('data', file), join(out, file))),
    writeFile(join(out, 'formulas.bin'), gzipSync(JSON.stringify(formulas), { level: 9 })),
    copyKatex(out, new Set(formulas.flatMap(({ html }) => classesOf(html)))),
  ]);
}

async function bundle(out: string): Promise<void> {
  const how: BuildOptions = {
    outdir: out,
    bundle: true,
    format: 'esm',
    target: 'es2023',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  };
  const files = (names: readonly string[]) => names.map((name) => join(SOURCE, name));
  await Promise.all([
    build({ ...how, entryPoints: files(PAGE), splitting: true }),
    build({
      ...how,
      entryPoints: files(WORKERS),
      alias: {
        // As ES modules, so that the half of ml-matrix that is not used stays out.
        'ml-matrix': join(dirname(require.resolve('ml-matrix')), 'src/index.js'),
        'node:zlib': resolve(SOURCE, 'zlib.ts'),
        'node:fs/promises': resolve(SOURCE, 'no-files.ts'),
      },
      plugins: [withoutUnused],
    }),
  ]);
}

/** What the workers have no use for: entrywise functions of matrices. */
const UNUSED = /node_modules[\\/]ml-matrix[\\/]src[\\/]mathOperations\.js$/;

/** What these modules export does nothing here. To reckon by it is an exception or NaN, as the browser tests would tell. */
const withoutUnused: Plugin = {
  name: 'without-unused',
  setup: (build) => {
    build.onLoad({ filter: UNUSED }, async ({ path }) => {
      const names = Object.keys((await import(pathToFileURL(path).href)) as object);
      return { contents: names.map((name) => `export const ${name} = () => undefined;`).join('\n') };
    });
  },
};

/** A formula as `formulas.ts` of the explorer has it; all of them in one file, as their HTML is long and compresses well. */
function typeset({ id, title, equation, statement }: Formula) {
  return {
    id,
    title,
    equation,
    html: katex.renderToString(breakable(statementLatex(statement)), { displayMode: true }),
  };
}

function classesOf(html: string): string[] {
  return [...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names.split(' '));
}

/** Of KaTeX the woff2 fonts that formulas of the page may need, and the rules of its stylesheet for classes that they have. */
async function copyKatex(out: string, classes: ReadonlySet<string>): Promise<void> {
  const dist = dirname(require.resolve('katex'));
  const css = await readFile(join(dist, 'katex.min.css'), 'utf8');
  const fonts: string[] = [];
  const used = css.replaceAll(/([^{}]+)\{([^{}]*)\}/g, (rule, selectors: string, body: string) => {
    if (selectors === '@font-face') {
      const file = /fonts\/(KaTeX_(?:Main-Regular|Math-Italic|Size\d-Regular)\.woff2)/.exec(rule)?.[1];
      if (file === undefined) return '';
      fonts.push(file);
      return rule.replace(/src:[^}]*\}/, `src:url(fonts/${file}) format("woff2")}`);
    }
    const kept = selectors.split(',').filter((selector) => classesIn(selector).every((name) => classes.has(name)));
    return kept.length === 0 ? '' : `${kept.join(',')}{${body}}`;
  });
  await mkdir(join(out, 'fonts'), { recursive: true });
  await Promise.all(fonts.map((file) => copyFile(join(dist, 'fonts', file), join(out, 'fonts', file))));
  await writeFile(join(out, 'formulas.css'), used);
}

function classesIn(selector: string): string[] {
  return [...selector.matchAll(/\.([\w-]+)/g)].map(([, name]) => name);
}

const script = process.argv.at(1);
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  await buildExplorer(join(process.argv.at(2) ?? 'site', 'explorer'));
}
