// What a request is answered whose handler has failed.
import type { ServerResponse } from 'node:http';
import { HttpFault, sendJson } from './messages.ts';

/** A caller's fault gets its own status; anything else is a fault of the simulator and must not end it. */
export function answerFailure(error: unknown, response: ServerResponse) {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof HttpFault) {
    // Closing the connection spares reading the rest of an over-long body.
    if (error.status === 413) response.setHeader('connection', 'close');
    sendJson(response, error.status, { errors: error.message });
    return;
  }
  if (error instanceof RangeError) {
    // Input nested so deeply that it exhausts the stack.
    sendJson(response, 400, { errors: 'Required parameter missing or invalid: nested too deeply' });
    return;
  }
  sendJson(response, 500, { errors: error instanceof Error ? error.message : String(error) });
}
