// What is taken in of Shopify's answers where an earlier call, or a merge, has left its traces.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { absorbByLink, absorbHolder, absorbReading, absorbWrite } from '../../src/sync/absorb.ts';
import { desireCustomer } from '../../src/sync/desired.ts';
import { planSync } from '../../src/sync/plan.ts';
import type { CustomerSnapshot, Link } from '../../src/sync/ports.ts';
import { LANDING_MS, NOTHING_OWNED, type SyncState } from '../../src/sync/state.ts';
import { DEFAULT_SETTINGS } from '../../src/tenants/settings.ts';
import { ALONE } from './support/people.ts';

const NOW = 1_000_000;

const link: Link = {
  id: 'link-1',
  customerId: 'customer-1',
  origin: 'created',
  state: 'linked',
  emailKey: 'ada@example.com',
  owned: {
    ...NOTHING_OWNED,
    fields: { email: 'ada@example.com' },
    metafields: { active: 'false' },
    tags: ['rollcall:leaver'],
    left: true,
  },
  before: null,
  updatedAt: NOW,
};

const leaver: SyncState = {
  now: NOW,
  version: 2,
  settings: { ...DEFAULT_SETTINGS, newCustomerCreation: true, linkPolicy: 'link', domains: ['*'] },
  desired: desireCustomer({ active: false, emails: [{ value: 'ada@example.com' }] }, null),
  own: ALONE,
  who: null,
  link,
  freshLink: false,
  holder: null,
  suspect: true,
  intent: null,
  decision: null,
  look: 'no',
  mergedInto: null,
  inBulk: false,
  learnt: {},
};

const found: CustomerSnapshot = {
  id: 'customer-1',
  fields: { email: 'ADA@example.com' },
  tags: ['rollcall:leaver'],
  verifiedEmail: true,
  consents: { email: null, sms: null },
  linkId: 'link-1',
  merchantMetafields: {},
  metafields: { link_id: 'link-1', active: 'false' },
  addresses: [],
};

describe('a try that broke off without a word', () => {
  it('GIVEN a leaver as it should be WHEN it is read THEN it is read again once nothing can land', () => {
    const read = absorbReading(leaver, found);
    const end = planSync(read);
    assert.deepEqual(end.do === 'settle' && [end.verdict.claim, end.verdict.again?.at], [
      'left',
      NOW + LANDING_MS,
    ]);

    const later = { ...read, now: NOW + LANDING_MS, learnt: {} };
    assert.equal(planSync(later).do, 'read');
    const landed = absorbReading(later, {
      ...found,
      tags: ['department:sales', 'rollcall:leaver'],
      metafields: { ...found.metafields, active: 'true' },
    });
    const mend = planSync(landed);
    assert.deepEqual(mend.do === 'write' && mend.steps.map(({ kind }) => kind), ['update', 'tagsRemove']);
  });
});

describe('a merge', () => {
  const survivor = { ...found, id: 'customer-2', tags: ['department:sales', 'rollcall:leaver', 'vip'] };

  it('GIVEN a survivor with our tags WHEN the link follows it THEN only the merchant’s tags were there before', () => {
    const known = absorbByLink({ ...leaver, learnt: { missing: true } }, survivor);
    assert.equal(planSync(known).do, 'findHolder');
    const { link: followed } = absorbHolder(known, survivor, null);
    assert.deepEqual([followed?.customerId, followed?.before?.tags], ['customer-2', ['vip']]);
  });

  it('GIVEN a survivor that a try had found and tagged before it broke off WHEN the link follows it THEN that tag is ours', () => {
    const intent = { fields: [], tags: ['team:blue'], metafields: [], addresses: [] };
    const tagged = { ...survivor, tags: ['team:blue', 'vip'] };
    const known = absorbByLink({ ...leaver, suspect: true, intent, learnt: { missing: true } }, tagged);
    const { link: followed } = absorbHolder(known, tagged, null);
    assert.deepEqual([followed?.owned.tags.includes('team:blue'), followed?.before?.tags], [true, ['vip']]);
  });

  it('RULES 4: GIVEN a survivor that another user has WHEN the link would follow it THEN the user is held, and its link stays', () => {
    const holder = { link: { ...link, id: 'link-2' }, connection: 'entra', userId: 'user-2' };
    const known = absorbByLink({ ...leaver, learnt: { missing: true } }, survivor);
    const taken = absorbHolder(known, survivor, holder);
    const end = planSync(taken);
    assert.deepEqual(end.do === 'settle' && [end.verdict.claim, end.verdict.code], ['held', 'review_merged']);
    assert.equal(taken.link?.customerId, 'customer-1');
    const removed = planSync({ ...taken, desired: null });
    assert.equal(removed.do === 'settle' && removed.verdict.link, 'drop');
  });

  it('GIVEN a merged customer WHEN it is to be deleted THEN its survivor is looked for and handed back', () => {
    const deleted = { ...leaver, desired: null, suspect: false };
    const answer = {
      results: [
        {
          rejections: [{ code: 'customer_missing', field: [], message: '', requestId: null } as const],
          addressId: null,
        },
      ],
      consents: null,
    };
    const missing = absorbWrite(deleted, [{ kind: 'delete' }], false, answer);
    assert.equal(planSync(missing).do, 'readByLink');
    const handBack = planSync(absorbHolder(absorbByLink(missing, survivor), survivor, null));
    assert.deepEqual(handBack.do === 'write' && handBack.steps.map(({ kind }) => kind), [
      'tagsRemove',
      'metafieldsDelete',
    ]);
    const gone = planSync(absorbByLink(missing, null));
    assert.equal(gone.do === 'settle' && gone.verdict.link, 'drop');
  });
});
