// Screens as somebody uses them who has no mouse: what is to be pressed is come to by the tabulator, or not at all.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { View } from './stage.ts';

/** More than any screen has to come past. */
const MAX_STOPS = 250;

/** As much of the browser's as is asked here. */
interface Page {
  readonly activeElement: Shown | null;
  readonly body: unknown;
  hasFocus(): boolean;
}
interface Shown {
  readonly ownerDocument: Page;
  getRootNode(): unknown;
  getBoundingClientRect(): { readonly top: number };
}

const hasFocus = (element: Shown) =>
  element.ownerDocument.hasFocus() && (element.getRootNode() as Page).activeElement === element;

/** Whether what has the focus lies further down. */
const isPassed = (element: Shown) => {
  const { activeElement: active, body } = element.ownerDocument;
  if (active === null || active === body) return false;
  return active.getBoundingClientRect().top > element.getBoundingClientRect().top;
};

/** Moves the focus, forth or back, until it is there; fails where it never comes to it. */
export async function reach({ page }: View, target: Locator): Promise<void> {
  await target.waitFor();
  const key = (await target.evaluate(isPassed)) ? 'Shift+Tab' : 'Tab';
  for (let stop = 0; stop < MAX_STOPS; stop += 1) {
    if (await target.evaluate(hasFocus)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`the keyboard never comes to ${target}`);
}

/** Comes to it, and presses a key there. */
export async function press(view: View, target: Locator, key = 'Enter'): Promise<void> {
  await reach(view, target);
  await view.page.keyboard.press(key);
}
