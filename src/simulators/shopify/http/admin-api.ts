// POST /admin/api/2026-10/graphql.json: authentication, injected faults, execution, accounting.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CostBucket } from '../bucket.ts';
import { type Fault, type FaultInjector, requestFaults } from '../faults.ts';
import type { Preparation, PreparedOperation } from '../graphql/documents.ts';
import { type Execution, runOperation, type Services, throttle } from '../graphql/execute.ts';
import type { TokenDesk } from '../oauth/desk.ts';
import type { SimulatorSettings } from '../options.ts';
import { accessDeniedError } from '../resolvers/access.ts';
import type { ShopState } from '../shop/shop-state.ts';
import type { CallLog } from './call-log.ts';
import { HttpFault, parseJsonObject, readBody, sendHtml, sendJson, sendText } from './messages.ts';

export type Stats = { points: number; calls: number; throttled: number; bulkOperations: number };

export type AdminApiParts = {
  settings: SimulatorSettings;
  shop: ShopState;
  bucket: () => CostBucket;
  services: () => Services;
  prepare(text: string, operationName: string | undefined): Preparation;
  faults: FaultInjector;
  tokens: TokenDesk;
  stats: Stats;
  calls: CallLog;
  /** Aborted when the simulator closes, so that no request goes on hanging. */
  closing: AbortSignal;
};

const unauthorizedBody = {
  errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
};

const httpFaults: Partial<Record<Fault['kind'], [number, string]>> = {
  http_500: [500, 'Internal Server Error'],
  http_502: [502, 'Bad Gateway'],
  http_503: [503, 'Service Unavailable'],
};

/** Returns the handler of GraphQL requests. */
export function createAdminApi(parts: AdminApiParts) {
  const { settings, shop, faults, tokens, stats, closing } = parts;

  function execute(prepared: PreparedOperation, variables: Record<string, unknown>): Execution {
    const execution = runOperation(prepared, variables, parts.services(), parts.bucket());
    account(execution);
    return execution;
  }

  function account({ points, throttled }: Execution) {
    stats.points += points;
    if (throttled) stats.throttled += 1;
  }

  /** Holds a request back, and wakes early when the simulator closes. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        closing.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      closing.addEventListener('abort', done);
    });
  }

  async function answerWithFault(
    fault: Fault,
    prepared: PreparedOperation,
    variables: Record<string, unknown>,
    response: ServerResponse,
  ) {
    const ms = fault.ms ?? settings.hangMs;
    const status = httpFaults[fault.kind];
    if (status) return sendHtml(response, status[0], `<html><body><h1>${status[1]}</h1></body></html>`);
    switch (fault.kind) {
      case 'timeout_after':
        execute(prepared, variables);
        await pause(ms);
        return response.destroy();
      case 'timeout_before':
        await pause(ms);
        return response.destroy();
      case 'slow':
        await pause(ms);
        return sendJson(response, 200, execute(prepared, variables).answer);
      case 'unauthorized':
        return sendJson(response, 401, unauthorizedBody);
      case 'not_json':
        return sendHtml(response, 200, '<html><body>There was a problem loading this page</body></html>');
      case 'truncated': {
        const text = JSON.stringify(execute(prepared, variables).answer);
        return sendText(response, 200, 'application/json; charset=utf-8', text.slice(0, text.length / 2));
      }
      // Which status goes with a throttled answer is disputed: one kind for each.
      case 'throttle':
      case 'throttle_429': {
        const refused = throttle(prepared.cost.requested(variables), parts.bucket());
        account(refused);
        return sendJson(response, fault.kind === 'throttle' ? 200 : 429, refused.answer);
      }
      case 'access_denied': {
        const errors = prepared.rootFields.map((field) => accessDeniedError(prepared.rootType, field));
        const data = Object.fromEntries(prepared.rootFields.map((field) => [field, null]));
        return sendJson(response, 200, { errors, data });
      }
      default:
        return sendJson(response, 200, { errors: [internalError()] });
    }
  }

  return async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = request.headers['x-shopify-access-token'];
    const text = await readBody(request);
    stats.calls += 1;
    if (!tokens.accepts(typeof token === 'string' ? token : undefined)) {
      return sendJson(response, 401, unauthorizedBody);
    }
    if (shop.frozen) return sendJson(response, 402, { errors: 'Unavailable Shop' });
    const { query, variables, operationName } = readGraphqlRequest(text);
    const preparation = parts.prepare(query, operationName);
    if ('errors' in preparation) return sendJson(response, 200, { errors: preparation.errors });
    const { prepared } = preparation;
    const { operation, rootFields } = prepared;
    parts.calls.note({
      requestId: String(response.getHeader('x-request-id')),
      operation: operation.name?.value ?? null,
      type: operation.operation,
      rootFields,
    });
    const fault = faults.strike(requestFaults, rootFields);
    if (fault) {
      await answerWithFault(fault, prepared, variables, response);
      return;
    }
    sendJson(response, 200, execute(prepared, variables).answer);
  };
}

function readGraphqlRequest(text: string) {
  const { query, variables, operationName } = parseJsonObject(text);
  if (typeof query !== 'string' || query === '') {
    throw new HttpFault(400, 'Required parameter missing or invalid: query');
  }
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : undefined,
    variables:
      typeof variables === 'object' && variables !== null && !Array.isArray(variables)
        ? (variables as Record<string, unknown>)
        : {},
  };
}

let requestNumber = 0;

function internalError() {
  requestNumber += 1;
  const requestId = `simulated-${requestNumber}`;
  return {
    message: `Internal error. Looks like something went wrong on our end.\nRequest ID: ${requestId} (include this in support requests).`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  };
}
