// Does once what somebody double-clicks, however fast the first click is answered.

/** For `onClick` of what must not be done twice. */
export function onSingleClick(act: () => void): (event: object) => void {
  // 0 by the keyboard, 1 by a click, 2 by the second of a double click (UI Events §3.4.4).
  return (event) => {
    if (!('detail' in event) || Number(event.detail) < 2) act();
  };
}
