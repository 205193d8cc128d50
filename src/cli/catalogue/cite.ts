import { Command } from 'commander';
import { hanging } from '../format.js';
import { printAnswer } from '../options.js';

/** The paper whose theory is computed; `CITATION.cff` says the same, and a test holds the two together. */
export const SOURCE = {
  title: 'Understanding Unimodal Bias in Multimodal Deep Linear Networks',
  authors: ['Zhang, Yedi', 'Latham, Peter E.', 'Saxe, Andrew'],
  proceedings: 'Proceedings of the 41st International Conference on Machine Learning',
  volume: 235,
  year: 2024,
  url: 'https://proceedings.mlr.press/v235/zhang24aa.html',
  arxiv: '2312.00935',
  doi: '10.48550/arXiv.2312.00935',
} as const;

/** `unimodal-bias cite`. */
export function citeCommand(version: string): Command {
  return new Command('cite')
    .description('BibTeX of the paper whose theory this is, and of this software')
    .option('--json', 'machine-readable output')
    .action((options: { json?: boolean }) => {
      const software = { title: 'unimodal-bias', author: 'the unimodal-bias authors', version, year: 2026 };
      printAnswer(options, { source: SOURCE, software }, () => bibtex(software));
    });
}

function bibtex(software: { title: string; author: string; version: string; year: number }): string {
  const { title, authors, proceedings, volume, year, url, arxiv, doi } = SOURCE;
  return [
    entry('inproceedings', 'zhang2024unimodal', {
      title: `{${title}}`,
      author: authors.join(' and '),
      booktitle: proceedings,
      series: 'Proceedings of Machine Learning Research',
      volume: String(volume),
      year: String(year),
      url,
      eprint: arxiv,
      archiveprefix: 'arXiv',
      doi,
    }),
    entry('software', 'unimodalbias', {
      title: software.title,
      author: `{${software.author}}`,
      version: software.version,
      year: String(software.year),
    }),
  ].join('\n\n');
}

function entry(kind: string, key: string, fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([name, value]) => hanging(`  ${name} = {`, `${value}},`));
  return [`@${kind}{${key},`, ...lines, '}'].join('\n');
}
