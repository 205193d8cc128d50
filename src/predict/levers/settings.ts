/** What `levers` compares: published strengths of remedies, sensible ones of what is common practice, and how each is made stronger. */
import type { Levers } from '../../levers/levers.js';
import { remedyTable, type RemedyEntry } from '../../levers/table.js';
import { offsets, type Problem } from '../../problem/problem.js';
import type { Strength } from './strength.js';
import type { Checked } from '../question.js';

/** A lever as it is set. */
export interface Setting {
  readonly levers: Levers;
  /** As its option takes it, in the user's units. */
  readonly setting: string;
}

/** A lever that is compared. */
export interface Choice {
  readonly entry: RemedyEntry;
  /** The modality it acts on; `null` where it acts on all. */
  readonly modality: number | null;
  readonly usual: readonly Setting[];
  /** How it is made stronger; a string says why it has no strength. */
  readonly strength: Strength<Setting> | string;
}

/** What settings depend on. */
export interface Measures {
  readonly problem: Problem;
  /** Position of the modality used first. */
  readonly leader: number;
  /** `s_l/s_w`. */
  readonly boost: number;
  /** η, and u₀ of the layers of the weak branch unless told; the user's units over ours, of rates and of decay. */
  readonly learningRate: number;
  readonly initScale: number;
  readonly units: { readonly rate: number; readonly decay: number };
  /** Steps after which the leader is set back, those for which it is frozen, and those of the plain run. */
  readonly reset: number;
  readonly freezeSteps: number | null;
  readonly last: number;
}

/** The part of {@link Measures} that a question says; one output. */
export function userUnits({
  learningRate,
  scale,
  loss,
}: Checked): Pick<Measures, 'learningRate' | 'initScale' | 'units'> {
  const initScale = 'initScale' in scale ? scale.initScale : 0.01;
  const gradient = loss === 'torch-mse' ? 2 : 1;
  return { learningRate, initScale, units: { rate: 1 / gradient, decay: gradient } };
}

/** Four digits, so that what is printed is what was computed. */
const rounded = (x: number): number => Number(x.toPrecision(4));

const remedy = (setting: string): Setting => ({ levers: { remedy: setting }, setting });
const keyed =
  (before: string) =>
  (x: number): Setting =>
    remedy(`${before}=${rounded(x)}`);

/** Every lever and every remedy. */
export function choicesOf(measures: Measures): Choice[] {
  const byName = remediesOf(measures);
  const remedies = remedyTable.flatMap((entry) => byName[entry.name].map((choice) => ({ entry, ...choice })));
  return [...remedies, ...practiceOf(measures)];
}

type OfRemedy = Omit<Choice, 'entry'>;

function remediesOf({ leader, reset, freezeSteps, last, learningRate, units, problem }: Measures) {
  const weak = 1 - leader;
  const of = (usual: readonly string[], strength: OfRemedy['strength'], modality: number | null = null): OfRemedy[] => [
    { modality, usual: usual.map(remedy), strength },
  ];
  const factors = (before: string, from: number, to: number): Strength<Setting> => ({
    from,
    to,
    scale: 'factors',
    at: keyed(before),
  });
  const shares = (before: string, from: number, to: number): Strength<Setting> => ({
    ...factors(before, from, to),
    scale: 'shares',
  });
  const whole = (before: string, to: number): Strength<Setting> => ({ ...factors(before, 1, to), scale: 'whole' });
  const blending = (heads: string): OfRemedy[] =>
    of([`gradient-blending${heads}`], shares(`gradient-blending${heads === '' ? ':' : `${heads},`}joint`, 1, 0.01));
  const { name } = problem.modalities[leader];
  const choices: Readonly<Record<string, readonly OfRemedy[]>> = {
    ogm: of(['ogm:alpha=0.3', 'ogm:alpha=1'], factors('ogm:alpha', 0.01, 5)),
    'ogm-ge': of(['ogm-ge'], factors('ogm-ge:alpha', 0.01, 5)),
    agm: of(['agm'], factors('agm:alpha', 0.05, 10)),
    'unimodal-losses': of(['unimodal-losses'], factors('unimodal-losses:weight', 0.01, 100)),
    'gradient-blending': [...blending(''), ...blending(':heads=own')],
    detached: of(['detached'], 'it has no strength'),
    alternate: of(['alternate'], 'longer turns change which branch is first, not the ratio by degrees'),
    'unimodal-ensemble': of(['unimodal-ensemble'], 'it has no strength'),
    umt: of(['umt'], factors('umt:beta', 0.01, 1e4)),
    'freeze-until': of(
      ['freeze-until', ...(freezeSteps === null || freezeSteps < 1 ? [] : [`freeze-until:steps=${freezeSteps}`])],
      whole('freeze-until:steps', Math.ceil(4 * last)),
      leader,
    ),
    'equal-drives': [
      {
        modality: leader,
        usual: [remedy('equal-drives')],
        strength: {
          from: 1,
          to: 1e-3,
          scale: 'factors',
          at: (factor) => {
            const rate = rounded(factor * learningRate * units.rate);
            return { levers: { lrOf: { [name]: rate / units.rate } }, setting: `lr-of ${name}=${rate}` };
          },
        },
      },
    ],
    boost: of(['boost'], factors('boost:factor', 1, 100), weak),
    'speed-rebalancing': of(['speed-rebalancing'], whole('speed-rebalancing:steps', 50)),
    alignment: of(['alignment'], factors('alignment:weight', 1e-3, 10)),
    reinit: of([`reinit:at=${reset},share=0.99`], shares(`reinit:at=${reset},share`, 0, 0.9999), leader),
    dropout: of(['dropout'], shares('dropout:q', 0, 0.95)),
    opm: of(['opm'], shares('opm:q', 0, 0.95), leader),
  };
  return choices;
}

