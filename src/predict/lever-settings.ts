/** What `levers` compares: published strengths of remedies, and sensible ones of what is common practice. */
import type { RemedyEntry } from '../levers/table.js';
import { offsets, type Problem } from '../problem/problem.js';

/** Levers that are no remedies, at sensible strengths. */
export function practiceOf({ modalities, sigma }: Problem, leader: number) {
  const { name } = modalities[leader];
  const at = offsets({ modalities })[leader];
  // A tenth of the variance of an input.
  const variance = Number((sigma.data[at * sigma.cols + at] / 10).toPrecision(2));
  const entry = (lever: string, here: string, law: string | null, end: RemedyEntry['end']): RemedyEntry => ({
    name: lever,
    source: 'practice',
    here,
    law,
    end,
    extra: null,
  });
  const all = { modality: null };
  return [
    {
      entry: entry('momentum', 'heavy ball', 'training/momentum-time', 'none'),
      ...all,
      levers: { momentum: 0.9 },
      setting: 'momentum 0.9',
    },
    {
      entry: entry('layer-lr', 'rates of layers', 'levers/encoder-rate', 'none'),
      ...all,
      levers: { layerLr: { encoder: 0.5 } },
      setting: 'layer-lr encoder=0.5',
    },
    {
      entry: entry('weight-decay', 'added to the gradient', 'training/decay-growth', 'bias'),
      ...all,
      levers: { weightDecay: 0.01 },
      setting: 'weight-decay 0.01',
    },
    {
      entry: entry('noise', 'a ridge in training', null, 'bias'),
      modality: leader,
      levers: { noise: { [name]: variance } },
      setting: `noise ${name}=${variance}`,
    },
  ];
}

/** Remedies that act on one branch. */
export const ONE_BRANCH: ReadonlySet<string> = new Set(['freeze-until', 'equal-drives', 'boost', 'reinit', 'opm']);

/** Published or sensible strengths. */
export function settingsOf(name: string, reset: number, freezeSteps: number | null): string[] {
  if (name === 'ogm') return ['ogm:alpha=0.3', 'ogm:alpha=1'];
  if (name === 'gradient-blending') return ['gradient-blending', 'gradient-blending:heads=own'];
  if (name === 'freeze-until')
    return [name, ...(freezeSteps === null || freezeSteps < 1 ? [] : [`${name}:steps=${freezeSteps}`])];
  return [name === 'reinit' ? `reinit:at=${reset},share=0.99` : name];
}
