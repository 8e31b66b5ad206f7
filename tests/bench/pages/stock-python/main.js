// The server's policy wants the addresses of workers approved where the browser knows of that.
self.trustedTypes?.createPolicy('default', { createScriptURL: (address) => address });

const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
worker.addEventListener('message', () => performance.mark('python-ready'), { once: true });
