/** What an answer may cost, counted in operations so that it does not depend on the machine. */

/** What one network may take, and all networks of a question together: some ten seconds. */
const WORK = {
  /** Multiplications of the flows of random starts. */
  random: { one: 1.5e9, all: 2.4e9 },
  /** Multiplications to find out what steps of a large learning rate do. */
  stability: { one: 7e8, all: 1.4e9 },
  /** Multiplications of the reduced system: 2 × 512 dimensions take 1e9 to 4e9. */
  reduced: { one: 6e9, all: 8e9 },
  /** Steps of the reduced system. */
  steps: { one: 2e4, all: 1e5 },
  /** Milliseconds of simulation. */
  simulation: { one: 8000, all: 8000 },
} as const;

/** Of one kind of work, what each of so many networks may take. */
export function shareOf(kind: keyof typeof WORK, networks = 1): number {
  const { one, all } = WORK[kind];
  return Math.min(one, all / networks);
}
