/** A figure as a PNG image, by resvg and DejaVu's fonts, so that a machine without fonts draws the same. */
import type { Resvg } from '@resvg/resvg-wasm';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { crc32 } from 'node:zlib';
import { optional } from '../../problem/optional.js';
import { figureSvg } from './svg-file.js';
import type { Figure, Layout } from './spec.js';

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
/** Pixels of the image for each of the figure, so that it is sharp on a dense screen. */
const ZOOM = 2;

interface Resources {
  readonly Renderer: typeof Resvg;
  readonly fonts: readonly Uint8Array[];
}

let loaded: Promise<Resources> | null = null;

/** resvg refuses to be loaded twice. */
async function load(): Promise<Resources> {
  const { resolve } = createRequire(import.meta.url);
  const { initWasm, Resvg: Renderer } = await import('@resvg/resvg-wasm');
  await initWasm(readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return { Renderer, fonts: await Promise.all(FONTS.map((font) => readFile(resolve(`dejavu-fonts-ttf/ttf/${font}`)))) };
}

/** Dots per inch of an image of a given width on paper: what journals ask of line art. */
const DPI = 600;

/** The figure as a PNG file on a white background: two pixels for one of the figure, or 600 dots per inch of its width on paper. */
export async function figurePng(figure: Figure, layout: Layout = {}): Promise<Uint8Array> {
  loaded ??= optional('format png', ['@resvg/resvg-wasm', 'dejavu-fonts-ttf'], load);
  const { Renderer, fonts } = await loaded;
  const { widthMm } = layout;
  const image = new Renderer(figureSvg(figure, layout), {
    background: 'white',
    fitTo:
      widthMm === undefined
        ? { mode: 'zoom', value: ZOOM }
        : { mode: 'width', value: Math.round((widthMm / 25.4) * DPI) },
    font: { fontBuffers: [...fonts], defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  });
  try {
    const png = image.render().asPng();
    return widthMm === undefined ? png : withResolution(png);
  } finally {
    image.free();
  }
}

/** Length, name and check sum of a chunk are four bytes each; the first is the header, of 13 bytes behind a signature of 8. */
const HEADER_END = 8 + 12 + 13;

/** The image with a chunk `pHYs`, pixels a metre, so that programs place it at its width. */
function withResolution(png: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(21);
  chunk.writeUInt32BE(9, 0);
  chunk.write('pHYs', 4, 'latin1');
  const perMetre = Math.round(DPI / 0.0254);
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return Buffer.concat([png.subarray(0, HEADER_END), chunk, png.subarray(HEADER_END)]);
}
