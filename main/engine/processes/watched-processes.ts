import type { ProcessHost, ProcessLink, ProcessStart } from '../../../shared/lib/index.ts';

/** A process host that knows which of its processes live, so that their load can be told. Whoever starts one owns it. */
export class WatchedProcesses implements ProcessHost {
  private readonly host: ProcessHost;
  private readonly living = new Set<ProcessLink>();

  constructor(host: ProcessHost) {
    this.host = host;
  }

  get pids(): number[] {
    return [...this.living].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  start(options: ProcessStart): ProcessLink {
    const link = this.host.start(options);
    this.living.add(link);
    link.onExit(() => this.living.delete(link));
    return link;
  }
}
