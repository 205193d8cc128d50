/** Starts workers of the one module that computes. It is loaded once: workers by its address would load it each for themselves. */

let source: Promise<string> | undefined;

async function load(): Promise<string> {
  const response = await fetch(new URL('./compute.js', import.meta.url));
  if (!response.ok) throw new Error(`compute.js: cannot be loaded (${response.status})`);
  return URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
}

/** A worker, which may be spoken to before it is there. */
export interface Speaker {
  readonly post: (message: unknown) => void;
  readonly end: () => void;
}

/** Starts a worker by its role; `onMessage` hears what it says. */
export function startWorker(role: 'theory' | 'training', onMessage: (data: unknown) => void): Speaker {
  source ??= load();
  const worker = source.then((url) => {
    const started = new Worker(url, { type: 'module', name: role });
    started.onmessage = ({ data }: MessageEvent<unknown>) => {
      onMessage(data);
    };
    return started;
  });
  return {
    post: (message) =>
      void worker.then((started) => {
        started.postMessage(message);
      }),
    end: () =>
      void worker.then((started) => {
        started.terminate();
      }),
  };
}
