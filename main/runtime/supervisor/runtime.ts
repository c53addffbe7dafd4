import { Fault } from '../../../shared/lib/index.ts';
import type { Runtime, RuntimeOptions } from '../types.ts';

/** A runtime that runs nothing yet; the first `apply` starts it. */
export function createRuntime(_options: RuntimeOptions): Runtime {
  throw new Fault('not-yet-built', 'The runtime is not built yet.');
}
