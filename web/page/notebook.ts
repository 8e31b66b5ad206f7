/** "Download notebook": the lesson for Jupyter, with the reader's own code in its cells. */

import { CellBlock } from './cell';
import { isRecord } from './picture';
import { saveFile } from './save-file';
import { address } from './site';

const TYPE = 'application/x-ipynb+json';

const UNREADABLE = 'The notebook could not be loaded. Check the connection, then press again.';

export function offerNotebook(): void {
  const button = document.querySelector<HTMLButtonElement>('button.notebook');
  const told = document.querySelector('.take-away [role=status]');
  const { file = '', name = '' } = button?.dataset ?? {};
  button?.addEventListener('click', async () => {
    if (told) told.textContent = '';
    try {
      saveFile(JSON.stringify(withReadersCode(await fetchNotebook(file))), name, TYPE);
    } catch (error) {
      console.error(error);
      if (told) told.textContent = UNREADABLE;
    }
  });
}

async function fetchNotebook(file: string): Promise<unknown> {
  const response = await fetch(address(file));
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response.json();
}

/** The notebook, with what the reader has written in the place of what the lesson began with. */
function withReadersCode(notebook: unknown): unknown {
  if (!isRecord(notebook) || !Array.isArray(notebook.cells)) throw new Error('no notebook');
  return { ...notebook, cells: notebook.cells.map(withCode) };
}

function withCode(cell: unknown): unknown {
  if (!isRecord(cell) || !isRecord(cell.metadata) || !isRecord(cell.metadata.lesson)) return cell;
  const block = document.getElementById(String(cell.metadata.lesson.cell));
  return block instanceof CellBlock && block.changed ? { ...cell, source: block.code } : cell;
}
