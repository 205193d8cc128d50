/** A figure as a PNG image, by resvg and DejaVu's fonts, so that a machine without fonts draws the same. */
import type { Resvg } from '@resvg/resvg-wasm';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { optional } from '../../problem/optional.js';
import { figureSvg } from './svg-file.js';
import type { Figure } from './spec.js';

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

/** The figure as a PNG file on a white background, twice as many pixels as the figure has. */
export async function figurePng(figure: Figure): Promise<Uint8Array> {
  return svgToPng(figureSvg(figure), 'white');
}

/** Draws an SVG on a background. */
export async function svgToPng(svg: string, background: string): Promise<Uint8Array> {
  loaded ??= optional('format png', ['@resvg/resvg-wasm', 'dejavu-fonts-ttf'], load);
  const { Renderer, fonts } = await loaded;
  const image = new Renderer(svg, {
    background,
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { fontBuffers: [...fonts], defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  });
  try {
    return image.render().asPng();
  } finally {
    image.free();
  }
}
