/**
 * The choice between the light theme, the dark one and the system's, kept on this device for all
 * lessons. A reader who has chosen never sees the other theme.
 */

type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';

/** In the frame of another page the system's theme is worn, and nothing shown before it is cut out. */
const embedded = new URLSearchParams(location.search).has('embed');
if (embedded) document.documentElement.dataset.embed = 'waits';

wear(kept());
document.addEventListener('DOMContentLoaded', offer);

function offer(): void {
  const choice = document.querySelector<HTMLSelectElement>('.theme-choice select');
  if (!choice) return;
  choice.value = kept();
  choice.addEventListener('change', () => {
    keep(choice.value as Theme);
    wear(choice.value as Theme);
  });
}

/** Puts the theme on the page. */
function wear(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
}

function kept(): Theme {
  if (embedded) return 'system';
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}

/** Remembers the theme; where the browser refuses, it lasts as long as the page. */
function keep(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage is full or refused.
  }
}
