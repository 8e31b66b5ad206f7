/** What the page asks for only when it is needed, and asks for again when it did not come. */

import { address, type Site, site } from './site';

let asked = 0;

/**
 * Gives the module that `load` imports. Browsers remember of a module that it did not come, or came
 * damaged, so it is then asked for under another address, here and whenever it is needed again.
 */
export async function chunk<Module>(
  name: keyof Site['chunks'],
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch {
    asked += 1;
    return import(`${address(site.chunks[name])}?again=${asked}`);
  }
}
