import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import workerAddress from 'elkjs/lib/elk-worker.min.js?url';

/** Lays a graph out in a worker of its own, which ends with the layout. */
export async function layOut(graph: ElkNode): Promise<ElkNode> {
  const elk = new ELK({ workerFactory: () => new Worker(workerAddress) });
  try {
    return await elk.layout(graph);
  } finally {
    elk.terminateWorker();
  }
}
