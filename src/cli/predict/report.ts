/** A prediction for people: the answer in a sentence, one row a network, and what to be careful of. */
import { fusionLayerOf } from '../../problem/network.js';
import type { Note } from '../../data/index.js';
import type { Answer, Event, NetworkPrediction, TimeDistribution } from '../../predict/answer.js';
import { capital, headline, separationInWords, unseenInWords, worthInWords } from '../../predict/in-words.js';
import { digits, laterOverEarlier, percent, setting, steps, stepsWithSpread } from '../../predict/numbers.js';
import { firstUses, isAnswered, soonest } from '../../predict/times.js';
import { colours as pc } from '../colours.js';
import { explanation } from './explanation.js';
import { notDoubtsIn, notesInWords } from '../reading-notes.js';
import { fusionName, listing, tableOrList, wrapped } from '../format.js';
import type { RunTable } from '../runs.js';

/** Warnings that speak of closed forms, which are on the screen with `--explain` only. */
const OF_FORMULAS: readonly string[] = ['ill-conditioned', 'order-differs'];

/** The whole report, without a final newline; `explain` adds where the numbers come from, `notes` what reading the data told. */
export function predictionReport(answer: Answer, explain: boolean, notes: readonly Note[] = []): string {
  const told = answer.warnings.filter(({ code }) => explain || !OF_FORMULAS.includes(code));
  const parts = [
    [about(answer), ...notesInWords(notDoubtsIn(notes))].join('\n'),
    pc.bold(wrapped(headline(answer))),
    isTimetable(answer) ? timetables(answer) : networks(answer),
    ...unseenAdvice(answer),
    ...(answer.worth === null ? [] : [wrapped(worthInWords(answer.worth))]),
    ...(budgetLines(answer).length > 0 ? [budgetLines(answer).join('\n')] : []),
    ...(told.length > 0 ? [warnings(answer, told)] : []),
    ...(explain ? [explanation(answer)] : []),
  ];
  return parts.join('\n\n');
}

/** What was asked: data, start, learning rate. */
function about({ problem, training }: Answer): string {
  const modalities = problem.modalities.map(
    ({ name, dim, columns }) => `${name}: ${short(columns)} (${counted(dim, 'input')})`,
  );
  const { start, initScale, std, width, learningRate, loss, batch, activation } = training;
  const scale =
    initScale === null ? (std === null ? '' : `, weights of std ${setting(std)}`) : `, u0 = ${setting(initScale)}`;
  const batches =
    batch === null
      ? ''
      : `, batches of ${batch.size} ${batch.sampling === 'epochs' ? 'by epochs' : 'with replacement'}`;
  const relu =
    activation === null
      ? ''
      : ` Activation ${activation.name}: ${VERDICTS[activation.verdict]}${activation.evenPart === null ? '' : ` (even part ${digits(activation.evenPart)})`}.`;
  const wide = typeof width === 'number' ? `, width ${width}` : '';
  const kind = { random: 'random weights', balanced: 'balanced weights', pytorch: 'PyTorch’s weights' }[start];
  const outputs = problem.outputs.length > 1 ? ` Outputs: ${short(problem.outputs)}.` : '';
  const rows = problem.samples === null ? '' : ` ${counted(problem.samples, 'sample')}.`;
  const dropped =
    problem.rows !== null && problem.rows.dropped > 0 ? ` ${counted(problem.rows.dropped, 'row')} left out.` : '';
  const centred = problem.samples === null ? '' : problem.centred ? ' Means are taken out.' : ' Means are left in.';
  return wrapped(
    `${modalities.join('; ')}.${outputs}${rows}${dropped}${centred} ${capital(kind)}${wide}${scale}, learning rate ${setting(learningRate)}${batches}, ${loss} loss.${relu}`,
  );
}

const VERDICTS = {
  believe: 'the data are symmetric enough to believe its law',
  nearly: 'its law holds nearly',
  simulate: 'the data are too asymmetric for its law, simulate',
  unchecked: 'the symmetry that its law needs cannot be checked without samples',
} as const;

const counted = (n: number, what: string): string => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;

