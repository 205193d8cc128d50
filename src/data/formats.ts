/** Files that are no table of this kind: what they are, and how to convert them. Free of Node. */
import { InputError } from '../problem/errors.js';

/** Formats that are known and not read: what to say of each. */
const FORMATS = {
  lfs: 'is a pointer of Git LFS, not the file itself: run git lfs pull',
  html: 'is a web page, not data: the download went wrong, or needs its raw link',
  xml: 'is XML, not a table: export its data as CSV',
  json: 'is JSON: correlations are given with --correlations FILE; rows are converted with pandas.read_json(…).to_csv(…)',
  arrow: "is an Arrow file: convert it with pandas.read_feather(…).to_csv('data.csv', index=False)",
  matlab: "is a MATLAB file: convert it with numpy.savez('data.npz', **arrays) of scipy.io.loadmat(…)",
  hdf5: "is an HDF5 file: convert it with numpy.savez('data.npz', x=file['x'][:], …) of h5py",
  netcdf: "is a NetCDF file: convert it with numpy.savez('data.npz', x=data['x'].values, …) of xarray",
  pickle: 'is a Python pickle, which may run code and is never read: save it with numpy.savez or to_csv',
  arff: "is an ARFF file: convert it with pandas.DataFrame(…).to_csv('data.csv', index=False) of scipy.io.arff.loadarff(…)",
  excel: 'is an Excel file: export it as CSV',
  ods: 'is an OpenDocument spreadsheet: export it as CSV',
  r: 'is a file of R: write the data with write.csv(x, "data.csv", row.names = FALSE)',
  stata: "is a Stata file: convert it with pandas.read_stata(…).to_csv('data.csv', index=False)",
  spss: "is an SPSS file: convert it with pandas.read_spss(…).to_csv('data.csv', index=False)",
  pytorch: "is a file of PyTorch: save the tensors with numpy.savez('data.npz', x=x.numpy(), …)",
  safetensors: "is a safetensors file: convert it with numpy.savez('data.npz', **safetensors.numpy.load_file(…))",
  sqlite: 'is an SQLite database: export the table with sqlite3 -header -csv FILE "select * from …"',
  avro: "is an Avro file: convert it with pandas.DataFrame(fastavro.reader(…)).to_csv('data.csv', index=False)",
  orc: "is an ORC file: convert it with pandas.read_orc(…).to_csv('data.csv', index=False)",
  sparse: "is a sparse matrix as text: convert it with numpy.save('x.npy', x.toarray()) of scipy.io.mmread or sklearn's load_svmlight_file",
  yaml: 'is YAML, not a table: convert it with pandas.DataFrame(yaml.safe_load(…)).to_csv(…)',
  sas: "is a SAS file: convert it with pandas.read_sas(…).to_csv('data.csv', index=False)",
  idx: "is an IDX file, as MNIST has them: convert it with numpy.save('x.npy', …), samples × pixels",
  picture: 'is a picture: save the pixels of all pictures as one .npy array, samples × pixels',
  pdf: 'is a PDF, not a table: export its data as CSV',
  tar: 'is a tar archive: unpack it, and give the table in it',
  packed: 'is compressed in a way that is not read: unpack it, or use gzip',
} as const;

type Format = keyof typeof FORMATS;

/** What a file is by its first bytes, as Latin-1. */
const BEGINNINGS: readonly (readonly [RegExp, Format])[] = [
  [/^version https:\/\/git-lfs/, 'lfs'],
  [/^(ï»¿)?\s*<(!doctype html|html|head|body|table|!--)/i, 'html'],
  [/^<stata_dta>/, 'stata'],
  [/^(ï»¿)?\s*<\?xml/, 'xml'],
  [/^ARROW1|^FEA1/, 'arrow'],
  [/^MATLAB 5\.0|^MATLAB 7/, 'matlab'],
  [/^\x89HDF/, 'hdf5'],
  [/^CDF[\x01\x02\x05]/, 'netcdf'],
  [/^\x80[\x02-\x05]/, 'pickle'],
  [/^\xd0\xcf\x11\xe0/, 'excel'],
  [/^\$FL[23]/, 'spss'],
  [/^RD[AX][23]\n/, 'r'],
  [/^SQLite format 3/, 'sqlite'],
  [/^Obj\x01/, 'avro'],
  [/^ORC/, 'orc'],
  [/^%PDF/, 'pdf'],
  [/^\x89PNG|^\xff\xd8\xff|^GIF8/, 'picture'],
  [/^\s*@relation\b|^%[^]*\n@relation\b/i, 'arff'],
  [/^%%MatrixMarket|^\S+( +\d+:[-+.\de]+)+ *\r?\n/i, 'sparse'],
  [/^(%YAML .*\r?\n)?---\r?\n/, 'yaml'],
  [/^\0\0[\x08\x09\x0b-\x0e][\x01-\x04]/, 'idx'],
  [/^BZh|^\xfd7zXZ|^\x28\xb5\x2f\xfd|^7z\xbc\xaf|^Rar!/, 'packed'],
  [/^[^]{257}ustar/, 'tar'],
  [/^(ï»¿)?\s*(\{\s*["}]|\[\s*[[{"\d\]-])/, 'json'],
];

