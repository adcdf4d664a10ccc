// The elements that the screens use are Shopify's, and the local runtime has each of them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ICONS } from '../../ui/runtime/elements/icons.ts';
import { EVENT_NAMES } from '../../ui/src/shell/event-names.ts';
import { readUses } from './markup.ts';
import { noBrowser, openStage } from './stage.ts';

interface Named {
  readonly name: string;
}

interface Declaration {
  readonly tagName?: string;
  readonly attributes?: readonly Named[];
  readonly events?: readonly Named[];
  readonly slots?: readonly Named[];
}

const MANIFEST = new URL(
  '../../node_modules/@shopify/polaris-types/dist/custom-elements.json',
  import.meta.url,
);
/** Events that React hears of every element by the names that it gives them. */
const OF_REACT = new Set(['onClick', 'onChange', 'onInput', 'onFocus', 'onBlur']);

/** React's own, and what every element has. */
const OF_ALL = new Set(['key', 'ref', 'id', 'slot', 'children', 'hidden']);

const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as {
  readonly modules: readonly { readonly declarations?: readonly Declaration[] }[];
};
const declared = new Map(
  manifest.modules.flatMap(({ declarations = [] }) => declarations).map((one) => [one.tagName, one]),
);
/** These belong to App Bridge, which has no manifest. */
const uses = readUses().filter(({ tag }) => tag !== 's-app-nav');
const attributesOf = (tag: string) =>
  uses
    .filter((use) => use.tag === tag)
    .flatMap(({ attributes }) => attributes)
    .filter((name) => !OF_ALL.has(name));
const tags = [...new Set(uses.map(({ tag }) => tag))].sort();

/** Runs in the browser: what is not defined there, of tags with the names of properties. */
const FIND_MISSING = `(wanted) => wanted.flatMap(([tag, names]) => {
  if (customElements.get(tag) === undefined) return ['<' + tag + '>'];
  const element = document.createElement(tag);
  return names.filter((name) => !(name in element)).map((name) => '<' + tag + ' ' + name + '>');
})`;

describe('the elements of the screens', () => {
  it('GIVEN an event that React does not know WHEN a screen listens for it THEN it is told in React’s spelling', () => {
    const told = new Set(Object.values(EVENT_NAMES).map((name) => `on${name}`));
    const unheard = uses.flatMap(({ file, tag, attributes }) =>
      attributes
        .filter((name) => name.startsWith('on') && !OF_REACT.has(name) && !told.has(name))
        .map((name) => `${file}: <${tag} ${name}>`),
    );
    assert.deepEqual(unheard, []);
  });

  it('GIVEN Shopify’s manifest WHEN the screens are compared THEN it has every tag, attribute, event and slot', () => {
    const unknown = uses.flatMap(({ file, tag, attributes, texts, parent }) => {
      const element = declared.get(tag);
      if (element === undefined) return [`${file}: <${tag}>`];
      const has = (named: readonly Named[] | undefined, name: string) =>
        named?.some((one) => one.name === name.toLowerCase()) ?? false;
      const wrong = attributes.filter((name) => {
        if (OF_ALL.has(name)) return false;
        return name.startsWith('on') ? !has(element.events, name.slice(2)) : !has(element.attributes, name);
      });
      const slot = texts.get('slot');
      const lacksSlot = slot !== undefined && parent !== undefined && !has(declared.get(parent)?.slots, slot);
      return [
        ...wrong.map((name) => `${file}: <${tag} ${name}>`),
        ...(lacksSlot ? [`${file}: slot ${slot} in <${parent}>`] : []),
      ];
    });
    assert.deepEqual(unknown, []);
    assert.ok(tags.length > 10);
  });

  it('GIVEN icons that the screens name WHEN looked up THEN the local runtime draws each', () => {
    const source = uses.flatMap(({ texts, tag }) => [
      texts.get('icon'),
      tag === 's-icon' ? texts.get('type') : undefined,
    ]);
    const missing = source.filter((name) => name !== undefined && !(name in ICONS));
    assert.deepEqual(missing, []);
  });

  it('GIVEN the local runtime WHEN it has started THEN every tag is defined, with each attribute as a property', {
    skip: noBrowser,
  }, async () => {
    const stage = await openStage({ working: false });
    try {
      const { page } = await stage.open();
      const frame = page.frames().find((one) => one !== page.mainFrame());
      const wanted = tags.map((tag) => [tag, attributesOf(tag).filter((name) => !name.startsWith('on'))]);
      const missing = await frame?.evaluate(`(${FIND_MISSING})(${JSON.stringify(wanted)})`);
      assert.deepEqual(missing, []);
    } finally {
      await stage.close();
    }
  });

  it('GIVEN Shopify’s runtime, and its CDN out of reach WHEN a screen is opened THEN our own stands in, as the policy lets it', {
    skip: noBrowser,
  }, async () => {
    const stage = await openStage({ working: false, uiRuntime: 'shopify' });
    try {
      const { app, complaints } = await stage.open('/people');
      await app.getByText('Shopify’s own elements are not to be reached').waitFor();
      await app.getByRole('navigation', { name: 'Screens' }).getByText('Settings').click();
      await app.getByLabel('Keep payloads for').waitFor();
      assert.deepEqual(
        complaints.filter((one) => !one.includes('ERR_FAILED')),
        [],
      );
    } finally {
      await stage.close();
    }
  });
});
