/** Sentences, exactly, of answers that are made up. */
import { describe, expect, it } from 'vitest';
import { headline, separationInWords, unseenInWords, worthInWords } from '../../src/predict/in-words.js';
import { predict } from '../../src/predict/predict.js';
import type { Answer, Event, NetworkPrediction, Order, TimeDistribution, Unseen } from '../../src/predict/answer.js';
import { knownOf } from '../../src/predict/warnings.js';
import type { Worth } from '../../src/problem/worth.js';
import { given } from '../support/given.js';
import { LATE, three, toy } from './problems.js';

const time = (mean: number, std = 0): TimeDistribution => ({ mean, std, q05: mean, q50: mean, q95: mean });

/** The answer with random starts of our own: when each modality is used, in which share of starts, in which orders. */
function told(
  answer: Answer,
  starts: Readonly<Record<string, readonly [number, number, number?] | null>>,
  orders: readonly (readonly [string, number])[],
  horizon: number | null = null,
): string {
  const [prediction] = answer.predictions;
  const events = Object.entries(starts).map(([modality, found]): Event => ({
    ...{ modality, mode: 1, level: 1, share: null, separates: null },
    probability: found?.[2] ?? (found === null ? 0 : 1),
    time: found === null ? null : time(found[0], found[1]),
  }));
  const named = orders.map(([names, probability]): Order => ({
    modalities: names === '' ? [] : names.split(' '),
    probability,
  }));
  const randomStart = { ...given(prediction.randomStart), events, orders: named, horizon };
  return headline({ ...answer, predictions: [{ ...prediction, randomStart }] });
}

