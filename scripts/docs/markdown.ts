/** Text of the project as Markdown. */

/** Bars would end a cell of a table, stars and underscores are emphasis, angles are tags. */
export const escaped = (text: string): string => text.replace(/[|*_<>]/g, '\\$&');

/** An unordered list, one line an item. */
export const list = (items: readonly string[]): string[] => items.map((item) => `- ${item}`);

const GREEK: Readonly<Record<string, string>> = { Σ: '\\Sigma', σ: '\\sigma', τ: '\\tau', ρ: '\\rho' };
const ACCENTS: Readonly<Record<string, string>> = { '\u0303': '\\tilde', '\u0307': '\\dot' };
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Escaped text in which letters with an index, `L_f`, `Σ̃_yB`, `σ_A²`, are typeset. */
export function worded(text: string): string {
  const indexed = /(?<![\p{L}\p{M}])(\p{L})(\p{M}?)\\_([a-zA-Z0-9]+|\\\*)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*)/gu;
  return escaped(text).replace(indexed, (_, letter: string, accent: string, index: string, power: string) => {
    const base = GREEK[letter] ?? letter;
    const exponent = Array.from(power, (sign) => (sign === '⁻' ? '-' : SUPERSCRIPTS.indexOf(sign))).join('');
    return `\\(${ACCENTS[accent] ?? ''}{${base}}_{${index.replace('\\', '')}}^{${exponent}}\\)`;
  });
}
