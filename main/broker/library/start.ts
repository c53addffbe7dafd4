import { checkStartOptions } from './check-options.ts';
import { LibraryBroker } from './library-broker.ts';
import { asBrokerError } from './broker-errors.ts';
import type { Broker, StartOptions } from './public.ts';
import { startBrokerWithContext } from '../broker.ts';

/** Starts a broker in this process and resolves once it answers. @throws BrokerError */
export async function startBroker(options: StartOptions = {}): Promise<Broker> {
  checkStartOptions(options);
  const { dataDir, topics = [], initialRebalanceDelayMs = 0, faults, ...rest } = options;
  const { running, context } = await startBrokerWithContext({
    ...rest,
    ...(dataDir !== undefined && { dataDirectory: dataDir }),
    initialRebalanceDelayMs,
  }).catch((fault: unknown) => {
    throw asBrokerError(fault);
  });
  const broker = new LibraryBroker(running, context, { topics, faults });
  try {
    broker.makeStartTopics();
    broker.setStartFaults();
  } catch (error) {
    await broker.close();
    throw asBrokerError(error);
  }
  return broker;
}