/** At most four names. */
const short = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 2).join(', ')}, …, ${names[names.length - 1]}`;

/** With several modes, or more than two modalities, events are rows; else networks are. */
const isTimetable = ({ problem }: Answer): boolean => problem.outputs.length > 1 || problem.modalities.length > 2;

/** One row a fusion layer. */
function networks(answer: Answer): string {
  const names = answer.problem.modalities.map(({ name }) => name);
  const header = ['fusion layer', ...names.map((name) => `${name} used`), 'later/earlier'];
  const rows = answer.predictions.flatMap((p: Shown) => {
    const times = firstUses(names, p);
    const means = times.map((time) => time?.mean ?? Infinity);
    const cells = times.map((time) => timeCell(time, p.randomStart));
    const mark = p.fusionLayer !== null && p.fusionLayer === answer.recommended ? ' *' : '';
    const beside = p.simulation ? [simulatedRow(names, p.simulation)] : [];
    if (!isAnswered(p)) return [[fusionName(p.network), ...names.map(() => '—'), '—'], ...beside];
    // There is no ratio to what was there before the first step, nor to what may come later.
    const isOpen = means.includes(Infinity) && (p.randomStart?.horizon ?? null) !== null;
    const ratio = isOpen || Math.min(...means) < 1 ? '—' : digits(laterOverEarlier(means));
    return [[fusionName(p.network) + mark, ...cells, ratio], ...beside];
  });
  return [tableOrList(header, rows), legend(answer)].join('\n');
}

/** A prediction, with the runs beside it if there are any. */
type Shown = NetworkPrediction & { readonly simulation?: RunTable };

/** Simulated first uses under those predicted: mean and standard deviation over the seeds that came to them. */
function simulatedRow(names: readonly string[], { runs, mean, std }: RunTable): string[] {
  const first = names.map((name) => {
    const times = mean.flatMap(({ modality, time }, i) => (modality === name && time !== null ? [{ time, i }] : []));
    return times.length === 0 ? null : times.reduce((one, other) => (other.time < one.time ? other : one));
  });
  const cells = first.map((found) => (found === null ? 'never' : stepsWithSpread(found.time, std[found.i].time ?? 0)));
  const ratio = laterOverEarlier(first.map((found) => found?.time ?? Infinity));
  return [simulatedBy(runs), ...cells, digits(ratio)];
}

const simulatedBy = (runs: RunTable['runs']): string => `  ${counted(runs.length, 'seed')}, simulated`;

/** A time with its spread, or that there is none as far as starts were followed. */
function timeCell(time: TimeDistribution | null, start: NetworkPrediction['randomStart']): string {
  if (time !== null) return stepsWithSpread(time.mean, time.std);
  const horizon = start?.horizon ?? null;
  return horizon === null ? 'never' : `after ${steps(horizon)}`;
}

/** The events of every network, earliest first: who, when, what it takes off the loss, and what it tells apart. */
function timetables(answer: Answer): string {
  const parts = answer.predictions.map((p: Shown) => {
    const mark = p.fusionLayer !== null && p.fusionLayer === answer.recommended ? ' *' : '';
    const title = answer.predictions.length > 1 ? [`Fusion layer ${fusionName(p.network)}${mark}:`] : [];
    if (!isAnswered(p)) return [...title, 'no answer'].join('\n');
    const events = (p.randomStart?.events ?? closedEvents(p)).toSorted(soonest);
    const several = answer.problem.outputs.length > 1;
    const cells = several ? modeRows(answer, events, p) : modalityRows(events, p);
    return [...title, (several ? listing : tableOrList)(cells[0], cells.slice(1))].join('\n');
  });
  return [...parts, legend(answer)].join('\n');
}

/** The simulated time of an event, as a cell more where there are runs. */
function simulatedTime(runs: RunTable | undefined, { modality, mode }: Event): string[] {
  if (!runs) return [];
  const at = runs.mean.findIndex((event) => event.modality === modality && event.mode === mode);
  const time = runs.mean[at]?.time ?? null;
  return [time === null ? 'never' : stepsWithSpread(time, runs.std[at].time ?? 0)];
}

const shareOf = ({ share }: Event): string => (share === null ? '' : percent(share));

/** With one output an event is a modality. */
function modalityRows(events: readonly Event[], { randomStart, simulation }: Shown): string[][] {
  // Of a start that could not be followed to its end it is not known that it never comes to it.
  const ofStart = (t: number) => (t === Infinity && (randomStart?.horizon ?? null) !== null ? 'later' : steps(t));
  const rows = events.map((event) => {
    const { modality, time } = event;
    const inside = time === null || time.q95 - time.q05 < 1 ? '' : `${ofStart(time.q05)} to ${ofStart(time.q95)}`;
    return [modality, timeCell(time, randomStart), inside, ...simulatedTime(simulation, event), shareOf(event)];
  });
  const ran = simulation ? ['simulated'] : [];
  return [['modality', 'used at step', 'one start in ten outside', ...ran, 'loss share'], ...rows];
}

/** With several outputs an event is a mode; those that never come to anything are left to the JSON. */
function modeRows({ problem }: Answer, events: readonly Event[], { randomStart, simulation }: Shown): string[][] {
  const never = problem.modalities.filter(({ name }) => events.every((e) => e.modality !== name || e.time === null));
  const told = events.filter((e) => e.time !== null || (e.mode === 1 && never.some(({ name }) => name === e.modality)));
  const rows = told.map((event) => [
    event.modality,
    String(event.mode),
    timeCell(event.time, randomStart),
    ...simulatedTime(simulation, event),
    shareOf(event),
    event.separates === null ? '' : separationInWords(event.separates, problem),
  ]);
  const about = problem.target === 'classes' ? 'what it tells apart' : 'what it moves';
  const ran = simulation ? ['simulated'] : [];
  return [['modality', 'mode', 'used at step', ...ran, 'loss share', about], ...rows];
}

/** What to do about unseen data, a line for each network. */
function unseenAdvice({ predictions, problem }: Answer): string[] {
  const names = problem.modalities.map(({ name }) => name);
  const lines = predictions.flatMap((p) => {
    const said = unseenInWords(names, p);
    if (said === null) return [];
    return [wrapped(predictions.length > 1 ? `Fusion ${fusionName(p.network)}: ${said}` : said)];
  });
  return lines.length === 0 ? [] : [lines.join('\n')];
}

/** Events of a prediction without random starts; closed forms do not say how large the contributions are. */
function closedEvents({ closedForm }: NetworkPrediction): readonly Event[] {
  if (closedForm === null || !('times' in closedForm)) return [];
  return closedForm.times.map(({ modality, time }) => ({
    modality,
    mode: 1,
    level: NaN,
    probability: time === null ? 0 : 1,
    time: time === null ? null : { mean: time, std: 0, q05: time, q50: time, q95: time },
    share: null,
    separates: null,
  }));
}

/** Every word of the table explained. */
function legend(answer: Answer): string {
  const { measure, training, recommended, predictions, problem } = answer;
  const used =
    measure === 'output'
      ? 'A modality is used when what it adds to the output first has half of its final standard deviation'
      : 'A modality counts as used when the norm of its total weight first is half of the final one';
  const modes =
    problem.outputs.length > 1
      ? '; with several outputs its modes, the independent parts of that, are used one by one'
      : '';
  const isShared = ({ randomStart }: NetworkPrediction) => randomStart?.events.some(({ share }) => share !== null);
  const share =
    isTimetable(answer) && predictions.some(isShared)
      ? ' Loss share: what it takes off the training loss, of all that training takes off.'
      : '';
  const spread = training.start === 'balanced' ? '' : ', mean ± standard deviation over random starts';
  const star = recommended === null ? '' : ' * All are in use soonest.';
  const by = predictions.every((p) => p.believe === predictions[0].believe) ? ` By the ${nameOf(predictions[0])}.` : '';
  const ran = predictions.some((p: Shown) => p.simulation) ? ' Simulated: full networks, trained.' : '';
  const noise = [...new Set(predictions.flatMap(({ missing }) => missing))].filter(({ part }) => part === 'batch');
  const batches =
    noise.length > 0
      ? ` Noise of mini-batches is not in ${predictions.some(({ batch }) => batch !== null) ? 'all of them' : 'them'}: ${noise[0].reason}.`
      : '';
  return wrapped(`Times are gradient-descent steps${spread}.${batches} ${used}${modes}.${share}${star}${by}${ran}`);
}

function nameOf({ believe, randomStart }: NetworkPrediction): string {
  if (believe === 'randomStart' && randomStart) return randomStart.method;
  return believe === 'reducedOde' ? 'reduced system of a balanced start' : 'closed form';
}

function warnings({ predictions }: Answer, all: Answer['warnings']): string {
  return all
    .map(({ code, message, fusionLayers }) => {
      const some = fusionLayers !== undefined && predictions.length > 1 && fusionLayers.length < predictions.length;
      const where = some ? ` (fusion layer ${fusionLayers.join(', ')})` : '';
      return `${pc.yellow(`! ${code}${where}`)}\n${wrapped(message, '  ')}`;
    })
    .join('\n');
}

/** Probabilities of use within a budget of steps, for those who asked. */
function budgetLines({ predictions }: Answer): string[] {
  return predictions.flatMap(({ network, randomStart }) => {
    if (!randomStart?.usedBy) return [];
    const { steps: budget, modalities } = randomStart.usedBy;
    const each = modalities.map(({ modality, probability }) => `${modality} ${percent(probability)}`).join(', ');
    const layer = fusionLayerOf(network);
    return [
      `In use by step ${steps(budget)}, fusion ${layer === null ? fusionName(network) : `layer ${layer}`}: ${each}.`,
    ];
  });
}
