import type { EventProducer } from '../../clients/index.ts';
import type { IsolationGate } from '../../../shared/delivery/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import type { HttpServers } from '../triggers/http-servers.ts';
import type { PlannedNode } from '../plan/plan.ts';
import type { GroupPlace, HostSettings } from '../protocol/engine-host.ts';
import type { HopRecorder } from './hop-recorder.ts';
import type { Journal } from './journal.ts';
import type { ReportStream } from './report-stream.ts';
import type { Seat } from './seat.ts';
import type { TopicTable } from './topic-table.ts';

/** What all nodes of a handler host share. The host owns it. */
export interface HostSurroundings {
  readonly settings: HostSettings;
  readonly clock: Clock;
  readonly topics: TopicTable;
  readonly producer: EventProducer;
  readonly reports: ReportStream;
  readonly hops: HopRecorder;
  readonly journal: Journal;
  readonly isolationGate: IsolationGate;
  readonly httpServers: HttpServers;
  /** Gives a producer, or an instance of a consumer, the place where its handler is called. Whoever asks closes it. */
  readonly createSeat: (node: PlannedNode, instance: number, codeFile: string) => Seat;
  /** Tells the engine which port a producer listens on. */
  readonly listening: (producerId: string, port: number) => void;
  /** Tells the engine, at once, which member an instance of a consumer is; null once it is none any more. */
  readonly member: (consumerId: string, instance: number, place: GroupPlace | null) => void;
}
