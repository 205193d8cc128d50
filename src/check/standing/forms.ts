/** Every closed form of a time of two modalities: the networks and starts it is of, and its number on a problem. */
import { firstTwoLayer } from '../../../formulas/random-weights.js';
import { secondTime } from '../../../formulas/selection.js';
import { timeRatioThreeLayer, timeRatioTurned } from '../../../formulas/turning-drive.js';
import { dot, norm } from '../../numerics/matrix.js';
import { closedForm, closedFormTimes, greedyTimes, type ClosedFormStart } from '../../predict/closed/closed-form.js';
import { sourceQuantities, swapped, type SourceQuantities } from '../../predict/source/quantities.js';
import { balancedScale, isFirstA } from '../../predict/source/times.js';
import type { Correlations } from '../../problem/correlations.js';
import { InputError } from '../../problem/errors.js';
import type { Network } from '../../problem/network.js';
import { problemOf } from '../../problem/two-modalities.js';
import type { StandingRow } from './standing.js';
import { scaleName } from '../harness/problems.js';

/** A network, its start, and its width. */
export interface Setting {
  readonly name: string;
  readonly network: Network;
  readonly start: { readonly initScale: number } | { readonly std: number };
}

/** Hidden width of all simulations. */
export const WIDTH = 100;

const setting = (text: string, [depthA, depthB, depthShared]: readonly number[], start: Setting['start']): Setting => ({
  name: `${text}, ${scaleName(start)}`,
  network: { depthA, depthB, depthShared },
  start,
});

/** Small starts: those of the source's figures, and one standard deviation for all weights. */
export const SETTINGS: readonly Setting[] = [
  setting('2 layers, late', [2, 2, 0], { initScale: 0.01 }),
  setting('2 layers, late', [2, 2, 0], { std: 1e-6 }),
  setting('3 layers, late', [3, 3, 0], { initScale: 0.1 }),
  setting('3 layers, late', [3, 3, 0], { std: 0.01 }),
  setting('4 layers, late', [4, 4, 0], { initScale: 0.15 }),
  setting('4 layers, late', [4, 4, 0], { std: 0.015 }),
  setting('3 layers, fusion 2', [2, 2, 1], { initScale: 0.1 }),
  setting('4 layers, fusion 2', [2, 2, 2], { initScale: 0.15 }),
  setting('4 layers, fusion 3', [3, 3, 1], { initScale: 0.15 }),
  setting('2 layers, early', [1, 1, 1], { initScale: 0.01 }),
  setting('3 layers, early', [1, 1, 2], { initScale: 0.1 }),
  setting('branches of 2 and 3 layers', [2, 3, 0], { initScale: 0.1 }),
  setting('branches of 3 and 4 layers', [3, 4, 0], { initScale: 0.15 }),
];

/** A form with its number on a problem, in steps for a time. */
export interface Valued extends Pick<StandingRow, 'formulas' | 'source' | 'quantity' | 'measure'> {
  readonly value: number;
}

/** What all forms of a setting say of a problem. */
export function formsOf(c: Correlations, { network, start }: Setting, learningRate: number): Valued[] {
  const from = { ...start, width: WIDTH };
  const u_0 = balancedScale(network, from);
  const isA = isFirstA(network, norm(c.sigmaYA), norm(c.sigmaYB), u_0);
  const oriented = isA ? c : swapped(c);
  const net = isA ? network : { ...network, depthA: network.depthB, depthB: network.depthA };
  const m = sourceQuantities(oriented);
  const asked = { c: oriented, m, net, from, u_0, learningRate };
  const all = [...ofSource(asked), ...byOutput(c, network, from, learningRate), ...ofLateFusion(asked)];
  // What `predict` falls back on is one of the single laws.
  const isFirst = (form: Valued, i: number) => all.findIndex((other) => keyOf(other) === keyOf(form)) === i;
  return all.filter((form, i) => !Number.isNaN(form.value) && isFirst(form, i));
}

/** A form's name: entries in any order, and what of. */
export const keyOf = ({ formulas, quantity }: Pick<Valued, 'formulas' | 'quantity'>): string =>
  `${formulas.toSorted((p, q) => p.localeCompare(q)).join(' ')} ${quantity}`;

interface Asked {
  /** A is learned first. */
  readonly c: Correlations;
  readonly m: SourceQuantities;
  readonly net: Network;
  readonly from: ClosedFormStart;
  readonly u_0: number;
  readonly learningRate: number;
}

/** As printed, `s_B` the norm; formulas of the same shape that the source does not have stand beside them. */
function ofSource({ m, net, u_0, learningRate }: Asked): Valued[] {
  const times = unlessRefused(() => closedForm(net, { ...m, reversed: false }, u_0, 1 / learningRate, 'mse'));
  if (times === null) return [];
  const { first, second, ratio, sources } = times;
  const isEarly = sources.first === sources.second;
  const row = (source: { id: string; equation: string } | null, quantity: Valued['quantity'], value: number) =>
    source === null
      ? []
      : [
          {
            ...{ formulas: [source.id], source: source.equation !== '—', quantity, value },
            measure: isEarly ? ('output' as const) : ('weights' as const),
          },
        ];
  return [
    ...row(sources.first, 'first', first),
    ...(isEarly ? [] : row(sources.second, 'second', second)),
    ...row(sources.ratio, 'ratio', ratio),
  ];
}

