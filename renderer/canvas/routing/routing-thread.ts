import type { WholeDrawing } from './lead-all.ts';
import type { Routes } from './route-wires.ts';

interface Question {
  readonly drawing: WholeDrawing;
  readonly tell: (routes: Routes) => void;
}

/** Leads whole drawings in a worker of its own, which lives from the first drawing to `close`. */
export class RoutingThread {
  private worker: Worker | undefined;
  /** What the worker is at. */
  private asked: Question | undefined;
  private latest: Question | undefined;

  /** `tell` is called with the routes, unless another drawing is given before they are there. */
  readonly lead = (drawing: WholeDrawing, tell: (routes: Routes) => void): void => {
    this.latest = { drawing, tell };
    if (!this.asked) this.ask(this.latest);
  };

  close(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.asked = undefined;
    this.latest = undefined;
  }

  private ask(question: Question): void {
    this.worker ??= this.start();
    this.asked = question;
    this.worker.postMessage(question.drawing);
  }

  private start(): Worker {
    const worker = new Worker(new URL('./routing-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Routes>) => this.settle(data));
    worker.addEventListener('error', () => {
      // The plain ways stay, and the browser's console has the error; the next drawing gets a new worker.
      worker.terminate();
      this.worker = undefined;
      this.settle(undefined);
    });
    return worker;
  }

  private settle(routes: Routes | undefined): void {
    const { asked, latest } = this;
    this.asked = undefined;
    if (latest && latest !== asked) this.ask(latest);
    else if (routes) asked?.tell(routes);
  }
}
