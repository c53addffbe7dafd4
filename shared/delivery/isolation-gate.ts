import type { IsolationGate } from './types.ts';

/** A gate with nobody inside. */
export function createIsolationGate(): IsolationGate {
  const waiting = new Set<object>();
  const listeners: (() => void)[] = [];
  let sharedInside = 0;
  let exclusiveInside = false;

  function changed(): void {
    for (const listener of listeners) listener();
  }

  return {
    tryEnter(exclusive) {
      if (exclusiveInside) return false;
      if (exclusive) {
        if (sharedInside > 0) return false;
        exclusiveInside = true;
        return true;
      }
      if (waiting.size > 0) return false;
      sharedInside += 1;
      return true;
    },
    leave(exclusive) {
      if (exclusive) exclusiveInside = false;
      else sharedInside -= 1;
      changed();
    },
    await(who) {
      waiting.add(who);
    },
    withdraw(who) {
      if (waiting.delete(who)) changed();
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
}