/** Levers that are no remedies. */
function practiceOf({ problem, leader, boost, initScale, units }: Measures): Choice[] {
  const { modalities, sigma } = problem;
  const [first, weak] = [modalities[leader].name, modalities[1 - leader].name];
  const at = offsets({ modalities })[leader];
  // A tenth of the variance of an input.
  const variance = sigma.data[at * sigma.cols + at] / 10;
  const entry = (
    name: string,
    here: string,
    law: string | null,
    end: RemedyEntry['end'],
    extra: string | null = null,
  ) => ({ name, source: 'practice', here, law, end, extra });
  const of = (
    about: RemedyEntry,
    modality: number | null,
    usual: number,
    { from, to, scale = 'factors' }: { from: number; to: number; scale?: Strength<Setting>['scale'] },
    set: (x: number) => Levers,
    words: (x: number) => string,
  ): Choice => {
    const setting = (x: number): Setting => ({ levers: set(rounded(x)), setting: words(rounded(x)) });
    return { entry: about, modality, usual: [setting(usual)], strength: { from, to, scale, at: setting } };
  };
  return [
    of(
      entry('momentum', 'heavy ball', 'training/momentum-time', 'none'),
      null,
      0.9,
      { from: 0, to: 0.99, scale: 'shares' },
      (momentum) => ({ momentum }),
      (x) => `momentum ${x}`,
    ),
    of(
      entry('layer-lr', 'rates of layers', 'levers/encoder-rate', 'none'),
      null,
      0.5,
      { from: 1, to: 0.1 },
      (encoder) => ({ layerLr: { encoder } }),
      (x) => `layer-lr encoder=${x}`,
    ),
    of(
      entry('weight-decay', 'added to the gradient', 'training/decay-growth', 'bias'),
      null,
      0.01 * units.decay,
      { from: 1e-4 * units.decay, to: units.decay },
      (x) => ({ weightDecay: x / units.decay }),
      (x) => `weight-decay ${x}`,
    ),
    of(
      entry('noise', 'a ridge in training', null, 'bias'),
      leader,
      variance,
      { from: variance / 10, to: 1000 * variance },
      (x) => ({ noise: { [first]: x } }),
      (x) => `noise ${first}=${x}`,
    ),
    of(
      entry('scale', 'inputs of the weak modality × s_l/s_w: its drive is that of the leader', 'levers/boost', 'none'),
      1 - leader,
      boost,
      { from: 1, to: 100 },
      (x) => ({ scale: { [weak]: x } }),
      (x) => `scale ${weak}=${x}`,
    ),
    of(
      entry('init-of', 'layers of the weak branch start three times as large', null, 'none'),
      1 - leader,
      3 * initScale,
      { from: initScale, to: Math.max(0.5, 2 * initScale) },
      (x) => ({ initOf: { [weak]: x } }),
      (x) => `init-of ${weak}=${x}`,
    ),
    of(
      entry('aux', 'a unimodal loss of the weak modality alone', 'levers/auxiliary-drive', 'bias'),
      1 - leader,
      1,
      { from: 0.01, to: 100 },
      (x) => ({ aux: { [weak]: x } }),
      (x) => `aux ${weak}=${x}`,
    ),
    {
      entry: entry('start-of', 'the weak branch is trained first, alone', null, 'none', 'training before'),
      modality: 1 - leader,
      usual: [{ levers: { trainedStart: [weak] }, setting: `start-of ${weak}=trained` }],
      strength: 'it has no strength',
    },
  ];
}
