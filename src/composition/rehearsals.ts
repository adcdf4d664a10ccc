// Rehearsals: begun by any process, and played by one that works, against the SCIM endpoint of its own.
import type { Answer } from '../http/app.ts';
import { newId } from '../ids.ts';
import { type Conductor, createConductor } from '../rehearsal/conductor.ts';
import type { Rehearsal, Scope } from '../rehearsal/ports.ts';
import { createRehearsals, type Rehearsals } from '../rehearsal/rehearsals.ts';
import { createScenes } from '../rehearsal/scenes.ts';
import { stageSettings, strikeStage } from '../rehearsal/stage.ts';
import { createCertificateStore } from '../store/certificate-store.ts';
import { createRehearsalStore } from '../store/rehearsal-store.ts';
import type { News } from '../sync/ports.ts';
import { DEFAULT_SETTINGS } from '../tenants/settings.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { NEWEST, type Timeline } from '../timeline/timeline.ts';
import type { Ground } from './ground.ts';
import type { ShopifyParts } from './shopify.ts';

export interface RehearsalParts extends Pick<ShopifyParts, 'gatewayOf'> {
  readonly tenants: Tenants;
  readonly timeline: Timeline;
  /** Answers a SCIM call, whatever this process's role. */
  readonly answer: Answer;
}

/** More than one rehearsal takes; its token is revoked when it ends. */
const TOKEN_MS = 3_600_000;
/** What one step does for its user. */
const MAX_EVENTS = 50;

export function composeRehearsals(
  { config, engine, news, now, log }: Ground,
  { tenants, gatewayOf, timeline, answer }: RehearsalParts,
): { readonly rehearsals: Rehearsals; readonly conductor: Conductor } {
  const store = createRehearsalStore(engine);
  const { credentials } = tenants;

  async function revokeTokens(stage: Scope): Promise<void> {
    for (const { id, revokedAt } of await credentials.list(stage, 'access')) {
      if (revokedAt === null) await credentials.revoke(stage, id);
    }
  }

  const rehearsals = createRehearsals({
    store,
    now,
    newId,
    onBegin(shop) {
      // Trouble of the shop that was seen last may be over: this is how somebody finds out.
      news.tell('access', shop);
      news.tell('rehearsal', shop);
    },
  });
  const conductor = createConductor({
    store,
    scenes: createScenes({
      store,
      gatewayOf,
      certificates: createCertificateStore(engine),
      async eventsOf(stage, userId) {
        await timeline.flush();
        return timeline.ofSubject(stage, userId, { before: NEWEST, limit: MAX_EVENTS });
      },
      now,
    }),
    answer: (path, init) => answer(new Request(`${config.publicUrl}/scim/v2${path}`, init)),
    async issueToken(stage) {
      await revokeTokens(stage);
      const wanted = { kind: 'access', name: 'Rehearsal', expiresAt: now() + TOKEN_MS } as const;
      return (await credentials.create(stage, wanted)).secret;
    },
    async openStage({ connection: id, group }) {
      const connection = await tenants.connection(id);
      if (connection === undefined) return undefined;
      return (await tenants.setStage(connection, stageSettings(connection.settings, group).settings)).id;
    },
    async strike({ shop, connection: id, stage }: Rehearsal) {
      await revokeTokens({ shop, connection: stage });
      const connection = await tenants.connection(id);
      if (connection !== undefined) {
        await tenants.setStage(connection, strikeStage(connection, DEFAULT_SETTINGS));
      }
    },
    now,
    newId,
    log,
  });
  const act = ({ kind }: News) => {
    if (kind === 'rehearsal' || kind === 'missed') conductor.wake();
  };
  news.listen({ told: act, heard: act });
  return { rehearsals, conductor };
}
