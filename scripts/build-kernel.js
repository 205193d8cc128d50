// Compiles src/simulate/kernel.wat and writes it as base64 into src/simulate/kernel-binary.ts; with --check it only says
// whether that file is what the source compiles to. The result is kept in the repository, so that tests on the sources,
// the compiled package and a browser all load it the same way, without a file to find at run time.
import { readFileSync, writeFileSync } from 'node:fs';
import initWabt from 'wabt';

const source = new URL('../src/simulate/kernel.wat', import.meta.url);
const target = new URL('../src/simulate/kernel-binary.ts', import.meta.url);

const wabt = await initWabt();
const module = wabt.parseWat('kernel.wat', readFileSync(source, 'utf8'), { simd: true });
module.validate();
const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
const text = `// Generated from kernel.wat by \`npm run build:kernel\`; do not edit.\nexport const kernelBase64 =\n  '${base64}';\n`;

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('kernel-binary.ts is not what kernel.wat compiles to: run npm run build:kernel');
  process.exitCode = 1;
}