describe('the headline', () => {
  const answer = predict(toy, { network: LATE });
  const ofThree = predict(three, { network: LATE });
  const losses = ' The loss is 3.5 at the start, near 0.375 meanwhile, and 0 in the end.';

  it('of one after the other', () => {
    expect(told(answer, { A: [20, 1.26], B: [100, 0.4] }, [['A B', 1]])).toBe(
      `A is used first, at step 20 ± 1.3, B at step 100: for 80 steps, 80% of the way to the second, A works alone.${losses}`,
    );
    expect(
      told(answer, { A: [20, 1], B: [100, 9] }, [
        ['A B', 0.97],
        ['B A', 0.03],
      ]),
    ).toMatch(/^A is used first, at step 20 ± 1 \(in 97% of starts\), B at step 100 ± 9: for 80/);
    expect(told(answer, { A: [10, 0], B: [11, 0] }, [['A B', 1]])).toMatch(
      /^A is used first, at step 10, B at step 11/,
    );
    expect(told(answer, { A: [10, 0], B: [10.9, 0] }, [['A B', 1]])).toBe(
      'A and B come into use together, at step 10.',
    );
  });

  it('of one that is used in some starts', () => {
    expect(told(answer, { A: [20, 0], B: [100, 0, 0.9] }, [['A B', 0.9], ['A', 0.1]])).toMatch(
      /, B at step 100 \(in 90% of starts, in the others never\): for/,
    ); // prettier-ignore
    expect(told(answer, { A: [20, 0], B: [100, 0, 0.3] }, [['A', 0.7], ['A B', 0.3]])).toBe(
      `A is used, at step 20. B is used at step 100 (in 30% of starts, in the others never).${losses}`,
    ); // prettier-ignore
    expect(told(answer, { A: [20, 0], B: null }, [['A', 1]])).toBe(
      `A is used, at step 20. B is never used: training ends without it.${losses}`,
    );
    expect(told(ofThree, { text: [20, 0], audio: null, video: null }, [['text', 1]])).toMatch(
      /^Text is used, at step 20\. audio and video are never used: training ends without them\. The loss/,
    );
    expect(told(ofThree, { text: [20, 0], audio: null, video: [90, 0, 0.5] }, [['text', 1]])).toMatch(
      /^Text is used, at step 20\. video is used at step 90 \(in 50% of starts, in the others never\)\. audio is never used: training ends without it\./,
    );
  });

  it('of what is there from the start', () => {
    expect(told(answer, { A: [0, 0], B: [100, 2] }, [['A B', 1]])).toBe(
      'A is in use from the start, B at step 100 ± 2.',
    );
    expect(told(answer, { A: [0, 0], B: [0.5, 0] }, [['A B', 1]])).toBe('A and B are in use from the start.');
    expect(told(answer, { A: [1, 0], B: [100, 2] }, [['A B', 1]])).toMatch(/^A is used first, at step 1,/);
  });

  it('of chance', () => {
    const orders = [['B A', 0.6], ['A B', 0.4]] as const; // prettier-ignore
    expect(told(answer, { A: [50, 3], B: [45, 0.1] }, orders)).toBe(
      'Which modality is used first is a matter of chance: B in 60% of starts and A in 40% of starts; B around step 45 and A around step 50 ± 3.',
    );
  });

  it('of starts that were not followed to their ends', () => {
    expect(told(answer, { A: [20, 0], B: null }, [['A', 1]], 2000)).toBe(
      `A is used, at step 20. B is not in use by step 2,000, as far as starts were followed.${losses}`,
    );
    expect(told(ofThree, { text: [20, 0], audio: null, video: null }, [['text', 1]], 99)).toMatch(
      /audio and video are not in use by step 99, as far/,
    );
  });

  it('of what is known of starts that were not followed to their ends', () => {
    const [prediction] = answer.predictions;
    const events = [[0, 0.5, 1], [2, 0, 1], [2, 0.25, 2], [1, 1, 1]].map(
      ([level, probability, mode], m): Event => ({
        ...{ modality: 'ABBC'[m], mode, level, probability, time: null, share: null, separates: null },
      }),
    ); // prettier-ignore
    const followed = { ...given(prediction.randomStart), events };
    expect(knownOf({ ...followed, horizon: 1500 })).toBe(
      'by step 1,500, as far as all starts were followed, B in none, mode 2 of B in 25% of starts came into use',
    );
    expect(knownOf({ ...followed, horizon: null })).toBeNull();
  });

  it('of none', () => {
    expect(told(answer, { A: null, B: null }, [])).toBe(
      'No modality comes to half of its part in the minimum-norm solution: training ends at another minimum.',
    );
  });

  it('leaves losses out where they are not known, and says where training loss is no gain', () => {
    const open = { ...answer, plateaus: answer.plateaus.map((plateau) => ({ ...plateau, loss: null })) };
    expect(headline(open)).toMatch(/A works alone\.$/);
    const worth = [worthOf({ aloneGain: -0.1 })];
    expect(headline({ ...answer, worth })).toMatch(
      /in the end\. That is training loss: on rows left out, A alone is worse than nothing\.$/,
    );
    expect(headline({ ...answer, worth: [worthOf({ aloneGain: 0.1 })] })).toMatch(/0 in the end\.$/);
  });
});

function worthOf(more: Partial<Worth>): Worth {
  return {
    ...{ modality: 'A', alone: 0.6, aloneError: 0.01, aloneGain: 0.4, aloneGainError: 0.02 },
    ...{ without: 0.8, gain: 0.2, gainError: 0.04, correctedGain: 0.2, pValue: 0.012345 },
    ...more,
  };
}

describe('what modalities are worth', () => {
  it.each<[Partial<Worth>, string]>([
    [{}, 'A takes 25% ± 5% off the loss of the others, p = 0.012.'],
    [{ pValue: 1e-5 }, 'A takes 25% ± 5% off the loss of the others, p < 0.0001.'],
    [{ pValue: 1e-4 }, 'A takes 25% ± 5% off the loss of the others, p = 0.0001.'],
    [{ pValue: 0.05 }, 'A nothing beyond chance, p = 0.05.'],
    [{ pValue: null }, 'A takes 25% ± 5% off the loss of the others.'],
    [{ pValue: null, gain: 0.08 }, 'A nothing beyond chance.'],
    [{ gain: -0.2 }, 'A says something, p = 0.012, but with too few rows for its columns it costs 25% ± 5%.'],
    [
      { aloneGain: -0.2, alone: 1.2 },
      'A takes 25% ± 5% off the loss of the others, p = 0.012. Alone, of the loss of none: A adds 20% ± 2%.',
    ],
  ])('%j', (more, sentence) => {
    expect(worthInWords([worthOf(more)])).toBe(`On rows left out one by one, at the end of training: ${sentence}`);
  });

  it('of all of them', () => {
    const all = [worthOf({ aloneGain: 0 }), worthOf({ modality: 'B' })];
    expect(worthInWords(all)).toMatch(
      /: A takes .*; B takes .*, p = 0\.012\. Alone, of the loss of none: A adds 0% ± 3\.3% and B takes 40% ± 2%\.$/,
    );
  });
});

