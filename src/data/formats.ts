/** Files that are no table of this kind: what they are, and how to convert them. Free of Node. */
import { InputError } from '../problem/errors.js';

const PANDAS = "with Python: pandas.DataFrame(…).to_csv('data.csv', index=False)";

/** What a file is by its first bytes, as Latin-1. */
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs/, 'is a pointer of Git LFS, not the file itself: run git lfs pull'],
  [/^\s*<(!doctype html|html|head|\?xml)/i, 'is a web page, not data: the download went wrong, or needs its raw link'],
  [/^ARROW1|^FEA1/, "is an Arrow file: convert it with pandas.read_feather(…).to_csv('data.csv', index=False)"],
  [/^MATLAB 5\.0|^MATLAB 7/, "is a MATLAB file: convert it with numpy.savez('data.npz', **arrays) of scipy.io.loadmat(…)"],
  [/^\x89HDF/, "is an HDF5 file: convert it with numpy.savez('data.npz', x=file['x'][:], …) of h5py"],
  [/^\x80[\x02-\x05]/, 'is a Python pickle, which may run code and is never read: save it with numpy.savez or to_csv'],
  [/^\xd0\xcf\x11\xe0/, 'is an old Excel or SPSS file: export it as CSV'],
  [/^%PDF/, 'is a PDF, not a table: export its data as CSV'],
  [/^\s*@relation\b|^%[^]*\n@relation\b/i, `is an ARFF file: convert it ${PANDAS} of scipy.io.arff.loadarff(…)`],
  [/^BZh|^\xfd7zXZ|^\x28\xb5\x2f\xfd/, 'is compressed in a way that is not read: unpack it, or use gzip'],
  [/^\s*[{[]/, 'is JSON: correlations are given with --correlations FILE; rows are converted with pandas.read_json(…).to_csv(…)'],
];

/** What a file is by its name. */
const EXTENSIONS: Readonly<Partial<Record<string, string>>> = {
  '.json': 'is JSON: correlations are given with --correlations FILE; rows are converted with pandas.read_json(…).to_csv(…)',
  '.xlsx': 'is an Excel file: export it as CSV',
  '.xls': 'is an Excel file: export it as CSV',
  '.mat': "is a MATLAB file: convert it with numpy.savez('data.npz', **arrays) of scipy.io.loadmat(…)",
  '.arff': `is an ARFF file: convert it ${PANDAS} of scipy.io.arff.loadarff(…)`,
  '.pkl': 'is a Python pickle, which may run code and is never read: save it with numpy.savez or to_csv',
  '.pickle': 'is a Python pickle, which may run code and is never read: save it with numpy.savez or to_csv',
  '.h5': "is an HDF5 file: convert it with numpy.savez('data.npz', x=file['x'][:], …) of h5py",
  '.hdf5': "is an HDF5 file: convert it with numpy.savez('data.npz', x=file['x'][:], …) of h5py",
  '.arrow': "is an Arrow file: convert it with pandas.read_feather(…).to_csv('data.csv', index=False)",
  '.feather': "is an Arrow file: convert it with pandas.read_feather(…).to_csv('data.csv', index=False)",
  '.rds': 'is an R object: write it with write.csv(x, "data.csv", row.names = FALSE)',
  '.rdata': 'is an R workspace: write the data with write.csv(x, "data.csv", row.names = FALSE)',
  '.dta': "is a Stata file: convert it with pandas.read_stata(…).to_csv('data.csv', index=False)",
  '.sav': "is an SPSS file: convert it with pandas.read_spss(…).to_csv('data.csv', index=False)",
  '.pdf': 'is a PDF, not a table: export its data as CSV',
  '.html': 'is a web page, not data: the download went wrong, or needs its raw link',
  '.pt': "is a file of PyTorch: save the tensors with numpy.savez('data.npz', x=x.numpy(), …)",
  '.png': 'is a picture: save the pixels of all pictures as one .npy array, samples × pixels',
  '.jpg': 'is a picture: save the pixels of all pictures as one .npy array, samples × pixels',
};

/** Refuses a file that is known to be something else, by its first bytes or, where these say nothing, by its name. */
export function refuseOtherFormats(name: string, start: Uint8Array): void {
  const text = new TextDecoder('latin1').decode(start.subarray(0, 2048));
  const extension = /\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? '';
  const what = BEGINNINGS.find(([beginning]) => beginning.test(text))?.[1] ?? EXTENSIONS[extension];
  if (what !== undefined) throw new InputError('file', name, name, what);
}

/** The encoding of a text by its first bytes, `null` for what is no text. UTF-16 is known by its mark; without one it has zeros. */
export function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const zeros = [0, 1].map((from) => start.filter((byte, k) => k % 2 === from && byte === 0).length);
  const half = Math.floor(Math.min(start.length, 1e6) / 2);
  if (zeros[1] > 0.4 * half && zeros[0] === 0) return 'utf-16le';
  if (zeros[0] > 0.4 * half && zeros[1] === 0) return 'utf-16be';
  if (zeros[0] + zeros[1] > 0) return null;
  try {
    // A character may be cut off at the end.
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
