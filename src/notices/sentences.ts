// Every sentence that tells of one case, by its code: in English, with `{places}` for what the case is about. None holds
// a person's data beyond an id. The screens have the same sentences in each of their languages.

const DENIED =
  'the shop has no B2B, or the app may not use it. B2B needs a plan that has it, and the scope write_companies or write_customers';

/** Why a user does not get on, where its code alone does not say it. */
const OF_USERS = {
  email_of_user:
    'The customer of user {user} has this e-mail address. Give one of the two another address in the directory.',
  email_of_other:
    'Another customer has this e-mail address. Give one of the two another address in the directory.',
  grace_until:
    'The user has left. What the connection gives grace for is taken from {until} on, unless the user comes back.',
  write_refused: 'Shopify refuses a write for a reason that is not known here (request {request}).',
  field_refused: 'Shopify refuses {path} for a reason that is not known here (request {request}).',
  release_refused: 'Shopify refuses to release the customer (request {request}).',
  user_unreadable: 'The stored user cannot be read. This is a fault of Rollcall: see its log.',
} as const;

/** What was left out of a customer, and why. */
const OF_VALUES = {
  phone_unsound: 'The phone number is not valid and was left out.',
  first_phone_unsound: 'The first phone number is not valid and was left out.',
  typed_phone_unsound: 'The {type} phone number is not valid and was left out.',
  language_unknown: 'The value of {attribute} is not a known language and was left out.',
  country_unknown: 'The country of the work address is not known and was left out.',
  note_cut: 'The note is longer than {limit} characters and was cut.',
  tag_too_long: 'A tag is longer than {limit} characters and was left out.',
  tags_too_many:
    'A customer has {limit} tags at most: the last {dropped} of the mapping and the group rules were left out.',
  metafield_of_other_type: 'The value of the metafield {metafield} is no {type} and was left out.',
  metafield_too_long: 'The value of the metafield {metafield} is longer than {limit} bytes and was left out.',
  metafield_refused: 'Shopify refuses the value of the metafield {metafield}; it was left out.',
  metafield_typed_otherwise:
    'The metafield {metafield} has the type {present} in Shopify, and {type} in the mapping: it was left out. Give the mapping the type {present}.',
  metafield_undefinable:
    'Shopify refuses the definition of the metafield {metafield}, which was left out: {words}',
  phone_refused: 'Shopify refuses the phone number, or another customer has it; it was left out.',
  language_refused: 'Shopify does not know the language; it was left out.',
  first_name_refused: 'Shopify refuses the first name; it was left out.',
  last_name_refused: 'Shopify refuses the last name; it was left out.',
  address_refused: 'Shopify refuses the work address; it was left out.',
  region_unknown: "Shopify does not know the work address's region; it was left out.",
  note_refused: 'Shopify refuses the note; it was left out.',
  tag_refused: 'Shopify refuses a tag; it was left out.',
  other_refused: 'Shopify refuses the {field}; it was left out.',
} as const;

