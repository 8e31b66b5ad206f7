/** The keys that phones hide or lack, in a row below the editor while it is written in by touch. */

import { insertBracket } from '@codemirror/autocomplete';
import { indentLess, indentMore, undo } from '@codemirror/commands';
import type { EditorView } from '@codemirror/view';

interface Key {
  label: string;
  name: string;
  press(view: EditorView): void;
}

const KEYS: Key[] = [
  { label: '⇥', name: 'Indent', press: indentMore },
  { label: '⇤', name: 'Indent less', press: indentLess },
  ...[
    ['(', 'Opening bracket'],
    [')', 'Closing bracket'],
    ['[', 'Opening square bracket'],
    [']', 'Closing square bracket'],
    [':', 'Colon'],
    ['=', 'Equals'],
    ['*', 'Star'],
    ['_', 'Underscore'],
    ['"', 'Quotation mark'],
    ['#', 'Hash'],
  ].map(([label = '', name = '']) => ({ label, name, press: types(label) })),
  { label: '↶', name: 'Undo', press: undo },
];

/** The row, a toolbar; a stylesheet shows it where fingers write. */
export function keyRow(view: EditorView): HTMLElement {
  const row = document.createElement('div');
  row.className = 'editor-keys';
  row.setAttribute('role', 'toolbar');
  row.setAttribute('aria-label', 'Keys');
  for (const { label, name, press } of KEYS) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.setAttribute('aria-label', name);
    // The editor keeps the focus, and with it the phone's keyboard stays open.
    button.addEventListener('pointerdown', (event) => event.preventDefault());
    button.addEventListener('click', () => {
      press(view);
      view.focus();
    });
    row.append(button);
  }
  return row;
}

/** Types a character as a keyboard would: an opening bracket brings its closing one. */
function types(text: string): (view: EditorView) => void {
  return (view) => {
    const bracket = insertBracket(view.state, text);
    view.dispatch(bracket ?? view.state.replaceSelection(text), { scrollIntoView: true });
  };
}
