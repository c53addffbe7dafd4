import { useEffect, useState } from 'react';
import type { ApplicationMetrics, TracingOverview } from '../../shared/contract/index.ts';
import { useApp, useProjectState } from '../state/app-state.ts';
import { FieldRow, TextInput } from '../ui/field.tsx';

/** Where other people's tools read what runs: a Prometheus on this machine, and a collector of spans for the open project. Off unless set. */
export function SettingsMonitoring() {
  const projectId = useProjectState((state) => state.project?.projectId);
  return (
    <>
      <MetricsField />
      {projectId !== undefined && <SpansField key={projectId} projectId={projectId} />}
    </>
  );
}

function MetricsField() {
  const { client, settings } = useApp();
  const [port, setPort] = useState(String(settings.getState().metricsPort ?? ''));
  const [metrics, setMetrics] = useState<ApplicationMetrics>({});
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let current = true;
    client.application.metrics().then(
      (found) => current && setMetrics(found),
      (error: Error) => current && setProblem(error.message),
    );
    return () => {
      current = false;
    };
  }, [client]);
  const set = async (): Promise<void> => {
    const text = port.trim();
    const number = Number(text);
    if (text !== '' && !(Number.isInteger(number) && number >= 1 && number <= 65_535)) {
      setProblem('A port is a number from 1 to 65535. Leave it empty to switch metrics off.');
      return;
    }
    const metricsPort = text === '' ? null : number;
    setProblem(undefined);
    try {
      settings.setState(await client.application.changeSettings({ metricsPort }));
      setMetrics(await client.application.metrics());
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <FieldRow
      label="Metrics port"
      problem={problem ?? metrics.problem}
      hint={
        metrics.url === undefined
          ? 'For a Prometheus on this machine. Empty is off.'
          : `Prometheus reads ${metrics.url}, on this machine alone.`
      }
    >
      {(ids) => (
        <TextInput
          {...ids}
          mono
          inputMode="numeric"
          placeholder="off"
          value={port}
          onChange={({ target }) => setPort(target.value)}
          onBlur={() => void set()}
          onKeyDown={({ key }) => key === 'Enter' && void set()}
        />
      )}
    </FieldRow>
  );
}

function SpansField({ projectId }: { projectId: string }) {
  const { client } = useApp();
  const [endpoint, setEndpoint] = useState('');
  const [overview, setOverview] = useState<TracingOverview>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let current = true;
    client.tracing.overview({ projectId }).then(
      (found) => {
        if (!current) return;
        setOverview(found);
        setEndpoint(found.settings.otlpEndpoint ?? '');
      },
      (error: Error) => current && setProblem(error.message),
    );
    return () => {
      current = false;
    };
  }, [client, projectId]);
  const set = async (): Promise<void> => {
    if (!overview) return;
    const text = endpoint.trim();
    if (text !== '' && !/^https?:\/\/[^\s/]/.test(text)) {
      setProblem('An address begins with http:// or https://. Leave it empty to send nothing.');
      return;
    }
    setProblem(undefined);
    try {
      await client.tracing.change({ projectId, otlpEndpoint: text === '' ? null : text });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const otlp = overview?.otlp;
  const sent = otlp ? ` The last run sent ${otlp.sentSpans} spans.` : '';
  return (
    <FieldRow
      label="Spans go to"
      problem={problem ?? otlp?.problem}
      hint={`An OpenTelemetry collector for this project, from its next run on. Empty is off.${sent}`}
    >
      {(ids) => (
        <TextInput
          {...ids}
          mono
          disabled={!overview}
          placeholder="http://localhost:4318"
          value={endpoint}
          onChange={({ target }) => setEndpoint(target.value)}
          onBlur={() => void set()}
          onKeyDown={({ key }) => key === 'Enter' && void set()}
        />
      )}
    </FieldRow>
  );
}
