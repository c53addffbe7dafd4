import type { WindowBridge } from '../../shared/contract/index.ts';

declare global {
  interface Window {
    topicraft: WindowBridge;
  }
}

/**
 * One call of the contract by a port of its own, as oRPC writes it, and what is answered. It runs in the page, so it knows nothing
 * but the page.
 */
export async function askEngine({ path, input }: { path: string; input?: unknown }): Promise<unknown> {
  const port = await new Promise<MessagePort>((resolve) => {
    window.addEventListener('message', (event) => {
      if (event.ports[0]) resolve(event.ports[0]);
    });
    window.topicraft.connectEngine();
  });
  const answer = new Promise<string>((resolve) => {
    port.addEventListener('message', ({ data }) => resolve(String(data)));
    port.start();
  });
  port.postMessage(JSON.stringify({ i: '1', p: { u: path, b: { json: input } } }));
  const { p } = JSON.parse(await answer) as { p: { b?: { json: unknown } } };
  return p.b?.json;
}