/** What of companies was left out, taken or not given back. Rules are named by their numbers, from 1. */
const OF_COMPANIES = {
  company_not_there:
    'The company of group rule {rule} was left out: the store has no such company. Make it there, or let the rule make it: that takes an externalId and a name.',
  company_not_one:
    'The company of group rule {rule} was left out: several companies have that name. Name it by its externalId.',
  company_denied: `The company of group rule {rule} was left out: ${DENIED}.`,
  company_not_made:
    'The company of group rule {rule} was left out: Shopify refuses to make the company. An externalId has 64 characters at most, of letters, digits and punctuation.',
  companies_unreadable: `What companies a customer belongs to cannot be read: ${DENIED}.`,
  other_company:
    'The company of group rule {rule} was left out: the customer belongs to another company, and Shopify allows one. Remove it from that company first.',
  contact_not_made:
    'The company of group rule {rule} was left out: Shopify does not make the customer a contact of it. A company has 10,000 contacts at most, and each needs an e-mail address.',
  other_role:
    'The role of group rule {rule} was left out: at that location the customer has another role, which Rollcall did not give.',
  role_refused:
    'A role of the company of group rule {rule} was left out: Shopify refuses it. A location has 50 customers at most, and a contact has one role there.',
  location_not_there: 'The role of group rule {rule} was left out: the company has no such location.',
  location_not_one:
    'The role of group rule {rule} was left out: the company has several locations that may be meant. Name one.',
  role_not_there: 'The role of group rule {rule} was left out: the company has no such role.',
  company_lost_to_rule:
    'Group rule {rule} gives another company than group rule {first}, which comes first: a customer belongs to one company, so that of rule {rule} was left out.',
  company_lost_to_connection:
    'Another connection that comes later in the order gives another company: a customer belongs to one, so that it was left out.',
  role_lost_to_rule:
    'Group rule {rule} gives another role at a location than group rule {first}, which comes first: the role of rule {rule} was left out.',
  contact_kept: 'Shopify does not remove the contact of a company: its roles were revoked instead.',
  contact_taken: 'Taken of the company "{company}", and given back when the user returns: the contact.',
  main_contact_taken:
    'Taken of the company "{company}", and given back when the user returns: its place as main contact.',
  role_taken:
    'Taken of the company "{company}", and given back when the user returns: role "{role}" at the location "{location}".',
  not_returned_yet: `What merchants had given of companies before the user left is not given back yet: ${DENIED}.`,
  company_not_returned_other:
    'What a merchant had given of the company "{company}" is not given back: the customer belongs to another company by now, and Shopify allows one.',
  company_not_returned_gone:
    'What a merchant had given of the company "{company}" is not given back: it is not there any more.',
  company_not_returned_full:
    'What a merchant had given of the company "{company}" is not given back: a company has 10,000 contacts at most, and each needs an e-mail address.',
  company_not_returned:
    'What a merchant had given of the company "{company}" is not given back: Shopify refuses to make the customer a contact of it.',
  role_not_returned_other:
    'The role "{role}" at the location "{location}" of the company "{company}", which a merchant had given, is not given back: the customer has another role there by now, and Shopify allows one.',
  role_not_returned_gone:
    'The role "{role}" at the location "{location}" of the company "{company}", which a merchant had given, is not given back: the location or the role is not there any more, or the location has its 50 customers.',
  main_contact_not_returned:
    'The customer was the main contact of the company "{company}", and is not made it again: the company has another one by now.',
} as const;

/** What is wrong with templates, and with what they are to make. `cause` is a sentence of the next table. */
const OF_MAPPINGS = {
  field_template_failed:
    'The template of {field} failed for this user and was left out (line {line}, column {column}): {cause}',
  tag_template_failed:
    'The template of a tag failed for this user and was left out (line {line}, column {column}): {cause}',
  metafield_template_failed:
    'The template of the metafield {metafield} failed for this user and was left out (line {line}, column {column}): {cause}',
  company_template_failed:
    'The template of the company of group rule {rule} failed for this user and was left out (line {line}, column {column}): {cause}',
  templates_too_many:
    'The mapping and the group rules ask for more than {limit} templates for this user: the last were left out.',
  templates_too_long: 'All templates together may have {limit} characters, and have {length}.',
  rule_gives_nothing: 'The rule gives nothing: it needs tags, metafields or a company.',
  company_without_name: 'A company needs an externalId or a name to be known by.',
  company_made_without_name: 'A company is made with an externalId, so that it is made once, and a name.',
  company_named_by_directory:
    'The directory alone would name this company. Begin the template with a text of your own, or list the names that it may give in allowed.',
  role_named_by_directory:
    'The directory alone would name this role. Begin the template with a text of your own, or list the names that it may give in allowed.',
  tag_without_text: 'A tag needs a text.',
  tag_reserved: 'Tags that begin with "rollcall:" have a meaning of their own. Choose another prefix.',
  tag_with_comma: 'A comma divides a tag in two. Write two templates, or leave the comma out.',
  tag_named_by_directory:
    'The directory alone would name this tag, and could name one that grants a discount. Begin the template with a text of your own, such as "team:", or list the tags that it may give in mapping.allowedTags.',
  metafield_reserved: "$app.{key} is Rollcall's own. Choose another key.",
  metafield_of_two_types:
    'The metafield {metafield} is a {type} elsewhere: give it that type, or another key.',
  metafields_too_many: '{many} metafields are named, and {limit} are possible.',
} as const;

