import { setFlagsFromString } from 'node:v8';

/**
 * For a process that is a broker and nothing else; to be called once, early. V8 lets its young generation grow to 64 MB under load and
 * keeps it. What a broker allocates dies with the request that it was for, and its records are outside of that heap, so the megabytes
 * that V8 begins with do as well. The flag is read whenever V8 would grow, so it may be set while the process runs.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
