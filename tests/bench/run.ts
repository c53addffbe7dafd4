import { type BenchBrokers, startBrokers } from './brokers.ts';
import { brokerLatency } from './benchmarks/broker-latency.ts';
import { brokerMemory } from './benchmarks/broker-memory.ts';
import { brokerScale } from './benchmarks/broker-scale.ts';
import { brokerStart } from './benchmarks/broker-start.ts';
import { commits } from './benchmarks/commits.ts';
import { helpStart } from './benchmarks/help-start.ts';
import { kafkajsRates } from './benchmarks/kafkajs-rates.ts';
import { librdkafkaRates } from './benchmarks/librdkafka-rates.ts';
import { libraryStart } from './benchmarks/library-start.ts';
import { platformaticRates } from './benchmarks/platformatic-rates.ts';
import { pipelineLatency } from './benchmarks/pipeline-latency.ts';
import { pipelineBatchRate, pipelineRate } from './benchmarks/pipeline-rate.ts';
import { traceQueries } from './benchmarks/trace-queries.ts';
import { tracingCost } from './benchmarks/tracing-cost.ts';
import { measure } from './measuring/measure.ts';
import { surroundings, writeResult } from './measuring/result-file.ts';
import { type BenchmarkSummary, summarize } from './measuring/summary.ts';
import { tableOf } from './measuring/table.ts';
import { type BenchOptions, readOptions } from './options.ts';

/** `npm run bench`: see README.md. Progress goes to standard error, tables to standard output, figures to a file. */
const makers = [
  helpStart,
  brokerStart,
  libraryStart,
  kafkajsRates,
  librdkafkaRates,
  platformaticRates,
  brokerLatency,
  brokerMemory,
  brokerScale,
  pipelineRate,
  pipelineBatchRate,
  pipelineLatency,
  commits,
  tracingCost,
  traceQueries,
];

async function runAll({ quick, only }: BenchOptions, brokers: BenchBrokers): Promise<BenchmarkSummary[]> {
  const summaries: BenchmarkSummary[] = [];
  for (const maker of makers) {
    if (only.length > 0 && !only.includes(maker.name)) continue;
    const benchmark = await maker.make(brokers, quick);
    try {
      const summary = summarize(await measure(benchmark, (line) => console.error(line)));
      console.log(tableOf(summary));
      summaries.push(summary);
    } finally {
      await benchmark.close?.();
    }
  }
  return summaries;
}

/** `npm run bench -- broker`: the embedded broker beside a real Kafka. */
const groups = {
  broker: [brokerStart, brokerMemory, kafkajsRates, librdkafkaRates, platformaticRates, brokerLatency],
};

const options = readOptions(
  process.argv.slice(2),
  makers.map(({ name }) => name),
  Object.fromEntries(Object.entries(groups).map(([group, members]) => [group, members.map(({ name }) => name)])),
);
const before = surroundings();
const brokers = await startBrokers();
try {
  const summaries = await runAll(options, brokers);
  console.log(`Written to ${await writeResult(options, before, summaries)}`);
} finally {
  await brokers.stop();
}
