/** Text of the project as Markdown. */

/** Bars would end a cell of a table, stars and underscores are emphasis, angles are tags. */
export const escaped = (text: string): string => text.replace(/[|*_<>]/g, '\\$&');

/** An unordered list, one line an item. */
export const list = (items: readonly string[]): string[] => items.map((item) => `- ${item}`);

/** A heading: indices and powers as HTML, since navigation and search show a heading's letters and no mathematics. */
export function heading(text: string): string {
  return escaped(text).replace(
    /\\?([_^])(?:\{([^}]*)\}|([\p{L}\p{N}]+|\\\*))/gu,
    (_, mark: string, braced: string | undefined, word = braced ?? '') =>
      mark === '_' ? `<sub>${word}</sub>` : `<sup>${word}</sup>`,
  );
}

const GREEK: Readonly<Record<string, string>> = { Σ: '\\Sigma', σ: '\\sigma', τ: '\\tau', ρ: '\\rho' };
const ACCENTS: Readonly<Record<string, string>> = { '\u0302': '\\hat', '\u0303': '\\tilde', '\u0307': '\\dot' };
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Escaped text in which letters with an index or a power, `L_f`, `Σ̃_yB`, `σ_A²`, `W_A^tot`, `10^{-8}`, are typeset. */
export function worded(text: string): string {
  const symbol =
    /(?<![\p{L}\p{M}])(\p{L}|\d+)(\p{M}?)(?:\\_(?:\{([^}]*)\}|([a-zA-Z0-9]+|\\\*)))?(?:\^(?:\{([^}]*)\}|(tot|[a-zA-Z0-9]))|([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?/gu;
  return escaped(text.normalize('NFD'))
    .replace(symbol, (whole: string, base: string, accent: string, ...scripts: (string | undefined)[]) => {
      const [braced, index = braced, raised, power = raised, small] = scripts;
      // A plain letter or number with a small power reads well as it is.
      if (index === undefined && power === undefined) return whole;
      return `\\(${ACCENTS[accent] ?? ''}{${GREEK[base] ?? base}}${script('_', index)}${script('^', power ?? digits(small))}\\)`;
    })
    .normalize('NFC');
}

/** `_{…}` or `^{…}` as TeX has it; words upright. */
function script(mark: '_' | '^', text: string | undefined): string {
  if (text === undefined || text === '') return '';
  const plain = text.replaceAll('\\', '').replaceAll('−', '-');
  return `${mark}{${plain === 'tot' ? '\\mathrm{tot}' : plain}}`;
}

/** `⁻¹` as `-1`. */
const digits = (small = ''): string =>
  Array.from(small, (sign) => (sign === '⁻' ? '-' : SUPERSCRIPTS.indexOf(sign))).join('');
