/** How much memory Python may have. */

import type { CreateModule } from './snapshot';

/**
 * In bytes. Of the four gigabytes that Python would take, a phone's browser has not even two, and
 * ends the whole page instead.
 */
const MOST = 2 ** 30;

/** The same program, but refused more memory than that: code meets a MemoryError. */
export function limited(create: CreateModule): CreateModule {
  return (settings) => {
    const { instantiateWasm } = settings;
    settings.instantiateWasm = (imports, received) => {
      const { env = {} } = imports;
      const grow = env.emscripten_resize_heap as (size: number) => boolean;
      env.emscripten_resize_heap = (size: number) => size >>> 0 <= MOST && grow(size);
      return instantiateWasm(imports, received);
    };
    return create(settings);
  };
}
