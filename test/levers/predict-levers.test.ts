import { describe, expect, it } from 'vitest';
import type { Levers } from '../../src/levers/levers.js';
import { predict } from '../../src/predict/predict.js';
import { toyProblem } from '../../src/problem/from-general.js';

const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
const ask = (levers: Levers, fusionLayer = 2) =>
  predict(toy, { network: { depth: 2, fusionLayer }, width: 100, levers }).predictions[0];
const times = (levers: Levers) =>
  (ask({ level: 'plain', ...levers }).randomStart?.events ?? []).map((e) => e.time?.mean);

/** Full matrices, six seeds, by a program of its own (shared reference values `remedies.json`, toy 2, 1, 0.5). */
const measured: [Levers, [tA: number, sd: number], [tB: number, sd: number]][] = [
  [{ remedy: 'ogm:alpha=0.3' }, [31.7, 0.5], [116.5, 2.9]],
  [{ remedy: 'agm' }, [27.3, 0.5], [116.5, 2.9]],
  [{ aux: 1 }, [14.7, 0.5], [40.5, 1.0]],
  [{ remedy: 'alternate:first=A' }, [52.3, 0.9], [252.3, 6.3]],
  [{ remedy: 'freeze-until:modality=A' }, [111.2, 1.3], [62.5, 1.0]],
  [{ remedy: 'umt:beta=10' }, [14, 0], [60, 0]],
  [{ remedy: 'gradient-blending:heads=own' }, [56.3, 0.7], [181.2, 2.5]],
  [{ remedy: 'detached' }, [27, 0.6], [72, 0.8]],
  [{ remedy: 'speed-rebalancing:steps=1' }, [52.7, 0.7], [79.7, 4.1]],
  [{ remedy: 'reinit:at=40,share=0.99' }, [26.7, 0.5], [86, 3.8]],
  [{ dropout: { A: 0.4 } }, [43, 0.8], [73.8, 2.0]],
];

