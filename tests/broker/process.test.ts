import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BrokerCommand } from '../../main/broker/index.ts';
import { startBrokerProcess } from '../support/broker-process.ts';

const bundle = path.resolve(import.meta.dirname, '../../out/broker.js');

describe('the broker process', () => {
  it('says when it answers, on loopback, and ends with 0 when it is asked to', async () => {
    const broker = await startBrokerProcess();
    expect(broker.bootstrap).toMatch(/^127\.0\.0\.1:\d+$/);
    const socket = connect(broker.port, '127.0.0.1');
    // ApiVersions v0: once it is answered, the broker has surely taken the connection.
    socket.write(Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255]));
    await once(socket, 'data');
    const closed = once(socket, 'close');
    expect(await broker.stop()).toMatchObject({ code: 0, signal: null });
    await closed;
  });

  it('says why it cannot start, and ends', async () => {
    const first = await startBrokerProcess();
    await expect(startBrokerProcess({ port: first.port })).rejects.toThrow('cannot-listen');
    await first.stop();
  });

  it('ends when its owner is gone', async () => {
    const child = fork(bundle, { serialization: 'advanced' });
    const ready = once(child, 'message');
    child.send({ type: 'start', options: {} } satisfies BrokerCommand);
    await ready;
    const exited = once(child, 'exit');
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });
});
