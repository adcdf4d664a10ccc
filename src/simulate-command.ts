// `rollcall simulate`: the other ends by themselves, an Entra tenant or a Shopify store, for who tries things out.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

interface Terminal {
  readonly print: (line: string) => void;
  /** Says what was wrong with the command line; returns the exit code for it. */
  readonly misuse: (message: string) => number;
  /** Resolves when the process is asked to end. */
  readonly untilStopped: () => Promise<void>;
}

/** Returns the exit code. */
export async function runSimulate([which, ...args]: string[], terminal: Terminal): Promise<number> {
  if (which === 'entra') return simulateEntra(args, terminal);
  if (which === 'shopify') return simulateShopify(args, terminal);
  return terminal.misuse('rollcall simulate entra|shopify …');
}

async function simulateEntra(args: string[], { print, misuse, untilStopped }: Terminal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      base: { type: 'string' },
      token: { type: 'string' },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
      federated: { type: 'boolean', default: false },
      tenant: { type: 'string' },
      audience: { type: 'string' },
      subject: { type: 'string' },
      'key-port': { type: 'string' },
      directory: { type: 'string' },
      flag: { type: 'boolean', default: false },
      cycles: { type: 'string' },
      watch: { type: 'boolean', default: false },
      provision: { type: 'string', multiple: true, default: [] },
    },
  });
  const { base, directory, cycles } = values;
  if (cycles !== undefined && !/^\d+$/.test(cycles)) return misuse('--cycles takes a whole number.');
  if (!isPort(values['key-port'] ?? '0')) return misuse(`--key-port takes ${PORTS}.`);
  const way = readEntraWay(values);
  if (base === undefined || way === undefined || directory === undefined || !URL.canParse(base)) {
    return misuse(
      'rollcall simulate entra --base URL --directory FILE, and --token T, or --client-id I --client-secret S, or --client-id I --federated --tenant GUID --audience A --subject S',
    );
  }
  const { runEntraCommand } = await import('./simulators/entra/index.ts');
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  return runEntraCommand(
    {
      base,
      ...way(base),
      readDirectory: () => readFileSync(directory, 'utf8'),
      flag: values.flag,
      ...(cycles !== undefined && { cycles: Number(cycles) }),
      watch: values.watch,
      provision: values.provision,
      signal: stop.signal,
    },
    print,
  );
}

/** How the simulated service comes by its bearer token; undefined where that is not said, or said in part. */
function readEntraWay(
  values: {
    readonly [Name in
      | 'token'
      | 'client-id'
      | 'client-secret'
      | 'tenant'
      | 'audience'
      | 'subject'
      | 'key-port']?: string;
  } & { readonly federated: boolean },
) {
  const { token, 'client-id': clientId, 'client-secret': clientSecret, tenant, audience, subject } = values;
  if (values.federated) {
    if (!clientId || !tenant || !audience || !subject) return undefined;
    const port = Number(values['key-port'] ?? 0);
    return () => ({ token: '', identity: { clientId, tenantId: tenant, audience, subject, port } });
  }
  if (clientId && clientSecret) {
    return (base: string) => {
      const tokenUrl = new URL('/oauth/token', base).href;
      return { token: { kind: 'client', tokenUrl, clientId, clientSecret } as const };
    };
  }
  return token === undefined ? undefined : () => ({ token });
}

async function simulateShopify(args: string[], { print, misuse, untilStopped }: Terminal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '0' },
      plan: { type: 'string', default: 'standard' },
      speed: { type: 'string', default: '1' },
      'bulk-rows': { type: 'string', default: '50' },
      'access-token': { type: 'string' },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
    },
  });
  const accessToken = values['access-token'];
  const plan = values.plan;
  if (accessToken === undefined || !(plan === 'standard' || plan === 'advanced' || plan === 'plus')) {
    return misuse('rollcall simulate shopify --access-token T [--plan standard|advanced|plus]');
  }
  if (!isPort(values.port)) return misuse(`--port takes ${PORTS}.`);
  for (const name of ['speed', 'bulk-rows'] as const) {
    if (!(Number(values[name]) > 0)) return misuse(`--${name} takes a number above 0.`);
  }
  const { startShopifySimulator } = await import('./simulators/shopify/index.ts');
  const simulator = await startShopifySimulator({
    port: Number(values.port),
    plan,
    speed: Number(values.speed),
    bulkRowsPerSecond: Number(values['bulk-rows']),
    ...(values['client-id'] !== undefined && { clientId: values['client-id'] }),
    ...(values['client-secret'] !== undefined && { clientSecret: values['client-secret'] }),
    accessToken,
  });
  print(`The Shopify simulator listens on ${simulator.url}`);
  await untilStopped();
  await simulator.close();
  return 0;
}

const PORTS = 'a number from 0 (any free port) to 65535';

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}
