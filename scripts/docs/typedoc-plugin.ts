/**
 * What the site adds to TypeDoc: typeset mathematics, `@formula` tags, categories by room, one page a document under its file's
 * name, and links in the header that hold under any path.
 */
import { basename } from 'node:path';
import { katex } from '@mdit/plugin-katex';
import type MarkdownIt from 'markdown-it';
import {
  Application,
  Comment,
  CommentTag,
  Converter,
  DocumentReflection,
  IndexEvent,
  JSX,
  KindRouter,
  OptionDefaults,
  PageEvent,
  Renderer,
  type Context,
  type Reflection,
  type RouterTarget,
} from 'typedoc';
import { catalogue } from '../../formulas/index.js';
import { entryLink, equationOf, sourceOf } from './equations.js';

/** Categories of the API pages: the first folder that holds the declaration decides. */
const ROOMS: readonly (readonly [folder: string, category: string])[] = [
  ['src/problem', 'Problem and data'],
  ['src/numerics', 'Problem and data'],
  ['src/data', 'Problem and data'],
  ['src/flows', 'Prediction'],
  ['src/predict', 'Prediction'],
  ['src/diagnose', 'Prediction'],
  ['src/simulate', 'Simulation'],
  ['src/check', 'Checks'],
  ['src/figures', 'Figures'],
  ['src/symbolic', 'Symbolic'],
  ['formulas', 'Formulas'],
];

/** Categories of the documents, by folder or file. */
const SHELVES: readonly (readonly [part: string, category: string])[] = [
  ['docs/guide/', 'Guide'],
  ['docs/generated/formulas-', 'Topics'],
  ['', 'Reference'],
];

/** Links of the header. `site:` becomes the way from the page to the site's root. */
const NAVIGATION = {
  Guide: 'site:documents/the-problem.html',
  Figures: 'site:documents/figures.html',
  Formulas: 'site:documents/catalogue.html',
  API: 'site:modules.html',
  Explorer: 'site:explorer/index.html',
};

/** Called by TypeDoc. */
export function load(app: Application): void {
  // Not earlier: options are read afresh once plugins are loaded.
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    app.options.setValue('blockTags', [...OptionDefaults.blockTags, '@formula']);
    app.options.setValue('navigationLinks', NAVIGATION);
    // `\(…\)`, `\[…\]` and fences of `math`: a dollar stays a dollar.
    app.options.setValue('markdownItLoader', (parser) => {
      (parser as MarkdownIt).use(katex, {
        delimiters: 'brackets',
        mathFence: true,
        throwOnError: true,
        transformer: refuseErrors,
      });
      scrollTables(parser as MarkdownIt);
      setIndices(parser as MarkdownIt);
    });
  });
  app.renderer.defineRouter('site', SiteRouter);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, prepare);
  app.converter.on(Converter.EVENT_RESOLVE_END, nameParameters);
  app.renderer.hooks.on('head.end', (context) =>
    JSX.createElement(JSX.Fragment, null, [
      JSX.createElement('link', { rel: 'stylesheet', href: context.relativeURL('katex/katex.min.css') }),
    ]),
  );
  app.renderer.on(IndexEvent.PREPARE_INDEX, (event: IndexEvent) => {
    indexWords(event);
    indexFormulas(event);
  });
  app.renderer.on(Renderer.EVENT_END_PAGE, (page: PageEvent) => {
    const up = '../'.repeat(page.url.split('/').length - 1);
    page.contents &&= focusable(page.contents.replaceAll('href="site:', `href="${up}`));
  });
}

/** A formula that KaTeX cannot read is an error of the build, not a red word on a page. */
function refuseErrors(html: string): string {
  if (html.includes('katex-error')) throw new Error(`KaTeX cannot typeset: ${html}`);
  return html;
}

/** Letters with an index in plain text, `s_B`, `Σ_yA`, `Δt_A`, are set as such. */
function setIndices({ renderer, utils }: MarkdownIt): void {
  renderer.rules.text = (tokens, i) =>
    utils
      .escapeHtml(tokens[i].content)
      .replace(/(?<![\p{L}\p{N}_])([Δ∂]?\p{L}\p{M}?)_([A-Za-z0-9]+|\*)/gu, '$1<sub>$2</sub>');
}

