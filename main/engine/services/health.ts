import type { ProjectSession } from '../project-session/project-session.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';
import { untilClosed } from './until-closed.ts';
import { streamOf } from './stream.ts';

const service = implementation.health;

/** How well each part of a run does, and the alerts on it: see ../health. */
export function createHealthService(parts: EngineParts) {
  const sessionOf = (projectId: string): ProjectSession => parts.sessions.of(projectOf(parts, projectId));

  return service.router({
    watch: service.watch.handler(({ input, signal }) => {
      const session = sessionOf(input.projectId);
      const { clock } = parts;
      return streamOf({
        clock,
        signal,
        open: (control) => untilClosed(session.project, control, session.health.watch(input.node, control.changed)),
      });
    }),
    series: service.series.handler(({ input }) => sessionOf(input.projectId).health.series(input.nodes, input.fromMs)),
    alerts: service.alerts.handler(async ({ input, signal }) => {
      const session = sessionOf(input.projectId);
      const { clock } = parts;
      await session.health.load();
      return streamOf({
        clock,
        signal,
        open: (control) => untilClosed(session.project, control, session.health.watchAlerts(control.changed)),
      });
    }),
    saveAlertRule: service.saveAlertRule.handler(({ input }) => sessionOf(input.projectId).health.saveRule(input.rule)),
    removeAlertRule: service.removeAlertRule.handler(({ input }) =>
      sessionOf(input.projectId).health.removeRule(input.id),
    ),
  });
}