describe('what unseen rows say', () => {
  const prediction: NetworkPrediction = predict(toy, { network: LATE }).predictions[0];
  const unseen: Unseen = {
    ...{ samples: 1200, bestStep: 300, bestLoss: 0.2, endLoss: 0.25, trainedLoss: 0.25, trainedStep: 900 },
    shares: [
      { modality: 'A', end: 0.7, minimumNorm: 0.6 },
      { modality: 'B', end: 0.3, minimumNorm: 0.4 },
    ],
    spread: { bestStep: 12, bestLoss: 0, trainedLoss: 0 },
    plateaus: [{ name: 'M_0', train: 1, test: 1 }],
    usedAtBest: ['A'],
  };
  const said = (more: Partial<Unseen>) => unseenInWords(['A', 'B'], { ...prediction, unseen: { ...unseen, ...more } });
  const rows = 'On the 1,200 unseen rows the loss';

  it('where to stop, and before what', () => {
    const best = `${rows} is least at step 300 ± 12: 0.2, 20% below the end, 0.25 (from step 900 on). Stop there`;
    expect(said({})).toBe(`${best}, before B is used.`);
    expect(said({ usedAtBest: ['A', 'B'] })).toBe(`${best}.`);
    expect(said({ usedAtBest: [] })).toBe(`${best}, before A and B are used.`);
    expect(said({ trainedLoss: 0.2, endLoss: 0.2 })).toBe(
      `${rows} is least at step 300 ± 12: 0.2. Stop there, before B is used.`,
    );
    expect(unseenInWords(['A', 'B'], { ...prediction, unseen: null })).toBeNull();
    // What never comes is not before anything.
    const events = given(prediction.randomStart).events.map((event, m) => (m === 1 ? { ...event, time: null } : event));
    const never = { ...given(prediction.randomStart), events };
    expect(unseenInWords(['A', 'B'], { ...prediction, randomStart: never, unseen })).toBe(`${best}.`);
    expect(unseenInWords(['A', 'B'], { ...prediction, randomStart: null, unseen })).toBe(`${best}, before B is used.`);
  });

  it('to train to the end, and when that is', () => {
    expect(said({ bestStep: Infinity })).toBe(`${rows} falls to the end, 0.25 (from step 900 on): train to the end.`);
    expect(said({ bestStep: Infinity, trainedStep: null })).toBe(
      `${rows} falls to the end, 0.25 (further than starts were followed): train to the end.`,
    );
  });

  it('where training ends elsewhere', () => {
    const biased = (chance: string) =>
      `: train to the end. Training ends biased, not at the minimum-norm solution${chance}: of what it explains A 70% and B 30%, of that solution A 60% and B 40%, which has 0.25 on unseen rows.`;
    const end = { bestStep: Infinity, trainedStep: null, trainedLoss: 0.253 };
    expect(said(end)?.endsWith(biased(''))).toBe(true);
    const spread = { ...unseen.spread, trainedLoss: 0.01 };
    expect(said({ ...end, spread })?.endsWith(biased(' (± 0.01 from start to start)'))).toBe(true);
    expect(said({ ...end, trainedLoss: 0.252 })).not.toContain('biased');
  });
});

it.each([
  [['cat'], ['dog'], 'classes', 'cat from dog'],
  [['cat'], ['dog', 'eel'], 'classes', 'cat from the others'],
  [['cat'], ['eel'], 'numbers', 'cat against eel'],
  [['cat', 'dog'], [], 'numbers', 'cat and dog'],
  [['cat', 'dog'], ['eel'], 'numbers', 'cat and dog against eel'],
] as const)('%j and %j of %s: %s', (one, other, target, words) => {
  expect(separationInWords({ one, other }, { outputs: ['cat', 'dog', 'eel'], target })).toBe(words);
});
