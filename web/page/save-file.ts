/** Hands the reader a file, by the browser's own way of saving one. */

/** How long a browser may take to begin reading what it saves, in milliseconds. */
const SAVING = 10_000;

export function saveFile(text: string, name: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVING);
}
