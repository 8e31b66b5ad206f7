/**
 * What the editor knows of names: it completes them, and tells what one is where the pointer rests.
 * The reader's own definitions come first; then the lesson's, the engine's and Python's, which the
 * builder has gathered (web/names.py).
 */

import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { localCompletionSource } from '@codemirror/lang-python';
import type { EditorState, Extension } from '@codemirror/state';
import { hoverTooltip, tooltips } from '@codemirror/view';
import { address, site } from './site';

interface Entry {
  /** how it is written or called */
  signature: string;
  /** what it is, in a sentence; empty where nobody has said */
  says: string;
}

/** Entries by name, by the module that has them; "" for those that need no import. */
type Names = Record<string, Record<string, Entry>>;

/** Behind a dot only these make sense, and at the left of it they do not. */
const METHODS = ['append'];

let names: Promise<Names> | null = null;

/** Nothing is known where the file cannot be had: code can be written without. */
function known(): Promise<Names> {
  names ??= fetch(address(site.names))
    .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
    .catch(() => {
      names = null;
      return {};
    });
  return names as Promise<Names>;
}

export function nameHelp(): Extension {
  return [
    // A block is painted by itself: what is to reach beyond it lies beside all blocks.
    tooltips({ parent: document.querySelector('main') ?? document.body }),
    // Enter stays the key for a new line until the reader has chosen one with the arrows.
    autocompletion({
      override: [complete],
      selectOnOpen: false,
      interactionDelay: 0,
      icons: false,
    }),
    hoverTooltip(async (view, position) => {
      const word = view.state.wordAt(position);
      if (!word) return null;
      const name = view.state.sliceDoc(word.from, word.to);
      const entry = explain(name, view.state, await known());
      if (!entry) return null;
      return { pos: word.from, end: word.to, above: true, create: () => ({ dom: card(entry) }) };
    }),
  ];
}

async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(/\w*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const { state, pos } = context;
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, word.from - line.from);
  if (/["'#]/.test(before)) return null;
  const modules = await known();
  const from = /^\s*from ([\w.]+) import /.exec(before)?.[1];
  const object = /([\w.]+)\.$/.exec(before)?.[1];
  const options = from
    ? completions(modules[from] ?? {})
    : object
      ? completions(modules[object] ?? methods(modules))
      : everywhere(context, modules);
  return { from: word.from, options, validFor: /^\w*$/ };
}

/** The names that can stand alone: the reader's own, imported ones, the lesson's and Python's. */
function everywhere(context: CompletionContext, modules: Names): Completion[] {
  const own = localCompletionSource(context)?.options ?? [];
  const found: Record<string, Entry> = { ...modules[''], ...imported(context.state, modules) };
  for (const name of METHODS) delete found[name];
  for (const { label } of own) {
    found[label] = explain(label, context.state, modules) ?? { signature: label, says: '' };
  }
  return completions(found);
}

function methods(modules: Names): Record<string, Entry> {
  const python = modules[''] ?? {};
  return Object.fromEntries(Object.entries(python).filter(([name]) => METHODS.includes(name)));
}

function completions(entries: Record<string, Entry>): Completion[] {
  return Object.entries(entries).map(([label, entry]) => ({
    label,
    ...(entry.says || entry.signature !== label ? { info: () => card(entry) } : {}),
  }));
}

/** The names that the text imports from modules that are known here. */
function imported(state: EditorState, modules: Names): Record<string, Entry> {
  const found: Record<string, Entry> = {};
  // Only in brackets does a list go on in the next line.
  for (const [, module = '', list = ''] of state.doc
    .toString()
    .matchAll(/^from ([\w.]+) import (\([\w\s,]*|[\w ,]*)/gm)) {
    for (const name of list.split(/[\s,(]+/)) {
      const entry = modules[module]?.[name];
      if (entry) found[name] = entry;
    }
  }
  return found;
}

/** What is known of a name: how the reader's own text defines it, and what it is. */
function explain(name: string, state: EditorState, modules: Names): Entry | null {
  const text = state.doc.toString();
  const defined = new RegExp(`^((?:def|class) ${name}\\b.*|${name} *=[^=].*)$`, 'm').exec(text);
  const engine = /^import engine\b/m.test(text) ? modules.engine : undefined;
  const entry = imported(state, modules)[name] ?? modules['']?.[name] ?? engine?.[name];
  if (!defined) return entry ?? null;
  return { signature: defined[1] ?? name, says: entry?.says ?? '' };
}

function card({ signature, says }: Entry): HTMLElement {
  const element = document.createElement('div');
  element.className = 'name-help';
  element.appendChild(document.createElement('code')).textContent = signature;
  if (says) element.appendChild(document.createElement('p')).textContent = says;
  return element;
}
