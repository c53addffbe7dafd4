import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { kafkaApis } from '../../../main/wire/index.ts';
import { requestFrame } from '../../support/in-process-broker.ts';
import { residentMegabytes, withDataBroker } from './started-broker.ts';

const atATime = 100;

/** Opens so many connections, each of which asks for the versions and then says nothing. */
export async function idleConnections(count: number): Promise<[number, number]> {
  return await withDataBroker(async ({ bootstrap, processId }) => {
    const [host = '', port] = bootstrap.split(':');
    const frame = requestFrame(kafkaApis.apiVersions, 3, { clientSoftwareName: 'bench', clientSoftwareVersion: '1' });
    const length = Buffer.alloc(4);
    length.writeInt32BE(frame.byteLength);
    const request = Buffer.concat([length, frame]);
    const sockets: Socket[] = [];
    const open = async (): Promise<void> => {
      const socket = connect(Number(port), host);
      sockets.push(socket);
      await once(socket, 'connect');
      socket.write(request);
      await once(socket, 'data');
    };
    const startMs = performance.now();
    try {
      while (sockets.length < count) await Promise.all(Array.from({ length: atATime }, open));
      return [performance.now() - startMs, await residentMegabytes(processId)];
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
}
