import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { SessionView } from '../state/session-store.ts';
import { createViewStore } from '../state/view-store.ts';
import { tellHappenings } from './tell-happenings.ts';

type Happening = SessionView['happenings'][number];

function watched() {
  const session = createStore<SessionView>(() => ({
    overview: { state: 'running', target: { type: 'embedded' }, broker: 'up', perSecond: 0 },
    nodes: {},
    edges: {},
    diagnostics: [],
    happenings: [],
  }));
  const view = createViewStore();
  tellHappenings(session, view);
  return {
    happens: (kind: Happening['kind'], message: string, node?: string) =>
      session.setState(({ happenings }) => ({
        happenings: [...happenings, { timeMs: 1, kind, message, ...(node !== undefined && { node }) }],
      })),
    nodes: () => view.getState().toasts.map(({ node }) => node),
    messages: () => view.getState().toasts.map(({ kind, message }) => `${kind}: ${message}`),
  };
}

describe('what befalls a run', () => {
  it('leads to the node whose handler crashed', () => {
    const { happens, nodes } = watched();
    happens('crash', 'payments crashed', 'consumer-payments');
    happens('broker-lost', 'The broker ended');
    expect(nodes()).toEqual(['consumer-payments', undefined]);
  });

  it('is told, and a lost broker no longer once it answers', () => {
    const { happens, messages } = watched();
    happens('broker-lost', 'The broker ended');
    expect(messages()).toEqual(['warning: The broker ended']);
    happens('broker-restarted', 'The broker answers again');
    expect(messages()).toEqual(['success: The broker answers again']);
  });

  it('is told once where it repeats, and not at all where nodes show it', () => {
    const { happens, messages } = watched();
    happens('crash', 'payments crashed');
    happens('crash', 'payments crashed');
    happens('rebalance', 'payments rebalanced');
    expect(messages()).toEqual(['warning: payments crashed']);
  });
});
