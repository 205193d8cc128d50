/** Bars would end a cell of a table, stars and underscores are emphasis, angles are tags. */
export const escaped = (text: string): string => text.replace(/[|*_<>]/g, '\\$&');

/** An unordered list, one line an item. */
export const list = (items: readonly string[]): string[] => items.map((item) => `- ${item}`);

/** Words with symbols: `L_f` gets its index, everything else is escaped. */
export const worded = (text: string): string =>
  escaped(text).replace(/(?<=[\p{L}\p{M}])\\_([a-zA-Z0-9]+|\\\*)/gu, '<sub>$1</sub>');
