/** Gathers what is put into it and hands it on at the end of the turn of the event loop, so that messages are few. */
export interface Outbox<Message> {
  put(message: Message): void;
  /** Hands on at once what waits. */
  flush(): void;
}

export function createOutbox<Message>(post: (messages: Message[]) => void): Outbox<Message> {
  let waiting: Message[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const messages = waiting;
    waiting = [];
    post(messages);
  };
  return {
    put: (message) => {
      if (waiting.push(message) === 1) setImmediate(flush);
    },
    flush,
  };
}
