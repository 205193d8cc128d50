/** Choosing a table and its columns. What reads and shows tables is loaded with the first one. */
import type { Correlations } from '../../src/problem/correlations.js';
import { fetchDiabetes, openTable, tableCorrelations, type OpenTable } from './data.js';
import { byId } from './dom.js';
import { DIABETES, type DataChoice } from './state.js';

/** What the panel tells the page: a choice by the reader, correlations of the choice that is set, or why there are none. */
export interface DataListener {
  /** A table is open, and the reader has still to say which columns are what. */
  readonly onAsked: () => void;
  readonly onChoice: (choice: DataChoice) => void;
  readonly onTable: (correlations: Correlations) => void;
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
      const correlations = await tableCorrelations(choice);
      if (isCurrent()) onTable(correlations);
    });

  const pick = async ({ name, header }: OpenTable, wanted: DataChoice | null) => {
    const { columnPickers, noChoice } = await import('./columns.js');
    picked = wanted ?? noChoice(name);
    columnPickers(byId('columns', HTMLElement), header, picked, (choice) => {
      picked = choice;
      if (!isComplete(choice)) return;
      onChoice(choice);
      void read(choice);
    });
    return picked;
  };

  /** Opens a file and makes a choice of its columns: the one wanted, or none yet. */
  const load = (name: string, file: () => Promise<Blob>, wanted: DataChoice | null) =>
    attempt(async (isCurrent) => {
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
  byId('diabetes', HTMLButtonElement).addEventListener('click', () => {
    void load(DIABETES.file, fetchDiabetes, DIABETES);
  });
  acceptDrops(byId('drop', HTMLElement), take);

  return {
    show: (choice) => {
      const isPicked = JSON.stringify(choice) === JSON.stringify(picked);
      picked = choice;
      if (open?.name === choice.file) {
        if (!isPicked) void pick(open, choice);
        void read(choice);
      } else if (choice.file === DIABETES.file) void load(choice.file, fetchDiabetes, choice);
      else
        onRefused(
          `this address speaks of columns of ${choice.file}, which is on the machine it was made on: choose it`,
        );
    },
  };
}

/** Nothing is predicted before each of them has columns. */
const isComplete = ({ a, b, y }: DataChoice): boolean => a !== '' && b !== '' && y !== '';

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
