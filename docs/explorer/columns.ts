/** Which columns of a table are which modality and the target. Loaded with the first table: it brings the column syntax with it. */
import { InputError } from '../../src/problem/errors.js';
import { escapedName, selectColumns } from '../../src/data/columns.js';
import { make } from './dom.js';
import type { Header } from './messages.js';
import type { DataChoice } from './state.js';

/** More rows than this are not listed one by one: their names are typed. */
const LISTED = 100;

/** What a column is: the position of its modality, the target, or unused. */
type Role = number | 'y' | '';

/**
 * Builds the pickers for a table into `holder`: a name and a list of columns, in the syntax of the command, for each modality, and
 * for each column a choice that writes the lists. `onChange` is called with every new choice.
 */
export function columnPickers(
  holder: HTMLElement,
  header: Header,
  given: DataChoice,
  onChange: (choice: DataChoice) => void,
): void {
  let choice = given;
  const room = make('div');
  const boxes = new Map<string, () => string>();
  const change = (next: Partial<DataChoice>) => {
    const rows = choice.modalities.length;
    choice = { ...choice, ...next };
    // What is written in stays where it is: the reader may be on the way from one box to the next.
    if (choice.modalities.length === rows) show();
    else build();
    onChange(choice);
  };
  const show = () => {
    for (const [id, value] of boxes) {
      const box = document.getElementById(id);
      if (box instanceof HTMLInputElement && box !== document.activeElement) box.value = value();
    }
    const focused = room.contains(document.activeElement) ? document.activeElement?.id : undefined;
    room.replaceChildren(grid(header, choice, change));
    if (focused !== undefined) document.getElementById(focused)?.focus();
  };
  const textBox = (id: string, label: string, value: () => string, onValue: (value: string) => void) => {
    const box = make('input', { type: 'text', id, value: value(), 'aria-label': label });
    boxes.set(id, value);
    box.addEventListener('change', () => {
      onValue(box.value.trim());
    });
    return box;
  };
  const modalityRow = (m: number) => {
    const put = (entry: Partial<Record<0 | 1, string>>) => {
      change({ modalities: choice.modalities.map(([n, c], k) => (k === m ? [entry[0] ?? n, entry[1] ?? c] : [n, c])) });
    };
    const naming = textBox(
      `name-${m}`,
      `Name of modality ${m + 1}`,
      () => choice.modalities[m][0],
      (value) => {
        put({ 0: value });
      },
    );
    const list = textBox(
      `list-${m}`,
      `Columns of modality ${m + 1}`,
      () => choice.modalities[m][1],
      (value) => {
        put({ 1: value });
      },
    );
    const away = button('×', `away-${m}`, () => {
      change({ modalities: choice.modalities.filter((_, k) => k !== m) });
    });
    away.setAttribute('aria-label', `Remove modality ${m + 1}`);
    return make('p', { class: 'list' }, naming, list, ...(choice.modalities.length > 2 ? [away] : []));
  };
  const add = () => {
    const names = choice.modalities.map(([name]) => name);
    const letters = Array.from({ length: names.length + 1 }, (_, i) => String.fromCodePoint(65 + i));
    change({ modalities: [...choice.modalities, [letters.find((letter) => !names.includes(letter)) ?? '', '']] });
  };
  const build = () => {
    boxes.clear();
    const target = textBox(
      'list-y',
      'Columns of the target',
      () => choice.y,
      (y) => {
        change({ y });
      },
    );
    holder.replaceChildren(
      make('p', { class: 'hint' }, said(choice.file, header)),
      ...[...choice.modalities.keys()].map(modalityRow),
      make('p', {}, button('Add a modality', 'add-modality', add)),
      make('p', { class: 'list' }, make('label', { for: 'list-y' }, 'target'), target),
      check('standardize', 'standardize columns and target', choice.standardize, (standardize) => {
        change({ standardize });
      }),
      check('classes', 'numbers in the target are classes', choice.classes, (classes) => {
        change({ classes });
      }),
      room,
    );
    show();
  };
  build();
}

function said(file: string, { columns, groups }: Header): string {
  const arrays = groups.size > 0 ? `, arrays ${[...groups.keys()].join(', ')}` : '';
  const numbered = columns.every((name, j) => name === String(j)) ? ', numbered from 0' : '';
  return `${file}: ${columns.length} columns${numbered}${arrays}. Names, ranges (s1..s6) and globs (s*) work.`;
}

