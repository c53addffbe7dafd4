import { buildAll } from '../../build/build.ts';

/** Tests that start processes start the very bundles that ship. */
export async function setup(): Promise<void> {
  await buildAll();
}
