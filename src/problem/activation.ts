import { InputError, show } from './errors.js';

/** What stands behind the hidden layers: nothing, a ReLU, or one with the slope α below zero. */
export type Activation = 'linear' | 'relu' | `leaky:${number}`;

/** The slope below zero of `relu` or `leaky:α`; `null` for `linear`. @throws InputError `usage` for anything else. */
export function slopeOf(activation: unknown): number | null {
  if (activation === 'linear') return null;
  if (activation === 'relu') return 0;
  const text = /^leaky:(\d*\.?\d+)$/.exec(String(activation))?.[1];
  const alpha = Number(text);
  if (text !== undefined && alpha >= 0 && alpha < 1) return alpha;
  const message = `must be linear, relu or leaky:α with α from 0 to 1, but is ${show(activation)}`;
  throw new InputError('usage', 'activation', activation, message);
}
