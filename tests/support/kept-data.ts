import { startTopicraft } from './topicraft-command.ts';

/** Opens what `topicraft run --data` has kept, as a broker for independent clients, and closes it afterwards. */
export async function withKeptData<Result>(data: string, use: (bootstrap: string) => Promise<Result>): Promise<Result> {
  const broker = startTopicraft(['broker', '--data', data]);
  const { bootstrap } = await broker.line<{ bootstrap: string; type?: never }>(() => true);
  try {
    return await use(bootstrap);
  } finally {
    broker.signal('SIGTERM');
    await broker.ended;
  }
}
