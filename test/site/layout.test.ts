import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layoutOf, type Stage } from '../../docs/explorer/layout.js';

const counted = (stages: readonly Stage[]) =>
  stages.reduce((sum, stage) => sum + ('layer' in stage ? 1 : stage.omitted), 0);

it('draws or counts every layer once, in the room there is, and the ends of each part', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 1000 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 6, max: 40 }),
      (depth, f, most) => {
        const fusionLayer = 1 + (f % depth);
        const { branch, shared } = layoutOf({ depth, fusionLayer }, most);
        expect(branch.length + shared.length).toBeLessThanOrEqual(Math.min(depth, most));
        expect([counted(branch), counted(shared)]).toEqual([fusionLayer, depth - fusionLayer]);
        expect([branch.at(0), branch.at(-1)]).toEqual([{ layer: 1 }, { layer: fusionLayer }]);
        if (fusionLayer < depth)
          expect([shared.at(0), shared.at(-1)]).toEqual([{ layer: fusionLayer + 1 }, { layer: depth }]);
        if (depth <= most) expect([...branch, ...shared].every((stage) => 'layer' in stage)).toBe(true);
      },
    ),
  );
});
