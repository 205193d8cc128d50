/** The address and the history of the browser: every setting is in them. */
import { fromHash, toHash, type State } from './state.js';

/** Changes that follow one another faster than this, in milliseconds, are one step of the history. */
const STEP = 1000;

let lastRecord = -Infinity;

/** The state that the address speaks of. */
export function stateOfAddress(): State {
  return fromHash(window.location.hash);
}

/** Puts a state into the address; the one before stays in the history. */
export function recordState(state: State): void {
  const hash = toHash(state);
  if (hash === window.location.hash) return;
  // An address without settings, and one that was only passed, are replaced.
  const passing = performance.now() - lastRecord < STEP;
  lastRecord = performance.now();
  if (passing) window.history.replaceState(null, '', hash);
  else window.history.pushState(null, '', hash);
}

/** Calls `onChange` with the state when the reader goes back or forward, or edits the address. */
export function followAddress(onChange: (state: State) => void): void {
  window.addEventListener('popstate', () => {
    lastRecord = -Infinity;
    onChange(stateOfAddress());
  });
}