/** What scrolls by itself is reached by the keyboard. */
function focusable(html: string): string {
  return html
    .replaceAll(/class=(["'])(katex-block|scroll)\1/g, 'class="$2" tabindex="0"')
    .replaceAll(/<p>(?=<img [^>]*figures\/)/g, '<p tabindex="0">');
}

/** Wide tables scroll by themselves; the page does not. */
function scrollTables(parser: MarkdownIt): void {
  parser.renderer.rules['table_open'] = () => '<div class="scroll"><table>';
  parser.renderer.rules['table_close'] = () => '</table></div>';
}

/** TypeDoc's pages; a document's is called like its file, and a name's has no entry before it, as every name means one thing. */
class SiteRouter extends KindRouter {
  protected override getIdealBaseName(target: RouterTarget): string {
    const reflection = target as Reflection;
    if (!reflection.isDocument()) return super.getIdealBaseName(reflection).replace(/\/unimodal-bias[^.]*\./, '/');
    return `documents/${basename(pathOf(reflection), '.md').toLowerCase()}`;
  }

  override getFullUrl(target: RouterTarget): string {
    return ENTRIES.get(target) ?? super.getFullUrl(target);
  }
}

/**
 * Decimals and long numbers: tables have thousands, and nobody searches for them. lunr names a state of its automaton by labels and
 * numbers in a row, so that words of digits can be taken for one another, and a search that meets one of those throws.
 */
const NUMBERS = /\d+(?:[.,]\d+)+|\d{3,}/g;

/** The words of documents, by which they are found. */
function indexWords({ searchResults, searchFields }: IndexEvent): void {
  searchResults.forEach((result, i) => {
    if (!(result instanceof DocumentReflection)) return;
    const text = result.content.map((part) => part.text).join('\n');
    searchFields[i] = { document: text.replaceAll(NUMBERS, ' ') };
  });
}

/** Where the search leads with a formula of the catalogue. */
const ENTRIES = new WeakMap<object, string>();

/** Every formula is found by its number in the source and by its title, as if it were a document of its own. */
function indexFormulas(event: IndexEvent): void {
  const [any] = event.searchResults;
  // Its number and title weigh ten names: they are asked for by who has the paper before them.
  event.searchFieldWeights['formula'] = 100;
  for (const formula of catalogue) {
    const number = formula.equation === '—' ? '' : ` (${sourceOf(formula)})`;
    const entry = new DocumentReflection(`${formula.title}${number}`, any.project, [], {});
    ENTRIES.set(entry, `documents/${entryLink(formula)}`);
    event.searchFields[event.searchResults.length] = { formula: entry.name };
    event.searchResults.push(entry);
  }
}

function pathOf(document: DocumentReflection): string {
  return document.project.files.getReflectionPath(document) ?? document.name;
}

function prepare({ project }: Context): void {
  for (const document of project.documents ?? []) {
    document.name = titleOf(document);
    categorize(document, SHELVES.find(([part]) => pathOf(document).includes(part))?.[1]);
  }
  for (const child of (project.children ?? []).flatMap((entry) => entry.children ?? [])) {
    const file = project.getSymbolIdFromReflection(child)?.packagePath ?? '';
    categorize(child, ROOMS.find(([folder]) => file.startsWith(folder))?.[1]);
  }
  for (const reflection of Object.values(project.reflections)) typesetFormulas(reflection.comment);
}

/** A parameter that is taken apart on the spot has no name unless its docstring gives it one. */
function nameParameters({ project }: Context): void {
  for (const reflection of Object.values(project.reflections)) {
    if (reflection.name === '__namedParameters') reflection.name = 'input';
  }
}

/** The first heading of a document. */
function titleOf({ content, name }: DocumentReflection): string {
  const text = content.map((part) => part.text).join('');
  return /^# (.+)$/m.exec(text)?.[1].replace(/[`*]/g, '') ?? name;
}

function categorize(reflection: Reflection, category = 'Other'): void {
  const tag = new CommentTag('@category', [{ kind: 'text', text: category }]);
  reflection.comment ??= new Comment();
  reflection.comment.blockTags.push(tag);
}

/** `@formula id, …` becomes the equations themselves, each with a link to the catalogue. */
function typesetFormulas(comment: Comment | undefined): void {
  for (const tag of comment?.blockTags ?? []) {
    if (tag.tag !== '@formula') continue;
    const ids = tag.content
      .map((part) => part.text)
      .join('')
      .trim()
      .split(/[\s,]+/);
    tag.content = [{ kind: 'text', text: ids.map(equationOf).join('\n\n') }];
  }
}
