/** The JSON Schema of a plan, made from the options of the commands. */
import type { PlanOption } from './plan.js';

const text = { type: ['string', 'number'] };

/** Draft 2020-12. */
export function planSchema(options: readonly PlanOption[]): object {
  const valueOf = ({ kind }: PlanOption): object => {
    if (kind === 'switch') return { type: 'boolean' };
    return kind === 'values' || kind === 'files'
      ? { anyOf: [text, { type: 'array', items: text, minItems: 1 }] }
      : text;
  };
  const named = (value: (option: PlanOption) => object): Record<string, object> =>
    Object.fromEntries(
      options.flatMap((option) =>
        [option.name, ...option.aliases].map((name) => [name, { description: option.description, ...value(option) }]),
      ),
    );
  const part = (value: (option: PlanOption) => object): object => ({
    type: 'object',
    properties: named(value),
    additionalProperties: false,
  });
  const lists = part((option) => ({ type: 'array', items: valueOf(option), minItems: 1, uniqueItems: true }));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A plan of unimodal-bias sweep',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      base: { description: 'options of every task', ...part(valueOf) },
      grid: { description: 'lists of values, of which every combination is a setting', ...lists },
      zip: { description: 'lists of equal length whose values go together', ...lists },
      seeds: {
        description: 'seeds of every simulation: 1 to n, or those of a list',
        anyOf: [
          { type: 'integer', minimum: 1, maximum: 1_000_000 },
          {
            type: 'array',
            items: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 },
            minItems: 1,
            uniqueItems: true,
          },
        ],
      },
      do: {
        description: 'what is done with a setting; both unless told',
        type: 'array',
        items: { enum: ['predict', 'simulate'] },
        minItems: 1,
        uniqueItems: true,
      },
    },
    additionalProperties: false,
  };
}
