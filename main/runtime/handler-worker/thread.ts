import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '../../../shared/lib/index.ts';
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
  endWithReason(worker);
  await worker.load();
}

/** However user code ends this thread, the host hears first what it was and which call it stems from. */
function endWithReason(worker: HandlerWorker): void {
  const exit = process.exit.bind(process);
  const crash = (error: unknown): void => {
    worker.crashed(error);
    exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  process.exit = (code) => {
    worker.crashed(new Fault('worker-exited', `The handler called process.exit(${code ?? ''}).`));
    return exit(code);
  };
}
