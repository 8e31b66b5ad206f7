/**
 * A download that survives a classroom's network. When the connection breaks off it goes on where
 * it was, as often as it must; what is not the file, or a damaged one, is asked for again.
 */

export interface Wanted {
  address: string;
  /** in bytes, unpacked */
  size?: number;
  /** in hexadecimal digits; browsers can check it on https and on localhost */
  sha256?: string;
}

export interface Watch {
  /** so many bytes are here, never more than the size; after a damaged file they start again */
  progress?(loaded: number): void;
  /** true: something went wrong, and is tried again; false: bytes come again */
  retrying?(waits: boolean): void;
  /** so many milliseconds without a byte count as a connection that broke off */
  patience?: number;
}

/** The host's answer is not the file, however good the connection may be. */
export class Unusable extends Error {}

/** After so many unusable files we believe that there is no other. */
const TRIES = 3;

const PATIENCE = 30_000;

/** Milliseconds before the first retry; each further pause is twice as long, up to the longest. */
const SHORTEST = 500;
const LONGEST = 30_000;

/** By these a host or a proxy says that it is in trouble, and not that it has no such file. */
const TROUBLE = [408, 425, 429, 500, 502, 503, 504];

const ERROR_PAGE = /^\s*<(?:!doctype|html|head|body)/i;

/** The browser's own, whatever others put in its place. */
const fetch = globalThis.fetch.bind(globalThis);

const RETRY = 'download-retry';

/** Ends the pauses of all downloads of this window or worker: the reader wants them now. */
export function retryNow(): void {
  dispatchEvent(new Event(RETRY));
}

/**
 * Hands a file to `take` while it comes, for example `(response) => response.json()`. A file that
 * `take` cannot use counts as damaged. Wasm has its content type on any host.
 *
 * Rejects with the reason when the host has no usable file. Without a connection it waits for one.
 */
export async function download<Taken>(
  wanted: Wanted,
  take: (response: Response) => Promise<Taken>,
  watch: Watch = {},
): Promise<Taken> {
  for (let tries = 1; ; tries++) {
    let reason: unknown;
    // A damaged file may lie in the browser's own cache.
    const bytes = bytesOf(wanted, watch, tries > 1 ? 'reload' : 'default');
    try {
      return await take(
        responseOf(bytes, wanted.address, (error) => {
          reason = error;
        }),
      );
    } catch (error) {
      // Of a body that broke, browsers only say that it did.
      if (tries === TRIES) throw reason ?? error;
      watch.retrying?.(true);
      await pause(tries);
    }
  }
}

/** Gives each of several downloads a watch of its own, and tells `watch` of all of them together. */
export function together(watch: Watch): () => Required<Omit<Watch, 'patience'>> {
  const parts: { loaded: number; waits: boolean }[] = [];
  return () => {
    const part = { loaded: 0, waits: false };
    parts.push(part);
    return {
      progress: (loaded) => {
        part.loaded = loaded;
        watch.progress?.(parts.reduce((sum, one) => sum + one.loaded, 0));
      },
      retrying: (waits) => {
        part.waits = waits;
        watch.retrying?.(parts.some((one) => one.waits));
      },
    };
  };
}

function responseOf(
  bytes: AsyncGenerator<Uint8Array>,
  address: string,
  broken: (reason: unknown) => void,
): Response {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await bytes.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        broken(error);
        controller.error(error);
      }
    },
    async cancel() {
      await bytes.return(undefined);
    },
  });
  const headers = address.endsWith('.wasm') ? { 'Content-Type': 'application/wasm' } : {};
  return new Response(body, { headers });
}

