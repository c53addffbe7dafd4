/** Whether the pipeline's consumer takes its events one by one, or as many as there are. */
export const pipelineKinds = ['single', 'batch'] as const;
export type PipelineKind = (typeof pipelineKinds)[number];

/** One run of a pipeline. The topics `PREFIX.input` and `PREFIX.output` exist. */
export interface PipelineOrder {
  readonly bootstrap: string;
  readonly prefix: string;
  readonly kind: PipelineKind;
  readonly count: number;
  /** Events that the producer makes a second; more than can be had means as fast as it can. */
  readonly perSecond: number;
}
