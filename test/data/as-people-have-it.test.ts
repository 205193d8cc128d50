/** Files as people have them: each is read as it was meant, with a note where that is not plain, or refused in one line that helps. */
import { strToU8, zipSync } from 'fflate';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readData, type FileOptions } from '../../src/data/from-files.js';
import { matrix } from '../../src/numerics/matrix.js';
import { InputError } from '../../src/problem/errors.js';
import { inCoordinates, inInputs } from '../../src/problem/problem.js';
import { temporaryFiles } from './files.js';

const write = temporaryFiles();
const columns = { modalities: { A: 'a', B: 'b' }, y: 'y' };
const read = async (name: string, content: string | Uint8Array, options: Partial<FileOptions> = {}) =>
  readData(await write(name, content), { ...columns, ...options });

/** The columns a = 1, 2, 4; b = 2, 1, 7; y = 3, 5, 9. */
const rows = '1,2,3\n2,1,5\n4,7,9\n';
const plain = `a,b,y\n${rows}`;
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('text that is read', () => {
  it.each<[string, string, string | Uint8Array, string[], Partial<FileOptions>?]>([
    ['comma-separated', 't.csv', plain, []],
    ['with a byte order mark', 't.csv', `\uFEFF${plain}`, []],
    ['with mixed ends of lines', 't.csv', plain.replace('\n', '\r\n'), []],
    ['with carriage returns only', 't.csv', plain.replaceAll('\n', '\r'), []],
    ['aligned by blanks', 't.txt', '  a    b    y\n  1    2    3\n  2    1    5\n  4    7    9\n', ['delimiter']],
    ['between pipes', 't.txt', '| a | b | y |\n|---|---|---|\n| 1 | 2 | 3 |\n| 2 | 1 | 5 |\n| 4 | 7 | 9 |\n', ['delimiter']],
    ['as Markdown', 't.md', '| a | b | y |\n|:-|-:|:-:|\n| 1 | 2 | 3 |\n| 2 | 1 | 5 |\n| 4 | 7 | 9 |\n', ['delimiter']],
    ['as psql prints it', 't.txt', ' a | b | y \n---+---+---\n 1 | 2 | 3\n 2 | 1 | 5\n 4 | 7 | 9\n(3 rows)\n', ['delimiter']],
    ['as a database prints it', 't.txt', ' a | b | y \n---+---+---\n 1 | 2 | 3\n 2 | 1 | 5\n 4 | 7 | 9\n', ['delimiter']],
    ['separated by tabs, called CSV', 't.csv', plain.replaceAll(',', '\t'), ['delimiter']],
    ['separated by semicolons', 't.csv', plain.replaceAll(',', ';'), ['delimiter']],
    ['with decimal commas', 't.csv', 'a;b;y\n1,0;2,0;3,0\n2,0;1,0;5,0\n4,0;7,0;9,0\n', ['delimiter', 'decimal']],
    ['with its separator in the first line', 't.csv', `sep=;\n${plain.replaceAll(',', ';')}`, []],
    ['with any separator that is told', 't.csv', plain.replaceAll(',', '~'), [], { delimiter: '~' }],
    ['with a header in a comment', 't.csv', `# a,b,y\n${rows}`, ['header']],
    ['with comments', 't.csv', `# made by hand\n${plain}# the end\n`, [], { comment: '#' }],
    ['with delimiters at the ends of lines', 't.csv', plain.replaceAll('\n', ',,\n'), []],
    ['with the row names of R', 't.csv', 'a,b,y\nr1,1,2,3\nr2,2,1,5\nr3,4,7,9\n', ['row-names']],
    ['with an index without a name', 't.csv', ',a,b,y\n0,1,2,3\n1,2,1,5\n2,4,7,9\n', ['row-names']],
    ['with inches in tabs', 't.tsv', 'text\ta\tb\ty\n5" pipe\t1\t2\t3\n"ok\t2\t1\t5\n"so"\t4\t7\t9\n', []],
    ['with tabs in quoted cells', 't.tsv', 'text\ta\tb\ty\n"one\ttab"\t1\t2\t3\nno tab\t2\t1\t5\n"say ""a\tb"""\t4\t7\t9\n', []],
    ['with the end-of-file of DOS', 't.csv', `${plain}\u001a`, []],
    ['packed by gzip', 't.csv.gz', gzipSync(plain), []],
    ['in UTF-16', 't.csv', utf16(plain), ['encoding']],
    ['without a header, which is told', 't.csv', rows, [], { header: false, modalities: { A: '0', B: '1' }, y: '2' }],
    ['with a constant column', 't.csv', 'a,k,b,y\n1,0,2,3\n2,0,1,5\n4,0,7,9\n', ['constant-columns'], { modalities: { A: 'a,k', B: 'b' } }], // prettier-ignore
    ['with blanks before its quotes', 't.csv', '"a", "b", "y"\n1, 2, 3\n2, 1, 5\n4, 7, 9\n', []],
    ['with its separator in quotes', 't.csv', `"sep=;"\n${plain.replaceAll(',', ';')}`, []],
    ['as MySQL prints it', 't.txt', '+---+---+---+\n| a | b | y |\n+---+---+---+\n| 1 | 2 | 3 |\n| 2 | 1 | 5 |\n| 4 | 7 | 9 |\n+---+---+---+\n3 rows in set (0.01 sec)\n', ['delimiter']], // prettier-ignore
    ['with the exponents of Fortran', 't.txt', ' a b y\n 1.0D+00 0.2D+01 3\n 2.0D+00 .1D+01 5\n 40.0D-01 7 9\n', ['delimiter']],
    ['with a name in Windows-1252', 't.csv', Buffer.from(`\x80,b,y\n${rows}`, 'latin1'), ['encoding'], { modalities: { A: '€', B: 'b' } }],
    ['with missing cells of many spellings', 't.csv', `${plain}\\N,1,2\n3,..,1\n*,1,1\nUnknown,2,2\n1,–,3\n`, ['rows-dropped'], { missing: 'drop' }],
    ['with missing cells', 't.csv', `${plain}NA,1,2\n3,?,\n`, ['rows-dropped'], { missing: 'drop' }],
    ['with what Excel and C write for missing', 't.csv', `${plain}#DIV/0!,1,2\n3,-1.#IND,4\n`, ['rows-dropped'], { missing: 'drop' }],
    ['with two columns of one name, left out', 't.csv', 'a,g,g,b,y\n1,5,6,2,3\n2,5,7,1,5\n4,6,7,7,9\n', [], { modalities: { A: '*,!g,!b,!y', B: 'b' } }], // prettier-ignore
    ['with a column left out', 't.csv', 'x1,x2,b,y\n1,8,2,3\n2,9,1,5\n4,8,7,9\n', [], { modalities: { A: 'x*,!x2', B: 'b' } }],
    ['with a comma in a name', 't.csv', `"angle(X,g)",b,y\n${rows}`, [], { modalities: { A: 'angle(X\\,g)', B: 'b' } }],
    ['of numbers 0, 1, 2 for names', 't.csv', `0,1,2\n${rows}`, [], { modalities: { A: '0', B: '1' }, y: '2' }],
  ])('%s', async (_, name, content, codes, options = {}) => {
    const { problem, notes } = await read(name, content, options);
    // Means 7/3, 10/3 and 17/3; so the sums of centred squares and products are those of thirds.
    const wanted = [14 / 9, 37 / 9, 56 / 9, 31 / 9, 79 / 18];
    const { sigma, sigmaYX, ySquared } = problem;
    const found = [sigma.data[0], sigma.data[1], ySquared, ...sigmaYX.data];
    const reference = (await readData(await write('plain.csv', plain), columns)).problem;
    expect(reference.sigma.data[0]).toBeCloseTo(wanted[0], 14);
    [reference.sigma.data[0], reference.sigma.data[1], reference.ySquared, ...reference.sigmaYX.data].forEach((value, k) => {
      expect(found[k]).toBeCloseTo(value ?? NaN, 13);
    });
    expect(problem.rows?.used).toBe(3);
    // Targets are 3, 5 and 9.
    expect(notes.map(({ code }) => code).sort()).toEqual(['centred', 'looks-like-classes', ...codes].sort());
    for (const { message } of notes) expect(message).toMatch(/^[^\p{Cc}]+$/u);
  });

  it('minus signs of typesetters are minus signs', async () => {
    const { problem } = await read('t.csv', 'a,b,y\n−1,2,3\n1e−1,1,5\n4,−7,−9\n');
    expect(problem).toEqual((await read('t.csv', 'a,b,y\n-1,2,3\n1e-1,1,5\n4,-7,-9\n')).problem);
  });

  it('a line of a cell is no row, and an empty line of a column is a missing cell', async () => {
    const review = await read('t.csv', `t,a,b,y\n"good,\nbut 5, 6",1,2,3\nbad,2,1,5\n"\n, so so",4,7,9\n`);
    expect(review.problem.samples).toBe(3);
    const files = { A: await write('a.csv', 'u\n1\n\n4\n5\n\n'), B: await write('b.csv', 'v\n2\n1\n\n8\n'), y: await write('y.csv', plain) };
    await expect(readData(files, { y: 'y' })).rejects.toMatchObject({ code: 'shape' });
    await expect(readData({ ...files, y: await write('y.csv', 'y\n1\n2\n3\n4\n') }, {})).rejects.toThrow('u 1, v 1; --missing drop');
  });

  it('booleans are 0 and 1', async () => {
    const { problem } = await read('t.csv', 'a,b,y\nTrue,2,3\nFalse,1,5\nTrue,7,9\nFALSE,1,2\n');
    expect(problem.sigma.data[0]).toBe(0.25);
  });

  it('parts in files of their own, if they have as many rows', async () => {
    const files = {
      text: await write('text.csv', 'u,v\n1,2\n2,1\n4,4\n'),
      video: await write('video.tsv', 'w\n2\n1\n7\n'),
      y: await write('labels.csv', 'label\ncat\ndog\ncat\n'),
    };
    const { problem, notes } = await readData(files, {});
    expect(problem.modalities.map(({ name, columns: own }) => [name, own])).toEqual([
      ['text', ['u', 'v']],
      ['video', ['w']],
    ]);
    expect([problem.outputs, problem.target, problem.ySquared]).toEqual([['label'], 'signs', expect.closeTo(8 / 9, 14)]);
    expect(notes.map(({ code }) => code)).toContain('two-classes');
    const short = await write('short.csv', 'w\n2\n1\n');
    await expect(readData({ ...files, video: short }, {})).rejects.toMatchObject({ code: 'shape', value: 2 });
  });

  it('classes are outputs, in the order of their names', async () => {
    const content = 'a,b,y\n1,2,10\n2,1,9\n4,7,10\n3,3,2\n';
    const regressed = await read('t.csv', content);
    expect(regressed.notes.map(({ code }) => code)).toContain('looks-like-classes');
    const { problem } = await read('t.csv', content, { classes: true });
    expect([problem.outputs, problem.target]).toEqual([['2', '9', '10'], 'classes']);
    // One-hot and centred: shares 1/4, 1/4, 1/2.
    expect(problem.ySquared).toBeCloseTo(3 / 16 + 3 / 16 + 1 / 4, 14);
    const scaled = await read('t.csv', content, { classes: true, standardize: true });
    expect(scaled.problem.ySquared).toBeCloseTo(3, 14);
  });

  it('means are kept if asked', async () => {
    const { problem, notes } = await read('t.csv', plain, { center: false });
    expect(problem.sigma.data[0]).toBeCloseTo(21 / 3, 14);
    expect(problem.ySquared).toBeCloseTo(115 / 3, 13);
    expect(problem.centred).toBe(false);
    expect(notes.map(({ code }) => code)).toEqual(['means-kept', 'looks-like-classes']);
  });

  it('far from zero lose no digit', async () => {
    const far = Array.from({ length: 1000 }, (_, k) => `${1.7e12 + (k % 2)},${k % 7},${(k % 2) + (k % 7)}`);
    const { problem } = await read('t.csv', `a,b,y\n${far.join('\n')}\n`);
    expect(Math.abs(problem.sigma.data[0] / 0.25 - 1)).toBeLessThan(1e-12);
  });

  it('values that stand for missing get a hint', async () => {
    const air = Array.from({ length: 50 }, (_, k) => `${k % 10 === 3 ? -200 : 1 + (k % 7) / 3},${k % 5},${k % 11}.5`);
    const { notes } = await read('t.csv', `a,b,y\n${air.join('\n')}\n`);
    expect(notes.find(({ code }) => code === 'sentinel')?.message).toContain('-200 in 5 cells');
    const once = await read('t.csv', `a,b,y\n${air.slice(0, 9).join('\n')}\n3,-9999,5.5\n3,4,999.9\n`);
    expect(once.notes.flatMap(({ message }) => /^.* in 1 cell(?=,)/.exec(message) ?? [])).toEqual(['b is -9999 in 1 cell', 'y is 999.9 in 1 cell']);
  });
});

