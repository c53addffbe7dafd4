import { connectParent, Fault } from '../../shared/lib/index.ts';
import { startBroker } from './broker.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import type { BrokerFaults, RunningBroker } from './options.ts';
import type { BrokerCommand, BrokerReport, FaultChange } from './process-messages.ts';

/** The broker as a process of its own: it does what its owner says, and ends when its owner is gone. */
function serve(): void {
  const parent = connectParent();
  if (!parent) {
    process.stderr.write('This process is started by Topicraft. To run a broker by hand: topicraft broker\n');
    process.exitCode = 2;
    return;
  }
  keepHeapSmall();
  const report = (message: BrokerReport) => parent.post(message);
  let starting: Promise<RunningBroker> | undefined;

  const start = async (options: (BrokerCommand & { type: 'start' })['options']) => {
    try {
      starting = startBroker({ ...options, onLog: (entry) => report({ type: 'log', entry }) });
      const broker = await starting;
      report({ type: 'ready', bootstrap: broker.bootstrap });
    } catch (error) {
      const code = error instanceof Fault ? String(error.code) : 'unexpected';
      report({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) });
      process.exitCode = 1;
      await stop();
    }
  };
  const stop = async () => {
    const broker = await starting?.catch(() => undefined);
    await broker?.close();
    process.exit();
  };

  parent.onMessage((message) => {
    const command = message as BrokerCommand;
    switch (command.type) {
      case 'start':
        return void start(command.options);
      case 'stop':
        return void stop();
      case 'faults':
        return void starting?.then(
          ({ faults }) => {
            change(faults, command.change);
            report({ type: 'faults', requestId: command.requestId, faults: faults.list() });
          },
          // That it doesn't start was told.
          () => undefined,
        );
    }
  });
  parent.onDisconnect(() => void stop());
}

function change(faults: BrokerFaults, wanted: FaultChange): void {
  if (wanted.type === 'set') faults.set(wanted.plan);
  if (wanted.type === 'clear') faults.clear(wanted.ids);
}

serve();
