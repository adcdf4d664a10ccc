// The pure plan, one case per rule: given all that is known, what is done next.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DesiredCustomer, desireCustomer } from '../../src/sync/desired.ts';
import { beginLeaving } from '../../src/sync/leaving.ts';
import { planSync } from '../../src/sync/plan.ts';
import type { Before, CustomerSnapshot, FoundCustomer, Holder, Link, Owned } from '../../src/sync/ports.ts';
import { type Action, LANDING_MS, NOTHING_OWNED, type SyncState } from '../../src/sync/state.ts';
import { DEFAULT_SETTINGS } from '../../src/tenants/settings.ts';
import { ALONE } from './support/people.ts';

const NOW = 1_000_000;
const CUSTOMER = 'gid://shopify/Customer/1';

const ada = (more: Record<string, unknown> = {}): DesiredCustomer =>
  desireCustomer(
    { userName: 'ada', active: true, emails: [{ type: 'work', value: 'ada@example.com' }], ...more } as never,
    null,
  );

const link = (more: Partial<Link> = {}): Link => ({
  id: 'link-1',
  customerId: null,
  origin: 'created',
  state: 'creating',
  emailKey: 'ada@example.com',
  owned: NOTHING_OWNED,
  before: null,
  updatedAt: NOW,
  ...more,
});

const owned = (more: Partial<Owned> = {}): Owned => ({
  ...NOTHING_OWNED,
  fields: { email: 'ada@example.com' },
  metafields: { active: 'true' },
  ...more,
});

const linked = (more: Partial<Link> = {}): Link =>
  link({ customerId: CUSTOMER, state: 'linked', owned: owned(), ...more });

const certified: Owned = {
  ...owned({ metafields: { active: 'false' }, tags: ['rollcall:leaver'], left: true }),
  leaving: {
    kind: 'deactivated',
    version: 2,
    since: NOW,
    done: ['company', 'block', 'tags', 'consent'],
    removedTags: [],
    removedContacts: [],
    removedRoles: [],
    certified: true,
  },
};

const before: Before = { fields: { firstName: 'A.' }, tags: ['vip'], consents: { email: null, sms: null } };

const found = (more: Partial<FoundCustomer> = {}): FoundCustomer => ({
  id: CUSTOMER,
  fields: { email: 'ada@example.com' },
  tags: [],
  verifiedEmail: true,
  consents: { email: null, sms: null },
  linkId: null,
  merchantMetafields: {},
  ...more,
});

const snapshot = (more: Partial<CustomerSnapshot> = {}): CustomerSnapshot => ({
  ...found(),
  metafields: {},
  addresses: [],
  ...more,
});

const holder = (more: Partial<Link> = {}): Holder => ({
  link: linked({ id: 'link-2', ...more }),
  connection: 'entra',
  userId: 'user-2',
});

const SETTINGS: SyncState['settings'] = {
  ...DEFAULT_SETTINGS,
  newCustomerCreation: true,
  linkPolicy: 'link',
  domains: ['*'],
};

/** As a try begins: whose user is inactive, or gone, has begun to leave. */
function begun(state: SyncState): SyncState {
  const { desired, link: given } = state;
  if (given === null || desired?.active) return state;
  const [kind, version] = desired === null ? (['deleted', null] as const) : (['deactivated', 2] as const);
  return { ...state, link: { ...given, owned: beginLeaving(given.owned, kind, version, NOW) } };
}

function plan(more: Partial<SyncState>): Action {
  const state: SyncState = {
    now: NOW,
    settings: SETTINGS,
    version: 2,
    desired: ada(),
    own: ALONE,
    who: { nameKey: 'ada', externalId: null },
    link: link(),
    freshLink: true,
    holder: null,
    suspect: false,
    intent: null,
    decision: null,
    look: 'no',
    mergedInto: null,
    inBulk: false,
    learnt: {},
    ...more,
  };
  return planSync(begun(state));
}

/** The essence of an action, for a table. */
function essence(action: Action): unknown {
  if (action.do === 'settle') {
    const { claim, code, link: fate, again, refusal } = action.verdict;
    return [claim, code, fate, again === null ? 'clear' : 'again', refusal ?? 'accepted'];
  }
  if (action.do === 'write') return action.steps.map(({ kind }) => kind);
  return action.do;
}