/** The bytes of a file, over as many connections as that takes. */
async function* bytesOf(
  wanted: Wanted,
  { progress, retrying, patience = PATIENCE }: Watch,
  cache: RequestCache,
): AsyncGenerator<Uint8Array> {
  const { address, size, sha256 } = wanted;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const source: Source = { wanted, cache, patience, tag: null };
  let loaded = 0;
  for (let failures = 0; ; await pause(failures)) {
    const before = loaded;
    try {
      for await (const piece of connection(source, before)) {
        retrying?.(false);
        loaded += piece.byteLength;
        if (loaded > (size ?? loaded)) throw new Unusable(`${address} is too long`);
        if (sha256) pieces.push(piece);
        progress?.(loaded);
        yield piece;
      }
      if (loaded === (size ?? loaded)) break;
      if (loaded === before) throw new Unusable(`${address} ends after ${loaded} bytes`);
    } catch (error) {
      if (error instanceof Unusable) throw error;
    }
    failures = loaded > before ? 1 : failures + 1;
    retrying?.(true);
  }
  // Where there is no digest, size and first bytes have to do.
  if (sha256 && globalThis.crypto.subtle && (await digest(pieces)) !== sha256) {
    throw new Unusable(`${address} is damaged`);
  }
}

interface Source {
  wanted: Wanted;
  cache: RequestCache;
  patience: number;
  /** names the version of the file of which we have a part */
  tag: string | null;
}

/** The bytes of a file that one connection brings, from the given one on. */
async function* connection(source: Source, from: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { address } = source.wanted;
  const control = new AbortController();
  const inTime = async <Value>(waited: Promise<Value>): Promise<Value> => {
    const timer = setTimeout(() => control.abort(), source.patience);
    return waited.finally(() => clearTimeout(timer));
  };
  try {
    const { cache } = source;
    const headers = rest(source, from);
    const response = await inTime(fetch(address, { headers, cache, signal: control.signal }));
    if (TROUBLE.includes(response.status)) throw new Error(`${address}: ${response.status}`);
    if (!response.ok || !response.body) throw new Unusable(`${address}: ${response.status}`);
    const partial = response.status === 206;
    if (partial) check(response, source.wanted, from);
    else source.tag = tagOf(response);
    // A host that knows no ranges, or has another version, starts from the beginning.
    let skip = partial ? 0 : from;
    let begun = partial;
    const reader = response.body.getReader();
    for (;;) {
      const { value, done } = await inTime(reader.read());
      if (done) return;
      if (!begun && isErrorPage(value)) throw new Unusable(`${address} is a page`);
      begun = true;
      const fresh = value.subarray(skip);
      skip = Math.max(0, skip - value.byteLength);
      if (fresh.byteLength > 0) yield fresh;
    }
  } finally {
    control.abort();
  }
}

/** What asks for the rest of a file: all of it where nothing is here yet. */
function rest({ tag }: Source, from: number): Record<string, string> {
  if (from === 0) return {};
  return { Range: `bytes=${from}-`, ...(tag ? { 'If-Range': tag } : {}) };
}

/** A name of a packed version says nothing about a range, which comes unpacked. */
function tagOf({ headers }: Response): string | null {
  const tag = headers.get('ETag');
  return tag?.startsWith('"') && !headers.has('Content-Encoding') ? tag : null;
}

function check({ headers }: Response, { address, size }: Wanted, from: number): void {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('Content-Range') ?? '');
  const total = Number(range?.[2]);
  if (Number(range?.[1]) !== from || (size && total && total !== size)) {
    throw new Unusable(`${address}: another range than asked for`);
  }
}

function isErrorPage(piece: Uint8Array): boolean {
  return ERROR_PAGE.test(new TextDecoder().decode(piece.subarray(0, 100)));
}

async function digest(pieces: Uint8Array<ArrayBuffer>[]): Promise<string> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let end = 0;
  for (const piece of pieces) {
    whole.set(piece, end);
    end += piece.byteLength;
  }
  const hash = await crypto.subtle.digest('SHA-256', whole);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Waits longer from failure to failure, but no longer than until the network is back. */
async function pause(failures: number): Promise<void> {
  const longest = Math.min(LONGEST, SHORTEST * 2 ** (failures - 1));
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      removeEventListener(RETRY, end);
      resolve();
    };
    // A class that lost its network together does not come back together.
    const timer = setTimeout(end, longest * (0.5 + Math.random() / 2));
    addEventListener('online', end);
    addEventListener(RETRY, end);
  });
}
