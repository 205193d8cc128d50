/** Every example in a docstring, the README or the guide runs, and every `// => value` in it is what the line evaluates to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

interface Example {
  readonly name: string;
  readonly code: string;
}

function files(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));
}

function examplesIn(file: string): Example[] {
  const text = readFileSync(file, 'utf8').replace(/^ *\* ?/gm, '');
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code], i) => ({ name: `${file} #${i + 1}`, code }));
}

/** The source of an entry of the package: what package.json says is built of it. */
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, { default?: string } | undefined>;
};
function sourceOf(name: string): string {
  const built = exports[name.replace('unimodal-bias', '.')]?.default;
  if (built === undefined) throw new Error(`the package has no entry ${name}`);
  return built.replace('./dist', '..');
}

/** The example as a function body: imports become lookups, expected values become checks. */
function body(code: string): string {
  const statements = code
    .replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, "const $1 = await load('$2');")
    .replace(/^( *)(.*); \/\/ => (.*)$/gm, '$1check($2, $3);')
    .replace(/Float64Array (\[[^\]]*\])/g, '$1');
  return ts.transpileModule(statements, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText;
}

const load = (name: string): Promise<unknown> =>
  import(name.startsWith('unimodal-bias') ? sourceOf(name) : name) as Promise<unknown>;

type Body = (load: unknown, check: (actual: unknown, expected: unknown) => void) => Promise<void>;
const AsyncFunction = (async () => Promise.resolve()).constructor as new (...text: string[]) => Body;

const plain = (value: unknown): unknown => (value instanceof Float64Array ? [...value] : value);

const documents = ['README.md', ...files('docs/guide', '.md')];
const examples = [...files('src', '.ts'), ...files('formulas', '.ts'), ...documents].flatMap(examplesIn);

/** What the compiler says of the examples, each a module of its own, against the declarations that the package ships. */
function diagnostics(): string[] {
  const folder = process.cwd();
  const modules = new Map(examples.map(({ code }, i) => [join(folder, `example-${i}.mts`), `${code}\nexport {};\n`]));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => modules.has(file) || disk.fileExists(file),
    readFile: (file) => modules.get(file) ?? disk.readFile(file),
    getSourceFile: (file, version, ...rest) => {
      const text = modules.get(file);
      return text === undefined ? disk.getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
    },
  };
  const names = [...modules.keys()];
  return ts.getPreEmitDiagnostics(ts.createProgram(names, options, host)).map(({ file, start, messageText }) => {
    const { name } = examples[names.indexOf(file?.fileName ?? '')] ?? { name: 'examples' };
    const line = file === undefined ? '' : file.text.slice(start).split('\n')[0];
    return `${name}: ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('examples', () => {
  test('their types are right', () => {
    expect(diagnostics()).toEqual([]);
  });
  test('there are some', () => {
    expect(examples.length).toBeGreaterThan(15);
  });
  test.each(examples)('$name', async ({ code }) => {
    let checks = 0;
    await new AsyncFunction('load', 'check', body(code))(load, (actual, expected) => {
      checks++;
      expect(plain(actual)).toEqual(expected);
    });
    expect(checks, 'an example shows at least one value').toBeGreaterThan(0);
  });
});
