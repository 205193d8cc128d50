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
  /** Each modality by its name, and its columns. */
  readonly modalities: readonly (readonly [name: string, columns: string])[];
  readonly y: string;
  readonly standardize: boolean;
  /** Whether numbers in the target are names of classes; text always is. */
  readonly classes: boolean;
}

/** Levers that are set, by their names in `levers.ts`: `momentum`, or with a modality `noise.A`. */
export type LeverSettings = Readonly<Record<string, number>>;

/** All settings. Without `data` the inputs are scalars with `y = x_A + x_B`. */
export interface State extends Numbers {
  readonly start: StartKind;
  readonly data: DataChoice | null;
  readonly levers: LeverSettings;
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
  levers: {},
};

/** The tables that the page brings along. */
export const EXAMPLES: readonly DataChoice[] = [
  {
    file: 'diabetes.csv',
    modalities: [
      ['A', 's1..s6'],
      ['B', 'age,sex,bmi,bp'],
    ],
    y: 'progression',
    standardize: true,
    classes: false,
  },
  {
    file: 'iris.csv',
    modalities: [
      ['sepal', 'sepal_*'],
      ['petal', 'petal_*'],
    ],
    y: 'species',
    standardize: true,
    classes: false,
  },
];

const NUMBER_KEYS: readonly NumberKey[] = ['depth', 'fusion', 'width', 'init', 'rho', 'sigma', 'rate', 'seed'];

/** Before a lever, and before the columns of a modality, in an address. */
const LEVER = 'lever.';
const MODALITY = 'columns.';

/** A state as the fragment of an address, `#` included: the settings that matter, in a fixed order. */
export function toHash(state: State): string {
  const query = new URLSearchParams();
  for (const key of NUMBER_KEYS) {
    const isToy = key === 'rho' || key === 'sigma';
    if (!(isToy && state.data)) query.set(key, String(state[key]));
  }
  query.set('start', state.start);
  if (state.data) {
    const { file, modalities, y, standardize, classes } = state.data;
    query.set('file', file);
    for (const [name, columns] of modalities) query.append(MODALITY + name, columns);
    query.set('y', y);
    query.set('standardize', standardize ? '1' : '0');
    if (classes) query.set('classes', '1');
  }
  for (const [name, value] of Object.entries(state.levers)) query.set(LEVER + name, String(value));
  return `#${query.toString()}`;
}

/** The state an address speaks of. What it leaves out, or spells wrong, is as on a fresh page. */
export function fromHash(hash: string): State {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (key: NumberKey): number => finite(query.get(key)) ?? DEFAULTS[key];
  const file = query.get('file');
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
    data: file === null ? null : choiceOf(file, query),
    levers: Object.fromEntries(
      [...query].flatMap(([key, text]) => {
        const value = finite(text);
        return key.startsWith(LEVER) && value !== null ? [[key.slice(LEVER.length), value]] : [];
      }),
    ),
  };
}

function finite(text: string | null): number | null {
  return text !== null && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
}

/** Addresses of earlier versions have two modalities, `a` and `b`. */
function choiceOf(file: string, query: URLSearchParams): DataChoice {
  const modalities = [...query]
    .filter(([key]) => key.startsWith(MODALITY))
    .map(([key, columns]) => [key.slice(MODALITY.length), columns] as const);
  const earlier = [['A', query.get('a') ?? ''] as const, ['B', query.get('b') ?? ''] as const];
  return {
    file,
    modalities: modalities.length > 0 ? modalities : earlier,
    y: query.get('y') ?? '',
    standardize: query.get('standardize') !== '0',
    classes: query.get('classes') === '1',
  };
}

/** `state` with one number changed. Late fusion stays late, and no fusion layer is left above the depth. */
export function withNumber(state: State, key: NumberKey, value: number): State {
  if (key !== 'depth') return { ...state, [key]: value };
  const late = state.fusion === state.depth;
  return { ...state, depth: value, fusion: late ? value : Math.min(state.fusion, value) };
}

/** The names of the modalities. */
export const namesOf = ({ data }: State): readonly string[] => data?.modalities.map(([name]) => name) ?? ['A', 'B'];
