/** Finds the links of a built site that lead nowhere. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/** Every link of the folder's pages to a page, anchor or file that is not there, as `page: link`. */
export function brokenLinks(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(?:html|svg)$/.test(file),
  );
  const texts = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const anchors = new Map([...texts].map(([file, text]) => [file, anchorsOf(text)]));
  return files
    .filter((file) => file.endsWith('.html'))
    .flatMap((page) =>
      linksOf(texts.get(page) ?? '')
        .filter((link) => !leadsSomewhere(link, page, folder, anchors))
        .map((link) => `${page}: ${link}`),
    );
}

/** Targets of links, pictures, scripts and styles, but those that leave the site. */
function linksOf(html: string): string[] {
  const targets = [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, target]) => target.replaceAll('&amp;', '&'));
  return [...new Set(targets)].filter((target) => !/^(?:https?:|mailto:|data:)/.test(target));
}

function anchorsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id]) => id));
}

function leadsSomewhere(
  link: string,
  page: string,
  folder: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  if (link.startsWith('/')) return false;
  const [, path, anchor] = /^([^?#]*)[^#]*#?(.*)$/.exec(link) ?? [];
  const target = fileOf(path, page, folder);
  if (target === undefined) return false;
  return anchor === '' || anchors.get(target)?.has(decodeURIComponent(anchor)) === true;
}

/** The file a path of a page means, relative to the folder; a folder means its index. */
function fileOf(path: string, page: string, folder: string): string | undefined {
  if (path === '') return page;
  const target = normalize(join(folder, dirname(page), decodeURIComponent(path)));
  if (!existsSync(target)) return undefined;
  const file = statSync(target).isDirectory() ? join(target, 'index.html') : target;
  return existsSync(file) ? relative(folder, file) : undefined;
}
