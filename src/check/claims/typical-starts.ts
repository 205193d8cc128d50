/** The typical start and starts drawn in the same coordinates, held against full matrices over depths, fusion layers and widths. */
import { followStart } from '../../flows/random/index.js';
import type { Problem } from '../../problem/problem.js';
import { network } from '../../problem/network.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { compare, judged, rowsOver } from '../harness/judge.js';
import { SOURCE_RATE } from '../harness/problems.js';
import { mean, ranked, standardDeviation, tWidth } from '../harness/statistics.js';
import { compared, randomCase, type Case } from './many-modalities.js';

/** Inputs of the modalities, outputs, hidden width. */
type Size = readonly [dims: readonly number[], outputs: number, width: number];

/** In turn over the networks of a depth, each of which gets two. */
const SIZES: readonly Size[] = [
  [[3, 3], 1, 100],
  [[10, 5], 1, 50],
  [[2, 4], 2, 100],
  [[30, 10], 1, 100],
  [[4, 3], 3, 50],
  [[5, 5], 1, 400],
  [[1, 2], 1, 50],
];
const DEPTHS = [2, 3, 4, 5, 6];
/** As small as full matrices allow: a time goes as `u₀^{2−L}`. */
const INIT_SCALES = [0.01, 0.1, 0.2, 0.35, 0.45];
const SHARE = 0.02;
/** Six layers take 10⁵ steps: fewer seeds, and no width of 400. */
const seedsFor = ({ width, depth }: Case): number => (width > 200 || depth > 5 ? 16 : 60);
const widthAt = (depth: number, width: number): number => (depth > 5 ? Math.min(width, 100) : width);

const CASES: readonly Case[] = DEPTHS.flatMap((depth) =>
  Array.from({ length: depth }, (_, layer) => layer + 1).flatMap((fusionLayer) =>
    [0, 1].map((turn) =>
      caseOf(depth, fusionLayer, SIZES[(2 * ((depth * (depth - 1)) / 2 + fusionLayer) + turn) % SIZES.length]),
    ),
  ),
);

function caseOf(depth: number, fusionLayer: number, [dims, outputs, usual]: Size): Case {
  const width = widthAt(depth, usual);
  const made = randomCase(dims, outputs, depth, fusionLayer, 10 * depth + fusionLayer);
  const initScale = INIT_SCALES[depth - 2];
  const name = `${dims.join(' + ')} inputs, C = ${outputs}, N = ${width}, L = ${depth}, L_f = ${fusionLayer}, u₀ = ${initScale}`;
  return { ...made, name, problem: ofUnitWeights(made.problem), initScale, width };
}

/** Targets of a weight of order one, whatever the inputs: one learning rate suits all depths. */
function ofUnitWeights(problem: Problem): Problem {
  const { sigmaYX, ySquared } = problem;
  const size = Math.sqrt(sigmaYX.cols);
  return {
    ...problem,
    sigmaYX: { ...sigmaYX, data: sigmaYX.data.map((value) => value / size) },
    ySquared: ySquared === null ? null : ySquared / size ** 2,
  };
}

/** Times of the uses by the typical start. */
function typicalTimes({ problem, depth, fusionLayer, width, initScale }: Case): readonly (number | null)[] {
  let times: readonly (number | null)[] = [];
  const way = { problem, network: network({ depth, fusionLayer }), width, start: { initScale } };
  followStart(
    { ...way, learningRate: SOURCE_RATE, measure: 'output' },
    {
      draw: null,
      onPiece: (piece) => {
        times = piece.times.slice();
        return times.every((time) => time !== null);
      },
    },
  );
  return times;
}

/** All comparisons of the claim together at 95%: some four uses a case. */
const LEVEL = 1 - 0.05 / (4 * CASES.length);

const partNames = (quick: boolean): string[] => (quick ? DEPTHS.slice(0, 1) : DEPTHS).map((depth) => `${depth} layers`);

async function run(context: CheckContext, part: string): Promise<ClaimResult> {
  const ofDepth = CASES.filter(({ depth }) => part.startsWith(`${depth} `));
  const cases = context.quick ? ofDepth.slice(2, 3) : ofDepth;
  const rows = await rowsOver(context, cases, async (item, index) => {
    const count = context.quick ? 12 : seedsFor(item);
    const { events } = await compared(context, item, index, count);
    // What `predict` leaves unfinished is named, not judged.
    if (events.length === 0) return [compare(`no answer: ${item.name}`, NaN, NaN, null)];
    const typical = typicalTimes(item);
    return events.flatMap(({ name, predicted, times }, e) => {
      const time = mean(times);
      const error = standardDeviation(times) / Math.sqrt(count);
      return [
        compare(name, predicted.mean, time, SHARE * time + tWidth(LEVEL, count - 1) * error),
        compare(`typical start: ${name}`, typical[e] ?? NaN, time, null),
      ];
    });
  });
  return judged(rows);
}

/** What both kinds of starts are off by, depth by depth. */
function joined(results: readonly ClaimResult[]): ClaimResult {
  const told = results.map(({ rows }, part) => {
    const [drawn, typical] = [true, false].map((isDrawn) =>
      rows
        .filter(({ uncertainty, predicted }) => (uncertainty !== null) === isDrawn && !Number.isNaN(predicted))
        .map(({ predicted, measured }) => predicted / measured - 1),
    );
    const off = drawn.map(Math.abs);
    const at = (list: readonly number[], share: number): string => `${(100 * ranked(list, share)).toFixed(1)}%`;
    return (
      `${DEPTHS[part]} layers, u₀ = ${INIT_SCALES[part]}, ${off.length} uses: drawn starts off by ${at(off, 0.5)} (median), ` +
      `${at(off, 0.9)} (nine in ten), ${at(off, 1)} (most), the typical one by ${at(typical, 0.5)} (${at(typical, 0)} to ${at(typical, 1)})`
    );
  });
  return judged(
    results.flatMap(({ rows }) => rows),
    told.join('; '),
  );
}

/** Claims about typical starts. */
export const typicalStartClaims: readonly Claim[] = [
  claim({
    id: 'typical-starts',
    equations: '—',
    title: 'Typical and drawn starts of every network of two to six layers',
    predicted:
      'means over starts drawn in the coordinates that descent uses; beside them, reported only, the start without random numbers',
    problems:
      'random well-conditioned moments of 1 to 30 inputs a modality and one to three outputs; every fusion layer; widths of 50 to 400',
    measured: `full matrices by output, η = ${SOURCE_RATE}, 60 seeds (16 of width 400 and of six layers, quick: 12)`,
    criterion: {
      kind: 'interval',
      reason: `Means may miss by ${100 * SHARE}%, what is promised, and by the t-interval that the seeds leave open, for all together at 95%. A typical start leaves out what is of order 1/N.`,
    },
    run,
    parts: { names: partNames, join: joined },
  }),
];