describe('levers of predict', () => {
  it.each(measured)('%j comes within 4%% or 2.5 standard errors of full matrices', (levers, ...wanted) => {
    const got = times(levers);
    wanted.forEach(([found, sd], m) => {
      const error = (2.5 * sd * Math.sqrt(6 / 5)) / Math.sqrt(6);
      expect(Math.abs((got[m] ?? NaN) - found)).toBeLessThan(Math.max(0.04 * found, error, 1.5));
    });
  });

  it('a pre-trained branch leaves the other its plateau drive', () => {
    expect(Math.abs((times({ trainedStart: ['B'] })[0] ?? NaN) - 44.7)).toBeLessThan(1.8);
    const held = ask({ trainedStart: ['B'], freeze: { B: Infinity } }).randomStart?.events[0];
    expect(Math.abs((held?.time?.mean ?? NaN) - 42.7)).toBeLessThan(1.7);
    // W_A = (Σ_yA − W_B^uni Σ_BA)/Σ_A = (5 − 2)/4, and its contribution has twice its standard deviation.
    expect(held?.level).toBeCloseTo(1.5, 9);
  });

  // Never iff Σ_yB − W_A^λ Σ_AB ≤ λ, W_A^λ = (5 − λ)/4: λ ≥ 1.
  it('weight decay above a threshold makes the bias permanent, below it does not', () => {
    const [A, B] = ask({ weightDecay: 1.1 }).randomStart?.events ?? [];
    expect(A.time?.mean).toBeGreaterThan(20);
    expect(B.time).toBeNull();
    expect(ask({ weightDecay: 0.8 }).randomStart?.events[1].time?.mean).toBeGreaterThan(124);
  });

  it.each<[Levers, string]>([
    [{ dropout: { A: 1 } }, 'dropout A: must be a finite number >= 0 and < 1'],
    [{ momentum: 1 }, 'momentum'],
    [{ weightDecay: -1 }, 'weightDecay'],
    [{ noise: { A: -1 } }, 'noise A'],
    [{ lrOf: { A: 0 } }, 'lrOf A'],
    [{ lrOf: { C: 1 } }, 'did you mean'],
    [{ remedy: 'omg' }, 'did you mean ogm?'],
    [{ remedy: 'ogm:alhpa=1' }, 'did you mean alpha?'],
    [{ remedy: 'ogm:alpha=1,alpha=2' }, 'given twice'],
    [{ remedy: 'boost', lrOf: { A: 0.1 } }, 'cannot go with a remedy that sets a rate'],
    [{ freeze: { A: Infinity, B: Infinity } }, 'nothing to train'],
    [{ optimizer: 'adam', remedy: 'ogm' }, 'void under Adam'],
    [{ dropoutScaling: 'inverted' }, 'goes with dropout'],
    [{ dropout: { A: -0.1 } }, 'dropout A'],
    [{ dropout: { A: NaN } }, 'dropout A'],
    [{ momentum: -0.5 }, 'momentum'],
    [{ scale: { B: 0 } }, 'scale'],
    // Mean squares of 10⁴⁰⁰ and 10⁻⁴⁰⁰.
    [{ scale: { B: 1e200 } }, 'scale'],
    [{ scale: { B: 1e-200 } }, 'scale'],
    [{ layerLr: { encoder: 0 } }, 'layerLr.encoder'],
    [{ freeze: { A: 1.5 } }, 'freeze'],
    [{ trainedStart: ['A', 'B'] }, 'nothing to wait for'],
    [{ aux: 1, remedy: 'detached' }, 'heads of its own'],
    [{ remedy: 'freeze' }, 'did you mean freeze-until?'],
    [{ remedy: 'DGL' }, 'is called detached here'],
    [{ remedy: 'mmcosine' }, 'cannot be computed here: it normalizes'],
    [{ remedy: 'ogm:alpha=x' }, 'must be a number, but is "x"'],
    [{ remedy: 'gradient-blending:joint=2' }, 'leaves nothing'],
    [{ remedy: 'reinit:at=3,share=2' }, 'share: must be a finite number > 0 and <= 1'],
    [{ remedy: 'freeze-until', freeze: { A: 3 } }, 'cannot go with a remedy that freezes'],
    // What only a caller without types can ask.
    [{ dropout: 0.3 } as unknown as Levers, 'dropout: must be an object'],
    [{ layerLr: { encodr: 2 } } as Levers, 'did you mean encoder?'],
    [{ trainedStart: 'A' } as unknown as Levers, 'must be an array'],
    [{ remedy: 3 } as unknown as Levers, 'remedy: must be a text'],
    [{ dropuot: { A: 0.3 } } as Levers, 'did you mean dropout?'],
    [{ optimizer: 3 } as unknown as Levers, 'optimizer: must be one of sgd, adam, adamw, but is 3'],
    [{ level: null } as unknown as Levers, 'level: must be one of own, plain'],
    [{ momentum: null } as unknown as Levers, 'momentum'],
    [3 as unknown as Levers, 'levers: must be an object'],
  ])('%j is refused', (levers, message) => {
    expect(() => ask(levers)).toThrow(message);
  });

  // Σ_B = 1 and w_B = 1, two layers: curvature 2, at a rate of 0.04 × 40; A alone has 4 × 2 × 1.25 × 0.04 = 0.4.
  it.each<[Levers, boolean]>([
    [{ remedy: 'boost:factor=40' }, true],
    [{ remedy: 'boost:factor=2' }, false],
    [{ remedy: 'agm:alpha=20' }, true],
    [{ remedy: 'agm' }, false],
  ])('%j: steps above their limit are warned of: %j', (levers, warned) => {
    const { warnings } = predict(toy, { network: { depth: 2, fusionLayer: 2 }, width: 100, levers });
    expect(warnings.some(({ code }) => code === 'learning-rate-large')).toBe(warned);
  });

  it('are refused where a network has no place for them', () => {
    expect(() => ask({ aux: 1 }, 1)).toThrow('early fusion');
    expect(() => ask({ remedy: 'ogm' }, 1)).toThrow('late fusion');
  });
});
