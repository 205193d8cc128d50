/**
 * Builds the site: `node dist/scripts/docs/build.js FOLDER [--draft]`. Figures, pages made from the catalogue, TypeDoc's pages,
 * KaTeX's styles, the explorer; and a check that no link leads nowhere.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { argv, execPath, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { drawFigures } from './figures.js';
import { writeGeneratedPages } from './generated-pages.js';
import { brokenLinks } from './links.js';

const [folder = 'site', mode] = argv.slice(2);
const draft = mode === '--draft';

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Styles and fonts of the KaTeX that typesets the pages, which is the plugin's own. */
function copyKatex(): void {
  const plugin = createRequire(fileURLToPath(import.meta.resolve('@mdit/plugin-katex')));
  const styles = dirname(plugin.resolve('katex/dist/katex.min.css'));
  cpSync(join(styles, 'katex.min.css'), join(folder, 'katex/katex.min.css'));
  cpSync(join(styles, 'fonts'), join(folder, 'katex/fonts'), {
    recursive: true,
    filter: (file) => !/\.(?:ttf|woff)$/.test(file),
  });
}

const begun = performance.now();
const tell = (what: string): void => {
  stderr.write(`[${((performance.now() - begun) / 1000).toFixed(0)} s] ${what}\n`);
};

rmSync(folder, { recursive: true, force: true });
const figures = await drawFigures(join(folder, 'figures'), draft, tell);
tell('formulas, derivations, errata');
await writeGeneratedPages(figures, draft, tell);
tell('pages');
run(execPath, 'node_modules/typedoc/bin/typedoc', '--out', folder, '--logLevel', 'Warn');
copyKatex();
tell('explorer');
run(execPath, 'dist/scripts/docs/explorer.js', folder);
tell('links');
const broken = brokenLinks(folder);
if (broken.length > 0) {
  stderr.write(`${broken.join('\n')}\n${broken.length} links lead nowhere\n`);
  process.exitCode = 1;
} else {
  tell(`${folder}/index.html is there`);
}
