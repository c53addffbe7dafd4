/** A promise that is settled from outside, and knows it. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly settled: boolean;
  resolve(value: Value): void;
  reject(error: Error): void;
}

/** A rejection that nobody waits for is no unhandled one. */
export function createDeferred<Value = void>(): Deferred<Value> {
  let settled = false;
  let resolvePromise: ((value: Value) => void) | undefined;
  let rejectPromise: ((error: Error) => void) | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    resolvePromise = resolve;
    rejectPromise = reject;
  });
  promise.catch(() => undefined);
  return {
    promise,
    get settled() {
      return settled;
    },
    resolve: (value) => {
      settled = true;
      resolvePromise?.(value);
    },
    reject: (error) => {
      settled = true;
      rejectPromise?.(error);
    },
  };
}
