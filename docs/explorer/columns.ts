/** Which columns of a table are A, B and the target. Loaded with the first table: it brings the column syntax with it. */
import { InputError } from '../../src/problem/errors.js';
import { escapedName, selectColumns } from '../../src/data/columns.js';
import { make } from './dom.js';
import type { DataChoice } from './state.js';

/** What a column may be; `''` is unused. */
const ROLES = ['a', 'b', 'y', ''] as const;
type Role = (typeof ROLES)[number];
const HEADINGS: Readonly<Record<Role, string>> = { a: 'A', b: 'B', y: 'target', '': 'unused' };

/**
 * Builds the pickers for a table into `holder`: lists in the syntax of the command, and for each column a choice that
 * writes them. `onChange` is called with every new choice.
 */
export function columnPickers(
  holder: HTMLElement,
  header: readonly string[],
  given: DataChoice,
  onChange: (choice: DataChoice) => void,
): void {
  let choice = given;
  const lists = new Map(
    (['a', 'b', 'y'] as const).map((role) => [role, make('input', { type: 'text', id: `list-${role}` })]),
  );
  const standardize = make('input', { type: 'checkbox', id: 'standardize' });
  const radios = header.map((name, column) =>
    ROLES.map((role) =>
      make('input', {
        type: 'radio',
        name: `column-${column}`,
        value: role,
        'aria-label': `${name}: ${HEADINGS[role]}`,
      }),
    ),
  );
  const show = () => {
    for (const [role, list] of lists) if (document.activeElement !== list) list.value = choice[role];
    standardize.checked = choice.standardize;
    const roles = rolesOf(choice, header);
    radios.forEach((row, column) => {
      for (const radio of row) radio.checked = radio.value === roles[column];
    });
  };
  const choose = (change: Partial<DataChoice>) => {
    choice = { ...choice, ...change };
    show();
    onChange(choice);
  };

  for (const [role, list] of lists) {
    list.addEventListener('change', () => {
      choose({ [role]: list.value });
    });
  }
  standardize.addEventListener('change', () => {
    choose({ standardize: standardize.checked });
  });
  radios.forEach((row, column) => {
    for (const radio of row) {
      radio.addEventListener('change', () => {
        choose(withRole(choice, header, column, radio.value as Role));
      });
    }
  });
  holder.replaceChildren(
    make(
      'p',
      { class: 'hint' },
      `${given.file}: ${header.length} columns. Names, ranges (s1..s6) and globs (s*) work.`,
    ),
    ...[...lists].map(([role, list]) =>
      make('p', { class: 'list' }, make('label', { for: list.id }, HEADINGS[role]), list),
    ),
    make('p', { class: 'choice' }, make('label', {}, standardize, make('span', {}, 'standardize columns and target'))),
    grid(header, radios),
  );
  show();
}

function grid(header: readonly string[], radios: readonly (readonly HTMLInputElement[])[]): HTMLElement {
  const head = make('tr', {}, make('td'), ...ROLES.map((role) => make('th', { scope: 'col' }, HEADINGS[role])));
  const rows = header.map((name, column) =>
    make('tr', {}, make('th', { scope: 'row' }, name), ...radios[column].map((radio) => make('td', {}, radio))),
  );
  const table = make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows));
  return make('div', { class: 'grid', tabindex: '0', role: 'region', 'aria-label': 'Columns' }, table);
}

/** What each column is by the lists; a list that does not select yet counts for none. */
function rolesOf(choice: DataChoice, header: readonly string[]): Role[] {
  const roles = header.map((): Role => '');
  for (const role of ['a', 'b', 'y'] as const)
    for (const column of selected(choice[role], header)) roles[column] = role;
  return roles;
}

function selected(list: string, header: readonly string[]): readonly number[] {
  try {
    return selectColumns(list, header);
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** The lists with one column given to another role. There is one target: an old one becomes unused. */
function withRole(choice: DataChoice, header: readonly string[], column: number, role: Role): Partial<DataChoice> {
  const roles = rolesOf(choice, header).map((old) => (role === 'y' && old === 'y' ? '' : old));
  roles[column] = role;
  const list = (wanted: Role) =>
    header
      .filter((_, j) => roles[j] === wanted)
      .map(escapedName)
      .join(',');
  return { a: list('a'), b: list('b'), y: list('y') };
}

/** No column is anything yet: which are A, B and the target is the reader's to say. */
export const noChoice = (file: string): DataChoice => ({ file, a: '', b: '', y: '', standardize: true });
