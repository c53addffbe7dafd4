import { z } from 'zod';
import { StateFile } from '../state/state-file.ts';

const schema = z.object({ runs: z.int().min(0).default(0) });

/**
 * Counts one more run on the records in a broker's data folder and gives how many there were before it: 0 for the first. It stands
 * beside the records, so that it is gone when they are; and is kept before the run begins, so that no crash makes two runs
 * the same. See docs/adr/0013.
 * @throws {StateFault}
 */
export async function takeRunOrdinal(dataDirectory: string): Promise<number> {
  const file = new StateFile(dataDirectory, 'topicraft-runs.json', schema);
  const { runs } = await file.change((content) => ({ runs: content.runs + 1 }));
  return runs - 1;
}
