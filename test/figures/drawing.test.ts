/** Every figure's draft is drawn: well formed, with its marks, with nothing that is not a number, and the same from JSON. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { DOMParser } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { drawFigure } from '../../src/figures/index.js';
import { COLOURS, diverging } from '../../src/figures/grammar/palette.js';
import type { Figure } from '../../src/figures/grammar/spec.js';
import { draft, DRAWN, ids } from './support.js';

/** A well-formed document has every element closed by its own name, and attributes in quotes. */
function requireWellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml[^>]*\?>\s*/, '')
    .replace(/<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gi, (_, end, name, _attributes, empty) => {
      if (end === '/') expect(open.pop()).toBe(name);
      else if (empty !== '/') open.push(name as string);
      return '';
    });
  expect(open).toEqual([]);
  expect(rest, 'what is not a tag is text').not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
}

const count = (figure: Figure, kind: string): number =>
  figure.panels.flatMap(({ spec }) => spec.marks).filter((mark) => mark.kind === kind && mark.rows.length > 0).length;

describe.each(ids)('figure %s', (id) => {
  test('is well formed and has its marks', async () => {
    const figure = draft(id);
    const svg = await drawFigure(figure, 'svg');
    requireWellFormed(svg);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml') as unknown as Document;
    const all = [...root.querySelectorAll('[id]')].map((element) => element.getAttribute('id'));
    expect(new Set(all).size).toBe(all.length);
    expect(root.querySelector('title')?.textContent).toBe(figure.title);
    expect(root.querySelector('desc')?.textContent).toBe(figure.caption);
    const legendLines = figure.panels
      .flatMap(({ spec }) => spec.legend)
      .filter(({ dash }) => dash !== undefined).length;
    expect(root.querySelectorAll('line').length).toBeGreaterThanOrEqual(legendLines);
    const lines = root.querySelectorAll('g[aria-label="line"] path').length;
    expect(lines).toBe(count(figure, 'line'));
    const areas = root.querySelectorAll('g[aria-label="area"] path').length;
    expect(areas).toBe(count(figure, 'band'));
    const points = figure.panels.flatMap(({ spec }) =>
      spec.marks.flatMap((mark) => (mark.kind === 'points' ? mark.rows : [])),
    );
    const swatches = figure.panels.flatMap(({ spec }) => spec.legend).filter(({ symbol }) => symbol !== undefined);
    expect(root.querySelectorAll('g[aria-label="dot"] > *').length).toBe(points.length + swatches.length);
  });

  test('is plain JSON that draws as the figure did when it was made', async () => {
    const drawn = readFileSync(join(DRAWN, `figure-${id}.svg`), 'utf8');
    expect(await drawFigure({ ...draft(id), caption: '' }, 'svg')).toBe(drawn);
  });

  test('has every mark inside its axes', () => {
    for (const { id: panel, spec } of draft(id).panels) {
      for (const mark of spec.marks) {
        for (const [axis, fields] of [
          ['x', ['x']],
          ['y', ['y', 'low', 'high']],
        ] as const) {
          const domain = spec[axis].domain;
          if (domain === undefined || mark.kind === 'text') continue;
          const values = mark.rows.flatMap((row) => fields.flatMap((field) => row[field] ?? []));
          const room = 1e-9 * (domain[1] - domain[0]);
          const outside = values.filter((value) => value < domain[0] - room || value > domain[1] + room);
          expect(outside, `panel ${panel}, ${mark.series}, ${axis}`).toEqual([]);
        }
      }
    }
  });

  test('says it is a draft, by which settings, and in text of 12 pixels or more', async () => {
    const figure = draft(id);
    expect(figure.caption).toMatch(/^Draft/);
    const sizes = [...(await drawFigure(figure, 'svg')).matchAll(/font-size="([^"]+)"/g)].map(([, size]) =>
      Number(size),
    );
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
  });

  test('has its numbers in the CSV', async () => {
    const figure = draft(id);
    const records: Record<string, string>[] = parse(await drawFigure(figure, 'csv'), { columns: true });
    const rows = figure.panels.flatMap(({ id: panel, spec }) =>
      spec.marks.flatMap(({ series, role, kind, rows }) => rows.map((row) => ({ panel, series, role, kind, ...row }))),
    );
    const numbers = ['x', 'y', 'low', 'high', 'x2', 'y2', 'value'];
    const back = records.map((record) =>
      Object.fromEntries(
        Object.entries(record)
          .filter(([, cell]) => cell !== '')
          .map(([key, cell]) => [key, numbers.includes(key) ? Number(cell) : cell]),
      ),
    );
    expect(back).toEqual(rows);
  });
});

