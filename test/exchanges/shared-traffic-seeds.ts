// What must exist before the traffic of another project's test suite makes sense, as shared-seeds.ts has it.
import type { Seed } from './shared-seeds.ts';

const OKTA_USER = '23a35c27-23d3-4c03-b4c5-6443c09e7173';
const OKTA_OTHER = '89bb1940-b905-4575-9e7f-6f887cfb368e';
const OKTA_GROUP = 'abf4dd94-a4c0-4f67-89c9-76b03340cb9b';

const someone = { userName: 'someone@contoso.example' };
const oktaUser = { userName: 'test.user@okta.local' };
const group = { displayName: 'Seed' };

export const TRAFFIC_SEEDS: Readonly<Record<string, Seed>> = {
  'quirk-okta-put': { given: { id: someone } },
  // Entra lists the enterprise URN without sending anything of it; `schemas` says what is there.
  'traffic-entra-create_user': { answer: { active: true, name: { givenName: 'givenName' } } },
  'traffic-entra-get_group': { givenAsExpected: true },
  'traffic-entra-get_group_dn': {
    given: { group: { displayName: 'displayName' } },
    answer: { totalResults: 1 },
  },
  'traffic-entra-get_user_query_resp': {
    given: { user: { userName: 'Test_User_dfeef4c5-5681-4387-b016-bdf221e82081' } },
    answer: { totalResults: 1 },
  },
  'traffic-entra-get_user_resp': {
    given: { '5d48a0a8e9f04aa38008': { userName: 'Test_User_feed3ace-693c-4e5a-82e2-694be1b39934' } },
    answer: { userName: 'Test_User_feed3ace-693c-4e5a-82e2-694be1b39934' },
  },
  'traffic-entra-update_group': {
    given: { f648f8d5ea4e4cd38e9c: someone, fa2ce26709934589afc5: group },
    status: 204,
    afterwards: {
      '/Groups/{fa2ce26709934589afc5}': {
        displayName: '1879db59-3bdf-4490-ad68-ab880a269474updatedDisplayName',
        members: [],
      },
    },
  },
  'traffic-entra-update_user': {
    given: { '6764549bef60420686bc': { ...someone, name: { givenName: 'givenName' } } },
    answer: { active: false, name: { familyName: 'updatedFamilyName' } },
  },
  'traffic-okta-retrieve_group': {
    given: {
      member: { displayName: 'SCIM 2 Group A' },
      [OKTA_GROUP]: {
        displayName: 'Test SCIMv2',
        members: [{ value: '{member}', display: 'SCIM 2 Group A' }],
      },
    },
    // A member's name is not kept beside the member: it would be stale after the first rename.
    answer: { displayName: 'Test SCIMv2', members: [{ value: '{member}' }] },
  },
  'traffic-okta-retrieve_user': { givenAsExpected: true },
  'traffic-okta-update_group_membership': {
    given: { [OKTA_USER]: oktaUser, [OKTA_OTHER]: someone, [OKTA_GROUP]: group },
    status: 204,
    afterwards: { [`/Groups?filter=members eq "{${OKTA_OTHER}}"`]: { totalResults: 1 } },
  },
  'traffic-okta-update_group_name': {
    given: { [OKTA_GROUP]: group },
    status: 204,
    afterwards: { [`/Groups/{${OKTA_GROUP}}`]: { displayName: 'Test SCIMv2' } },
  },
  'traffic-okta-update_user': { given: { [OKTA_USER]: oktaUser } },
  'traffic-okta-update_user_patch': { given: { [OKTA_USER]: oktaUser }, answer: { active: false } },
};