const settings = (more: Partial<SyncState['settings']>): Partial<SyncState> => ({
  settings: { ...SETTINGS, ...more },
});

const ALL_ON = { company: true, block: true, tags: true, consent: true };

const leavingBy = (more: Partial<SyncState['settings']['leaving']>): Partial<SyncState> => ({
  settings: { ...SETTINGS, leaving: { ...SETTINGS.leaving, ...more } },
});

const adopted = (more: Partial<Link> = {}): Link => linked({ origin: 'adopted', before, ...more });

const CASES: readonly [name: string, state: Partial<SyncState>, expected: unknown][] = [
  ['RULES 2: a new user is created at once', {}, 'create'],
  ['RULES 2: a create in bulk is looked up first', { freshLink: false, inBulk: true }, 'readByLink'],
  [
    'RULES 2: nobody is made, or forgotten, whose create is in bulk',
    { freshLink: false, inBulk: true, learnt: { byLink: null }, desired: ada({ active: false }) },
    ['keep', null, 'keep', 'again', 'accepted'],
  ],
  ['RULES 2: a create that may have been sent is looked up first', { freshLink: false }, 'readByLink'],
  [
    'RULES 2: one that was not found is created again, under the same link id',
    { freshLink: false, learnt: { byLink: null } },
    'create',
  ],
  [
    'RULES 3: nothing differs, nothing is sent',
    { link: linked() },
    ['synced', null, 'keep', 'clear', 'accepted'],
  ],
  [
    'RULES 3: only what differs is sent, and no list is replaced',
    {
      link: linked({
        owned: owned({ tags: ['department:old'], metafields: { active: 'true', title: 'T' } }),
      }),
      desired: ada({ name: { givenName: 'Ada' } }),
    },
    ['update', 'tagsRemove', 'metafieldsDelete'],
  ],
  [
    'RULES 4: a missing customer is looked for under its link id',
    { link: linked(), learnt: { missing: true } },
    'readByLink',
  ],
  [
    'RULES 4: gone for good, it is not recreated',
    { link: linked(), learnt: { missing: true, byLink: null } },
    ['gone', 'customer_gone', 'gone', 'clear', 'accepted'],
  ],
  [
    'RULES 4: a user whose customer is gone stays so',
    { link: linked({ state: 'gone' }) },
    ['gone', 'customer_gone', 'gone', 'clear', 'accepted'],
  ],
  [
    'RULES 5: first seen inactive, nothing is made',
    { desired: ada({ active: false }), link: null },
    ['inactive', null, 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 5: inactive while a create may still land, it is watched',
    { desired: ada({ active: false }), freshLink: false, learnt: { byLink: null } },
    ['inactive', null, 'keep', 'again', 'accepted'],
  ],
  [
    'RULES 5: inactive once nothing can land, it is forgotten',
    {
      desired: ada({ active: false }),
      freshLink: false,
      learnt: { byLink: null },
      now: NOW + LANDING_MS,
    },
    ['inactive', null, 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 5: without e-mail it is held',
    { desired: ada({ emails: [] }), link: null },
    ['held', 'no_email', 'drop', 'clear', 'accepted'],
  ],
  [
    "RULES 6: another user's e-mail is held, and looked at again",
    { link: null, holder: holder() },
    ['held', 'email_in_use', 'drop', 'again', 'accepted'],
  ],
  [
    'RULES 6: so is one that Shopify says another of our users has',
    { learnt: { emailTaken: true, byEmail: found({ linkId: 'link-2' }), byEmailHolder: holder() } },
    ['held', 'email_in_use', 'drop', 'again', 'accepted'],
  ],
  [
    'RULES 7: a taken e-mail is asked for by the address itself',
    { learnt: { emailTaken: true } },
    'findByEmail',
  ],
  [
    'RULES 7: a customer with another address is not the one',
    { learnt: { emailTaken: true, byEmail: found({ fields: { email: 'ada@example.co' } }) } },
    'giveUp',
  ],
  [
    'RULES 7: whose it is here is looked up',
    { learnt: { emailTaken: true, byEmail: found() } },
    'findHolder',
  ],
  [
    'RULES 7: nobody’s, it is adopted, and that is stored first',
    { learnt: { emailTaken: true, byEmail: found(), byEmailHolder: null } },
    'saveLink',
  ],
  [
    'RULES 7: policy hold',
    {
      ...settings({ linkPolicy: 'hold' }),
      learnt: { emailTaken: true, byEmail: found(), byEmailHolder: null },
    },
    ['held', 'review_policy', 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 7: policy never',
    {
      ...settings({ linkPolicy: 'never' }),
      learnt: { emailTaken: true, byEmail: found(), byEmailHolder: null },
    },
    ['failed', 'policy_never', 'drop', 'clear', 409],
  ],
  [
    'RULES 8: a domain that is not confirmed',
    {
      ...settings({ domains: ['other.example'] }),
      learnt: { emailTaken: true, byEmail: found(), byEmailHolder: null },
    },
    ['held', 'review_domain', 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 8: an unverified address',
    { learnt: { emailTaken: true, byEmail: found({ verifiedEmail: false }), byEmailHolder: null } },
    ['held', 'review_unverified', 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 8: a customer of another directory',
    { learnt: { emailTaken: true, byEmail: found({ linkId: 'elsewhere' }), byEmailHolder: null } },
    ['held', 'review_linked_elsewhere', 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 8: an address from userName alone',
    {
      desired: ada({ userName: 'ada@example.com', emails: [] }),
      learnt: { emailTaken: true, byEmail: found(), byEmailHolder: null },
    },
    ['held', 'review_username_email', 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 8: an adopted customer’s e-mail to a domain that is not confirmed is held, the rest is written',
    {
      ...settings({ domains: ['example.com'] }),
      link: adopted(),
      desired: ada({ emails: [{ value: 'ada@evil.example' }], title: 'T' }),
    },
    ['update'],
  ],
  [
    'RULES 9: an adoption under way is finished with the link id',
    { link: adopted({ state: 'adopting' }) },
    ['update'],
  ],
  [
    'RULES 10: creation off, an existing customer is looked for',
    settings({ newCustomerCreation: false }),
    'findByEmail',
  ],
  [
    'RULES 10: there is none, and the user waits',
    { ...settings({ newCustomerCreation: false }), learnt: { byEmail: null } },
    ['waiting', 'creation_off', 'drop', 'again', 'accepted'],
  ],
  [
    'RULES 11: a tag that the merchant had set is neither added nor removed',
    {
      link: adopted({ before: { ...before, tags: ['Department:Sales'] } }),
      desired: ada({
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Sales' },
      }),
    },
    ['update'],
  ],
  [
    'RULES 15 b, c: leaving begins with access and tags, and asks for the consents',
    {
      link: linked({ owned: owned({ tags: ['department:a'] }) }),
      desired: ada({ active: false, title: 'T' }),
    },
    ['update', 'tagsAdd', 'tagsRemove'],
  ],
  [
    'RULES 15 d: then come the consents, before any contact field',
    {
      link: linked({ owned: owned({ metafields: { active: 'false' }, tags: ['rollcall:leaver'] }) }),
      desired: ada({ active: false, emails: [{ value: 'new@example.com' }] }),
      learnt: {
        consents: { email: { state: 'SUBSCRIBED', level: null }, sms: { state: 'PENDING', level: null } },
      },
    },
    ['emailConsent', 'smsConsent'],
  ],
  [
    'RULES 15: a rung that is off is not gone down',
    {
      ...leavingBy({ rungs: { ...ALL_ON, block: false } }),
      link: linked({ owned: owned({ tags: ['department:a'] }) }),
      desired: ada({ active: false }),
    },
    ['tagsRemove'],
  ],
  [
    'RULES 15: with no other rung, the consents are asked for by reading',
    {
      ...leavingBy({ rungs: { ...ALL_ON, block: false, tags: false } }),
      link: linked({ owned: owned({ tags: ['department:a'] }) }),
      desired: ada({ active: false }),
    },
    'read',
  ],
  [
    'RULES 15: in its grace, nothing is taken',
    {
      ...leavingBy({ graceHours: { company: 1, block: 1, tags: 1, consent: 1 } }),
      link: linked({ owned: owned({ tags: ['department:a'] }) }),
      desired: ada({ active: false }),
    },
    ['waiting', 'in_grace', 'keep', 'again', 'accepted'],
  ],
  [
    'RULES 15 d: while the consents have their grace, the contact fields stay',
    {
      ...leavingBy({ graceHours: { company: 0, block: 0, tags: 0, consent: 1 } }),
      link: linked({
        owned: owned({
          fields: { email: 'ada@example.com', phone: '+4930901820' },
          metafields: { active: 'false' },
          tags: ['rollcall:leaver'],
        }),
      }),
      desired: ada({ active: false, title: 'T' }),
    },
    ['update'],
  ],
  [
    'RULES 15: a DELETE has no grace',
    {
      ...leavingBy({ graceHours: { company: 1, block: 1, tags: 1, consent: 1 } }),
      desired: null,
      link: linked(),
      learnt: { undeletable: true },
    },
    ['update', 'tagsAdd'],
  ],
  [
    'RULES 20: all rungs done, it is read back what is now so',
    {
      link: linked({
        owned: owned({ metafields: { active: 'false' }, tags: ['rollcall:leaver'], left: true }),
      }),
      desired: ada({ active: false }),
    },
    'readLeaver',
  ],
  [
    'RULES 20: and once Shopify has shown it, that is the end',
    {
      link: linked({ owned: certified }),
      desired: ada({ active: false }),
    },
    ['left', null, 'keep', 'clear', 'accepted'],
  ],
  [
    'RULES 16: a leaver is never refused for its data',
    {
      link: linked({
        owned: certified,
      }),
      desired: ada({ active: false, emails: [{ value: 'b@example.com' }] }),
      learnt: { emailTaken: true, byEmail: found(), byEmailHolder: null },
    },
    ['left', null, 'keep', 'clear', 'accepted'],
  ],
  [
    'RULES 17: coming back, the leaver tag goes and active is true',
    {
      link: linked({
        owned: owned({ metafields: { active: 'false' }, tags: ['rollcall:leaver'], left: true }),
      }),
    },
    ['update', 'tagsRemove'],
  ],
  ['RULES 18: a created customer is deleted', { desired: null, link: linked() }, ['delete']],
  [
    'RULES 18: one with orders first loses access',
    { desired: null, link: linked(), learnt: { undeletable: true } },
    ['update', 'tagsAdd'],
  ],
  [
    'RULES 18: then it is stripped to a tombstone',
    {
      desired: null,
      link: linked({
        owned: owned({
          fields: { email: 'ada@example.com', phone: '+4930901820' },
          metafields: { active: 'false', title: 'T' },
          tags: ['rollcall:leaver'],
          address: { id: 'a', address: { city: 'Berlin' } },
          left: true,
        }),
      }),
      learnt: { undeletable: true },
    },
    ['update', 'metafieldsDelete', 'addressDelete'],
  ],
  [
    'RULES 18: an adopted customer is read before it is handed back',
    { desired: null, link: adopted() },
    'read',
  ],
  [
    'RULES 18: fields that still hold our value revert, the others are the merchant’s',
    {
      desired: null,
      link: adopted({ owned: owned({ fields: { firstName: 'Ada', lastName: 'Lovelace' } }) }),
      learnt: {
        snapshot: snapshot({
          fields: { firstName: 'Ada', lastName: 'King' },
          metafields: { active: 'true' },
        }),
      },
    },
    ['update', 'metafieldsDelete'],
  ],
  [
    'RULES 18: nothing was ever made',
    { desired: null, link: null },
    [null, null, 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 19: the e-mail of a tombstone of somebody else is held',
    { link: null, holder: holder({ state: 'tombstone' }) },
    ['held', 'review_tombstone', 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 24: an e-mail that Shopify does not take is refused',
    { learnt: { emailInvalid: true } },
    ['failed', 'email_invalid', 'drop', 'clear', 400],
  ],
  [
    'RULES 26: a refused phone is not sent again until it changes',
    {
      link: linked({ owned: owned({ refused: { phone: '+4930901820' } }) }),
      desired: ada({ phoneNumbers: [{ type: 'work', value: '+49 30 901820' }] }),
    },
    ['synced', null, 'keep', 'clear', 'accepted'],
  ],
  [
    'in doubt, a value is sent again whatever we believe',
    { link: linked({ owned: owned({ doubt: ['metafield:active', 'email'] }) }) },
    ['update'],
  ],
  ['a try that broke off without a word makes us read first', { link: linked(), suspect: true }, 'read'],
  [
    'RULES 16: but a leaver loses access before anything is read',
    { link: linked(), suspect: true, desired: ada({ active: false }) },
    ['update', 'tagsAdd'],
  ],
  [
    'a call that may still land is verified later',
    { link: linked({ owned: owned({ verify: { at: NOW + 1, keys: ['email'] } }) }) },
    ['synced', null, 'keep', 'again', 'accepted'],
  ],
  [
    'RULES 2: while a create may still land, its link is kept although the address is another user’s',
    { freshLink: false, learnt: { byLink: null }, holder: holder() },
    ['held', 'email_in_use', 'keep', 'again', 'accepted'],
  ],
  [
    'RULES 2: so it is with creation off',
    {
      ...settings({ newCustomerCreation: false }),
      freshLink: false,
      learnt: { byLink: null, byEmail: null },
    },
    ['waiting', 'creation_off', 'keep', 'again', 'accepted'],
  ],
  [
    'RULES 2: so it is with a refusal',
    { freshLink: false, learnt: { byLink: null, emailInvalid: true } },
    ['failed', 'email_invalid', 'keep', 'again', 400],
  ],
  [
    'RULES 25: a refused e-mail is told before anything gives access',
    {
      link: linked({
        owned: beginLeaving(owned({ metafields: { active: 'false' }, left: true }), 'deactivated', 2, NOW),
      }),
      desired: ada({ emails: [{ value: 'b@example.com' }] }),
      learnt: { emailInvalid: true },
    },
    ['failed', 'email_invalid', 'keep', 'clear', 400],
  ],
  [
    'RULES 18: at a hand-back whose adoption was never noted, what differs from before reverts',
    {
      desired: null,
      link: adopted({ state: 'adopting', owned: { ...owned(), metafields: {} } }),
      learnt: { snapshot: snapshot({ fields: { email: 'ada@example.com', firstName: 'Ada' } }) },
    },
    ['update'],
  ],
  [
    'RULES 18: so does a field in doubt',
    {
      desired: null,
      link: adopted({ owned: owned({ doubt: ['firstName'] }) }),
      learnt: { snapshot: snapshot({ fields: { email: 'ada@example.com', firstName: 'Ada' } }) },
    },
    ['update'],
  ],
  [
    'RULES 18: an e-mail in other letters is the same',
    {
      desired: null,
      link: adopted({ before: { ...before, fields: { email: 'ADA@example.com' } } }),
      learnt: { snapshot: snapshot() },
    },
    [null, null, 'drop', 'clear', 'accepted'],
  ],
  [
    'RULES 18: a customer is not forgotten while a call may still write to it',
    {
      desired: null,
      link: adopted({ owned: owned({ verify: { at: NOW + 1, keys: ['firstName'] } }) }),
      learnt: { released: true },
    },
    ['keep', null, 'keep', 'again', 'accepted'],
  ],
  ['and then read', { link: linked({ owned: owned({ verify: { at: NOW, keys: ['email'] } }) }) }, 'read'],
];

describe('plan', () => {
  for (const [name, state, expected] of CASES) {
    it(name, () => {
      assert.deepEqual(essence(plan(state)), expected);
    });
  }

  it('RULES 2: the first create holds everything that needs no call of its own', () => {
    const desired = ada({
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      title: 'Countess',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'R&D' },
    });
    assert.deepEqual(plan({ desired }), {
      do: 'create',
      customer: {
        fields: { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' },
        metafields: { link_id: 'link-1', active: 'true', department: 'R&D', title: 'Countess' },
        tags: ['department:r-d'],
      },
    });
  });

  it('RULES 2: while an address is still to be written, the store does not reflect the version', () => {
    const desired = ada({ addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }] });
    const action = plan({ desired, link: linked(), learnt: { created: true } });
    assert.ok(action.do === 'settle');
    const { claim, isPart, again } = action.verdict;
    assert.deepEqual([claim, isPart, again?.priority], ['synced', true, 'background']);
  });

  it('RULES 14: nothing that is created gives a consent', () => {
    assert.ok(!JSON.stringify(plan({})).includes('onsent'));
  });
});
