/** Bars would end a cell of a table, stars and underscores are emphasis, angles are tags. */
export const escaped = (text: string): string => text.replace(/[|*_<>]/g, '\\$&');

/** An unordered list, one line an item. */
export const list = (items: readonly string[]): string[] => items.map((item) => `- ${item}`);
