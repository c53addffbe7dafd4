/** Reads a stream of the contract until it ends or `signal` aborts. Being aborted is no failure. */
export async function followStream<Item>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<Item>>,
  signal: AbortSignal,
  receive: (item: Item) => void,
): Promise<void> {
  try {
    for await (const item of await open(signal)) {
      if (signal.aborted) return;
      receive(item);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

export interface StreamFollower {
  /** Follows this stream in place of the one before. */
  follow<Item>(open: (signal: AbortSignal) => Promise<AsyncIterable<Item>>, receive: (item: Item) => void): void;
  /** Nothing is received any more. */
  stop(): void;
}

/** Follows one stream at a time, and tells what goes wrong with it. */
export function createStreamFollower(onProblem: (message: string) => void): StreamFollower {
  let following: AbortController | undefined;
  return {
    follow: (open, receive) => {
      following?.abort();
      following = new AbortController();
      followStream(open, following.signal, receive).catch((error: unknown) =>
        onProblem(error instanceof Error ? error.message : String(error)),
      );
    },
    stop: () => following?.abort(),
  };
}
