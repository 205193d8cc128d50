/**
 * The package as its users get it: packed, and unpacked in a folder of its own beside nothing but its dependencies, so that what
 * it needs and does not declare is missing there.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** What `npm pack` tells of a tarball. */
interface Tarball {
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** A user's project. */
export interface Packed extends Tarball {
  /** The project's folder; the package is in `node_modules/unimodal-bias`. */
  readonly folder: string;
  readonly tarball: string;
  /** What package.json says. */
  readonly manifest: Manifest;
  remove(): void;
}

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Packs what is built (`npm run build`), without building it again. */
export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'unimodal-bias-user-'));
  const npm = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(execFileSync('npm', npm, { encoding: 'utf8' })) as [Tarball];
  const tarball = join(folder, packed.filename);
  const home = join(folder, 'node_modules/unimodal-bias');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', home, '--strip-components', '1']);
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link);
  }
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...packed, folder, tarball, manifest, remove };
}

/** What an install without development dependencies brings beside the package: by the lock file, so that no network decides. */
export function installed(): { packages: number; bytes: number } {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: true; devOptional?: true; optional?: true; peer?: true }>;
  };
  const folders = Object.entries(packages)
    .filter(([path, { dev, devOptional, peer }]) => path !== '' && !dev && !devOptional && !peer)
    .map(([path]) => path);
  return { packages: folders.length, bytes: folders.map(bytesOf).reduce((sum, bytes) => sum + bytes, 0) };
}

/** What a folder takes on a disk of 4096-byte blocks, without packages inside it, which count for themselves. */
function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => join(folder, entry.name))
    .map((path) => (statSync(path).isDirectory() ? bytesOf(path) : 4096 * Math.ceil(statSync(path).size / 4096)))
    .reduce((sum, bytes) => sum + bytes, 4096);
}
