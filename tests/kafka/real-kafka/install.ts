import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The Apache Kafka that the tests hold the embedded broker against. */
export const kafkaVersion = '4.4.0';
/** The last one before 4, which many clusters still are. */
export const formerKafkaVersion = '3.9.1';
const log4jVersion = '2.25.3';

/** What the tests fetch and compile, kept between runs. */
export const cacheDirectory = path.resolve(import.meta.dirname, '../../../node_modules/.cache/topicraft');

/** Where the jars lie: `TOPICRAFT_KAFKA_LIBS` for the usual version, else a cache below node_modules. */
function jarDirectory(version: string): string {
  const given = version === kafkaVersion ? process.env['TOPICRAFT_KAFKA_LIBS'] : undefined;
  return given ?? path.join(cacheDirectory, `kafka-${version}`);
}

/**
 * Fetches Apache Kafka's jars with Maven, once, and gives the folder they lie in. Needs `mvn` and a JDK. The folder
 * appears under its name only when it is whole, so a broken download is never mistaken for an installation.
 */
export async function installKafka(version = kafkaVersion): Promise<string> {
  const jars = jarDirectory(version);
  if (await isInstalled(jars, version)) return jars;
  await mkdir(path.dirname(jars), { recursive: true });
  const work = await mkdtemp(path.join(tmpdir(), 'topicraft-kafka-install-'));
  const incoming = `${jars}.${process.pid}.tmp`;
  try {
    const pom = path.join(work, 'pom.xml');
    await writeFile(pom, projectFile(version));
    await run(
      'mvn',
      [
        '--batch-mode',
        '--quiet',
        '--file',
        pom,
        'dependency:copy-dependencies',
        `-DoutputDirectory=${incoming}`,
        '-DincludeScope=runtime',
      ],
      { maxBuffer: 16 * 1024 * 1024 },
    );
    await writeFile(path.join(incoming, markerName), `${version}\n`);
    await rm(jars, { recursive: true, force: true });
    await rename(incoming, jars);
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(incoming, { recursive: true, force: true });
  }
  return jars;
}

const markerName = 'topicraft-installed';

async function isInstalled(jars: string, version: string): Promise<boolean> {
  const marker = await readFile(path.join(jars, markerName), 'utf8').catch(() => '');
  return marker.trim() === version;
}

function projectFile(version: string): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>topicraft</groupId><artifactId>kafka-under-test</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', version)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', log4jVersion)}
    ${dependency('org.apache.logging.log4j', 'log4j-core', log4jVersion)}
  </dependencies>
</project>
`;
}

function dependency(group: string, artifact: string, version: string): string {
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
}
