import type { OpenProject } from '../workspace/open-project.ts';
import type { StreamControl, StreamSource } from './stream.ts';

/** The source as it is, in a stream that ends when the project closes. */
export function untilClosed<Frame>(
  project: OpenProject,
  { end }: StreamControl,
  source: StreamSource<Frame>,
): StreamSource<Frame> {
  const unsubscribe = project.onSignal(({ type }) => {
    if (type === 'closed') end();
  });
  return {
    take: () => source.take(),
    close: () => {
      unsubscribe();
      source.close();
    },
  };
}
