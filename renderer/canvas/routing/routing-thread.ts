import type { WholeDrawing } from './lead-all.ts';
import type { Routes } from './route-wires.ts';

/** Leads whole drawings in a worker of its own, which lives from the first drawing to `close`. */
export class RoutingThread {
  private worker: Worker | undefined;
  private isBusy = false;
  private latest: { readonly drawing: WholeDrawing; readonly tell: (routes: Routes) => void } | undefined;

  /** `tell` is called with the routes, unless another drawing is given before they are there. */
  readonly lead = (drawing: WholeDrawing, tell: (routes: Routes) => void): void => {
    this.latest = { drawing, tell };
    if (!this.isBusy) this.send();
  };

  close(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.isBusy = false;
    this.latest = undefined;
  }

  private send(): void {
    const asked = this.latest;
    if (!asked) return;
    const worker = (this.worker ??= new Worker(new URL('./routing-worker.ts', import.meta.url), { type: 'module' }));
    const settle = (routes: Routes | undefined): void => {
      this.isBusy = false;
      if (this.latest !== asked) return this.send();
      this.latest = undefined;
      if (routes) asked.tell(routes);
    };
    worker.onmessage = ({ data }: MessageEvent<Routes>) => settle(data);
    // The plain ways stay, and the browser's console has the error; the next drawing gets a new worker.
    worker.onerror = () => {
      worker.terminate();
      this.worker = undefined;
      settle(undefined);
    };
    this.isBusy = true;
    worker.postMessage(asked.drawing);
  }
}
