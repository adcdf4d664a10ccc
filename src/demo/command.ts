// `rollcall demo`: a company, a store and Rollcall between them, on this machine alone.
import { parseArgs } from 'node:util';
import { startDemo } from './environment.ts';
import { walkThrough } from './walk-through.ts';

const PLANS = ['standard', 'advanced', 'plus'] as const;
type Plan = (typeof PLANS)[number];

/** The process, as far as the demo touches it. */
export interface DemoTerminal {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Resolves on the first signal to end. */
  untilStopped(): Promise<void>;
}

/** Runs until the terminal says stop; returns the exit code. */
export async function runDemo(args: string[], terminal: DemoTerminal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
      database: { type: 'string' },
      plan: { type: 'string', default: 'standard' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    terminal.complain('--port takes a number from 0 (any free port) to 65535.');
    return 2;
  }
  if (!PLANS.includes(values.plan as Plan)) {
    terminal.complain(`--plan takes one of ${PLANS.join(', ')}.`);
    return 2;
  }
  if (
    /^[a-z]+:/i.test(values.database ?? '') &&
    !/^(sqlite|postgres|postgresql):/.test(values.database ?? '')
  ) {
    terminal.complain('--database takes postgres://…, or sqlite: with the path of a file.');
    return 2;
  }
  const stopped = terminal.untilStopped();
  const options = { port, database: values.database, plan: values.plan as Plan };
  const run = values.json ? serveQuietly : serveWithWalkThrough;
  await run(options, stopped, terminal.print);
  return 0;
}

type Options = Pick<Parameters<typeof startDemo>[0], 'port' | 'database' | 'plan'>;
type Print = (line: string) => void;

/** For programs: one line of JSON when ready, an empty directory and an empty store behind it. */
async function serveQuietly(options: Options, stopped: Promise<void>, print: Print): Promise<void> {
  const switchedOn = { scimProvisioning: true, newCustomerCreation: true, domains: ['*'] };
  const demo = await startDemo({ ...options, connection: switchedOn });
  const ready = {
    ready: true,
    scim: `${demo.url}/scim/v2`,
    token: await demo.createToken(),
    admin: demo.adminUrl,
    shopify: demo.shopifyUrl,
    adminApi: `${demo.url}/admin/api`,
    adminToken: demo.adminToken,
  };
  print(JSON.stringify(ready));
  await stopped;
  await demo.close();
}

/** For people: the admin's whole job, step by step, and then it stays up to be looked at. */
async function serveWithWalkThrough(options: Options, stopped: Promise<void>, print: Print): Promise<void> {
  const switchedOff = { scimProvisioning: false, newCustomerCreation: false, domains: ['*'] };
  const demo = await startDemo({ ...options, connection: switchedOff });
  const finished = walkThrough(demo, print);
  // A story that is broken off by the end of the demo has nobody left to tell.
  finished.catch(() => undefined);
  try {
    await Promise.race([finished, stopped]);
    await stopped;
  } finally {
    await demo.close();
  }
}
