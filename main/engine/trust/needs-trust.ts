import type { Contract } from '../../../shared/contract/index.ts';

/**
 * `open`: allowed on any project; it only reads and writes the project's own files, or is about none.
 * `trusted`: something of the project runs, installs, connects or is fetched.
 */
export type Access = 'open' | 'trusted';

/** Every call of the contract: one that isn't listed doesn't compile. README.md says why each is what it is. */
export const accessOf: { readonly [Service in keyof Contract]: Readonly<Record<keyof Contract[Service], Access>> } = {
  application: {
    info: 'open',
    settings: 'open',
    changeSettings: 'open',
    metrics: 'open',
    recentProjects: 'open',
    forgetRecent: 'open',
    examples: 'open',
    listFolder: 'open',
    load: 'open',
  },
  projects: {
    open: 'open',
    create: 'open',
    openExample: 'open',
    close: 'open',
    watch: 'open',
    apply: 'open',
    writeFile: 'open',
    planRename: 'open',
    save: 'open',
    saveAs: 'open',
    revert: 'open',
    resolveConflict: 'open',
  },
  session: {
    watch: 'open',
    logs: 'open',
    start: 'trusted',
    stop: 'open',
    reset: 'open',
    deploy: 'trusted',
    setNodeRunning: 'trusted',
    sendNow: 'trusted',
    restartPartition: 'trusted',
  },
  records: { browse: 'trusted', detail: 'trusted', send: 'trusted' },
  code: { testRun: 'trusted', format: 'open', packageTypes: 'open', installPackages: 'trusted' },
  connections: { list: 'open', save: 'open', remove: 'open', test: 'open' },
  exchange: { asyncapi: 'open', mermaid: 'open', importAsyncapi: 'open' },
  export: { suggestFolder: 'open', prepare: 'open', readFile: 'open', perform: 'open' },
  faults: { list: 'open', set: 'trusted', clear: 'open' },
  tracing: {
    overview: 'open',
    change: 'open',
    watch: 'open',
    life: 'open',
    search: 'open',
    missed: 'open',
    savedQuestions: 'open',
    saveQuestion: 'open',
    removeQuestion: 'open',
    counts: 'open',
    forget: 'open',
    saveRun: 'open',
    openRun: 'open',
  },
  proof: { handlersOf: 'trusted', rerun: 'trusted', saveTest: 'trusted' },
  health: { watch: 'open', series: 'open', alerts: 'open', saveAlertRule: 'open', removeAlertRule: 'open' },
  trust: { watch: 'open', trust: 'open', list: 'open', remove: 'open' },
};

/** Of the call at this path of the contract; one that isn't known is not let through as open. */
export function accessAt([service = '', call = '']: readonly string[]): Access {
  const calls = Object.entries(accessOf).find(([name]) => name === service)?.[1] ?? {};
  return Object.entries(calls).find(([name]) => name === call)?.[1] === 'open' ? 'open' : 'trusted';
}
