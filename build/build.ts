import { bundle } from './bundle.ts';
import { buildRenderer } from './renderer.ts';

/** Everything in out/ that Topicraft runs from. */
export async function buildAll(): Promise<void> {
  await Promise.all([bundle(), buildRenderer()]);
}

if (import.meta.main) await buildAll();
