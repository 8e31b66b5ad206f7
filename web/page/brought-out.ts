/** Linked views: a trace whose meta names a part of the block is brought out together with it. */

import { isRecord, type Trace } from './picture';

const STRONG = 0.8;
const FAINT = 0.12;

/** The part of the block that a trace stands for. */
export function partOf(trace: { meta?: unknown }): string | null {
  return isRecord(trace.meta) && typeof trace.meta.part === 'string' ? trace.meta.part : null;
}

/** The traces, with those of one part strong and those of the other parts faint. */
export function broughtOut(data: Trace[], part: string | null): Trace[] {
  if (part === null || !data.some((trace) => partOf(trace) === part)) return data;
  return data.map((trace) => {
    const own = partOf(trace);
    if (own === null) return trace;
    if (own !== part) return { ...trace, opacity: FAINT };
    return { ...trace, opacity: Math.max(STRONG, Number(trace.opacity ?? 1)) };
  });
}
