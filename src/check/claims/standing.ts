/** Where the theory stands: all closed forms over all kinds of problems. */
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { reported } from '../harness/judge.js';
import { WIDTH } from '../standing/forms.js';
import { measureStanding, settingNames } from '../standing/measure.js';
import { beating, PROBLEMS, type StandingRow } from '../standing/standing.js';

/** The one claim that speaks of every closed form of a time. */
export const standingClaims: readonly Claim[] = [
  claim({
    id: 'where-the-theory-stands',
    equations: '8, 9, 12, 27, 33, 48, 54, 56, 57, 59',
    title: 'What every closed form of a time is off by, against full matrices',
    predicted:
      'the source’s closed forms as printed, from its balanced start; what corrects them; single laws that are part of both',
    problems: Object.values(PROBLEMS).join('; '),
    measured: `full matrices of width ${WIDTH}, mean of two seeds (four by output from three layers on), each form by its own measure of use: the source’s by half of a norm of weights, the others by half of the final contribution`,
    criterion: { kind: 'report', reason: 'Leading orders: the size of the miss is what is measured.' },
    run,
    parts: { names: settingNames, join: (results) => concluded(results.flatMap(({ standing }) => standing ?? [])) },
  }),
];

async function run(context: CheckContext, setting: string): Promise<ClaimResult> {
  return concluded(await measureStanding(context, setting));
}

function concluded(standing: readonly StandingRow[]): ClaimResult {
  const source = standing.filter((row) => row.source);
  const beaten = source.filter((row) => beating(row, standing).length > 0).length;
  const text = `${standing.length} forms of a time; of the source’s ${source.length}, ${beaten} are beaten on every kind of problems`;
  return { ...reported([], text), standing };
}
