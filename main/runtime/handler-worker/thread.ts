import { parentPort, workerData } from 'node:worker_threads';
import type { MessageToWorker, WorkerStart } from '../protocol/host-worker.ts';
import { HandlerWorker } from './handler-worker.ts';

/** Entry of a worker thread; see ../README.md. The host alone starts it, with a `WorkerStart`. */
const port = parentPort;
if (port) {
  process.setSourceMapsEnabled(true);
  Error.stackTraceLimit = 50;
  const worker = new HandlerWorker(workerData as WorkerStart, (messages) => port.postMessage(messages));
  port.on('message', (messages: MessageToWorker[]) => {
    for (const message of messages) worker.receive(message);
  });
  await worker.load();
}
