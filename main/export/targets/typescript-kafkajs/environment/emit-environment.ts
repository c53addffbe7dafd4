import { defaultHttpPort, healthPort } from '../../../system/system.ts';
import type { Emitter } from '../emitter.ts';

/** Every variable that a service reads, with what it is when it isn't set. */
export const emitEnvironment: Emitter = ({ system }) => {
  const text = `# Copy to .env and start with: node --env-file=.env dist/services/NAME.js
# Everything is checked at the start; what is wrong is said at once.

# Bootstrap addresses, several by commas. The only one that must be set.
KAFKA_BROKERS=localhost:19092
# KAFKA_CLIENT_ID=${system.slug}

# TLS, and files in PEM where the system's authorities won't do.
# KAFKA_TLS=true
# KAFKA_TLS_CA_FILE=
# KAFKA_TLS_CERT_FILE=
# KAFKA_TLS_KEY_FILE=

# plain, scram-sha-256 or scram-sha-512. The password belongs into a secret, not into a file that is committed.
# KAFKA_SASL_MECHANISM=scram-sha-512
# KAFKA_SASL_USERNAME=
# KAFKA_SASL_PASSWORD=

# NAME gives NAME.orders: in front of topics and groups, to stand apart on a shared cluster.
# TOPIC_PREFIX=
# In place of the cluster's own, for topics that are created.
# REPLICATION_FACTOR=3

# Health and metrics; one that is taken by another service on this machine can be any other, or 0.
# HEALTH_PORT=${healthPort}
# Producers that tick by request.
# HTTP_PORT=${defaultHttpPort}

# debug, info, warn or error.
# LOG_LEVEL=info
# How long a stop waits for events in flight.
# DRAIN_TIMEOUT_MS=${system.drainTimeoutMs}

# Seed of event ids and of random.
# SEED=${system.seed}
# For trials: producers that tick by themselves end after so many ticks.
# MAX_TICKS=

# OpenTelemetry's own variables; traces are sent where an endpoint is set.
# OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
# OTEL_SERVICE_NAME=
# OTEL_TRACES_SAMPLER=parentbased_always_on

# HANDLER_API_URL is env.API_URL in a handler; nothing else of the environment is shown to handlers.
# HANDLER_API_URL=
`;
  return [['.env.example', text]];
};
