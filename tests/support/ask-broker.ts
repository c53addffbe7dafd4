import { once } from 'node:events';
import { connect } from 'node:net';
import { type KafkaApi, kafkaApis, type MessageInput, type MessageValue } from '../../main/wire/index.ts';
import { decodeResponse, requestFrame } from './in-process-broker.ts';

/** One request to a broker over a connection of its own. */
export async function askBroker<Kafka extends KafkaApi>(
  bootstrap: string,
  api: Kafka,
  version: number,
  request: MessageInput<Kafka['request']>,
): Promise<MessageValue<Kafka['response']>> {
  const [host = '', port] = bootstrap.split(':');
  const socket = connect(Number(port), host);
  try {
    const frame = requestFrame(api, version, request);
    const length = Buffer.alloc(4);
    length.writeInt32BE(frame.byteLength);
    socket.write(Buffer.concat([length, frame]));
    const received: Buffer[] = [];
    for (;;) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      received.push(chunk);
      const whole = Buffer.concat(received);
      if (whole.byteLength >= 4 && whole.byteLength >= 4 + whole.readInt32BE()) {
        return decodeResponse(api, version, [whole]);
      }
    }
  } finally {
    socket.destroy();
  }
}

/**
 * Whether the group's generation is this one and the member belongs to it: DescribeGroups doesn't tell a generation, but a
 * heartbeat in another one is refused.
 */
export async function isGeneration(
  bootstrap: string,
  place: { groupId: string; memberId: string; generationId: number },
): Promise<boolean> {
  const { errorCode } = await askBroker(bootstrap, kafkaApis.heartbeat, 3, place);
  return errorCode === 0;
}
