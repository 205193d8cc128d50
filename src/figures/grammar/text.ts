/** Words in SVG: subscripts, superscripts, and where a line has to break. Runs in a browser as well as in Node. */

/** Font size of all text, and of subscripts, in pixels. */
export const FONT_SIZE = 14;
const SMALL = 12;
/** How far a subscript is below the line, a superscript above it. */
const SHIFT = { _: 3, '^': -5 } as const;

interface Piece {
  readonly text: string;
  /** How it is set: on the line, below or above it. */
  readonly level: '' | '_' | '^';
}

/** Takes `t_B`, `W_A^{tot}` apart. */
function pieces(text: string): Piece[] {
  const found = text.matchAll(/([_^])(?:\{([^}]*)\}|([\p{L}\p{N}*]))|[^_^]+|[_^]/gu);
  return [...found].map((match) => {
    const raised = match.at(2) ?? match.at(3);
    return raised === undefined ? { text: match[0], level: '' } : { text: raised, level: match[1] === '_' ? '_' : '^' };
  });
}

/** Fills an SVG text element, with `tspan`s for what is not on the line. */
export function setText(element: SVGElement, text: string): void {
  const parts = pieces(text);
  if (parts.every(({ level }) => level === '')) {
    element.textContent = text;
    return;
  }
  element.textContent = '';
  let height = 0;
  for (const part of parts) {
    const wanted = part.level === '' ? 0 : SHIFT[part.level];
    const span = element.ownerDocument.createElementNS(SVG, 'tspan');
    if (wanted !== height) span.setAttribute('dy', String(wanted - height));
    if (part.level !== '') span.setAttribute('font-size', String(SMALL));
    span.textContent = part.level === '' ? part.text : part.text.replace('-', '−');
    height = wanted;
    element.appendChild(span);
  }
}

export const SVG = 'http://www.w3.org/2000/svg';

/** An upper estimate of the width of a text in pixels: advance widths of DejaVu Sans, which is wider than most. */
export function widthOf(text: string, size: number = FONT_SIZE): number {
  const plain = pieces(text)
    .map((piece) => piece.text)
    .join('');
  let ems = 0;
  for (const letter of plain) {
    ems += /[ijlI.,:;'|!]/.test(letter)
      ? 0.34
      : /[mwMW—…√]/.test(letter)
        ? 0.95
        : /[A-Z0-9±×=<>≤≥−]/.test(letter)
          ? 0.7
          : 0.58;
  }
  return ems * size;
}

/** Breaks a text into lines that fit. */
export function wrap(text: string, width: number, size: number = FONT_SIZE): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
