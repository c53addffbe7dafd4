import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call } from './errors.ts';

const settingSchemas = {
  theme: z.enum(['system', 'dark', 'light']),
  density: z.enum(['comfortable', 'compact', 'teaching']),
  /** Sizes of panels and what is shown, by the renderer's own keys. */
  layout: z.record(z.string().max(100), z.unknown()),
  /** Where a Prometheus on this machine may read the numbers of runs, on 127.0.0.1 alone: null is nowhere, 0 any free port. */
  metricsPort: z.int().min(0).max(65_535).nullable(),
};

/** What a person set for the app as a whole. Kept by the engine, since a browser's own storage goes by the port. */
export const applicationSettingsSchema = z.object({
  theme: settingSchemas.theme.default('system'),
  density: settingSchemas.density.default('comfortable'),
  layout: settingSchemas.layout.default({}),
  metricsPort: settingSchemas.metricsPort.default(null),
});
export type ApplicationSettings = z.infer<typeof applicationSettingsSchema>;

export const applicationMetricsSchema = z.object({
  /** Absent while they are off, or can't be offered. */
  url: z.string().optional(),
  problem: z.string().optional(),
});
export type ApplicationMetrics = z.infer<typeof applicationMetricsSchema>;

export const recentProjectSchema = z.object({
  folder: z.string(),
  name: z.string(),
  openedMs: z.number(),
  /** False where the folder has gone. */
  exists: z.boolean(),
});
export type RecentProject = z.infer<typeof recentProjectSchema>;

export const exampleSchema = z.object({ name: z.string(), title: z.string(), description: z.string() });
export type Example = z.infer<typeof exampleSchema>;

export const folderEntrySchema = z.object({
  name: z.string(),
  /** Whether it holds a topicraft.json. */
  project: z.boolean(),
});

export const processLoadSchema = z.object({
  /** Of all of Topicraft's processes that the engine can see, in per cent of one core. */
  cpuPercent: z.number(),
  /** Resident, of the same processes. */
  memoryBytes: z.number(),
});
export type ProcessLoad = z.infer<typeof processLoadSchema>;

export const applicationContract = {
  info: call.output(
    z.object({
      version: z.string(),
      platform: z.enum(['linux', 'darwin', 'win32', 'other']),
      /** Whether secrets survive a restart, in the system's keychain. */
      keepsSecrets: z.boolean(),
      /** Where new projects go unless told otherwise. */
      projectsFolder: z.string(),
      /** A project that the app was started with: it is to be opened first. */
      openFirst: z.string().optional(),
    }),
  ),
  settings: call.output(applicationSettingsSchema),
  /** What is absent stays as it is. */
  changeSettings: call.input(z.object(settingSchemas).partial()).output(applicationSettingsSchema),
  /** Where the metrics of `metricsPort` are to be read. */
  metrics: call.output(applicationMetricsSchema),
  recentProjects: call.output(z.array(recentProjectSchema)),
  forgetRecent: call.input(z.object({ folder: z.string() })).output(z.array(recentProjectSchema)),
  examples: call.output(z.array(exampleSchema)),
  /** Folders inside a folder, for the dialogs of a browser; a hidden one isn't listed. */
  listFolder: call
    .input(z.object({ folder: z.string().optional() }))
    .errors({ UNREADABLE: {} })
    .output(z.object({ folder: z.string(), parent: z.string().optional(), entries: z.array(folderEntrySchema) })),
  /** Once every two seconds. */
  load: call.output(eventIterator(processLoadSchema)),
};
