/** What other programs found where the source has random starts. */

/** A setting of the source's deep protocol: σ_A/σ_B, ρ, u₀, width. */
export interface Setting {
  readonly depth: number;
  readonly fusionLayer: number;
  readonly ratio: number;
  readonly rho: number;
  readonly u0: number;
  readonly width: number;
}

/** Means and standard deviations over 20 seeds by an independent program (and, for four layers, the authors' own code). */
export interface Reference extends Setting {
  readonly tA: readonly [mean: number, std: number];
  readonly timeRatio: readonly [mean: number, std: number];
}

/** Seeds of each of their means. */
export const SEEDS = 20;
export const base = { depth: 4, ratio: 2, rho: 0, u0: 0.1, width: 100 };

const AUTHORS: readonly Reference[] = [
  { ...base, fusionLayer: 2, tA: [1144.3, 57.6], timeRatio: [1.0444, 0.0036] },
  { ...base, fusionLayer: 3, tA: [1251.6, 117.9], timeRatio: [1.4883, 0.081] },
  { ...base, fusionLayer: 4, tA: [1690.6, 130.6], timeRatio: [3.988, 0.3811] },
];

const INDEPENDENT: readonly Reference[] = [
  { ...base, fusionLayer: 2, rho: 0.5, tA: [888.9, 43.7], timeRatio: [1.0534, 0.0048] },
  { ...base, fusionLayer: 3, rho: 0.5, tA: [1000.9, 93.8], timeRatio: [1.616, 0.1232] },
  { ...base, fusionLayer: 2, rho: -0.9, tA: [2037.4, 93], timeRatio: [1.3179, 0.018] },
  { ...base, fusionLayer: 3, rho: -0.9, tA: [2268.7, 213.3], timeRatio: [3.9663, 0.3129] },
  { ...base, fusionLayer: 2, u0: 0.03, tA: [12692.1, 640.1], timeRatio: [1.0058, 0.0004] },
  { ...base, fusionLayer: 3, u0: 0.03, tA: [13882.9, 1308.9], timeRatio: [1.1513, 0.0249] },
  { ...base, depth: 3, fusionLayer: 2, tA: [77.8, 4.8], timeRatio: [1.6771, 0.0598] },
  { ...base, depth: 3, fusionLayer: 3, tA: [94.7, 4.6], timeRatio: [3.939, 0.3797] },
  { ...base, fusionLayer: 3, width: 400, tA: [1559.8, 72.3], timeRatio: [1.4758, 0.0315] },
  { ...base, fusionLayer: 2, width: 400, tA: [1438.2, 49.3], timeRatio: [1.0354, 0.0014] },
  { ...base, depth: 5, fusionLayer: 3, u0: 0.3, tA: [1518.4, 162.4], timeRatio: [1.12, 0.0184] },
];

/** The authors' code, and a program that was written for the comparison. */
export type Program = 'authors' | 'independent';

/** The runs of a program. */
export const runsOf = (program: Program): readonly Reference[] => (program === 'authors' ? AUTHORS : INDEPENDENT);
