/** In place of `node:fs/promises`: a page has no files but those that are dropped on it. */
export const open = (): never => {
  throw new Error('there are no files here');
};
