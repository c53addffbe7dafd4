import { leadAll, type WholeDrawing } from './lead-all.ts';

/** A worker that answers each drawing with its routes, one after the other. */
self.addEventListener('message', ({ data }: MessageEvent<WholeDrawing>) => self.postMessage(leadAll(data)));
