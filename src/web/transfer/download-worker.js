// download-worker.js: lets the browser's own download manager save what a page receives piece by piece
// SPDX-License-Identifier: GPL-3.0-or-later

/* This is a service worker. It keeps nothing but what one piece needs, and it may be stopped at any time: whoever hears
 * nothing of it any more must take the download for broken. */

const DOWNLOAD_PATH = /\/download\/([0-9a-f-]{36})\//;
const FORSAKEN_MS = 180000;

/** @type {Map<string, Pipe>} by id */
const pipes = new Map();

/** One download. A worker of the page has the other end of the port. */
class Pipe {
  /**
   * @param {string} id
   * @param {MessagePort} port
   * @param {Record<string, string>} headers
   */
  constructor(id, port, headers) {
    this.id = id;
    this.port = port;
    this.headers = headers;
    /** @type {ReadableStreamDefaultController<Uint8Array> | null} */
    this.controller = null;
    /** @type {() => void} */
    this.fed = () => {};
    this.timer = 0;
    port.onmessage = ({ data }) => this.take(data);
    this.stay();
  }

  /** The page is there. One that is closed says nothing more. */
  stay() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tear(), FORSAKEN_MS);
  }

  /** @returns {Response} to the one request for it */
  open() {
    this.port.postMessage('open');
    const source = {
      start: (/** @type {ReadableStreamDefaultController<Uint8Array>} */ controller) => { this.controller = controller; },
      pull: () => this.ask(),
      cancel: () => this.lose(),
    };
    return new Response(new ReadableStream(source, { highWaterMark: 0 }), { headers: this.headers });
  }

  /** @returns {Promise<void>} until there is more */
  ask() {
    return new Promise((resolve) => {
      this.fed = resolve;
      this.port.postMessage('more');
    });
  }

  /** @param {unknown} data a piece, or a word */
  take(data) {
    if (!pipes.has(this.id)) return;
    if (data === 'break') this.tear();
    else if (data === 'end') this.finish();
    else if (data instanceof Uint8Array) this.controller?.enqueue(data);
    this.fed();
  }

  /** It stays until the page has heard of it. */
  finish() {
    this.controller?.close();
    this.port.postMessage('ended');
  }

  /** The browser takes it for a download that failed. */
  tear() {
    this.controller?.error(new Error('The download broke'));
    this.forget();
  }

  /** Nobody reads any more. */
  lose() {
    this.port.postMessage('lost');
    this.forget();
  }

  forget() {
    clearTimeout(this.timer);
    pipes.delete(this.id);
  }
}

addEventListener('install', () => /** @type {any} */ (globalThis).skipWaiting());

addEventListener('message', (event) => {
  const { data: { id, headers, isOver }, ports: [port], source } = /** @type {MessageEvent} */ (event);
  if (port) pipes.set(id, new Pipe(id, port, headers));
  else if (isOver) pipes.get(id)?.tear();
  else pipes.get(id)?.stay();
  source?.postMessage({ id, isThere: pipes.has(id) }, { targetOrigin: location.origin });
});

addEventListener('fetch', (event) => {
  const { request } = /** @type {any} */ (event);
  const pipe = pipes.get(DOWNLOAD_PATH.exec(new URL(request.url).pathname)?.[1] ?? '');
  if (pipe && !pipe.controller) /** @type {any} */ (event).respondWith(pipe.open());
});
