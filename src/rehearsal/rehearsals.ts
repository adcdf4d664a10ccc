// Rehearsals as a person asks for them: a made-up person is played through a connection as its provider would do it.
//
// It has a stage: a connection of its own, a copy of the rehearsed one, with a token of its own. Everything that Rollcall
// counts, lists or guards is kept by connection, so that one made-up user there is in no figure, list, alert or guard of
// the real one, and the real provider never comes across it, while engine, sync and store are the very same. The
// alternative, a mark on users, would have had to be thought of by every query that there is, and by each to come.
import { randomInt } from 'node:crypto';
import type { Connection } from '../tenants/ports.ts';
import type { Refusal, Rehearsal, RehearsalStore, Scope, Step, StepName } from './ports.ts';
import { stepsOf } from './script.ts';
import { stageSettings } from './stage.ts';

export interface Rehearsals {
  begin(connection: Connection, groupId: string | null): Promise<Rehearsal | Refusal>;
  /** The newest first. */
  list(scope: Scope, limit: number): Promise<Rehearsal[]>;
  find(scope: Scope, id: string): Promise<Rehearsal | undefined>;
  /** It cleans up, and ends; false if it is over already, or not there. */
  cancel(scope: Scope, id: string): Promise<boolean>;
}

export interface RehearsalDependencies {
  readonly store: RehearsalStore;
  readonly now: () => number;
  /** Ascending: the newest is the last. */
  readonly newId: () => string;
  /** Told that there is one to be played. */
  readonly onBegin: (shop: string) => void;
}

const MARK_LENGTH = 6;
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

export function createRehearsals(dependencies: RehearsalDependencies): Rehearsals {
  const { store, now, newId, onBegin } = dependencies;

  /** What was left while Shopify could not be reached may be gone by now. */
  async function lookAgain(rehearsal: Rehearsal): Promise<Rehearsal> {
    if (rehearsal.left === null || rehearsal.userId === null || rehearsal.finishedAt === null)
      return rehearsal;
    const stage = { shop: rehearsal.shop, connection: rehearsal.stage };
    const { exists } = await store.standing(stage, rehearsal.userId, now());
    return exists ? rehearsal : { ...rehearsal, left: null };
  }

  return {
    async begin(connection, groupId) {
      if (connection.ending !== null) return 'connection_ended';
      if (!connection.scimProvisioning) return 'scim_provisioning_off';
      if (!connection.newCustomerCreation) return 'new_customer_creation_off';
      const scope = { shop: connection.shop, connection: connection.id };
      const group = groupId === null ? null : await store.findGroup(scope, groupId);
      if (group === undefined) return 'no_such_group';
      const rehearsal: Rehearsal = {
        ...scope,
        id: newId(),
        // Set by whoever plays it.
        stage: '',
        state: 'running',
        isCancelled: false,
        createdAt: now(),
        finishedAt: null,
        mark: newMark(),
        provider: connection.provider,
        group,
        differences: stageSettings(connection.settings, group).differences,
        steps: stepsOf(group).map(toStep),
        userId: null,
        groupId: null,
        customer: null,
        customerId: null,
        left: null,
      };
      if (!(await store.begin(rehearsal))) return 'rehearsal_running';
      onBegin(connection.shop);
      return rehearsal;
    },

    async list(scope, limit) {
      return Promise.all((await store.list(scope, limit)).map(lookAgain));
    },

    async find(scope, id) {
      const found = await store.find(scope, id);
      return found && lookAgain(found);
    },

    cancel: (scope, id) => store.cancel(scope, id),
  };
}

function newMark(): string {
  return Array.from({ length: MARK_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

function toStep(name: StepName): Step {
  return {
    name,
    state: 'waiting',
    startedAt: null,
    finishedAt: null,
    isResumed: false,
    calls: [],
    decided: null,
    shopify: [],
    changes: [],
    certificate: null,
    fault: null,
  };
}
