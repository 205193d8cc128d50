/** What the page is set to: all of it fits in the address. */

/** The settings that are numbers. */
export interface Numbers {
  /** Total depth L. */
  readonly depth: number;
  /** Fusion layer L_f. */
  readonly fusion: number;
  /** Hidden width N. */
  readonly width: number;
  /** Initial norm u₀ of a pre-fusion layer. */
  readonly init: number;
  /** Correlation ρ of the scalar inputs. */
  readonly rho: number;
  /** σ_A/σ_B of the scalar inputs; σ_B is 1. */
  readonly sigma: number;
  /** Learning rate η. */
  readonly rate: number;
  /** Seed of the simulation's weights. */
  readonly seed: number;
}

/** Names of the numeric settings. */
export type NumberKey = keyof Numbers;

/** How the weights of the network start. */
export type StartKind = 'gaussian' | 'balanced';

/** Which columns of a table are what; column lists in the syntax of the command. */
export interface DataChoice {
  /** Name of the file; its content is not in the address. */
  readonly file: string;
  readonly a: string;
  readonly b: string;
  readonly y: string;
  readonly standardize: boolean;
}

/** All settings. Without `data` the inputs are scalars with `y = x_A + x_B`. */
export interface State extends Numbers {
  readonly start: StartKind;
  readonly data: DataChoice | null;
}

/** Four layers, late fusion, by the protocol of the source's Figure 6. */
export const DEFAULTS: State = {
  depth: 4,
  fusion: 4,
  width: 100,
  init: 0.1,
  rho: 0,
  sigma: 2,
  rate: 0.04,
  seed: 1,
  start: 'gaussian',
  data: null,
};

/** The file that the page brings along. */
export const DIABETES: DataChoice = {
  file: 'diabetes.csv',
  a: 's1..s6',
  b: 'age,sex,bmi,bp',
  y: 'progression',
  standardize: true,
};

const NUMBER_KEYS: readonly NumberKey[] = ['depth', 'fusion', 'width', 'init', 'rho', 'sigma', 'rate', 'seed'];

/** A state as the fragment of an address, `#` included: the settings that matter, in a fixed order. */
export function toHash(state: State): string {
  const query = new URLSearchParams();
  for (const key of NUMBER_KEYS) {
    const isToy = key === 'rho' || key === 'sigma';
    if (!(isToy && state.data)) query.set(key, String(state[key]));
  }
  query.set('start', state.start);
  if (state.data) {
    const { file, a, b, y, standardize } = state.data;
    for (const [key, value] of Object.entries({ file, a, b, y })) query.set(key, value);
    query.set('standardize', standardize ? '1' : '0');
  }
  return `#${query.toString()}`;
}

/** The state an address speaks of. What it leaves out, or spells wrong, is as on a fresh page. */
export function fromHash(hash: string): State {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (key: NumberKey): number => {
    const text = query.get(key)?.trim() ?? '';
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : DEFAULTS[key];
  };
  const file = query.get('file');
  const column = (key: 'a' | 'b' | 'y') => query.get(key) ?? '';
  return {
    depth: number('depth'),
    fusion: number('fusion'),
    width: number('width'),
    init: number('init'),
    rho: number('rho'),
    sigma: number('sigma'),
    rate: number('rate'),
    seed: number('seed'),
    start: query.get('start') === 'balanced' ? 'balanced' : 'gaussian',
    data:
      file === null
        ? null
        : { file, a: column('a'), b: column('b'), y: column('y'), standardize: query.get('standardize') !== '0' },
  };
}

/** `state` with one number changed. Late fusion stays late, and no fusion layer is left above the depth. */
export function withNumber(state: State, key: NumberKey, value: number): State {
  if (key !== 'depth') return { ...state, [key]: value };
  const late = state.fusion === state.depth;
  return { ...state, depth: value, fusion: late ? value : Math.min(state.fusion, value) };
}
