/**
 * A block's state in the fragment of an address: `#line~v1.…`, JSON that the browser has compressed,
 * in letters that stand in any address. Browsers send a fragment to nobody.
 */

import { isRecord } from './picture';
import { type State, stateOf } from './state';

/** What follows the block's id: the state is compressed, or not where the browser cannot. */
const PACKED = '~v1.';
const PLAIN = '~v1-plain.';

/** A link is long with a thousand characters; whoever sends these many means no good. */
const MOST_CHARACTERS = 200_000;
/** Little can be packed that becomes much when it is unpacked. */
const MOST_BYTES = 500_000;

/** A sentence for the reader: why a link cannot be shown. */
export class BrokenLink extends Error {}

const BROKEN = 'This link is damaged: ask for it again. The lesson is as you left it.';
const NEWER = 'This link is from another version of this lesson, which this page cannot read.';
const UNABLE = 'This browser is too old for this link. The lesson is as you left it.';

/**
 * The fragment for a block in a state, with its "#"; null where that would be too long to be opened.
 * A state with nothing in it is that of the beginning.
 */
export async function fragmentOf(block: string, state: State): Promise<string | null> {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  if (bytes.length > MOST_BYTES) return null;
  const packer = made(() => new CompressionStream('deflate-raw'));
  const packed = packer && (await through(packer, bytes, Number.POSITIVE_INFINITY));
  const fragment = `#${block}${packed ? PACKED : PLAIN}${written(packed ?? bytes)}`;
  return fragment.length > MOST_CHARACTERS ? null : fragment;
}

/** The id of the block that a fragment leads to. */
export function blockIn(fragment: string): string {
  const [id = ''] = fragment.slice(1).split('~');
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** The state that a fragment carries; null where it is none with a state. Throws BrokenLink. */
export async function stateIn(fragment: string): Promise<State | null> {
  const place = fragment.indexOf('~');
  if (place < 0) return null;
  if (fragment.length > MOST_CHARACTERS) throw new BrokenLink(BROKEN);
  const tail = fragment.slice(place);
  const start = [PACKED, PLAIN].find((start) => tail.startsWith(start));
  if (!start) throw new BrokenLink(/^~v\d+[.-]/.test(tail) ? NEWER : BROKEN);
  const text = await textOf(tail.slice(start.length), start === PACKED);
  return checked(text);
}

async function textOf(letters: string, packed: boolean): Promise<string> {
  const unpacker = packed ? made(() => new DecompressionStream('deflate-raw')) : null;
  if (packed && !unpacker) throw new BrokenLink(UNABLE);
  try {
    const bytes = read(letters);
    const whole = unpacker ? await through(unpacker, bytes, MOST_BYTES) : bytes;
    return new TextDecoder('utf-8', { fatal: true }).decode(whole);
  } catch {
    throw new BrokenLink(BROKEN);
  }
}

/** A state with nothing in it that we do not know. */
function checked(text: string): State {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BrokenLink(BROKEN);
  }
  if (!isRecord(value)) throw new BrokenLink(BROKEN);
  const state = stateOf(value);
  if (Object.keys(value).length > Object.keys(state).length) throw new BrokenLink(BROKEN);
  return state;
}

/** Older browsers have no such streams, or not of this kind. */
function made<Stream>(make: () => Stream): Stream | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** What comes out of a stream; an error as soon as that is more than `most` bytes. */
async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new RangeError('too much');
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** base64url */
function written(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function read(letters: string): Uint8Array<ArrayBuffer> {
  const text = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
