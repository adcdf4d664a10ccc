// The result files of bulk operations, at signed addresses that end after a week.
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { sendText, sendXml } from '../http/messages.ts';

export type Results = {
  /** Puts a file up, and answers where. */
  publish(name: string, text: string): string;
  send(path: string, response: ServerResponse): void;
  clear(): void;
};

export const resultPath = '/bulk-results/';
const lifetimeMs = 7 * 24 * 60 * 60 * 1000;

export function createResults(clock: Clock, origin: () => string): Results {
  const files = new Map<string, { text: string; expiresAt: number }>();
  return {
    publish(name, text) {
      const path = `${resultPath}${randomUUID()}/${name}`;
      const expiresAt = clock.now() + lifetimeMs;
      files.set(path, { text, expiresAt });
      return `${origin()}${path}?Expires=${Math.floor(expiresAt / 1000)}&Signature=${randomUUID()}`;
    },
    send(path, response) {
      const file = files.get(path);
      if (!file) return sendXml(response, 404, '<Error><Code>NoSuchKey</Code></Error>');
      if (file.expiresAt < clock.now()) {
        return sendXml(response, 400, '<Error><Code>ExpiredToken</Code></Error>');
      }
      return sendText(response, 200, 'application/jsonl', file.text);
    },
    clear: () => files.clear(),
  };
}
