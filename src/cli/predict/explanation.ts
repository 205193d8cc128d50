/** Where the numbers of a prediction come from: closed forms, reduced system, plateaus, preference. */
import type { Answer, NetworkPrediction } from '../../predict/answer.js';
import type { BranchScore } from '../../predict/modes/branches.js';
import { digits, percent, steps } from '../../predict/numbers.js';
import { pairOf } from '../../predict/times.js';
import { fusionName, tableOrList, wrapped } from '../format.js';

/** The parts that `--explain` adds. */
export function explanation(answer: Answer): string {
  const { branches } = answer;
  const scores = branches.length === 0 ? [] : [branchTable(branches)];
  const rests = answer.plateaus.length === 0 ? [] : [plateaus(answer)];
  return [formulas(answer), ...answer.predictions.flatMap(reasons), notes(answer), ...rests, ...scores].join('\n\n');
}

/** The closed forms, the source's own beside ours, and the reduced system. */
function formulas({ predictions, problem }: Answer): string {
  const [a, b] = problem.modalities.map(({ name }) => name);
  const header = ['fusion layer', 'by', a, b, 'ratio', 'Eq'];
  const rows = predictions.flatMap((p) => {
    const closed = pairOf(p);
    const line = (by: string, times: { tA: number; tB: number; timeRatio: number }, equations: string) => [
      fusionName(p.network),
      by,
      steps(times.tA),
      steps(times.tB),
      digits(times.timeRatio),
      equations,
    ];
    return [
      ...(closed ? [line('closed form', closed, shown(closed.equations))] : []),
      ...(closed?.source ? [line('the source’s', closed.source, shown(closed.source.equations))] : []),
      ...(p.reducedOde ? [line('reduced system', p.reducedOde, '44–47')] : []),
    ];
  });
  const legend =
    'Closed forms are leading order in the size of the start. The source’s own count a modality as learned when its weight norm is half of its plateau, and treat the drive of the second as if it kept its direction. The reduced system starts balanced (layers of equal norm, aligned), which random weights are not.';
  const table = rows.length > 0 ? [tableOrList(header, rows)] : [];
  return ['Formulas', ...table, ...selections(predictions), ...closedOrders(predictions), wrapped(legend)].join('\n');
}

/** Probabilities of orders in closed form, where there are any. */
function closedOrders(predictions: readonly NetworkPrediction[]): string[] {
  return predictions.flatMap((p) => {
    const orders = pairOf(p)?.orders ?? null;
    if (orders === null) return [];
    const each = orders.map(({ modalities, probability }) => `${modalities.join(' before ')} ${percent(probability)}`);
    return [wrapped(`In closed form, over random starts, fusion ${fusionName(p.network)}: ${each.join(', ')}`)];
  });
}

const shown = (equations: readonly string[]): string => equations.map((eq) => (eq === '—' ? 'own' : eq)).join(', ');

/** Greedy selection with a clock, for more than two modalities. */
function selections(predictions: readonly NetworkPrediction[]): string[] {
  return predictions.flatMap(({ network, closedForm }) => {
    if (closedForm === null || !('times' in closedForm)) return [];
    const each = closedForm.times.map(
      ({ modality, time, reason }) => `${modality} ${time === null ? (reason ?? 'never') : steps(time)}`,
    );
    return [wrapped(`Greedy selection, fusion ${fusionName(network)}: ${each.join(', ')}`)];
  });
}

/** What to believe for a network, and what there is not. */
function reasons({ network, why, missing }: NetworkPrediction): string[] {
  const names = {
    closedForm: 'closed form',
    reducedOde: 'reduced system',
    randomStart: 'random weights',
    batch: 'noise of mini-batches',
    unseen: 'unseen loss',
  };
  const not = missing.map(({ part, reason }) => `No ${names[part]}: ${reason}.`);
  return [wrapped([`Fusion ${fusionName(network)}: ${why}.`, ...not].join(' '))];
}

function notes({ misattribution: m, preference, problem, norms }: Answer): string {
  const names = problem.modalities.map(({ name }) => name);
  const drives = names.map((name) => `‖Σ_y${name}‖ = ${digits(norms[name])}`).join(', ');
  const { gains, correctedGains: corrected } = preference;
  const shown = (name: string, gain: number | null) => `${name} ${gain === null ? 'unknown' : digits(gain)}`;
  const raw = names.map((name) => shown(name, gains[name])).join(', ');
  const less = corrected && `; less what columns of noise take off, ${names.map((name) => shown(name, corrected[name])).join(', ')}`; // prettier-ignore
  const counted = (name: string) => (corrected === null ? gains[name] : (corrected[name] ?? -Infinity));
  const which = preference.superficial
    ? `although ${preference.contributes} takes more off (superficial preference, Eq 10)`
    : names.some((name) => name !== preference.first && counted(name) >= counted(preference.first))
      ? 'and none takes more off'
      : 'which also takes most off';
  const lines = [
    `Correlations with the target (Eq 1b): ${drives}.`,
    `While it works alone, what ${m.modality} adds to the output is off by ${percent(m.relative)} of its final contribution: mis-attribution, ${m.equation.includes('J') ? m.equation : `Sec. ${m.equation}`}.`,
    `Alone, each would take off the mean square error (Eq 10b): ${raw}${less ?? ''}. First is ${preference.first}, ${which}.`,
  ];
  return lines.map((line) => wrapped(line)).join('\n');
}

function plateaus({ plateaus: all }: Answer): string {
  const rows = all.map(({ manifold, modalities, loss, meanSquareError, equation }) => [
    manifold,
    modalities.length === 0 ? 'none' : modalities.join(', '),
    loss === null ? 'needs ⟨y²⟩' : digits(loss),
    meanSquareError === null ? '' : digits(meanSquareError),
    equation,
  ]);
  return ['Where the loss may rest', tableOrList(['plateau', 'in use', '½⟨(y−ŷ)²⟩', '⟨(y−ŷ)²⟩', 'Eq'], rows)].join(
    '\n',
  );
}

/** What each branch scores at the optimum: the gap that is taken for under-training. */
export function branchTable(branches: readonly BranchScore[]): string {
  const rows = branches.map(({ modality, asItStands, probe, alone, gap }) => [
    modality,
    ...[asItStands, probe, alone, gap].map((share) => share.toFixed(3)),
  ]);
  const legend =
    'Shares of the target explained by a branch at the global optimum. A gap is there with perfect training: it is no evidence that a branch is under-trained.';
  return [
    'Branches at the optimum',
    tableOrList(['modality', 'as it stands', 'linear probe', 'unimodal model', 'gap'], rows),
    wrapped(legend),
  ].join('\n');
}
