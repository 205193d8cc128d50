/** Being told to stop: Ctrl-C, a polite kill, a terminal that closes. What is finished by then is kept. */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Watched signals: the first one aborts and sets the exit status, a second one ends the program as usual. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Watches no more. */
  readonly over: () => void;
}

/** Begins to watch. The exit status is what a shell reports of a program that a signal ended: 130 for Ctrl-C. */
export function interruption(): Interruption {
  const controller = new AbortController();
  const over = (): void => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  const stop = (name: NodeJS.Signals): void => {
    over();
    process.exitCode = 128 + constants.signals[name];
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, stop);
  return { signal: controller.signal, over };
}