test('a PNG has its signature and two pixels for one', async () => {
  const figure = draft('8');
  const svg = await drawFigure(figure, 'svg');
  const size = /viewBox="0 0 (\d+) (\d+)"/.exec(svg);
  const png = await drawFigure(figure, 'png');
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const header = new DataView(png.buffer, png.byteOffset);
  expect([header.getUint32(16), header.getUint32(20)]).toEqual([2 * Number(size?.[1]), 2 * Number(size?.[2])]);
});

test('on paper a figure has the width asked for, its text its size, and what it needs in the file', async () => {
  const figure = draft('8');
  const layout = { widthMm: 85, title: false, caption: false };
  const svg = await drawFigure(figure, 'svg', layout);
  expect(svg).toContain('width="85mm"');
  expect(svg).not.toContain(`>${figure.title}</text>`);
  const pdf = await drawFigure(figure, 'pdf', layout);
  const text = Buffer.from(pdf).toString('latin1');
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text) ?? [];
  expect((Number(width) * 25.4) / 72).toBeCloseTo(85, 2);
  const [, wide, high] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  expect(Number(height) / Number(width)).toBeCloseTo(Number(high) / Number(wide), 3);
  // Every font is a subset that is in the file.
  const fonts = text.match(/\/BaseFont \/\S+/g) ?? [];
  expect(fonts.length).toBeGreaterThan(0);
  expect(fonts.filter((font) => !/\/[A-Z]{6}\+DejaVuSans/.test(font))).toEqual([]);
  expect(text.match(/\/FontFile2 /g)?.length).toBe(new Set(fonts).size);
  expect(Buffer.from(await drawFigure(figure, 'pdf', layout)).equals(pdf)).toBe(true);
  const png = await drawFigure(figure, 'png', layout);
  const header = new DataView(png.buffer, png.byteOffset);
  // 600 dots per inch, and a chunk that says so.
  expect(header.getUint32(16)).toBe(Math.round((85 / 25.4) * 600));
  expect(Buffer.from(png.subarray(37, 41)).toString()).toBe('pHYs');
  await expect(drawFigure(figure, 'svg', { widthMm: 5 })).rejects.toThrow('widthMm must be from 50 to 500, but is 5');
});

test('panels in a row are equally high, and one alone fills its figure', async () => {
  const sizes = async (figure: Figure) => {
    const svg = await drawFigure(figure, 'svg');
    const root = (new DOMParser().parseFromString(svg, 'image/svg+xml') as unknown as Document).documentElement;
    const panels = [...root.children].filter(({ localName }) => localName === 'svg');
    return [root, ...panels].map((element) => ['width', 'height'].map((name) => Number(element.getAttribute(name))));
  };
  const figure = draft('3');
  const [[whole], a, b] = await sizes(figure);
  expect(a).toEqual(b);
  const [[image], [alone]] = await sizes({ ...figure, panels: figure.panels.slice(0, 1) });
  expect(image - alone).toBe(32);
  expect(alone).toBeGreaterThan(whole / 2);
});

/** WCAG's relative luminance. */
function luminance(channels: readonly number[]): number {
  const [r, g, b] = channels.map((value) => {
    const c = value / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const hex = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

function contrast(p: readonly number[], q: readonly number[]): number {
  const [low, high] = [luminance(p), luminance(q)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe('colours have a contrast of 3:1 on white and on near-black', () => {
  const named = Object.values(COLOURS)
    .filter((colour) => colour !== 'currentColor')
    .map(hex);
  const mixed = [-1, -0.5, 0, 0.5, 1].map((value) => (diverging(value).match(/\d+/g) ?? []).map(Number));
  test.each([...named, ...mixed])('%i %i %i', (...colour) => {
    expect(contrast(colour, hex('#ffffff'))).toBeGreaterThanOrEqual(3);
    expect(contrast(colour, hex('#111111'))).toBeGreaterThanOrEqual(3);
  });
});
