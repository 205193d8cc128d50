// The end of the build. Comments leave the compiled code, a sixth of the package; docstrings stay in the declarations, of which only
// what an entry of the package exports or speaks of is kept, a file an entry and what several share. Libraries
// of which we use a corner go into the one module that imports them, so that nobody has to install or load the rest, and their
// licences beside it; to use another function of theirs, export it from that module.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const require = createRequire(import.meta.url);

/** As ES modules, so that what is not used stays out. */
const alias = { 'ml-matrix': join(dirname(require.resolve('ml-matrix')), 'src/index.js') };

const built = ['dist/src', 'dist/formulas'].flatMap((folder) =>
  readdirSync(folder, { recursive: true }).map((file) => join(folder, file)),
);
await build({
  entryPoints: built.filter((file) => file.endsWith('.js')),
  outdir: 'dist',
  outbase: 'dist',
  allowOverwrite: true,
  minify: true,
  charset: 'utf8',
  format: 'esm',
  target: 'es2023',
});

for (const name of ['stdlib', 'decompositions']) {
  const file = `dist/src/numerics/${name}.js`;
  const { metafile } = await build({
    entryPoints: [`src/numerics/${name}.ts`],
    outfile: file,
    bundle: true,
    minify: true,
    format: 'esm',
    // What @stdlib has for browsers asks nothing of Node.
    platform: 'browser',
    target: 'es2023',
    legalComments: 'none',
    metafile: true,
    alias,
  });
  const folders = new Set(Object.keys(metafile.inputs).flatMap((input) => packageFolder(input) ?? []));
  writeFileSync(`dist/src/numerics/${name}.LICENSES.txt`, licences([...folders].sort()));
}

// The schema of a plan has the options of the commands.
const [{ planSchema }, { planOptions }] = [
  await import('../dist/src/sweep/schema.js'),
  await import('../dist/src/cli/sweep/work.js'),
];
writeFileSync('dist/src/sweep/plan.schema.json', `${JSON.stringify(planSchema(planOptions()), null, 2)}\n`);

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.values(exports).flatMap(({ types }) => (types ? [join(types)] : []));
const declarations = await rollup({
  input: Object.fromEntries(entries.map((file) => [file.slice('dist/'.length, -'.d.ts'.length), file])),
  plugins: [dts()],
  external: /^[a-z@]/,
});
for (const file of built) if (file.endsWith('.d.ts')) rmSync(file);
await declarations.write({ dir: 'dist', entryFileNames: '[name].d.ts', chunkFileNames: 'src/types/[name].ts' });

/** The folder of the package that a bundled file comes from. */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/** The text of every licence once, under the packages that have it. */
function licences(folders) {
  const packages = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = ['LICENSE', 'NOTICE'].flatMap((kind) => textOf(folder, kind)).join('\n');
    if (text === '') throw new Error(`${name} has no licence file`);
    packages.set(text, [...(packages.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...packages]
    .map(([text, names]) => `${names.join('\n')}\n\n${text.trim()}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function textOf(folder, kind) {
  const file = readdirSync(folder).find((name) => name.toUpperCase().startsWith(kind));
  return file !== undefined ? [readFileSync(join(folder, file), 'utf8')] : [];
}
