import { checkBatchVector } from './check-batches.ts';
import { report } from './verdict.ts';

await report(checkBatchVector);
