import { describe, expect, it } from 'vitest';
import { decideRequest, maxBodyBytes, type RequestHead } from './http-rules.ts';

const shop = { path: '/orders', allowedOrigins: ['https://shop.example'] };
const closed = { path: '/closed', allowedOrigins: [] };

function decide(head: Partial<RequestHead> = {}, headers: RequestHead['headers'] = {}) {
  return decideRequest(
    {
      method: 'POST',
      target: '/orders',
      ...head,
      headers: { host: 'localhost:8080', 'content-type': 'application/json', ...headers },
    },
    [shop, closed],
  );
}

describe('a request to a producer', () => {
  it('is taken by the route of its path, whatever its query', () => {
    expect(decide()).toEqual({ type: 'accept', route: shop, headers: {} });
    expect(decide({ target: '/closed?x=1' })).toMatchObject({ type: 'accept', route: closed });
    expect(decide({}, { 'content-type': 'Application/JSON; charset=utf-8' })).toMatchObject({ type: 'accept' });
  });

  it.each(['localhost', 'localhost:1', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST:80'])(
    'is taken with the Host %s',
    (host) => expect(decide({}, { host })).toMatchObject({ type: 'accept' }),
  );

  it.each([
    undefined,
    '',
    'shop.example',
    'localhost.shop.example',
    '127.0.0.1.shop.example',
    'localhost:x',
    '10.0.0.1',
  ])('is refused with the Host %s: a name that leads here may be anybody’s', (host) =>
    expect(decide({}, { host })).toMatchObject({ type: 'answer', status: 403 }),
  );

  it('is taken from pages of the origins that the node allows, and refused from all others', () => {
    const origin = 'https://shop.example';
    expect(decide({}, { origin })).toMatchObject({
      type: 'accept',
      headers: { 'access-control-allow-origin': origin, vary: 'Origin' },
    });
    for (const other of ['null', 'http://shop.example', 'https://shop.example:444', 'https://evil.example', '*', '']) {
      const refused = decide({}, { origin: other });
      expect(refused).toMatchObject({ type: 'answer', status: 403 });
      expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(decide({ target: '/closed' }, { origin })).toMatchObject({ status: 403 });
  });

  it('is asked for beforehand by a browser', () => {
    expect(decide({ method: 'OPTIONS' }, { origin: 'https://shop.example' })).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type' },
    });
    expect(decide({ method: 'OPTIONS' }, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(decide({ method: 'OPTIONS' })).toMatchObject({ status: 405 });
  });

  it('is refused for its path, its method, its type and its length, in this order', () => {
    expect(decide({ target: '/elsewhere' })).toMatchObject({ status: 404 });
    expect(decide({ method: 'GET' })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      expect(decide({}, { 'content-type': type })).toMatchObject({ status: 415 });
    }
    expect(decide({}, { 'content-length': String(maxBodyBytes) })).toMatchObject({ type: 'accept' });
    expect(decide({}, { 'content-length': String(maxBodyBytes + 1) })).toMatchObject({ status: 413 });
  });
});
