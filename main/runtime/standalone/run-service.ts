import { pino } from 'pino';
import { captureConsole } from '../handler-worker/handler-log.ts';
import type { ServiceDefinition } from './definition.ts';
import { startHealthServer } from './health-server.ts';
import { failCallOfRejection } from './in-process-seat.ts';
import { readSettings, type ServiceSettings, SettingsError } from './settings.ts';
import { StandaloneService } from './standalone-service.ts';
import { createReportMetrics } from './telemetry/report-metrics.ts';
import { createTracing } from './telemetry/tracing.ts';

export type { ConsumerDefinition, ProducerDefinition, ServiceDefinition, TopicDefinition } from './definition.ts';

const exitCode = { ok: 0, failed: 1, environment: 78 } as const;

/**
 * Runs a service until SIGTERM or SIGINT, then drains it and ends the process: with 0, with 1 where it could not go on or not
 * stop in good order, with 78 where the environment is wrong. A second signal ends it at once. Call it once, as the whole of a program.
 */
export async function runService(definition: ServiceDefinition): Promise<void> {
  const settings = settingsOrExit(definition.id);
  const logger = pino({
    level: settings.logLevel,
    base: { service: definition.id },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  });
  captureConsole(({ level, message }) => logger[level](message), process.cwd());
  const metrics = createReportMetrics(definition.id);
  const tracing = createTracing(definition.id, process.env);
  const service = new StandaloneService({ definition, settings, logger, metrics, tracing });

  const end = (code: number): never => {
    logger.flush();
    process.exit(code);
  };
  process.on('unhandledRejection', (reason) => {
    logger.error({ err: reason }, 'A promise was rejected and nobody took care of it.');
    // As a handler's worker would end in the app: its attempt fails. What is nobody's leaves the process in an unknown state.
    if (!failCallOfRejection(reason)) end(exitCode.failed);
  });
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'An exception was caught by nobody.');
    end(exitCode.failed);
  });

  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) end(exitCode.failed);
    isStopping = true;
    logger.info({ signal }, 'stopping');
    // A cluster that is gone would be waited for as long as its clients try: the platform would kill what it gave a chance to end.
    const limit = setTimeout(() => {
      logger.error(
        { event: 'stop-given-up', afterMs: service.stopTimeoutMs },
        'Could not stop in good order, since Kafka does not answer; what is not committed is done again.',
      );
      end(exitCode.failed);
    }, service.stopTimeoutMs);
    await service.stop();
    await tracing.shutDown();
    clearTimeout(limit);
    logger.info('stopped');
    end(exitCode.ok);
  };
  process.on('SIGTERM', (signal) => void stop(signal)).on('SIGINT', (signal) => void stop(signal));

  try {
    const { port } = await startHealthServer(settings.healthPort, () => service.readiness, metrics.registry);
    logger.info({ healthPort: port }, 'starting');
    await service.start();
    logger.info('ready');
  } catch (error) {
    logger.fatal({ err: error }, 'The service could not start.');
    end(exitCode.failed);
  }
}

function settingsOrExit(serviceId: string): ServiceSettings {
  try {
    return readSettings(process.env, serviceId);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(exitCode.environment);
  }
}