/** What `predict` calls its closed form. */
function byOutput(c: Correlations, network: Network, from: ClosedFormStart, learningRate: number): Valued[] {
  if (network.depthA !== network.depthB || network.depthA === 1) return [];
  const times = unlessRefused(() => closedFormTimes(c, network, from, learningRate));
  if (times === null) return [];
  const { tA, tB, timeRatio } = times;
  const formulas = times.formulas.filter((id) => /turning|finite|slow/.test(id));
  const isOfFirst = (id: string) => /first|half-time|escape-/.test(id);
  const isOfBoth = (id: string) => /crossing|slow/.test(id);
  const named = (chosen: (id: string) => boolean) => formulas.filter((id) => isOfBoth(id) || chosen(id)).sort(byRole);
  const common = { source: false, measure: 'output' } as const;
  const ofFirst = named(isOfFirst);
  const first = { ...common, formulas: ofFirst, quantity: 'first' as const, value: Math.min(tA, tB) };
  return [
    // Below late fusion the first time has a law of its own only for some networks.
    ...(ofFirst.length > 0 ? [first] : []),
    { ...common, formulas: named((id) => !isOfFirst(id)), quantity: 'second', value: Math.max(tA, tB) },
    { ...common, formulas: formulas.toSorted(byRole), quantity: 'ratio', value: timeRatio },
  ];
}

/** The law of the time first, what it takes from others behind it. */
const ROLES = ['second', 'ratio', 'first', 'half-time', 'escape'];
const roleOf = (id: string): number => (ROLES.findIndex((role) => id.split('/')[1].startsWith(role)) + 9) % 9;
const byRole = (p: string, q: string): number => roleOf(p) - roleOf(q);

/** Single laws of late fusion, which `predict` does not use by themselves. */
function ofLateFusion({ c, m, net, from, learningRate }: Asked): Valued[] {
  const { depthA: L, depthB, depthShared } = net;
  if (L < 2 || depthB !== L || depthShared > 0) return [];
  const { sA: s_A, sB: s_B, rB: r_B } = m;
  const cosine = r_B > 0 ? dot(m.residualB, c.sigmaYB) / (r_B * s_B) : 1;
  const turned = { s_A, s_B, r_B, c: Math.max(-1, Math.min(1, cosine)) };
  const form = (formulas: string[], quantity: Valued['quantity'], value: number): Valued => ({
    ...{ formulas, quantity, value, source: false, measure: 'output' },
  });
  const ratios = [form([timeRatioTurned.id], 'ratio', timeRatioTurned.evaluate(turned))];
  if (L === 3) {
    const phi = (Math.PI / 2) * (s_B / s_A);
    ratios.push(form([timeRatioThreeLayer.id], 'ratio', timeRatioThreeLayer.evaluate({ ...turned, phi })));
  }
  if (L > 2) return ratios;
  return [
    ...ratios,
    ...angleLaw(c, from, learningRate),
    ...twoLayers(c, m, turned.c, from, learningRate).map(([ids, quantity, value]) => form(ids, quantity, value)),
  ];
}

/** Two layers without the slow plateaus: logistics. */
function angleLaw(c: Correlations, from: ClosedFormStart, learningRate: number): Valued[] {
  const late = greedyTimes(problemOf(c), { depthA: 2, depthB: 2, depthShared: 0 }, from, learningRate);
  const [first, second] = (late?.times ?? []).map(({ time }) => time ?? Infinity).sort((p, q) => p - q);
  const common = { source: false, measure: 'output' } as const;
  const [half, size, whole, crossing] = late?.formulas ?? [];
  return [
    { ...common, formulas: [half, crossing], quantity: 'first', value: first },
    { ...common, formulas: [whole, size, crossing], quantity: 'second', value: second },
    { ...common, formulas: [whole, half, size, crossing], quantity: 'ratio', value: second / first },
  ];
}

type Plain = [formulas: string[], quantity: Valued['quantity'], value: number];

function twoLayers(
  c: Correlations,
  m: SourceQuantities,
  cosine: number,
  from: ClosedFormStart,
  learningRate: number,
): Plain[] {
  const { sA: s_A, pA: p_A, sB: s_B, rB: r_B } = m;
  const N = from.width;
  const tau = 1 / learningRate;
  // Scalars: u₀/√D and u₀ are one number.
  const D = c.sigmaYA.length;
  const sigma_w = 'std' in from ? from.std : from.initScale * Math.sqrt((1 + 1 / D) / (2 * N));
  const t_1 = firstTwoLayer.evaluate({ tau, s_A, p_A, N, sigma_w });
  const Lambda = r_B > 0 ? r_B * firstTwoLayer.evaluate({ tau, s_A: r_B, p_A: norm(m.finalB), N, sigma_w }) : NaN;
  return [
    [[firstTwoLayer.id], 'first', t_1],
    [
      [secondTime.id, 'selection/need-two-layer'],
      'second',
      secondTime.evaluate({ t_1, Lambda, s: cosine * s_B, q: r_B }),
    ],
  ];
}

/** What has no leading order is no form of this network. */
function unlessRefused<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