describe('files that are refused, in one printable line that names them', () => {
  it.each<[string, string, string | Uint8Array, RegExp, Partial<FileOptions>?]>([
    ['a header of numbers', 't.csv', '1,0,2\n3,1,7\n5,0.5,10\n', /--no-header/],
    ['numbers in the header beside text', 't.csv', '5.1,3.5,setosa\n4.9,3.0,virginica\n4.7,3.1,setosa\n', /--no-header/],
    ['missing cells', 't.csv', `${plain}NA,1,2\n3,?,\n`, /a 1, b 1, y 1; --missing drop/],
    ['a control character', 't.csv', `a,b,y\n1,2,3\n2,\u001b[31m,5\n`, /\\u001b/],
    ['a title above the header', 't.csv', `My data\n${plain}`, /names one column, but there are 3/],
    ['commas that may be before thousands', 't.tsv', 'a\tb\ty\n1,234\t5\t6\n2,345\t7\t9\n', /"1,234" .*--decimal ,/],
    ['a currency', 't.csv', `${plain}$1,x,2\n`, /"\$1" .*take out/],
    ['a quote that takes rows', 't.csv', 'a,b,y,t\n1,2,3,"5 inch\n2,1,5,x\n4,7,9,6 inch"\n', /row 2 has a quote that takes rows/],
    ['a quote that takes half of two rows', 't.csv', 'a,t,b,y\n1,"5 inch,2,3\n2,6 inch",1,5\n4,x,7,9\n', /row 2 has a quote that takes rows/],
    ['bytes that are not UTF-8 late in the file', 't.csv', Buffer.from(`a,b,y,t\n${`1,2,3,${'x'.repeat(9_000)}\n`.repeat(30)}1,2,3,\xfc\n`, 'latin1'), /goes on otherwise: .*iconv/],
    ['a comment below aligned rows', 't.txt', `${plain.replaceAll(',', ' ')}# end\n`, /row 5: .*--comment '#'/],
    ['rows of other lengths', 't.csv', `${plain}1,2\n`, /row 5: of .*t\.csv has 2 cells/],
    ['text among numbers', 't.csv', `${plain}1,x,2\n`, /row 5 of .*t\.csv has "x"/],
    ['a number among names', 't.csv', 'a,b,y\n1,2,cat\n2,1,dog\n4,7,3\n', /--classes/],
    ['one class only', 't.csv', 'a,b,y\n1,2,cat\n2,1,cat\n4,7,cat\n', /one class only, cat/],
    ['labels in two columns', 't.csv', 'a,b,y,z\n1,2,cat,1\n2,1,dog,2\n', /labels are one column/, { y: 'y,z' }],
    ['a column in two modalities', 't.csv', plain, /is in both A and B/, { modalities: { A: 'a', B: 'a,b' } }],
    ['one modality', 't.csv', plain, /two modalities or more/, { modalities: { A: 'a' } }],
    ['a name of two columns', 't.csv', 'g,g,b,y\n1,2,3,4\n2,1,4,4\n', /g: in .*t\.csv: is the name of 2 columns/, { modalities: { A: 'g*', B: 'b' } }],
    ['a constant target', 't.csv', 'a,b,y\n1,2,3\n2,5,3\n', /y: is 3 in every row of .*t\.csv/],
    ['a constant modality', 't.csv', 'a,b,y\n1,2,3\n1,5,9\n', /a: is 1 in every row of .*t\.csv/],
    ['a pointer of Git LFS called .npz', 't.npz', 'version https://git-lfs.github.com/spec/v1\nsize 12\n', /git lfs pull/],
    ['YAML', 't.yaml', '- a: 1\n  b: 2\n', /YAML/],
    ['digits of MNIST', 't-idx3-ubyte.gz', gzipSync(Buffer.from([0, 0, 8, 3, 0, 0, 0, 1])), /IDX/],
    ['a web page called .npy', 't.npy', '\uFEFF<!DOCTYPE html>\n', /web page/],
    ['a zip archive of text', 't.zip', Buffer.from(zipSync({ 'data.csv': strToU8(plain) })), /unpack it, and give data\.csv/],
    ['a workbook called CSV', 't.csv', Buffer.from(zipSync({ 'xl/workbook.xml': strToU8('') })), /Excel/],
    ['a spreadsheet', 't.ods', Buffer.from(zipSync({ mimetype: strToU8('') })), /OpenDocument/],
    ['a model of PyTorch', 't.bin', Buffer.from(zipSync({ 'model/data.pkl': strToU8('') })), /PyTorch/],
    ['a tar archive', 't.tar.gz', gzipSync(Buffer.from(`${'a.csv'.padEnd(257, '\0')}ustar\0`)), /tar archive/],
    ['an SQLite database', 't.db', 'SQLite format 3\0', /sqlite3 -header/],
    ['a picture', 't.csv', Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'), /picture/],
    ['a sparse matrix', 't.txt', '1 3:0.5 7:1\n-1 2:1\n', /sparse/],
    ['control characters', 't.csv', Buffer.from('\x01\x02\xff\x03\x04\x05', 'latin1'), /no text/],
    ['a pointer of Git LFS', 't.csv', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n', /git lfs pull/],
    ['a web page', 't.csv', '<!DOCTYPE html>\n<html></html>\n', /web page/],
    ['JSON', 't.json', '[{"a": 1}]\n', /--correlations/],
    ['an ARFF file', 't.arff', '@relation t\n@attribute a numeric\n', /ARFF/],
    ['an HDF5 file', 't.h5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /HDF5/],
    ['a pickle', 't.pkl', Buffer.from('\x80\x04\x95\x00', 'latin1'), /pickle/],
    ['an Arrow file', 't.arrow', 'ARROW1\0\0', /Arrow/],
    ['a MATLAB file', 't.mat', 'MATLAB 5.0 MAT-file, Platform: GLNXA64', /MATLAB/],
    ['a workbook', 't.xlsx', Buffer.from('PK\x03\x04', 'latin1'), /Excel/],
    ['bytes', 't.csv', Buffer.from([1, 0, 0, 0, 7, 9, 0, 2]), /no text/],
    ['an empty file', 't.csv', '', /is empty/],
    ['a name longer than a cell may be', 't.csv.gz', gzipSync(Buffer.alloc(2e7, 'a')), /at most 10000/],
    ['a decimal comma that is none', 't.csv', 'a;b;y\n1,5;2;3\n2.5;1;5\n', /"2\.5"|"1,5"/, { decimal: ',', delimiter: ';' }],
  ])('%s', async (_, name, content, message, options = {}) => {
    const error: unknown = await read(name, content, options).catch((reason: unknown) => reason);
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^[^\p{Cc}]+$/u);
    expect(error.message).not.toContain('path:');
  });
});

describe('samples', () => {
  const content = `a,b,c,y\n${Array.from({ length: 40 }, (_, k) => `${(k * 7) % 11},${(k * 5) % 13},${(k * 3) % 17},${((k * 7) % 11) + 2 * ((k * 5) % 13)}`).join('\n')}\n`;
  const options = { modalities: { A: 'a,b', B: 'c' }, y: 'y', standardize: true };

  it('are those of the moments', async () => {
    const path = await write('samples.csv', content);
    const { problem, samples } = await readData(path, { ...options, samples: true });
    const streamed = (await readData(path, options)).problem;
    problem.sigma.data.forEach((value, k) => {
      expect(value).toBeCloseTo(streamed.sigma.data[k], 13);
      const [i, j] = [Math.floor(k / 3), k % 3];
      const x = samples?.x.data ?? new Float64Array();
      let sum = 0;
      for (let r = 0; r < 40; r++) sum += (x[3 * r + i] * x[3 * r + j]) / 40;
      expect(value).toBeCloseTo(sum, 13);
    });
    expect(samples?.y.cols).toBe(1);
  });

  it('of a test are scaled by those of the training', async () => {
    const [head, ...lines] = content.trim().split('\n');
    const training = await write('training.csv', [head, ...lines.slice(0, 25)].join('\n'));
    // Another order of columns, and rows that were trained on: they must come out as they did.
    const swapped = lines.slice(0, 5).map((line) => line.split(',').toReversed().join());
    const test = await write('test.csv', ['y,c,b,a', ...swapped].join('\n'));
    const data = await readData(training, { ...options, samples: true, test });
    const trained = data.samples?.x.data ?? new Float64Array();
    expect(data.test?.x.data).toHaveLength(15);
    data.test?.x.data.forEach((value, k) => {
      expect(value).toBeCloseTo(trained[k], 13);
    });
    const other = await write('other.csv', 'a,b,y\n1,2,3\n');
    await expect(readData(training, { ...options, test: other })).rejects.toMatchObject({ code: 'columns', field: 'c' });
  });

  it('are held out with a seed, and never less than three', async () => {
    const path = await write('samples.csv', content);
    const once = await readData(path, { ...options, holdout: { fraction: 0.25, seed: 3 } });
    const again = await readData(path, { ...options, holdout: { fraction: 0.25, seed: 3 } });
    expect([once.test?.x.rows, once.problem.samples]).toEqual([10, 30]);
    expect(again.test).toEqual(once.test);
    expect((await readData(path, { ...options, holdout: { fraction: 0.25, seed: 4 } })).test).not.toEqual(once.test);
    await expect(readData(path, { ...options, holdout: { fraction: 0.05, seed: 1 } })).rejects.toMatchObject({ field: 'holdout' });
  });
});

describe('more columns than samples', () => {
  it('are the directions that the samples span', async () => {
    const wide = Array.from({ length: 6 }, (_, r) => [...Array.from({ length: 9 }, (_, j) => Math.sin(3 * r + 7 * j + r * j)), r % 2 ? 1 : -1, Math.cos(5 * r)]);
    const header = [...Array.from({ length: 9 }, (_, j) => `x${j}`), 'b', 'y'].join();
    const path = await write('wide.csv', `${header}\n${wide.map((row) => row.join()).join('\n')}\n`);
    const { problem, samples } = await readData(path, { modalities: { A: 'x*', B: 'b' }, y: 'y', samples: true });
    const [a] = problem.modalities;
    expect([a.inputs, a.dim]).toEqual([9, 5]);
    const unit = matrix(5, 5, Float64Array.from({ length: 25 }, (_, k) => (k % 6 === 0 ? 1 : 0)));
    inCoordinates(inInputs(unit, a), a).data.forEach((value, k) => {
      expect(value).toBeCloseTo(unit.data[k], 12);
    });
    // Inner products of samples are what they were.
    const centred = (j: number) => {
      const mean = wide.reduce((sum, row) => sum + row[j] / 6, 0);
      return wide.map((row) => row[j] - mean);
    };
    const x = samples?.x;
    if (x === undefined) throw new Error('no samples');
    for (let r = 0; r < 6; r++) {
      let [reduced, full] = [0, 0];
      for (let k = 0; k < 5; k++) reduced += x.data[r * x.cols + k] * x.data[k];
      for (let j = 0; j < 9; j++) full += centred(j)[r] * centred(j)[0];
      expect(reduced).toBeCloseTo(full, 12);
    }
  });
});