function button(words: string, id: string, onClick: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button', id }, words);
  made.addEventListener('click', onClick);
  return made;
}

function check(id: string, label: string, value: boolean, onValue: (value: boolean) => void): HTMLElement {
  const box = make('input', { type: 'checkbox', id, ...(value ? { checked: '' } : {}) });
  box.addEventListener('change', () => {
    onValue(box.checked);
  });
  return make('p', { class: 'choice' }, make('label', {}, box, make('span', {}, label)));
}

/** A row of the grid: a column, or an array of an archive. */
interface Row {
  readonly name: string;
  readonly columns: readonly number[];
}

function rowsOf({ columns, groups }: Header): readonly Row[] {
  const several = [...groups].filter(([, of]) => of.length > 1);
  const grouped = new Set(several.flatMap(([, of]) => of));
  const single = columns.flatMap((name, column) => (grouped.has(column) ? [] : [{ name, columns: [column] }]));
  return [...several.map(([name, of]) => ({ name, columns: of })), ...single];
}

function grid(header: Header, choice: DataChoice, choose: (change: Partial<DataChoice>) => void): HTMLElement {
  const rows = rowsOf(header);
  if (rows.length > LISTED) return make('p', { class: 'hint' }, `Too many columns to list: name them above.`);
  const roles: readonly Role[] = [...choice.modalities.keys(), 'y', ''];
  const heading = (role: Role) => (role === 'y' ? 'target' : role === '' ? 'unused' : choice.modalities[role][0]);
  const now = rolesOf(choice, header, rows);
  const head = make('tr', {}, make('td'), ...roles.map((role) => make('th', { scope: 'col' }, heading(role))));
  const body = rows.map(({ name, columns }, r) => {
    const cells = roles.map((role) => {
      const radio = make('input', {
        type: 'radio',
        name: `column-${r}`,
        id: `column-${r}-${role}`,
        'aria-label': `${name}: ${heading(role)}`,
        ...(role === now[r] ? { checked: '' } : {}),
      });
      radio.addEventListener('change', () => {
        choose(withRole(choice, header, rows, r, role));
      });
      return make('td', {}, radio);
    });
    const count = columns.length > 1 ? ` (${columns.length} columns)` : '';
    return make('tr', {}, make('th', { scope: 'row' }, name + count), ...cells);
  });
  const table = make('table', {}, make('thead', {}, head), make('tbody', {}, ...body));
  return make('div', { class: 'grid', tabindex: '0', role: 'region', 'aria-label': 'Columns' }, table);
}

/** What each row is by the lists; a list that does not select yet counts for none, and one that is in part something is unused. */
function rolesOf(choice: DataChoice, header: Header, rows: readonly Row[]): Role[] {
  const lists: readonly (readonly [Role, string])[] = [
    ...choice.modalities.map(([, list], m) => [m, list] as const),
    ['y', choice.y],
  ];
  const owners = new Map<number, Role>();
  for (const [role, list] of lists) for (const column of selected(list, header)) owners.set(column, role);
  return rows.map(({ columns }) => {
    const of = new Set(columns.map((column) => owners.get(column) ?? ''));
    return of.size === 1 ? [...of][0] : '';
  });
}

function selected(list: string, { columns, groups }: Header): readonly number[] {
  try {
    return list === '' ? [] : selectColumns(list, columns, groups);
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** The lists with one row given to another role. There is one target: an old one becomes unused. */
function withRole(
  choice: DataChoice,
  header: Header,
  rows: readonly Row[],
  row: number,
  role: Role,
): Partial<DataChoice> {
  const roles = rolesOf(choice, header, rows).map((old) => (role === 'y' && old === 'y' ? '' : old));
  roles[row] = role;
  const list = (wanted: Role) =>
    rows
      .filter((_, r) => roles[r] === wanted)
      .map(({ name }) => escapedName(name))
      .join(',');
  return { modalities: choice.modalities.map(([name], m) => [name, list(m)]), y: list('y') };
}

/** No column is anything yet: which are modalities and the target is the reader's to say. */
export const noChoice = (file: string): DataChoice => ({
  file,
  modalities: [
    ['A', ''],
    ['B', ''],
  ],
  y: '',
  standardize: true,
  classes: false,
});
