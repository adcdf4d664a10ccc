// A receiver of webhooks for one test, which notes what comes and answers as it is told.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Json } from './harness.ts';

export const webhookSecret = 'shpss_test';

export type Arrival = {
  topic: string;
  shop: string;
  webhookId: string;
  eventId: string;
  body: Json;
  signed: boolean;
};

export type Receiver = {
  url: string;
  arrivals: Arrival[];
  /** What is answered from now on. */
  status: number;
  /** Waits until so many have come in all. */
  until(count: number): Promise<Arrival[]>;
};

export async function startReceiver(test: TestContext): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const header = (name: string) => String(request.headers[`x-shopify-${name}`]);
    receiver.arrivals.push({
      topic: header('topic'),
      shop: header('shop-domain'),
      webhookId: header('webhook-id'),
      eventId: header('event-id'),
      body: JSON.parse(raw.toString('utf8')),
      signed: header('hmac-sha256') === createHmac('sha256', webhookSecret).update(raw).digest('base64'),
    });
    response.writeHead(receiver.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => server.close());
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals: [],
    status: 200,
    async until(count) {
      while (receiver.arrivals.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      return receiver.arrivals;
    },
  };
  return receiver;
}
