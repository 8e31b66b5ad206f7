/** The reader's work in a lesson as a file, to be kept elsewhere or taken to another browser. */

import { allKept, type Kept, keep, keptOf, writeAll } from './kept';
import { isRecord } from './picture';
import { site } from './site';

const FORMAT = 'lesson-work';
const VERSION = 1;

/** A whole lesson comes to a hundredth of this. */
const MOST_BYTES = 4_000_000;

/** What a file holds: everything that was kept, block by block. */
export interface Work {
  lesson: string;
  saved: string;
  blocks: Record<string, Kept>;
}

/** A sentence for the reader: why a file cannot be opened. */
export class NoWork extends Error {}

export function workAsText(): string {
  writeAll();
  const work: Work = { lesson: site.lesson, saved: new Date().toISOString(), blocks: allKept() };
  return JSON.stringify({ format: FORMAT, version: VERSION, ...work }, null, 1);
}

/** Reads a file that the reader has chosen, whatever it really is. Throws NoWork. */
export async function readWork(file: File): Promise<Work> {
  if (file.size > MOST_BYTES) throw new NoWork('This file is too large to be saved work.');
  const value = parsed(await file.text());
  if (!isRecord(value) || value.format !== FORMAT || !isRecord(value.blocks)) {
    throw new NoWork('This file holds no saved work.');
  }
  if (value.version !== VERSION) {
    throw new NoWork('This file was saved by another version of the page.');
  }
  if (value.lesson !== site.lesson) {
    throw new NoWork('This file holds work in another lesson. Open it there.');
  }
  const blocks = Object.entries(value.blocks).map(([id, block]) => [id, keptOf(block)] as const);
  return {
    lesson: site.lesson,
    saved: String(value.saved),
    blocks: Object.fromEntries(blocks),
  };
}

/** The blocks of which something is kept that the file has otherwise. */
export function replacedBy({ blocks }: Work): string[] {
  writeAll();
  const now = allKept();
  return Object.keys(blocks).filter((id) => {
    const { work, aside } = now[id] ?? {};
    const mine = JSON.stringify([work, aside]);
    return (work || aside) && mine !== JSON.stringify([blocks[id]?.work, blocks[id]?.aside]);
  });
}

/**
 * Keeps what a file holds in the place of what was kept of the same blocks; whatever was reached or
 * passed in either stays so. False where the browser refuses.
 */
export function takeOver({ blocks }: Work): boolean {
  const now = allKept();
  return Object.entries(blocks).every(([id, block]) => {
    const { passed, predicted, reached = [], trained } = now[id] ?? {};
    return keep(id, {
      work: block.work,
      based: block.based,
      aside: block.aside,
      passed: passed || block.passed,
      predicted: block.predicted ?? predicted,
      reached: [...new Set([...reached, ...(block.reached ?? [])])],
      trained: block.trained ?? trained,
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
