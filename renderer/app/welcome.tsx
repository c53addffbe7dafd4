import { useEffect, useState } from 'react';
import type { Example } from '../../shared/contract/index.ts';
import { useApp } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';

/** The first screen: examples, recent projects, a new one. */
export function Welcome() {
  const { client, project } = useApp();
  const [examples, setExamples] = useState<readonly Example[]>([]);
  useEffect(() => {
    client.application.examples().then(setExamples, () => setExamples([]));
  }, [client]);
  return (
    <main>
      {examples.map((example) => (
        <Button key={example.name} onClick={() => void project.openExample(example.name)}>
          {example.title}
        </Button>
      ))}
    </main>
  );
}
