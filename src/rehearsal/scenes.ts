// The steps of a rehearsal: each sends what a provider would, waits until the store follows, and reads back what is so.
import type { CertificateStore } from '../oversight/certificate-port.ts';
import { isGatewayFailure } from '../sync/gateway-failure.ts';
import type { CustomerGateway } from '../sync/ports.ts';
import type { EventScope, StoredEvent } from '../timeline/ports.ts';
import { changesOf } from './changes.ts';
import { faultOf, ownFault, RehearsalFault } from './faults.ts';
import type {
  Decided,
  Proof,
  RehearsalStore,
  SeenCustomer,
  ShopifyDid,
  Standing,
  StepName,
} from './ports.ts';
import type { Run } from './run.ts';
import {
  change,
  createGroup,
  createUser,
  findGroup,
  findUser,
  probe,
  remove,
  type ScimRequest,
} from './script.ts';

export interface SceneDependencies {
  readonly store: RehearsalStore;
  /** @throws GatewayFailure for a shop that cannot be reached by this process. */
  readonly gatewayOf: (shop: string) => CustomerGateway;
  readonly certificates: CertificateStore;
  /** What was done for a user, the newest first. */
  readonly eventsOf: (stage: EventScope, userId: string) => Promise<readonly StoredEvent[]>;
  readonly now: () => number;
}

/** How long the store may take to follow one step. */
const PATIENCE_MS = 90_000;
const LOOK_MS = 100;
/** Trouble of the shop that lasts so long will not be over in a moment. */
const TROUBLE_MS = 2_000;
/** What another process notes of its tries is written within a second. */
const NOTED_MS = 1_500;
/** Claims that nothing but a person or a change brings further. */
const STUCK: readonly (string | null)[] = ['failed', 'held', 'gone', 'inactive', 'erased'];

/** @throws RehearsalFault */
export type Scenes = Readonly<Record<StepName, (run: Run) => Promise<void>>>;

