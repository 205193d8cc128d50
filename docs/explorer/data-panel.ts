/** Choosing a table and its columns. What reads and shows tables is loaded with the first one. */
import { fetchExample, openTable, readColumns, type OpenTable, type Read } from './data.js';
import { byId, make } from './dom.js';
import { EXAMPLES, type DataChoice } from './state.js';

/** What the panel tells the page: a choice by the reader, what the choice that is set comes to, or why it does not. */
export interface DataListener {
  /** A table is open, and the reader has still to say which columns are what. */
  readonly onAsked: () => void;
  readonly onChoice: (choice: DataChoice) => void;
  readonly onTable: (read: Read) => void;
  readonly onRefused: (message: string) => void;
}

/** Connects the panel; `show` brings it to a choice that the address made. */
export function dataPanel({ onAsked, onChoice, onTable, onRefused }: DataListener): {
  show: (choice: DataChoice) => void;
} {
  let open: OpenTable | null = null;
  /** The choice that the pickers show. */
  let picked: DataChoice | null = null;
  let turn = 0;
  const notes = byId('data-notes', HTMLElement);

  /** Does something that takes time; if the reader has gone on meanwhile, nothing comes of it. */
  const attempt = async (action: (isCurrent: () => boolean) => Promise<void>) => {
    const mine = ++turn;
    try {
      await action(() => mine === turn);
    } catch (error) {
      if (mine === turn) onRefused(error instanceof Error ? error.message : String(error));
    }
  };

  const read = (choice: DataChoice) =>
    attempt(async (isCurrent) => {
      const found = await readColumns(choice);
      if (!isCurrent()) return;
      notes.replaceChildren(...found.notes.map((note) => make('li', {}, note)));
      onTable(found);
    });

  const pick = async ({ name, header }: OpenTable, wanted: DataChoice | null) => {
    const { columnPickers, noChoice } = await import('./columns.js');
    picked = wanted ?? noChoice(name);
    columnPickers(byId('columns', HTMLElement), header, picked, (choice) => {
      picked = choice;
      notes.replaceChildren();
      if (!isComplete(choice)) {
        onAsked();
        return;
      }
      onChoice(choice);
      void read(choice);
    });
    return picked;
  };

  /** Opens a file and makes a choice of its columns: the one wanted, or none yet. */
  const load = (name: string, file: () => Promise<Blob>, wanted: DataChoice | null) =>
    attempt(async (isCurrent) => {
      // What is refused has no columns, least of all those of the table before.
      byId('columns', HTMLElement).replaceChildren();
      notes.replaceChildren();
      const opened = await openTable(name, await file());
      const choice = await pick(opened, wanted);
      if (!isCurrent()) return;
      open = opened;
      if (!isComplete(choice)) {
        onAsked();
        return;
      }
      onChoice(choice);
      await read(choice);
    });

  const take = (file: File | undefined) => {
    if (!file) return;
    const wanted = picked?.file === file.name ? picked : null;
    void load(file.name, () => Promise.resolve(file), wanted);
  };
  const input = byId('file', HTMLInputElement);
  input.addEventListener('change', () => {
    take(input.files?.[0]);
    input.value = ''; // so that the same file can be chosen again after it was changed
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-example]')) {
    const example = exampleOf(button.dataset['example'] ?? '');
    button.addEventListener('click', () => {
      if (example) void load(example.file, () => fetchExample(example.file), example);
    });
  }
  acceptDrops(byId('drop', HTMLElement), take);

  return {
    show: (choice) => {
      const isPicked = JSON.stringify(choice) === JSON.stringify(picked);
      picked = choice;
      if (open?.name === choice.file) {
        if (!isPicked) void pick(open, choice);
        void read(choice);
      } else if (exampleOf(choice.file)) void load(choice.file, () => fetchExample(choice.file), choice);
      else
        onRefused(
          `this address speaks of columns of ${choice.file}, which is on the machine it was made on: choose it`,
        );
    },
  };
}

/** Nothing is predicted before each of them has columns. */
const isComplete = ({ modalities, y }: DataChoice): boolean =>
  y !== '' && modalities.length > 1 && modalities.every(([name, columns]) => name !== '' && columns !== '');

const exampleOf = (file: string): DataChoice | undefined => EXAMPLES.find((example) => example.file === file);

/** Files may be dropped anywhere on the page: one that misses the box would otherwise replace the page. */
function acceptDrops(box: HTMLElement, take: (file: File | undefined) => void): void {
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    box.classList.add('over');
  });
  document.addEventListener('dragleave', () => {
    box.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    box.classList.remove('over');
    take(event.dataTransfer?.files[0]);
  });
}
