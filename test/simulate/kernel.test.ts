import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/build-kernel.js', import.meta.url));

// Without the compiler, a development dependency, there is nothing to compare with.
it.runIf(hasCompiler())('the embedded kernel is what its source compiles to', () => {
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
});

function hasCompiler(): boolean {
  try {
    createRequire(import.meta.url).resolve('wabt');
    return true;
  } catch {
    return false;
  }
}
