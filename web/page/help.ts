/** The page's help: its keyboard shortcuts, and how it works. A button and the key "?" open it. */

const KEY = 'question-mark';

/** Whoever speaks to the computer, or touches keys by accident, can do without single-key shortcuts. */
const OFF = 'off';

export function showHelp(): void {
  const help = document.querySelector<HTMLDialogElement>('dialog.help');
  const opens = help?.querySelector<HTMLInputElement>('.opens');
  if (!help || !opens) return;
  opens.checked = !refused();
  opens.addEventListener('change', () => refuse(!opens.checked));
  document.querySelector('button.help-opener')?.addEventListener('click', () => open(help));
  document.addEventListener('keydown', (event) => {
    if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!opens.checked || help.open || isTyped(event.target)) return;
    event.preventDefault();
    open(help);
  });
  // A press beside the sheet closes it, as Escape does.
  help.addEventListener('click', (event) => {
    if (event.target === help) help.close();
  });
}

/** Opens the help with its beginning in focus. An `autofocus` would complain in every linked page. */
function open(help: HTMLDialogElement): void {
  help.showModal();
  help.querySelector('h2')?.focus();
}

/** Whether an element takes text. */
function isTyped(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const buttons = '[type=range], [type=radio], [type=checkbox]';
  return target.isContentEditable || target.matches(`input:not(${buttons}), textarea, select`);
}

function refused(): boolean {
  try {
    return localStorage.getItem(KEY) === OFF;
  } catch {
    return false;
  }
}

function refuse(off: boolean): void {
  try {
    if (off) localStorage.setItem(KEY, OFF);
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is full or refused: the choice lasts as long as the page.
  }
}