/** What a file is by the end of its name. */
const EXTENSIONS: Readonly<Partial<Record<string, Format>>> = {
  '.json': 'json',
  '.jsonl': 'json',
  '.xlsx': 'excel',
  '.xls': 'excel',
  '.ods': 'ods',
  '.mat': 'matlab',
  '.arff': 'arff',
  '.pkl': 'pickle',
  '.pickle': 'pickle',
  '.h5': 'hdf5',
  '.hdf5': 'hdf5',
  '.nc': 'netcdf',
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.rds': 'r',
  '.rdata': 'r',
  '.rda': 'r',
  '.dta': 'stata',
  '.sav': 'spss',
  '.pdf': 'pdf',
  '.html': 'html',
  '.xml': 'xml',
  '.pt': 'pytorch',
  '.pth': 'pytorch',
  '.safetensors': 'safetensors',
  '.sqlite': 'sqlite',
  '.sas7bdat': 'sas',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.svm': 'sparse',
  '.libsvm': 'sparse',
  '.avro': 'avro',
  '.orc': 'orc',
  '.mtx': 'sparse',
  '.png': 'picture',
  '.jpg': 'picture',
  '.jpeg': 'picture',
  '.tar': 'tar',
};

/** What members of a zip archive say of it. */
const MEMBERS: readonly (readonly [RegExp, Format])[] = [
  [/^xl\//, 'excel'],
  [/^mimetype$/, 'ods'],
  [/(^|\/)data\.pkl$/, 'pytorch'],
];

const formatOfName = (name: string): Format | undefined =>
  EXTENSIONS[/\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? ''];

/** Refuses a file that is known to be something else, by its first bytes or, where these say nothing, by its name, less `.gz`. */
export function refuseOtherFormats(name: string, start: Uint8Array): void {
  const text = new TextDecoder('latin1').decode(start.subarray(0, 2048));
  const format = BEGINNINGS.find(([beginning]) => beginning.test(text))?.[1] ?? formatOfName(name.replace(/\.gz$/i, ''));
  if (format !== undefined) throw new InputError('file', name, name, FORMATS[format]);
}

/** What to say of a zip archive without arrays: what it is, or what it holds. */
export function otherArchive(name: string, members: readonly string[]): string {
  const format = MEMBERS.find(([member]) => members.some((one) => member.test(one)))?.[1] ?? formatOfName(name);
  if (format !== undefined) return FORMATS[format];
  const held = members.filter((one) => !one.endsWith('/'));
  return held.length === 0
    ? 'is an empty archive'
    : `is a zip archive without .npy arrays: unpack it, and give ${held.slice(0, 3).join(', ')}${held.length > 3 ? ', …' : ''}`;
}

/** The encoding of a text by its first bytes, `null` for what is no text. UTF-16 is known by its mark; without one it has zeros. */
export function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const zeros = [0, 1].map((from) => start.filter((byte, k) => k % 2 === from && byte === 0).length);
  const half = Math.floor(Math.min(start.length, 1e6) / 2);
  if (zeros[1] > 0.4 * half && zeros[0] === 0) return ofText(start, 'utf-16le');
  if (zeros[0] > 0.4 * half && zeros[1] === 0) return ofText(start, 'utf-16be');
  if (zeros[0] + zeros[1] > 0) return null;
  try {
    // A character may be cut off at the end.
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return 'utf-8';
  } catch {
    return ofText(start, 'windows-1252');
  }
}

/** An encoding by which bytes can be read, unless what comes of it is no text: one sign in a hundred controls something. */
function ofText<E extends string>(start: Uint8Array, encoding: E): E | null {
  const text = new TextDecoder(encoding).decode(start, { stream: true });
  const controls = text.match(/[\x00-\x08\x0e-\x19\x1b-\x1f]/g)?.length ?? 0;
  return controls > text.length / 100 ? null : encoding;
}
