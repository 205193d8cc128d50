/**
 * Colours, dashes and symbols. The colours are those of Okabe and Ito that have a contrast of at least 3:1 on white and on
 * near-black (#111) alike; whatever has a colour has a dash or a symbol of its own as well.
 */
import type { Colour, Dash } from './spec.js';

/** Colours as CSS has them. */
export const COLOURS: Readonly<Record<Colour, string>> = {
  blue: '#0072b2',
  vermilion: '#d55e00',
  green: '#009e73',
  purple: '#cc79a7',
  grey: '#808080',
  text: 'currentColor',
};

/** SVG's stroke-dasharray. */
export const DASHES: Readonly<Record<Dash, string | null>> = {
  solid: null,
  dashed: '7 4',
  dotted: '2 3',
  dashdot: '8 3 2 3',
};

/** The four that series of a sweep take in turn. */
export const SWEEP = [
  { colour: 'blue', dash: 'solid', symbol: 'circle' },
  { colour: 'vermilion', dash: 'dashed', symbol: 'square' },
  { colour: 'green', dash: 'dashdot', symbol: 'triangle' },
  { colour: 'purple', dash: 'dotted', symbol: 'diamond' },
] as const;

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** The colour of a number from −1 (blue) over 0 (grey) to 1 (vermilion). */
export function diverging(value: number): string {
  const v = Math.min(1, Math.max(-1, value));
  const end = channels(v < 0 ? COLOURS.blue : COLOURS.vermilion);
  const mixed = channels(COLOURS.grey).map((grey, i) => Math.round(grey + Math.abs(v) * (end[i] - grey)));
  return `rgb(${mixed.join(',')})`;
}
