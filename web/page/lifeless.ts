/** Has the page say at once that its script has not come, where the browser tells: see faults.css. */

const tell = ({ target }: Event) => {
  if (target instanceof HTMLScriptElement && target.type === 'module') {
    document.documentElement.dataset.lifeless = '';
  }
};
// What an element tells of itself, its ancestors hear on the way to it only.
addEventListener('error', tell, { capture: true });
