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
