import { checkWireVector } from './check-wire.ts';
import { report } from './verdict.ts';

await report(checkWireVector);
