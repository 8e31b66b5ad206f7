/** What the page remembers on this device, block by block. Nothing leaves it. */

import { Notices } from './notices';
import { isRecord } from './picture';
import { site } from './site';
import { isEmpty, MOST_CODE, type State, stateOf } from './state';

/** Written with everything that is kept, for whoever must read it once it looks different. */
const VERSION = 1;

/** How long, in milliseconds, a reader must rest before what they do is written down. */
const REST = 400;

export interface Kept {
  passed?: boolean;
  /** the choice with which the reader predicted a run, once the run has answered */
  predicted?: number;
  /** a choice that no run has answered yet */
  guessed?: number;
  /** the goals that were reached, by their places in the block's list */
  reached?: number[];
  /** what the reader's training came to; whoever shows it checks it */
  trained?: unknown;
  /** the block as the reader left it */
  work?: State;
  /** which beginning of the block the reader's code grew from: the builder's digest of it */
  based?: string;
  /** code that was set aside for another version */
  aside?: string;
}

/** What is remembered of a block; nothing where storage is refused or holds something else. */
export function kept(block: string): Kept {
  try {
    return keptOf(JSON.parse(localStorage.getItem(key(block)) ?? '{}'));
  } catch {
    return {};
  }
}

/** Reads what was kept of a block. Whatever is none of ours is left out. */
export function keptOf(value: unknown): Kept {
  if (!isRecord(value)) return {};
  const { passed, predicted, guessed, reached, trained, based, aside } = value;
  const work = stateOf(value.work);
  return {
    ...(passed === true ? { passed } : {}),
    ...(Number.isInteger(predicted) ? { predicted: predicted as number } : {}),
    ...(Number.isInteger(guessed) ? { guessed: guessed as number } : {}),
    ...(Array.isArray(reached) ? { reached: reached.filter(Number.isInteger) } : {}),
    ...(trained === undefined ? {} : { trained }),
    ...(isEmpty(work) ? {} : { work }),
    ...(typeof based === 'string' ? { based } : {}),
    ...(typeof aside === 'string' ? { aside } : {}),
  };
}

/**
 * Remembers more of a block; what is undefined is forgotten. False where the browser refuses: the
 * page goes on without a memory.
 */
export function keep(block: string, more: { [Name in keyof Kept]: Kept[Name] | undefined }) {
  if (forgotten) return false;
  if ((more.work?.code?.length ?? 0) > MOST_CODE) {
    tellOnce(block, TOO_LONG);
    return false;
  }
  try {
    const whole = { version: VERSION, ...kept(block), ...more };
    localStorage.setItem(key(block), JSON.stringify(whole));
    return true;
  } catch {
    tellForgetful(block);
    return false;
  }
}

const FORGETFUL =
  'This browser lets the page keep nothing: what you reach is forgotten when you leave.';

const TOO_LONG = 'This code is too long for the page to keep it: save it in a file of your own.';

const told = new Set<string>();

/** Said once, where it is noticed, and the lesson goes on. */
function tellOnce(block: string, sentence: string): void {
  if (told.has(sentence)) return;
  told.add(sentence);
  const place = document.getElementById(block)?.lastElementChild;
  if (place) Notices.below(place).say(place, sentence);
}

/** Storage is full or refused. */
function tellForgetful(block: string): void {
  tellOnce(block, FORGETFUL);
  const note = document.querySelector('.summary .note');
  if (note) note.textContent = FORGETFUL;
}

/** What waits to be written, by its block. */
const waiting = new Map<string, { write: () => void; timer: number }>();

/** Calls `write` when the reader has rested, and in any case before the page goes. */
export function whenRested(block: string, write: () => void): void {
  clearTimeout(waiting.get(block)?.timer);
  waiting.set(block, { write, timer: setTimeout(writeAll, REST) });
}

/** Writes all that waits. */
export function writeAll(): void {
  for (const [block, { write, timer }] of waiting) {
    clearTimeout(timer);
    waiting.delete(block);
    write();
  }
}

addEventListener('pagehide', writeAll);
document.addEventListener('visibilitychange', writeAll);

/** All that is kept of this lesson, by block: also of blocks that it no longer has. */
export function allKept(): Record<string, Kept> {
  try {
    const start = key('');
    const keys = Object.keys(localStorage).filter((name) => name.startsWith(start));
    const blocks = keys.map((name) => name.slice(start.length));
    return Object.fromEntries(blocks.map((block) => [block, kept(block)]));
  } catch {
    return {};
  }
}

/** Once all is forgotten, the page that goes must not write its own state back. */
let forgotten = false;

/** Forgets all that was kept of this lesson. Nothing more is kept until the page is loaded anew. */
export function forget(): void {
  forgotten = true;
  try {
    for (const block of Object.keys(allKept())) localStorage.removeItem(key(block));
  } catch {
    // What is refused cannot be kept either.
  }
}

/** Calls back when another tab has kept something of the block, or of any block where none is named. */
export function whenKeptElsewhere(called: () => void, block?: string): void {
  addEventListener('storage', (event) => {
    const ours = block === undefined ? event.key?.startsWith(key('')) : event.key === key(block);
    if (event.key === null || ours) called();
  });
}

function key(block: string): string {
  return `${site.lesson}/${block}`;
}
