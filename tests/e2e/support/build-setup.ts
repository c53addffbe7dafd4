import { buildAll } from '../../../build/build.ts';

/** Specs run what is in out/, so it is built from the sources as they stand. */
async function setUp(): Promise<void> {
  await buildAll();
}

export default setUp;
