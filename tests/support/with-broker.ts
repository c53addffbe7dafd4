import { startTopicraft } from './topicraft-command.ts';

/** Starts `topicraft broker` for independent clients, with further words of its command, and ends it afterwards. */
export async function withBroker<Result>(
  words: readonly string[],
  use: (bootstrap: string) => Promise<Result>,
): Promise<Result> {
  const broker = startTopicraft(['broker', ...words]);
  const { bootstrap } = await broker.line<{ bootstrap: string; type?: never }>(() => true);
  try {
    return await use(bootstrap);
  } finally {
    broker.signal('SIGTERM');
    await broker.ended;
  }
}

/** Opens what `topicraft run --data` has kept. */
export function withKeptData<Result>(data: string, use: (bootstrap: string) => Promise<Result>): Promise<Result> {
  return withBroker(['--data', data], use);
}
