import { once } from 'node:events';
import { startRealKafka } from './real-kafka.ts';

/**
 * `npm run -s real-kafka`: an Apache Kafka for as long as this runs. Prints `127.0.0.1:PORT` when it answers; Ctrl-C
 * ends it and deletes its data.
 */
const kafka = await startRealKafka();
console.log(kafka.bootstrap);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await kafka.stop();
