/** The little that is needed of the DOM. */

/** The element of the page with this id; the page is ours, so a missing one is a mistake in it. */
export function byId<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} #${id}`);
}

/** A new element with attributes and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A function that runs `action` once calls to it have paused for `pause` milliseconds. */
export function afterPause(pause: number, action: () => void): () => void {
  let timer: number | undefined;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(action, pause);
  };
}

/** The name of a modality, in its colour. */
export function badge(name: string, m: number): HTMLElement {
  return make('span', { class: `badge m${m % 4}` }, name);
}