export function createScenes({ store, gatewayOf, certificates, eventsOf, now }: SceneDependencies): Scenes {
  /** @throws RehearsalFault once it is sure, or was waited for long enough */
  async function until(
    run: Run,
    userId: string,
    isThere: (standing: Standing) => boolean,
  ): Promise<Standing> {
    const from = now();
    let troubledSince = Number.POSITIVE_INFINITY;
    for (;;) {
      await run.stillOn();
      const standing = await store.standing(run.stage, userId, now());
      const { isPending, isDead, state, code, trouble } = standing;
      if (isThere(standing)) return standing;
      if (isDead || (!isPending && STUCK.includes(state))) throw new RehearsalFault(faultOf(code));
      troubledSince = trouble === null ? Number.POSITIVE_INFINITY : Math.min(troubledSince, now());
      if (now() - troubledSince >= TROUBLE_MS) throw new RehearsalFault(faultOf(trouble));
      if (now() - from > PATIENCE_MS) throw new RehearsalFault(faultOf(trouble ?? code));
      await run.rest(LOOK_MS);
    }
  }

  /** What Rollcall decided for the user in this step, and what Shopify did, as the timeline tells it. */
  async function noteTries(run: Run, userId: string): Promise<void> {
    const from = run.step().startedAt ?? 0;
    const giveUpAt = now() + NOTED_MS;
    let tries: Tried[] = [];
    do {
      const events = await eventsOf(run.stage, userId);
      tries = events.filter(({ kind, at }) => kind === 'try' && at >= from).map(readTry);
      if (tries[0] !== undefined && tries[0].next !== 'retry') break;
      await run.stillOn();
      await run.rest(LOOK_MS);
    } while (now() < giveUpAt);
    const last = tries[0];
    if (last === undefined) return;
    const inOrder = tries.toReversed();
    const sent = inOrder.flatMap((one) => one.sent);
    const { state, code, warnings } = last;
    await run.noteStep({
      decided: { state, code, warnings, sent },
      shopify: inOrder.flatMap(({ calls }) => calls.map(toDid)),
    });
  }

  async function read(run: Run, customerId: string): Promise<SeenCustomer | null> {
    const found = await askShopify(() => gatewayOf(run.stage.shop).read(customerId, { leaving: false }));
    if (found === null) return null;
    const { fields, tags, metafields } = found;
    return { id: customerId, fields: fields as SeenCustomer['fields'], tags, metafields };
  }

  /** Waits until the user stands so, and notes what became of its customer. */
  async function follow(run: Run, state: 'synced' | 'left'): Promise<void> {
    const userId = userOf(run);
    const { customerId } = await until(run, userId, (one) => !one.isPending && one.state === state).catch(
      async (error: unknown) => {
        if (error instanceof RehearsalFault) await noteTries(run, userId);
        throw error;
      },
    );
    await noteTries(run, userId);
    const { customerId: before, customer: known } = run.rehearsal();
    if (customerId !== null && before !== null && customerId !== before) {
      throw new RehearsalFault(ownFault('other_customer', `${before}, ${customerId}.`));
    }
    // Noted before it is read, so that it is looked for when there is to be cleaned up.
    await run.note({ customerId });
    const seen = customerId === null ? null : await read(run, customerId);
    if (seen === null) throw new RehearsalFault(ownFault('customer_missing'));
    await run.note({ customer: seen });
    await run.noteStep({ changes: changesOf(known, seen) });
  }

  async function noteCertificate(run: Run, kind: 'deactivated' | 'deleted'): Promise<void> {
    const { shop, connection } = run.stage;
    const found = await certificates.ofUser(shop, connection, userOf(run));
    const certificate = found.find((one) => one.kind === kind);
    if (certificate === undefined) return;
    const { id, outcome, isComplete, since, provenAt, requestId, rungs, stillPossible } = certificate;
    const proof: Proof = {
      id,
      outcome,
      isComplete,
      tookMs: Math.max(0, provenAt - since),
      requestId,
      rungs,
      stillPossible,
    };
    await run.noteStep({ certificate: proof });
  }

  /** Waits until nothing of the user is left, here or at Shopify. */
  async function awaitGone(run: Run, userId: string): Promise<void> {
    await until(run, userId, ({ exists }) => !exists);
    const { customerId } = run.rehearsal();
    if (customerId !== null && (await read(run, customerId)) !== null) {
      throw new RehearsalFault(ownFault('customer_stays'));
    }
  }

  const changing = (step: 'move' | 'rename' | 'restore') => async (run: Run) => {
    const { provider, ...course } = run.rehearsal();
    await run.send(change(step, provider, course), [200, 204]);
    await follow(run, 'synced');
  };

  return {
    async probe(run) {
      const { body } = await run.send(probe(run.rehearsal()), [200]);
      if (totalOf(body) !== 0) throw new RehearsalFault(ownFault('internal'));
    },

    async join(run) {
      const userId = await findOrCreate(run, findUser(run.rehearsal()), createUser(run.rehearsal()));
      await run.note({ userId });
      await follow(run, 'synced');
    },

    async group(run) {
      const groupId = await findOrCreate(run, findGroup(run.rehearsal()), createGroup(run.rehearsal()));
      await run.note({ groupId });
      await follow(run, 'synced');
    },

    move: changing('move'),
    rename: changing('rename'),

    async leave(run) {
      const { provider, ...course } = run.rehearsal();
      await run.send(change('leave', provider, course), [200, 204]);
      await follow(run, 'left');
      await noteCertificate(run, 'deactivated');
    },

    restore: changing('restore'),

    async remove(run) {
      const userId = userOf(run);
      // Sent before by whoever was ended here.
      await run.send(remove('Users', userId), [204, 404]);
      await awaitGone(run, userId);
      await noteTries(run, userId);
      await noteCertificate(run, 'deleted');
    },

    /** Leaves the stage empty, however far the rehearsal came. */
    async clean(run) {
      for (const id of await store.groupsOf(run.stage)) await run.send(remove('Groups', id), [204, 404]);
      for (const id of await store.usersOf(run.stage)) {
        await run.send(remove('Users', id), [204, 404]);
        await awaitGone(run, id);
      }
      const { customerId } = run.rehearsal();
      if (customerId !== null && (await read(run, customerId)) !== null) {
        throw new RehearsalFault(ownFault('customer_stays'));
      }
    },
  };
}

interface Tried extends Decided {
  readonly next: string;
  readonly calls: readonly ShopifyDid[];
}

function readTry({ data }: StoredEvent): Tried {
  return JSON.parse(data) as Tried;
}

function toDid({ operation, outcome, requestId, durationMs }: ShopifyDid): ShopifyDid {
  return { operation, outcome, requestId, durationMs };
}

function userOf(run: Run): string {
  return run.rehearsal().userId as string;
}

/** As a provider does; and whoever goes on after another process ended finds what that one created. */
async function findOrCreate(run: Run, find: ScimRequest, create: ScimRequest): Promise<string> {
  const { body: listed } = await run.send(find, [200]);
  const [found] = (listed as { Resources?: readonly { id: string }[] }).Resources ?? [];
  if (found !== undefined) return found.id;
  const { body: created } = await run.send(create, [201]);
  return (created as { id: string }).id;
}

function totalOf(body: unknown): number {
  return (body as { totalResults: number }).totalResults;
}

async function askShopify<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isGatewayFailure(error)) throw error;
    throw new RehearsalFault(faultOf(error.code));
  }
}
