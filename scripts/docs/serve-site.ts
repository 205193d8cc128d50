/** `npm run docs:serve`: shows the built site. The environment's PORT chooses the port; otherwise a free one is taken. */
import { existsSync } from 'node:fs';
import { env, stderr, stdout } from 'node:process';
import { serve } from './serve.js';

const FOLDER = 'site';

if (existsSync(FOLDER)) {
  const { url } = await serve(FOLDER, { port: Number(env['PORT'] ?? 0), dev: true });
  stdout.write(`${url}\n`);
} else {
  stderr.write('there is no site/ yet: npm run docs\n');
  process.exitCode = 1;
}
