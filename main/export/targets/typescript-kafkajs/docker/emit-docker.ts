import {
  healthPort,
  httpPorts,
  listens,
  stopSeconds,
  type System,
  type SystemService,
} from '../../../system/system.ts';
import { yamlText } from '../../../text/yaml.ts';
import type { ExportedFile } from '../../../types.ts';
import type { Emitter } from '../emitter.ts';
import { runtimeFolder } from '../runtime/emit-runtime.ts';

const node = 'node:24-slim';
const kafka = 'apache/kafka:4.1.0';

/** An image a service and one that makes topics, and compose.yaml that runs them all with a Kafka. */
export const emitDocker: Emitter = ({ system }) => {
  const files: ExportedFile[] = system.services.map((service) => [
    `services/${service.slug}/Dockerfile`,
    dockerfile({
      program: `dist/services/${service.slug}.js`,
      data: replayedFiles(service),
      ports: [healthPort, ...httpPorts(service)],
    }),
  ]);
  files.push(
    ['scripts/Dockerfile', dockerfile({ program: 'dist/create-topics.js', data: [], ports: [] })],
    [
      '.dockerignore',
      '.git\n.env\n.topicraft\ndist\nnode_modules\npackages/topicraft/dist\npackages/topicraft/node_modules\n',
    ],
    ['compose.yaml', compose(system)],
  );
  return files;
};

interface Image {
  readonly program: string;
  /** Files that the program reads. */
  readonly data: readonly string[];
  readonly ports: readonly number[];
}

function dockerfile({ program, data, ports }: Image): string {
  const copies = data.map((file) => `COPY ${JSON.stringify([file, `./${file}`])}\n`).join('');
  const isService = ports.length > 0;
  const health = `HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \\
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.HEALTH_PORT || ${healthPort}) + '/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
`;
  return `# Built from the root of this system: docker build -f THIS_FILE .
FROM ${node} AS build
WORKDIR /app
COPY package.json package-lock.json* ./
COPY ${runtimeFolder}/package.json ./${runtimeFolder}/
RUN if [ -f package-lock.json ]; then npm ci; else npm install; fi
COPY . .
RUN npm run build && npm prune --omit=dev

FROM ${node}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/${runtimeFolder} ./${runtimeFolder}
COPY --from=build /app/${program} /app/${program}.map ./${program.replace(/[^/]*$/, '')}
${copies}# Not root: the image's user node, by number, so that a cluster can tell.
USER 1000
${isService ? `EXPOSE ${ports.join(' ')}\n${health}` : ''}CMD ["node", "--enable-source-maps", ${JSON.stringify(program)}]
`;
}

function replayedFiles({ producers }: SystemService): string[] {
  return [...new Set(producers.flatMap(({ trigger }) => (trigger.type === 'replay' ? [trigger.file] : [])))];
}

function compose(system: System): string {
  const listening = system.services.filter(listens);
  const services = Object.fromEntries(
    system.services.map((service) => [service.slug, composeService(service, listening, system)]),
  );
  return yamlText(
    `${system.name} with a Kafka of its own. Start: docker compose up --build\nMore of one service: docker compose up --scale NAME=3`,
    {
      name: system.slug,
      services: {
        kafka: {
          image: kafka,
          environment: {
            // KRaft: broker and controller in one, with a log that is copied nowhere.
            KAFKA_NODE_ID: '1',
            KAFKA_PROCESS_ROLES: 'broker,controller',
            KAFKA_CONTROLLER_QUORUM_VOTERS: '1@kafka:9093',
            KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
            KAFKA_LISTENERS: 'INTERNAL://:9092,CONTROLLER://:9093,HOST://:19092',
            KAFKA_ADVERTISED_LISTENERS: 'INTERNAL://kafka:9092,HOST://localhost:19092',
            KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,HOST:PLAINTEXT',
            KAFKA_INTER_BROKER_LISTENER_NAME: 'INTERNAL',
            KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
            KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
            KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
            KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
            KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
            KAFKA_LOG_DIRS: '/var/lib/kafka/data',
          },
          ports: ['127.0.0.1:19092:19092'],
          volumes: ['kafka-data:/var/lib/kafka/data'],
          healthcheck: {
            test: ['CMD', '/opt/kafka/bin/kafka-broker-api-versions.sh', '--bootstrap-server', 'localhost:9092'],
            interval: '5s',
            timeout: '10s',
            retries: 20,
          },
        },
        topics: {
          build: { context: '.', dockerfile: 'scripts/Dockerfile' },
          environment: { KAFKA_BROKERS: 'kafka:9092' },
          depends_on: { kafka: { condition: 'service_healthy' } },
        },
        ...services,
      },
      volumes: { 'kafka-data': {} },
    },
  );
}

function composeService(service: SystemService, listening: readonly SystemService[], system: System): object {
  const place = listening.indexOf(service);
  const ports = httpPorts(service).map((port) => `127.0.0.1:${port + place}:${port}`);
  return {
    build: { context: '.', dockerfile: `services/${service.slug}/Dockerfile` },
    environment: {
      KAFKA_BROKERS: 'kafka:9092',
      LOG_LEVEL: '${LOG_LEVEL:-info}',
      OTEL_EXPORTER_OTLP_ENDPOINT: '${OTEL_EXPORTER_OTLP_ENDPOINT:-}',
    },
    depends_on: { topics: { condition: 'service_completed_successfully' } },
    ...(ports.length > 0 && { ports }),
    restart: 'unless-stopped',
    stop_grace_period: `${stopSeconds(system)}s`,
    ...(service.replicas > 1 && { deploy: { replicas: service.replicas } }),
  };
}
