import type { Command } from 'commander';
import { vi } from 'vitest';

/** Standard output of a command run in this process: what is said is tested here, the process's boundary with `run`. */
export async function output(command: Command, ...args: string[]): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await command.exitOverride().parseAsync(args, { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return text;
}
