import { healthPort, httpPorts, stopSeconds, type System, type SystemService } from '../../../system/system.ts';
import { yamlText } from '../../../text/yaml.ts';
import type { ExportedFile } from '../../../types.ts';
import type { Emitter } from '../emitter.ts';

/** Records that may wait for one process before another is started. */
const lagThreshold = '100';

/** Manifests for kustomize: a Deployment a service, the topics as a Job, and beside them scaling by lag, which needs KEDA. */
export const emitKubernetes: Emitter = ({ system }) => {
  const scaling = system.services.filter(({ canScale, consumers }) => canScale && consumers.length > 0);
  const files: ExportedFile[] = [
    ['kubernetes/configuration.yaml', configuration(system)],
    ['kubernetes/topics.yaml', topicsJob(system)],
    ...system.services.map((service): ExportedFile => [`kubernetes/${service.slug}.yaml`, deployment(service, system)]),
    [
      'kubernetes/kustomization.yaml',
      kustomization(`${system.name}: kubectl apply --kustomize kubernetes`, [
        'configuration.yaml',
        'topics.yaml',
        ...system.services.map(({ slug }) => `${slug}.yaml`),
      ]),
    ],
  ];
  if (scaling.length === 0) return files;
  return [
    ...files,
    ...scaling.map((service): ExportedFile => [
      `kubernetes/scaling/${service.slug}.yaml`,
      scaledObject(service, system),
    ]),
    [
      'kubernetes/scaling/kustomization.yaml',
      kustomization(
        'Scaling by lag, where KEDA is installed: kubectl apply --kustomize kubernetes/scaling',
        scaling.map(({ slug }) => `${slug}.yaml`),
      ),
    ],
  ];
};

function kustomization(comment: string, resources: readonly string[]): string {
  return yamlText(comment, { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
}

function configuration({ slug }: System): string {
  return yamlText(
    'What all services are told. Secrets (KAFKA_SASL_PASSWORD) belong into the Secret, which need not exist.',
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: slug },
      data: { KAFKA_BROKERS: 'kafka:9092', LOG_LEVEL: 'info' },
    },
  );
}

function environmentOf({ slug }: System): object[] {
  return [{ configMapRef: { name: slug } }, { secretRef: { name: slug, optional: true } }];
}

const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
/** The user `node` of the image. */
const podSecurity = { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } };

function topicsJob(system: System): string {
  return yamlText('Makes the topics that the cluster lacks. A Job runs once; delete it to run it again.', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${system.slug}-topics` },
    spec: {
      backoffLimit: 10,
      ttlSecondsAfterFinished: 600,
      template: {
        spec: {
          restartPolicy: 'OnFailure',
          securityContext: podSecurity,
          containers: [
            {
              name: 'topics',
              image: `${system.slug}-topics`,
              envFrom: environmentOf(system),
              securityContext: containerSecurity,
            },
          ],
        },
      },
    },
  });
}

function deployment(service: SystemService, system: System): string {
  const labels = { 'app.kubernetes.io/name': service.slug, 'app.kubernetes.io/part-of': system.slug };
  const ports = httpPorts(service);
  const documents: object[] = [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: service.slug, labels },
      spec: {
        replicas: service.replicas,
        // A producer that ticks by itself must never run twice at once.
        strategy: { type: service.canScale ? 'RollingUpdate' : 'Recreate' },
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels,
            annotations: {
              'prometheus.io/scrape': 'true',
              'prometheus.io/port': String(healthPort),
              'prometheus.io/path': '/metrics',
            },
          },
          spec: {
            terminationGracePeriodSeconds: stopSeconds(system),
            securityContext: podSecurity,
            containers: [
              {
                name: service.slug,
                image: `${system.slug}-${service.slug}`,
                envFrom: environmentOf(system),
                ports: [
                  { name: 'health', containerPort: healthPort },
                  ...ports.map((port) => ({ name: `http-${port}`, containerPort: port })),
                ],
                // A handler that never yields answers no more; only a restart ends it.
                livenessProbe: { ...probe('/health/live'), periodSeconds: 10, failureThreshold: 6 },
                readinessProbe: { ...probe('/health/ready'), periodSeconds: 5 },
                resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
                securityContext: containerSecurity,
              },
            ],
          },
        },
      },
    },
  ];
  if (ports.length > 0) {
    documents.push({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: service.slug, labels },
      spec: { selector: labels, ports: ports.map((port) => ({ name: `http-${port}`, port, targetPort: port })) },
    });
  }
  return yamlText(service.description ?? service.name, ...documents);
}

function probe(path: string): object {
  return { httpGet: { path, port: 'health' }, timeoutSeconds: 5 };
}

/** A Deployment has one ScaledObject at most, so that of a service has a trigger a consumer and topic. */
function scaledObject(service: SystemService, system: System): string {
  const partitions = new Map(system.topics.map((topic) => [topic.name, topic.partitions]));
  const triggers = service.consumers.flatMap(({ group, subscribes }) =>
    subscribes.map((topic) => ({
      type: 'kafka',
      metadata: { bootstrapServersFromEnv: 'KAFKA_BROKERS', consumerGroup: group, topic, lagThreshold },
    })),
  );
  const most = Math.max(
    1,
    ...service.consumers.flatMap(({ subscribes }) => subscribes.map((topic) => partitions.get(topic) ?? 1)),
  );
  return yamlText(
    `More of ${service.name} where its consumers fall behind, never more than the partitions of their topics.`,
    {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: service.slug },
      spec: {
        scaleTargetRef: { name: service.slug },
        minReplicaCount: 1,
        maxReplicaCount: most,
        triggers,
      },
    },
  );
}
