import type { SessionFrame } from '../../shared/contract/index.ts';
import type { SessionStore } from '../state/session-store.ts';
import type { Toast, ViewStore } from '../state/view-store.ts';

type Kind = SessionFrame['happenings'][number]['kind'];

/** What a person is told of at once; the rest is seen on the nodes themselves. */
const told: Partial<Record<Kind, Toast['kind']>> = {
  'broker-lost': 'warning',
  'broker-restarted': 'success',
  crash: 'warning',
};

/** Says what befalls a run where it is seen at once. That the broker was lost is taken back when it answers again. */
export function tellHappenings(session: Pick<SessionStore, 'subscribe'>, view: ViewStore): () => void {
  let brokerLost: string | undefined;
  return session.subscribe(({ happenings }, former) => {
    if (happenings === former.happenings) return;
    const known = new Set(former.happenings);
    for (const happening of happenings) {
      const look = told[happening.kind];
      if (known.has(happening) || look === undefined) continue;
      if (happening.kind === 'broker-restarted') {
        for (const { id, message } of view.getState().toasts) if (message === brokerLost) view.dismiss(id);
      }
      if (happening.kind === 'broker-lost') brokerLost = happening.message;
      // A handler that crashes again and again is told once.
      if (!view.getState().toasts.some(({ message }) => message === happening.message))
        view.tell(look, happening.message, happening.kind === 'crash' ? happening.node : undefined);
    }
  });
}
