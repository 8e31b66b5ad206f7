/** The page's colours, for charts: a figure names ideas (`var(--model)`), the theme has the paints. */

import { isRecord } from './picture';

const listeners = new Set<() => void>();
/** Asking the browser for a computed style makes it compute all styles: once for each theme. */
const paints = new Map<string, string>();

function changed(): void {
  paints.clear();
  for (const listener of listeners) listener();
}

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
/** Whoever has the system set all colours has chosen there, and not on the page. */
const forced = matchMedia('(forced-colors: active)');
for (const media of [systemIsDark, forced]) media.addEventListener('change', changed);
new MutationObserver(changed).observe(document.documentElement, {
  attributes: true,
  attributeFilter: ['data-theme'],
});

/** Calls back whenever the theme has changed. */
export function onTheme(listener: () => void): void {
  listeners.add(listener);
}

/** The theme's paint for an idea such as "model". */
export function paint(idea: string): string {
  let found = paints.get(idea);
  if (found === undefined) {
    const named = getComputedStyle(document.documentElement).getPropertyValue(`--${idea}`).trim();
    const [, light, dark] = /^light-dark\((.+), (.+)\)$/.exec(named) ?? [];
    found = (isDark() ? dark : light) ?? named;
    paints.set(idea, found);
  }
  return found;
}

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme && !forced.matches ? theme === 'dark' : systemIsDark.matches;
}

/** A copy of a description of Plotly's in which every `var(--idea)` is the theme's paint. */
export function painted<Value>(value: Value): Value {
  if (typeof value === 'string') {
    const idea = /^var\(--([a-z0-9-]+)\)$/.exec(value)?.[1];
    return (idea ? paint(idea) : value) as Value;
  }
  if (Array.isArray(value)) return value.map(painted) as Value;
  if (isRecord(value) && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, painted(item)]),
    ) as Value;
  }
  return value;
}