/** Why Liquid does not read or carry out a template; the most are the library's own words, with a capital and a stop. */
const OF_LIQUID = {
  template_too_long: 'The template is longer than {limit} characters.',
  template_too_costly: 'The template takes too much time or memory for one user.',
  no_such_filter: 'There is no filter "{name}".',
  no_such_tag: 'There is no tag "{name}" here.',
  output_open: 'Output {text} not closed.',
  tag_open: 'Tag {text} not closed.',
  raw_open: 'Raw {text} not closed.',
  bracket_open: '[ not closed.',
  parentheses_open: 'Unbalanced parentheses.',
  else_twice: 'Duplicated else.',
  elsif_after_else: 'Unexpected elsif after else.',
  tag_unexpected: 'Illegal tag: {text}.',
  tag_nameless: 'Illegal tag syntax, tag name expected.',
  tag_unsound: 'Illegal liquid tag syntax.',
  value_expected: 'Unexpected token {text}, value expected.',
  value_unsound: 'Invalid value expression: {text}.',
  character_unexpected: 'Unexpected character {text}.',
  bar_expected: 'Expected "|" before filter.',
  filter_expected: 'Expected filter name.',
  colon_expected: 'Expected ":" after filter name.',
  equals_expected: 'Expected "=".',
  variable_expected: 'Expected variable name.',
  range_unsound: 'Invalid range syntax.',
  block_nested: 'Block tag cannot be nested.',
  comment_unsound: "Every line of an inline comment must start with a '#' character.",
  loop_without_list: 'Empty candidates: "{text}".',
  two_arguments: '{filter} expect 2 arguments.',
} as const;

/** What a call to Shopify came to, where its code alone does not say it. */
const OF_CALLS = {
  operation_not_executed: 'Shopify does not execute this operation ({status}).',
  answered_without_result: 'Shopify answered {status} without a result.',
  exchange_broken: 'The exchange with Shopify broke off ({status}).',
  answer_of_other_form:
    "Shopify's answer to {operation} is not of the form that its schema promises ({path}).",
  own_metafield_undefinable: 'Shopify refuses the definition of $app.{key}: {words}',
  token_not_given: 'Shopify gives no access token ({status}). Check that the app is installed on this shop.',
  token_not_answered: 'Shopify answered {status} when asked for an access token.',
  no_credentials: 'There are no credentials for {shop}.',
} as const;

/** Why a message was not sent, an address was not taken, or a decision not carried out. */
const OF_ACTS = {
  no_url: 'This is not a URL such as https://example.com/alerts.',
  url_with_password: 'The URL must not hold a user name or a password.',
  url_not_https: 'The URL must begin with https://.',
  url_not_public: '{host} is not a public address. An operator may allow it in ROLLCALL_PRIVATE_HOSTS.',
  host_not_public:
    '{host} has an address that is not public. An operator may allow it in ROLLCALL_PRIVATE_HOSTS.',
  receiver_silent: '{host} did not answer in time.',
  receiver_unknown: '{host} cannot be found.',
  receiver_broken: 'The exchange with {host} broke off.',
  receiver_broken_by: 'The exchange with {host} broke off ({status}).',
  receiver_too_long: 'The answer is longer than {limit} bytes.',
  receiver_answered: 'The receiver answered {status}.',
  receiver_ended: 'The endpoint takes no messages any more.',
  receiver_gone: 'The receiver answered 410: it wants no messages any more.',
  mail_not_set: 'No SMTP server is set: ROLLCALL_SMTP_URL.',
  message_not_sent: 'It could not be sent ({status}).',
  choice_not_offered: 'A user held for {reason} can be decided by: {choices}.',
  customer_unknown: 'Shopify knows no customer {customer}.',
  customer_unread: 'Shopify could not be asked for the customer ({code}). Try again once it answers.',
  other_customer: 'The customer in question is {customer}. Look at the review again.',
  customer_of_user:
    'The customer is that of user {user}. Give one of the two another address in the directory, or delete one of them.',
} as const;

export const SENTENCES = {
  ...OF_USERS,
  ...OF_VALUES,
  ...OF_COMPANIES,
  ...OF_MAPPINGS,
  ...OF_LIQUID,
  ...OF_CALLS,
  ...OF_ACTS,
} as const;
